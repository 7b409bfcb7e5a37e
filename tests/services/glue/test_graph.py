"""The drawing of a workflow."""

from __future__ import annotations

from typing import Any

from tests.services.glue.test_triggers import after
from tests.services.glue.test_workflow_runs import begin, run_of, workflow
from tests.services.glue.under_test import GlueUnderTest


def drawn(graph: dict[str, Any]) -> set[tuple[str, str]]:
    """The edges by name."""
    names = {node["UniqueId"]: f"{node['Type']} {node['Name']}" for node in graph["Nodes"]}
    assert len(names) == len(graph["Nodes"])
    return {(names[edge["SourceId"]], names[edge["DestinationId"]]) for edge in graph["Edges"]}


def test_triggers_point_to_what_they_start_and_jobs_to_what_waits_for_them(glue: GlueUnderTest) -> None:
    workflow(glue, ["a", "b"], t1=(after("a", "b"), ["c"]))

    assert "Graph" not in glue.client.get_workflow(Name="w")["Workflow"]
    graph = glue.client.get_workflow(Name="w", IncludeGraph=True)["Workflow"]["Graph"]

    assert drawn(graph) == {
        ("TRIGGER start", "JOB a"),
        ("TRIGGER start", "JOB b"),
        ("JOB a", "TRIGGER t1"),
        ("JOB b", "TRIGGER t1"),
        ("TRIGGER t1", "JOB c"),
    }
    [node] = [node for node in graph["Nodes"] if node["Name"] == "t1"]
    assert node["TriggerDetails"]["Trigger"]["Actions"] == [{"JobName": "c"}]


def test_the_graph_of_a_run_has_its_job_runs(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a"), ["b"]))
    run_id = begin(glue)
    claimed = glue.service.queue.claim("w")
    assert claimed is not None
    glue.service.queue.finish(claimed["run_id"], "w", "FAILED", "broken", 1)
    glue.client.start_job_run(JobName="a")  # by hand: no part of the workflow's run

    assert "Graph" not in run_of(glue, run_id)
    graph = run_of(glue, run_id, IncludeGraph=True)["Graph"]

    jobs = {node["Name"]: node["JobDetails"]["JobRuns"] for node in graph["Nodes"] if node["Type"] == "JOB"}
    assert [(run["Id"], run["ErrorMessage"]) for run in jobs["a"]] == [(claimed["run_id"], "broken")]
    assert jobs["b"] == []
