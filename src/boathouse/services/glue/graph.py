"""A workflow drawn as nodes and edges."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from boathouse.services.glue.records import Record


def graph(triggers: list[Record], runs: Mapping[str, list[Record]] | None = None) -> Record:
    """Draw triggers and their jobs: trigger → job for an action, job → trigger for a condition.

    `runs` are the job runs of one workflow run, by job.
    """
    nodes: dict[str, Record] = {}
    edges: list[Record] = []
    for trigger in triggers:
        here = _node(nodes, "TRIGGER", trigger["Name"], {"TriggerDetails": {"Trigger": trigger}})
        for condition in trigger.get("Predicate", {}).get("Conditions", []):
            edges.append({"SourceId": _job(nodes, condition["JobName"], runs), "DestinationId": here})
        for action in trigger["Actions"]:
            edges.append({"SourceId": here, "DestinationId": _job(nodes, action["JobName"], runs)})
    return {"Nodes": list(nodes.values()), "Edges": edges}


def _job(nodes: dict[str, Record], name: str, runs: Mapping[str, list[Record]] | None) -> str:
    details = {} if runs is None else {"JobDetails": {"JobRuns": runs.get(name, [])}}
    return _node(nodes, "JOB", name, details)


def _node(nodes: dict[str, Record], kind: str, name: str, details: Record) -> str:
    unique = f"wnode_{hashlib.sha256(f'{kind}/{name}'.encode()).hexdigest()}"
    nodes.setdefault(unique, {"Type": kind, "Name": name, "UniqueId": unique, **details})
    return unique
