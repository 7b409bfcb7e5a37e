"""Job runs, as clients see them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from tests.services.glue.under_test import GlueUnderTest, refused


def start(glue: GlueUnderTest, job: str, **members: Any) -> str:
    """Start a run."""
    run_id: str = glue.client.start_job_run(JobName=job, **members)["JobRunId"]
    return run_id


def state(glue: GlueUnderTest, job: str, run_id: str) -> str:
    """Ask for a run's state."""
    found: str = glue.client.get_job_run(JobName=job, RunId=run_id)["JobRun"]["JobRunState"]
    return found


def test_a_started_run_waits_for_a_worker(glue: GlueUnderTest) -> None:
    glue.job("load", WorkerType="G.1X", NumberOfWorkers=2, Timeout=60)
    run_id = start(glue, "load", Arguments={"--day": "1"})

    assert re.fullmatch("jr_[0-9a-f]{64}", run_id)
    assert glue.announced == 1
    assert glue.client.get_job_run(JobName="load", RunId=run_id)["JobRun"] == {
        "Id": run_id,
        "Attempt": 0,
        "JobName": "load",
        "JobRunState": "STARTING",
        "Arguments": {"--day": "1"},
        "StartedOn": datetime(2026, 1, 1, tzinfo=UTC),
        "LastModifiedOn": datetime(2026, 1, 1, tzinfo=UTC),
        "PredecessorRuns": [],
        "ExecutionTime": 0,
        "Timeout": 60,
        "WorkerType": "G.1X",
        "NumberOfWorkers": 2,
        "MaxCapacity": 2.0,
        "AllocatedCapacity": 2,
        "GlueVersion": "5.1",
        "LogGroupName": "/aws-glue/jobs",
    }


def test_a_run_ends_with_its_time_and_error(glue: GlueUnderTest) -> None:
    glue.job("load")
    run_id = start(glue, "load")
    glue.service.queue.claim("w")
    assert state(glue, "load", run_id) == "RUNNING"

    glue.pass_time(minutes=2)
    glue.service.queue.finish(run_id, "w", "FAILED", "ValueError: no\n  line 1", 119.9)

    run = glue.client.get_job_run(JobName="load", RunId=run_id)["JobRun"]
    assert (run["JobRunState"], run["ErrorMessage"]) == ("FAILED", "ValueError: no\n  line 1")
    assert run["ExecutionTime"] == 119
    assert run["CompletedOn"] == datetime(2026, 1, 1, 0, 2, tzinfo=UTC)


def test_a_run_of_a_missing_job_is_refused(glue: GlueUnderTest) -> None:
    with refused() as refusal:
        start(glue, "nope")
    assert refusal.code == "EntityNotFoundException"
    assert refusal.words == "Failed to start job run due to missing metadata"


def test_a_missing_run_and_another_jobs_run_are_not_found(glue: GlueUnderTest) -> None:
    glue.job("a")
    glue.job("b")
    of_a = start(glue, "a")
    for run_id in ("jr_0", of_a):
        with refused() as refusal:
            glue.client.get_job_run(JobName="b", RunId=run_id)
        assert (refusal.code, refusal.words) == ("EntityNotFoundException", f"Job run {run_id} not found.")


def test_a_second_run_at_a_time_is_refused(glue: GlueUnderTest) -> None:
    glue.job("load")
    start(glue, "load")
    with refused() as refusal:
        start(glue, "load")
    assert refusal.code == "ConcurrentRunsExceededException"
    assert refusal.words == "Concurrent runs exceeded for load"
    glue.work()
    start(glue, "load")


def test_as_many_runs_as_the_job_allows(glue: GlueUnderTest) -> None:
    glue.job("load", ExecutionProperty={"MaxConcurrentRuns": 2})
    start(glue, "load")
    start(glue, "load")
    with refused() as refusal:
        start(glue, "load")
    assert refusal.code == "ConcurrentRunsExceededException"


def test_with_queuing_a_second_run_waits_for_the_first(glue: GlueUnderTest) -> None:
    glue.job("load", JobRunQueuingEnabled=True)
    first, second = start(glue, "load"), start(glue, "load")
    queue = glue.service.queue
    assert (state(glue, "load", first), state(glue, "load", second)) == ("STARTING", "WAITING")

    assert queue.claim("w")["run_id"] == first  # type: ignore[index]
    assert queue.claim("w") is None
    queue.finish(first, "w", "SUCCEEDED", "", 1)

    assert queue.claim("w")["run_id"] == second  # type: ignore[index]
    assert state(glue, "load", second) == "RUNNING"


def test_streaming_jobs_are_refused_by_name(glue: GlueUnderTest) -> None:
    glue.job("stream", Command={"Name": "gluestreaming", "ScriptLocation": "s3://a/b.py"})
    with refused() as refusal:
        start(glue, "stream")
    assert (refusal.code, refusal.status) == ("NotEmulated", 501)
    assert "gluestreaming" in refusal.words


def test_a_run_may_ask_for_a_worker_type_of_much_memory(glue: GlueUnderTest) -> None:
    glue.job("load", WorkerType="G.1X", NumberOfWorkers=2)
    run_id = start(glue, "load", WorkerType="R.4X", NumberOfWorkers=3)
    run = glue.client.get_job_run(JobName="load", RunId=run_id)["JobRun"]
    assert (run["WorkerType"], run["MaxCapacity"]) == ("R.4X", 12.0)


def test_what_a_run_asks_for_goes_before_what_the_job_says(glue: GlueUnderTest) -> None:
    glue.job("load", WorkerType="G.1X", NumberOfWorkers=2, Timeout=60)
    run_id = start(glue, "load", WorkerType="G.2X", NumberOfWorkers=5, Timeout=7)
    run = glue.client.get_job_run(JobName="load", RunId=run_id)["JobRun"]
    assert (run["WorkerType"], run["NumberOfWorkers"], run["MaxCapacity"], run["Timeout"]) == (
        "G.2X",
        5,
        10.0,
        7,
    )


def test_a_run_can_repeat_another(glue: GlueUnderTest) -> None:
    glue.job("load")
    first = start(glue, "load", Arguments={"--day": "1"})
    glue.work({"load": "FAILED"})
    again = start(glue, "load", JobRunId=first)
    run = glue.client.get_job_run(JobName="load", RunId=again)["JobRun"]
    assert (run["PreviousRunId"], run["Arguments"]) == (first, {"--day": "1"})


def test_runs_come_newest_first_in_pages(glue: GlueUnderTest) -> None:
    glue.job("load")
    ids = []
    for _ in range(3):
        ids.append(start(glue, "load"))
        glue.work()
    pages = glue.client.get_paginator("get_job_runs").paginate(
        JobName="load", PaginationConfig={"PageSize": 2}
    )
    assert [[run["Id"] for run in page["JobRuns"]] for page in pages] == [[ids[2], ids[1]], [ids[0]]]


def test_a_queued_run_stops_at_once_and_a_running_one_when_its_worker_hears(glue: GlueUnderTest) -> None:
    glue.job("load", ExecutionProperty={"MaxConcurrentRuns": 2})
    running, queued = start(glue, "load"), start(glue, "load")
    queue = glue.service.queue
    queue.claim("w")

    answer = glue.client.batch_stop_job_run(JobName="load", JobRunIds=[running, queued, "jr_0"])

    assert answer["SuccessfulSubmissions"] == [
        {"JobName": "load", "JobRunId": running},
        {"JobName": "load", "JobRunId": queued},
    ]
    assert [(e["JobRunId"], e["ErrorDetail"]["ErrorCode"]) for e in answer["Errors"]] == [
        ("jr_0", "EntityNotFoundException")
    ]
    assert (state(glue, "load", running), state(glue, "load", queued)) == ("STOPPING", "STOPPED")
    assert queue.claim("w") is None
    assert queue.heartbeat(running, "w") is True
    queue.finish(running, "w", "STOPPED", "", 1)
    assert state(glue, "load", running) == "STOPPED"


def test_a_run_that_has_ended_cannot_be_stopped(glue: GlueUnderTest) -> None:
    glue.job("load")
    run_id = start(glue, "load")
    glue.work()
    [error] = glue.client.batch_stop_job_run(JobName="load", JobRunIds=[run_id])["Errors"]
    assert error["ErrorDetail"]["ErrorCode"] == "InvalidInputException"
    assert "SUCCEEDED" in error["ErrorDetail"]["ErrorMessage"]
