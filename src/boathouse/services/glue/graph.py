"""A workflow drawn as nodes and edges."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from boathouse.services.glue.records import Record

_Runs = Mapping[str, list[Record]]


def graph(triggers: list[Record], runs: _Runs | None = None, crawls: _Runs | None = None) -> Record:
    """Draw triggers with their jobs and crawlers: an edge to these for an action, from these for a condition.

    `runs` and `crawls` are those of one workflow run, by job and by crawler.
    """
    nodes: dict[str, Record] = {}
    edges: list[Record] = []

    def acting(named: Record) -> str:
        if "CrawlerName" in named:
            name = named["CrawlerName"]
            details = {} if crawls is None else {"CrawlerDetails": {"Crawls": crawls.get(name, [])}}
            return _node(nodes, "CRAWLER", name, details)
        name = named["JobName"]
        details = {} if runs is None else {"JobDetails": {"JobRuns": runs.get(name, [])}}
        return _node(nodes, "JOB", name, details)

    for trigger in triggers:
        here = _node(nodes, "TRIGGER", trigger["Name"], {"TriggerDetails": {"Trigger": trigger}})
        for condition in trigger.get("Predicate", {}).get("Conditions", []):
            edges.append({"SourceId": acting(condition), "DestinationId": here})
        for action in trigger["Actions"]:
            edges.append({"SourceId": here, "DestinationId": acting(action)})
    return {"Nodes": list(nodes.values()), "Edges": edges}


def _node(nodes: dict[str, Record], kind: str, name: str, details: Record) -> str:
    unique = f"wnode_{hashlib.sha256(f'{kind}/{name}'.encode()).hexdigest()}"
    nodes.setdefault(unique, {"Type": kind, "Name": name, "UniqueId": unique, **details})
    return unique
