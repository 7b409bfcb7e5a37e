"""Runs of workflows, with the test as the worker."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from tests.services.glue.test_triggers import after
from tests.services.glue.under_test import GlueUnderTest, refused


def workflow(glue: GlueUnderTest, start: list[str], **others: tuple[dict[str, Any], list[str]]) -> None:
    """Create the workflow `w` with a starting trigger and conditional ones, and all their jobs."""
    names = {*start, *(job for _, actions in others.values() for job in actions)}
    for name in sorted(names):
        glue.job(name)
    glue.client.create_workflow(Name="w")
    trigger(glue, "start", start, Type="ON_DEMAND")
    for name, (predicate, actions) in others.items():
        trigger(glue, name, actions, Type="CONDITIONAL", Predicate=predicate, StartOnCreation=True)


def trigger(glue: GlueUnderTest, name: str, jobs: list[str], **members: Any) -> None:
    """Create a trigger of the workflow."""
    actions = [{"JobName": job} for job in jobs]
    glue.client.create_trigger(**{"Name": name, "WorkflowName": "w", "Actions": actions, **members})


def begin(glue: GlueUnderTest, **members: Any) -> str:
    """Start the workflow."""
    run_id: str = glue.client.start_workflow_run(Name="w", **members)["RunId"]
    return run_id


def run_of(glue: GlueUnderTest, run_id: str, **members: Any) -> dict[str, Any]:
    """Read the workflow's run."""
    run: dict[str, Any] = glue.client.get_workflow_run(Name="w", RunId=run_id, **members)["Run"]
    return run


def counted(run: dict[str, Any]) -> dict[str, int]:
    """The statistics that are not zero."""
    return {name: count for name, count in run["Statistics"].items() if count}


def test_a_chain_of_jobs_runs_in_its_order_and_completes(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a"), ["b"]), t2=(after("b"), ["c"]))
    run_id = begin(glue)
    assert re.fullmatch("wr_[0-9a-f]{64}", run_id)
    assert run_of(glue, run_id) == {
        "Name": "w",
        "WorkflowRunId": run_id,
        "WorkflowRunProperties": {},
        "StartedOn": datetime(2026, 1, 1, tzinfo=UTC),
        "Status": "RUNNING",
        "Statistics": {
            "TotalActions": 1,
            "TimeoutActions": 0,
            "FailedActions": 0,
            "StoppedActions": 0,
            "SucceededActions": 0,
            "RunningActions": 1,
            "ErroredActions": 0,
            "WaitingActions": 0,
        },
    }
    glue.pass_time(minutes=3)

    assert glue.work() == ["a", "b", "c"]

    run = run_of(glue, run_id)
    assert (run["Status"], run["CompletedOn"]) == ("COMPLETED", datetime(2026, 1, 1, 0, 3, tzinfo=UTC))
    assert counted(run) == {"TotalActions": 3, "SucceededActions": 3}


def test_the_run_is_complete_with_its_last_job_and_not_before(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a"), ["b"]))
    run_id = begin(glue)
    queue = glue.service.queue
    for job in ("a", "b"):
        claimed = queue.claim("w")
        assert claimed is not None
        assert claimed["job_name"] == job
        assert run_of(glue, run_id)["Status"] == "RUNNING"
        queue.finish(claimed["run_id"], "w", "SUCCEEDED", "", 1)
    assert run_of(glue, run_id)["Status"] == "COMPLETED"


def test_jobs_of_one_trigger_run_side_by_side_and_and_waits_for_all(glue: GlueUnderTest) -> None:
    workflow(glue, ["a", "b"], t1=(after("a", "b"), ["c"]))
    begin(glue)
    queue = glue.service.queue
    a, b = queue.claim("w1"), queue.claim("w2")
    assert a is not None
    assert b is not None
    queue.finish(b["run_id"], "w2", "SUCCEEDED", "", 1)
    assert queue.claim("w2") is None
    queue.finish(a["run_id"], "w1", "SUCCEEDED", "", 1)
    c = queue.claim("w2")
    assert c is not None
    assert c["job_name"] == "c"

    [run] = glue.client.get_job_runs(JobName="c")["JobRuns"]
    assert run["TriggerName"] == "t1"
    with_them = glue.client.get_job_run(JobName="c", RunId=run["Id"], PredecessorsIncluded=True)["JobRun"]
    assert with_them["PredecessorRuns"] == [
        {"JobName": "a", "RunId": a["run_id"]},
        {"JobName": "b", "RunId": b["run_id"]},
    ]
    without = glue.client.get_job_run(JobName="c", RunId=run["Id"])["JobRun"]
    assert without["PredecessorRuns"] == []


def test_any_fires_at_the_first_and_only_once(glue: GlueUnderTest) -> None:
    workflow(glue, ["a", "b"], t1=(after("a", "b", logical="ANY"), ["c"]))
    run_id = begin(glue)
    assert glue.work() == ["a", "b", "c"]
    assert counted(run_of(glue, run_id)) == {"TotalActions": 3, "SucceededActions": 3}


def test_a_failure_in_the_middle_ends_the_run_with_what_follows_left_out(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a"), ["b"]), t2=(after("b"), ["c"]))
    run_id = begin(glue)
    assert glue.work({"b": "FAILED"}) == ["a", "b"]
    run = run_of(glue, run_id)
    assert run["Status"] == "COMPLETED"
    assert counted(run) == {"TotalActions": 2, "SucceededActions": 1, "FailedActions": 1}


def test_a_trigger_can_wait_for_a_failure_or_a_timeout(glue: GlueUnderTest) -> None:
    workflow(
        glue,
        ["a"],
        good=(after("a"), ["b"]),
        bad=(after("a", state="FAILED"), ["c"]),
        late=(after("a", state="TIMEOUT"), ["d"]),
    )
    for end, follows in (("SUCCEEDED", "b"), ("FAILED", "c"), ("TIMEOUT", "d")):
        run_id = begin(glue)
        assert glue.work({"a": end}) == ["a", follows]
        assert run_of(glue, run_id)["Status"] == "COMPLETED"
    assert counted(run_of(glue, run_id)) == {"TotalActions": 2, "TimeoutActions": 1, "SucceededActions": 1}


def test_only_the_last_attempt_of_a_job_decides(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], good=(after("a"), ["b"]), bad=(after("a", state="FAILED"), ["c"]))
    glue.client.update_job(
        JobName="a",
        JobUpdate={
            "Role": "r",
            "MaxRetries": 1,
            "Command": {"Name": "glueetl", "ScriptLocation": "s3://x/y.py"},
        },
    )
    run_id = begin(glue)
    queue = glue.service.queue
    first = queue.claim("w")
    assert first is not None
    queue.finish(first["run_id"], "w", "FAILED", "once", 1)
    assert counted(run_of(glue, run_id)) == {"TotalActions": 1, "RunningActions": 1}

    assert glue.work() == ["a", "b"]
    assert counted(run_of(glue, run_id)) == {"TotalActions": 2, "SucceededActions": 2}

    run_id = begin(glue)
    assert glue.work({"a": "FAILED"}) == ["a", "a", "c"]
    assert counted(run_of(glue, run_id)) == {
        "TotalActions": 2,
        "FailedActions": 1,
        "SucceededActions": 1,
    }


def test_scripts_are_told_their_workflow_and_its_run(glue: GlueUnderTest) -> None:
    glue.job("a", DefaultArguments={"--x": "job", "--y": "job"})
    glue.client.create_workflow(Name="w")
    action = {"JobName": "a", "Arguments": {"--x": "trigger"}, "Timeout": 9}
    trigger(glue, "start", [], Type="ON_DEMAND", Actions=[action])
    run_id = begin(glue)

    claimed = glue.service.queue.claim("w")

    assert claimed is not None
    assert claimed["arguments"] == {
        "--x": "trigger",
        "--y": "job",
        "--WORKFLOW_NAME": "w",
        "--WORKFLOW_RUN_ID": run_id,
    }
    assert (claimed["workflow_name"], claimed["workflow_run_id"]) == ("w", run_id)
    assert claimed["timeout_minutes"] == 9


def test_run_properties_come_from_the_workflow_the_start_and_the_jobs(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"])
    glue.client.update_workflow(Name="w", DefaultRunProperties={"x": "workflow", "y": "workflow"})
    run_id = begin(glue, RunProperties={"y": "start", "z": "start"})

    glue.client.put_workflow_run_properties(Name="w", RunId=run_id, RunProperties={"z": "job", "n": "job"})

    wanted = {"x": "workflow", "y": "start", "z": "job", "n": "job"}
    answer = glue.client.get_workflow_run_properties(Name="w", RunId=run_id)
    assert answer["RunProperties"] == wanted
    assert run_of(glue, run_id)["WorkflowRunProperties"] == wanted


def test_starting_the_starting_trigger_starts_the_workflow(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a"), ["b"]))
    glue.client.start_trigger(Name="start")
    assert glue.work() == ["a", "b"]
    [run] = glue.client.get_workflow_runs(Name="w")["Runs"]
    assert run["Status"] == "COMPLETED"


def test_a_workflow_without_a_starting_trigger_cannot_start(glue: GlueUnderTest) -> None:
    glue.client.create_workflow(Name="w")
    with refused() as refusal:
        begin(glue)
    assert (refusal.code, refusal.words) == (
        "InvalidInputException",
        "Workflow w has no starting trigger.",
    )


def test_more_runs_at_a_time_than_the_workflow_allows_are_refused(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"])
    glue.client.update_workflow(Name="w", MaxConcurrentRuns=1)
    begin(glue)
    with refused() as refusal:
        begin(glue)
    assert refusal.code == "ConcurrentRunsExceededException"
    assert refusal.words == "Concurrent runs exceeded for workflow: w."
    glue.work()
    begin(glue)


def test_a_job_that_is_busy_fails_its_action_and_the_run_goes_on(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], good=(after("a"), ["b"]), bad=(after("a", state="FAILED"), ["c"]))
    glue.client.start_job_run(JobName="a")
    run_id = begin(glue)

    refusal = glue.client.get_job_runs(JobName="a")["JobRuns"][0]
    assert (refusal["JobRunState"], refusal["ErrorMessage"]) == (
        "FAILED",
        "Concurrent runs exceeded for a",
    )
    assert glue.work() == ["a", "c"]
    run = run_of(glue, run_id)
    assert run["Status"] == "COMPLETED"
    assert counted(run) == {"TotalActions": 2, "FailedActions": 1, "SucceededActions": 1}


def test_a_job_that_is_gone_is_an_errored_action(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a"), ["b"]))
    glue.client.delete_job(JobName="b")
    run_id = begin(glue)
    assert glue.work() == ["a"]
    run = run_of(glue, run_id)
    assert run["Status"] == "COMPLETED"
    assert counted(run) == {"TotalActions": 2, "SucceededActions": 1, "ErroredActions": 1}


def test_a_streaming_job_is_a_failed_action(glue: GlueUnderTest) -> None:
    glue.job("s", Command={"Name": "gluestreaming", "ScriptLocation": "s3://a/b.py"})
    glue.client.create_workflow(Name="w")
    trigger(glue, "start", ["s"], Type="ON_DEMAND")
    run_id = begin(glue)
    assert run_of(glue, run_id)["Status"] == "COMPLETED"
    [run] = glue.client.get_job_runs(JobName="s")["JobRuns"]
    assert "gluestreaming job is not emulated" in run["ErrorMessage"]


def test_stopping_stops_what_runs_and_what_waits_and_lets_nothing_follow(glue: GlueUnderTest) -> None:
    workflow(glue, ["a", "b"], t1=(after("b", state="STOPPED"), ["c"]))
    run_id = begin(glue)
    claimed = glue.service.queue.claim("w")
    assert claimed is not None

    glue.client.stop_workflow_run(Name="w", RunId=run_id)

    assert run_of(glue, run_id)["Status"] == "STOPPING"
    assert glue.client.get_job_runs(JobName="b")["JobRuns"][0]["JobRunState"] == "STOPPED"
    assert glue.service.queue.heartbeat(claimed["run_id"], "w") is True
    glue.service.queue.finish(claimed["run_id"], "w", "STOPPED", "", 1)
    run = run_of(glue, run_id)
    assert run["Status"] == "STOPPED"
    assert counted(run) == {"TotalActions": 2, "StoppedActions": 2}
    assert glue.work() == []


def test_stopping_before_any_job_began_is_done_at_once(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"])
    run_id = begin(glue)
    glue.client.stop_workflow_run(Name="w", RunId=run_id)
    assert run_of(glue, run_id)["Status"] == "STOPPED"
    with refused() as refusal:
        glue.client.stop_workflow_run(Name="w", RunId=run_id)
    assert refusal.code == "IllegalWorkflowStateException"
    assert refusal.words == f"Workflow run {run_id} is STOPPED, not RUNNING."


def test_a_job_stopped_by_itself_is_a_stopped_action(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a", state="STOPPED"), ["b"]))
    run_id = begin(glue)
    [run] = glue.client.get_job_runs(JobName="a")["JobRuns"]
    glue.announced = 0
    glue.client.batch_stop_job_run(JobName="a", JobRunIds=[run["Id"]])
    assert glue.announced == 1
    assert glue.work() == ["b"]
    assert run_of(glue, run_id)["Status"] == "COMPLETED"


def test_a_missing_run_and_another_workflows_run_are_not_found(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"])
    run_id = begin(glue)
    glue.client.create_workflow(Name="v")
    for name, wanted in (("w", "wr_0"), ("v", run_id)):
        with refused() as refusal:
            glue.client.get_workflow_run(Name=name, RunId=wanted)
        assert refusal.code == "EntityNotFoundException"
        assert refusal.words == f"Workflow run {wanted} not found."


def test_runs_come_newest_first_and_the_last_is_in_the_workflow(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"])
    ids = []
    for _ in range(3):
        ids.append(begin(glue))
        glue.work()
    first = glue.client.get_workflow_runs(Name="w", MaxResults=2)
    rest = glue.client.get_workflow_runs(Name="w", MaxResults=2, NextToken=first["NextToken"])
    assert [r["WorkflowRunId"] for r in first["Runs"]] == [ids[2], ids[1]]
    assert [r["WorkflowRunId"] for r in rest["Runs"]] == [ids[0]]
    last = glue.client.get_workflow(Name="w")["Workflow"]["LastRun"]
    assert (last["WorkflowRunId"], last["Status"]) == (ids[2], "COMPLETED")
    assert last["Statistics"]["SucceededActions"] == 1


def test_two_runs_of_a_workflow_do_not_mix(glue: GlueUnderTest) -> None:
    workflow(glue, ["a", "b"], t1=(after("a", "b"), ["c"]))
    for name in ("a", "b", "c"):
        glue.client.update_job(
            JobName=name,
            JobUpdate={
                "Role": "r",
                "Command": {"Name": "glueetl", "ScriptLocation": "s3://x/y.py"},
                "ExecutionProperty": {"MaxConcurrentRuns": 2},
            },
        )
    one, two = begin(glue), begin(glue)
    queue = glue.service.queue
    claimed = [queue.claim("w") for _ in range(4)]
    first = [run for run in claimed if run and run["workflow_run_id"] == one]
    second = [run for run in claimed if run and run["workflow_run_id"] == two]
    queue.finish(first[0]["run_id"], "w", "SUCCEEDED", "", 1)
    queue.finish(second[1]["run_id"], "w", "SUCCEEDED", "", 1)
    assert queue.claim("w") is None
    queue.finish(first[1]["run_id"], "w", "SUCCEEDED", "", 1)
    follower = queue.claim("w")
    assert follower is not None
    assert (follower["job_name"], follower["workflow_run_id"]) == ("c", one)


def test_a_run_follows_the_triggers_as_they_were_when_it_began(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a"), ["b"]))
    begin(glue)
    glue.client.delete_trigger(Name="t1")
    assert glue.work() == ["a", "b"]
    begin(glue)
    assert glue.work() == ["a"]


def test_after_a_crash_the_interrupted_job_has_failed_and_the_workflow_goes_on(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], good=(after("a"), ["b"]), bad=(after("a", state="FAILED"), ["c"]))
    run_id = begin(glue)
    glue.service.queue.claim("w")

    glue.crash()

    run = run_of(glue, run_id)
    assert run["Status"] == "RUNNING"
    assert counted(run) == {"TotalActions": 2, "FailedActions": 1, "RunningActions": 1}
    assert glue.work() == ["c"]
    assert run_of(glue, run_id)["Status"] == "COMPLETED"


def test_after_a_crash_a_workflow_with_nothing_left_is_complete(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a"), ["b"]))
    run_id = begin(glue)
    glue.service.queue.claim("w")
    glue.crash()
    run = run_of(glue, run_id)
    assert (run["Status"], counted(run)) == ("COMPLETED", {"TotalActions": 1, "FailedActions": 1})


def test_a_crash_between_jobs_loses_nothing(glue: GlueUnderTest) -> None:
    workflow(glue, ["a"], t1=(after("a"), ["b"]))
    run_id = begin(glue)
    claimed = glue.service.queue.claim("w")
    assert claimed is not None
    glue.service.queue.finish(claimed["run_id"], "w", "SUCCEEDED", "", 1)
    glue.crash()
    assert glue.work() == ["b"]
    assert run_of(glue, run_id)["Status"] == "COMPLETED"
