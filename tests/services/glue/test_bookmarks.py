"""Job bookmarks through the API, with runs that commit."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse.errors import ServiceError
from tests.services.glue.under_test import GlueUnderTest, refused


def committed(glue: GlueUnderTest, job: str, bookmark: str, version: int) -> str:
    """Run a job to its end, with a commit."""
    run_id: str = glue.client.start_job_run(JobName=job)["JobRunId"]
    glue.service.queue.claim("worker")
    glue.service.bookmarks.advance(job, run_id, version, bookmark)
    glue.service.queue.finish(run_id, "worker", "SUCCEEDED", "", 1)
    return run_id


def failed(glue: GlueUnderTest, job: str) -> str:
    run_id: str = glue.client.start_job_run(JobName=job)["JobRunId"]
    glue.work({job: "FAILED"})
    return run_id


def entry(glue: GlueUnderTest, **request: Any) -> dict[str, Any]:
    found: dict[str, Any] = glue.client.get_job_bookmark(**request)["JobBookmarkEntry"]
    return found


def test_a_bookmark_counts_versions_runs_and_the_attempts_before_one(glue: GlueUnderTest) -> None:
    job = glue.job("etl")
    first = committed(glue, job, '{"a": 1}', 0)
    failed(glue, job)
    failed(glue, job)
    second = committed(glue, job, '{"a": 2}', 1)
    assert entry(glue, JobName=job) == {
        "JobName": "etl",
        "Version": 2,
        "Run": 2,
        "Attempt": 2,
        "PreviousRunId": first,
        "RunId": second,
        "JobBookmark": '{"a": 2}',
    }


def test_a_run_may_commit_again(glue: GlueUnderTest) -> None:
    job = glue.job("etl")
    run_id = glue.client.start_job_run(JobName=job)["JobRunId"]
    glue.service.queue.claim("worker")
    assert glue.service.bookmarks.advance(job, run_id, 0, "{}") == 1
    assert glue.service.bookmarks.advance(job, run_id, 1, '{"a": 2}') == 2
    found = entry(glue, JobName=job)
    assert (found["Run"], found["Attempt"], found["JobBookmark"]) == (1, 0, '{"a": 2}')


def test_the_bookmark_of_a_run_is_that_of_the_last_successful_one_up_to_it(glue: GlueUnderTest) -> None:
    job = glue.job("etl")
    early = failed(glue, job)
    first = committed(glue, job, "1", 0)
    between = failed(glue, job)
    second = committed(glue, job, "2", 1)
    assert [entry(glue, JobName=job, RunId=run)["JobBookmark"] for run in (first, between, second)] == [
        "1",
        "1",
        "2",
    ]
    with refused() as error:
        entry(glue, JobName=job, RunId=early)
    assert (error.code, error.words) == ("EntityNotFoundException", "Continuation for job etl not found.")


def test_a_reset_forgets_everything_or_goes_back_to_a_run(glue: GlueUnderTest) -> None:
    job = glue.job("etl")
    first = committed(glue, job, "1", 0)
    committed(glue, job, "2", 1)
    back = glue.client.reset_job_bookmark(JobName=job, RunId=first)["JobBookmarkEntry"]
    assert back == {
        "JobName": job,
        "Version": 3,
        "Run": 1,
        "Attempt": 0,
        "RunId": first,
        "JobBookmark": "1",
    }
    nothing = {"JobName": job, "Version": 4, "Run": 0, "Attempt": 0, "JobBookmark": "{}"}
    assert glue.client.reset_job_bookmark(JobName=job)["JobBookmarkEntry"] == nothing
    assert entry(glue, JobName=job) == nothing
    committed(glue, job, "5", 4)
    assert entry(glue, JobName=job)["Run"] == 1


def test_a_job_without_a_bookmark_has_none_to_answer_or_reset(glue: GlueUnderTest) -> None:
    glue.job("etl")
    for call in (glue.client.get_job_bookmark, glue.client.reset_job_bookmark):
        with refused() as error:
            call(JobName="etl")
        assert (error.code, error.words) == ("EntityNotFoundException", "Continuation for job etl not found.")


def test_a_deleted_jobs_bookmark_is_gone_and_a_kill_keeps_it(glue: GlueUnderTest) -> None:
    job = glue.job("etl")
    committed(glue, job, "1", 0)
    glue.crash()
    assert entry(glue, JobName=job)["JobBookmark"] == "1"
    glue.client.delete_job(JobName=job)
    glue.job("etl")
    with refused() as error:
        entry(glue, JobName=job)
    assert error.code == "EntityNotFoundException"


def test_of_two_runs_at_once_the_later_commit_is_refused(glue: GlueUnderTest) -> None:
    job = glue.job("etl", ExecutionProperty={"MaxConcurrentRuns": 2})
    runs = [glue.client.start_job_run(JobName=job)["JobRunId"] for _ in range(2)]
    for _ in runs:
        glue.service.queue.claim("worker")
    glue.service.bookmarks.advance(job, runs[0], 0, "1")
    with pytest.raises(ServiceError, match=r"version mismatch\. Expected version 0 but found version 1"):
        glue.service.bookmarks.advance(job, runs[1], 0, "2")


def test_a_run_that_has_ended_moves_no_bookmark(glue: GlueUnderTest) -> None:
    run_id = failed(glue, glue.job("etl"))
    with pytest.raises(ServiceError, match="is FAILED and moves no bookmark"):
        glue.service.bookmarks.advance("etl", run_id, 0, "1")
