"""The queue that workers take runs from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from boathouse.errors import ServiceError
from tests.services.glue.under_test import GlueUnderTest


def start(glue: GlueUnderTest, job: str, **members: object) -> str:
    """Start a run."""
    run_id: str = glue.client.start_job_run(JobName=job, **members)["JobRunId"]
    return run_id


def states(glue: GlueUnderTest, job: str) -> list[str]:
    """The states of a job's runs, the oldest first."""
    return [run["JobRunState"] for run in glue.client.get_job_runs(JobName=job)["JobRuns"]][::-1]


def test_a_worker_gets_all_it_needs_to_run_the_script(glue: GlueUnderTest) -> None:
    glue.job(
        "load",
        DefaultArguments={"--a": "job", "--b": "job", "--c": "job"},
        NonOverridableArguments={"--c": "always"},
        Timeout=60,
    )
    run_id = start(glue, "load", Arguments={"--b": "run", "--c": "run", "--d": "run"}, Timeout=5)

    assert glue.service.queue.claim("w") == {
        "run_id": run_id,
        "job_name": "load",
        "command": "glueetl",
        "script_location": "s3://lake/jobs/job.py",
        "arguments": {"--a": "job", "--b": "run", "--c": "always", "--d": "run"},
        "glue_version": "5.1",
        "python_version": "3",
        "timeout_minutes": 5,
        "workflow_name": None,
        "workflow_run_id": None,
    }


def test_runs_are_handed_out_once_and_in_order(glue: GlueUnderTest) -> None:
    for name in ("b", "a", "c"):
        glue.job(name)
        start(glue, name)
    claimed = [glue.service.queue.claim(worker) for worker in ("w1", "w2", "w1", "w2")]
    assert [run and run["job_name"] for run in claimed] == ["b", "a", "c", None]


def test_workers_that_claim_at_once_get_different_runs(glue: GlueUnderTest) -> None:
    glue.job("load", ExecutionProperty={"MaxConcurrentRuns": 24})
    started = [start(glue, "load") for _ in range(24)]

    def drain(worker: str) -> list[str]:
        mine = []
        while (run := glue.service.queue.claim(worker)) is not None:
            mine.append(run["run_id"])
        return mine

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(drain, ["w1", "w2", "w3", "w4"]))

    assert sorted(run_id for share in shares for run_id in share) == sorted(started)


def test_a_job_that_changes_or_goes_does_not_touch_a_queued_run(glue: GlueUnderTest) -> None:
    glue.job("load")
    start(glue, "load")
    glue.client.delete_job(JobName="load")
    run = glue.service.queue.claim("w")
    assert run is not None
    assert run["script_location"] == "s3://lake/jobs/job.py"


def test_only_the_owner_ends_a_run_and_only_once(glue: GlueUnderTest) -> None:
    glue.job("load")
    run_id = start(glue, "load")
    queue = glue.service.queue
    queue.finish(run_id, "w", "SUCCEEDED", "", 1)
    assert states(glue, "load") == ["STARTING"]
    queue.claim("w")
    queue.finish(run_id, "stranger", "FAILED", "x", 1)
    assert states(glue, "load") == ["RUNNING"]
    queue.finish(run_id, "w", "SUCCEEDED", "", 1)
    queue.finish(run_id, "w", "FAILED", "late", 2)
    queue.finish("jr_unknown", "w", "FAILED", "x", 1)
    assert states(glue, "load") == ["SUCCEEDED"]


def test_a_run_ends_in_one_of_four_states(glue: GlueUnderTest) -> None:
    with pytest.raises(ServiceError, match="got RUNNING"):
        glue.service.queue.finish("jr_0", "w", "RUNNING", "", 1)


def test_a_worker_that_is_not_the_owner_is_told_to_stop(glue: GlueUnderTest) -> None:
    glue.job("load")
    run_id = start(glue, "load")
    queue = glue.service.queue
    queue.claim("w")
    assert queue.heartbeat(run_id, "w") is False
    assert queue.heartbeat(run_id, "stranger") is True
    assert queue.heartbeat("jr_unknown", "w") is True
    queue.finish(run_id, "w", "SUCCEEDED", "", 1)
    assert queue.heartbeat(run_id, "w") is True


def test_a_silent_workers_run_fails_when_its_lease_is_over(glue: GlueUnderTest) -> None:
    glue.job("load")
    run_id = start(glue, "load")
    queue = glue.service.queue
    queue.claim("w")
    glue.pass_time(seconds=29)
    queue.heartbeat(run_id, "w")
    glue.pass_time(seconds=29)
    queue.sweep()
    assert states(glue, "load") == ["RUNNING"]

    glue.pass_time(seconds=2)
    queue.sweep()

    assert states(glue, "load") == ["FAILED"]
    run = glue.client.get_job_run(JobName="load", RunId=run_id)["JobRun"]
    assert run["ErrorMessage"] == "The worker has not been heard of for 30 seconds."
    assert queue.heartbeat(run_id, "w") is True


def test_the_server_ends_a_run_whose_worker_lets_the_timeout_pass(glue: GlueUnderTest) -> None:
    glue.job("load", Timeout=1, MaxRetries=3)
    run_id = start(glue, "load")
    queue = glue.service.queue
    queue.claim("w")
    for _ in range(6):
        glue.pass_time(seconds=20)
        queue.heartbeat(run_id, "w")
        queue.sweep()
    assert states(glue, "load") == ["RUNNING"]

    glue.pass_time(seconds=1)
    queue.sweep()

    assert states(glue, "load") == ["TIMEOUT"]  # and no retry, as on AWS
    run = glue.client.get_job_run(JobName="load", RunId=run_id)["JobRun"]
    assert (run["ErrorMessage"], run["ExecutionTime"]) == ("The run exceeded its timeout of 1 minute.", 60)


def test_a_queued_run_has_no_timeout(glue: GlueUnderTest) -> None:
    glue.job("load", Timeout=1)
    start(glue, "load")
    glue.pass_time(days=1)
    glue.service.queue.sweep()
    assert states(glue, "load") == ["STARTING"]


def test_a_dead_workers_runs_fail_and_others_go_on(glue: GlueUnderTest) -> None:
    glue.job("a")
    glue.job("b")
    start(glue, "a")
    start(glue, "b")
    queue = glue.service.queue
    queue.claim("w1")
    queue.claim("w2")

    queue.abandon("w1", "The worker died: killed by signal 9.")

    [run] = glue.client.get_job_runs(JobName="a")["JobRuns"]
    assert (run["JobRunState"], run["ErrorMessage"]) == ("FAILED", "The worker died: killed by signal 9.")
    assert states(glue, "b") == ["RUNNING"]


def test_a_run_that_was_being_stopped_is_stopped_when_its_worker_dies(glue: GlueUnderTest) -> None:
    glue.job("load", MaxRetries=1)
    run_id = start(glue, "load")
    glue.service.queue.claim("w")
    glue.client.batch_stop_job_run(JobName="load", JobRunIds=[run_id])
    glue.service.queue.abandon("w", "The worker died.")
    assert states(glue, "load") == ["STOPPED"]


def test_a_run_that_fails_while_it_is_being_stopped_is_not_tried_again(glue: GlueUnderTest) -> None:
    glue.job("load", MaxRetries=1)
    run_id = start(glue, "load")
    glue.service.queue.claim("w")
    glue.client.batch_stop_job_run(JobName="load", JobRunIds=[run_id])
    glue.service.queue.finish(run_id, "w", "FAILED", "interrupted", 1)
    assert states(glue, "load") == ["FAILED"]


def test_a_failed_run_is_tried_again_as_often_as_the_job_says(glue: GlueUnderTest) -> None:
    glue.job("load", MaxRetries=2)
    first = start(glue, "load", Arguments={"--day": "1"})

    assert glue.work({"load": "FAILED"}) == ["load", "load", "load"]

    runs = glue.client.get_job_runs(JobName="load")["JobRuns"][::-1]
    assert [run["Id"] for run in runs] == [first, f"{first}_attempt_1", f"{first}_attempt_2"]
    assert [run["Attempt"] for run in runs] == [0, 1, 2]
    assert [run.get("PreviousRunId") for run in runs] == [None, first, f"{first}_attempt_1"]
    assert [run["JobRunState"] for run in runs] == ["FAILED", "FAILED", "FAILED"]
    assert {run["Arguments"]["--day"] for run in runs} == {"1"}


def test_a_new_attempt_starts_clean(glue: GlueUnderTest) -> None:
    glue.job("load", MaxRetries=1)
    first = start(glue, "load")
    queue = glue.service.queue
    queue.claim("w")
    glue.pass_time(minutes=1)
    queue.finish(first, "w", "FAILED", "broken", 60)

    again = glue.client.get_job_run(JobName="load", RunId=f"{first}_attempt_1")["JobRun"]
    assert again["JobRunState"] == "STARTING"
    assert again["ExecutionTime"] == 0
    assert "ErrorMessage" not in again
    assert "CompletedOn" not in again
    assert (again["StartedOn"] - glue.moment).total_seconds() == 0
    claimed = queue.claim("w")
    assert claimed is not None
    assert claimed["run_id"] == f"{first}_attempt_1"


def test_success_stop_and_timeout_are_not_tried_again(glue: GlueUnderTest) -> None:
    glue.job("load", MaxRetries=2)
    for state in ("SUCCEEDED", "STOPPED", "TIMEOUT"):
        start(glue, "load")
        assert glue.work({"load": state}) == ["load"]


def test_after_a_crash_the_interrupted_run_has_failed_and_the_queued_one_waits(glue: GlueUnderTest) -> None:
    glue.job("a")
    glue.job("b")
    interrupted = start(glue, "a")
    start(glue, "b")
    glue.service.queue.claim("w")
    glue.announced = 0

    glue.crash()

    run = glue.client.get_job_run(JobName="a", RunId=interrupted)["JobRun"]
    assert run["JobRunState"] == "FAILED"
    assert "The server was stopped in the middle of this run." in run["ErrorMessage"]
    assert states(glue, "b") == ["STARTING"]
    assert glue.work() == ["b"]


def test_work_is_announced_when_there_is_some(glue: GlueUnderTest) -> None:
    glue.job("load", MaxRetries=1)
    start(glue, "load")
    assert glue.announced == 1
    queue = glue.service.queue
    run = queue.claim("w")
    assert run is not None
    queue.finish(run["run_id"], "w", "FAILED", "x", 1)
    assert glue.announced == 2  # the second attempt
    run = queue.claim("w")
    assert run is not None
    queue.finish(run["run_id"], "w", "SUCCEEDED", "", 1)
    assert glue.announced == 2


def test_a_run_that_has_started_others_is_counted_while_it_is_on(glue: GlueUnderTest) -> None:
    glue.job("parent")
    glue.job("child", ExecutionProperty={"MaxConcurrentRuns": 9})
    parent = start(glue, "parent")
    queue = glue.service.queue
    assert queue.claim("w")
    for token, starters in ((None, 0), ("jr_nobody", 0), (parent, 1), (parent, 1)):
        glue.client_of(token).start_job_run(JobName="child")
        assert queue.starters() == starters
    queue.finish(parent, "w", "SUCCEEDED", "", 1)
    assert (queue.starters(), queue.alive()) == (0, 4)
