"""What a run of the workflow costs at list price: an estimate, and it says so.

https://aws.amazon.com/glue/pricing/, https://aws.amazon.com/athena/pricing/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from boathouse.deploy.families import found
from boathouse.pipeline import WORKERS

if TYPE_CHECKING:
    from boathouse.deploy.account import Clients
    from boathouse.pipeline import Job, Pipeline

DPU_HOUR = 0.44
TERABYTE = 5.00
"""US dollars in us-east-1; other regions cost up to half as much again."""

_SHORTEST = 60  # seconds that are billed at least


def at_most(pipeline: Pipeline) -> float:
    """Dollars of a run in which every job takes all of its timeout, each time that it is tried."""
    return sum(_price(job, job.timeout * 60) * (1 + job.retries) for job in pipeline.jobs)


def as_last_time(pipeline: Pipeline, seconds: Mapping[str, int]) -> float:
    """Dollars of a run in which every job takes as long as it last took."""
    return sum(_price(job, seconds[job.name]) for job in pipeline.jobs)


def durations(clients: Clients, pipeline: Pipeline) -> dict[str, int]:
    """Seconds that the last run of each job took that succeeded; nothing of a job that never did."""
    last = {job.name: _last(clients, job.name) for job in pipeline.jobs}
    return {name: seconds for name, seconds in last.items() if seconds is not None}


def _last(clients: Clients, job: str) -> int | None:
    call = clients.glue.get_job_runs
    answer = found(lambda: call(JobName=job, MaxResults=10), "EntityNotFoundException") or {}
    runs = [run for run in answer.get("JobRuns", []) if run.get("JobRunState") == "SUCCEEDED"]
    return int(runs[0].get("ExecutionTime", 0)) if runs else None


def figures(pipeline: Pipeline, seconds: Mapping[str, int]) -> dict[str, float | None]:
    """The estimate in dollars, for programs."""
    return {
        "run_at_most": round(at_most(pipeline), 2),
        "run_at_last_durations": round(as_last_time(pipeline, seconds), 2)
        if _whole(pipeline, seconds)
        else None,
        "query_at_most": round(pipeline.scan_limit / 1000 * TERABYTE, 2),
    }


def lines(pipeline: Pipeline, seconds: Mapping[str, int]) -> Iterator[str]:
    """The estimate in words."""
    yield f"A run costs at most ${at_most(pipeline):,.2f}: every job for all of its timeout."
    if _whole(pipeline, seconds):
        yield f"At the last durations it costs ${as_last_time(pipeline, seconds):,.2f}."
    query = pipeline.scan_limit / 1000 * TERABYTE
    yield f"A query costs at most ${query:,.2f}: it may scan {pipeline.scan_limit} GB."
    yield (
        f"An estimate, at us-east-1's list prices of ${DPU_HOUR} per DPU-hour and ${TERABYTE:.2f} per TB "
        "scanned; S3, requests and logs come on top, cents for a small lake."
    )


def _whole(pipeline: Pipeline, seconds: Mapping[str, int]) -> bool:
    return bool(pipeline.jobs) and all(job.name in seconds for job in pipeline.jobs)


def _price(job: Job, seconds: float) -> float:
    dpus = WORKERS.get(job.worker_type, 1) * job.workers
    return dpus * max(seconds, _SHORTEST) / 3600 * DPU_HOUR
