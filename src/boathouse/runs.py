"""Job and workflow runs as a client follows them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

FINAL = frozenset({"SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", "ERROR", "EXPIRED"})
_PAUSE = 0.25  # seconds between two looks, at most
_FIRST_PAUSE = 0.05


@dataclass(frozen=True)
class Run:
    """One look at a job run."""

    job: str
    id: str
    state: str
    seconds: float
    error: str = ""

    @property
    def finished(self) -> bool:
        """Tell whether the state is one that does not change any more."""
        return self.state in FINAL

    @property
    def succeeded(self) -> bool:
        """Tell whether the run did what it should."""
        return self.state == "SUCCEEDED"

    @classmethod
    def of(cls, answer: Any) -> Run:
        """Read a JobRun as Glue answers it."""
        started = answer.get("StartedOn")
        ended = answer.get("CompletedOn") or datetime.now(UTC)
        return cls(
            job=answer["JobName"],
            id=answer["Id"],
            state=answer.get("JobRunState", "STARTING"),
            seconds=max(0.0, (ended - started).total_seconds()) if started else 0.0,
            error=answer.get("ErrorMessage", ""),
        )


@dataclass(frozen=True)
class WorkflowRun:
    """One look at a workflow run: its status, and the last run of each job that has started."""

    status: str
    runs: tuple[Run, ...]

    @property
    def finished(self) -> bool:
        """Tell whether nothing more will start."""
        return self.status in ("COMPLETED", "STOPPED", "ERROR")


def watch_job(glue: GlueClient, job: str, run_id: str) -> Iterator[Run]:
    """Look at a job run again and again until it is finished; the last look is the finished run.

    At first often, then more seldom: the pause is a tenth of the time so far, within its bounds.
    """
    began = time.monotonic()
    while True:
        run = Run.of(glue.get_job_run(JobName=job, RunId=run_id)["JobRun"])
        yield run
        if run.finished:
            return
        time.sleep(min(_PAUSE, max(_FIRST_PAUSE, (time.monotonic() - began) / 10)))


def watch_workflow(glue: GlueClient, name: str, run_id: str, pause: float = _PAUSE) -> Iterator[WorkflowRun]:
    """Look at a workflow run again and again until it is finished, `pause` seconds apart."""
    while True:
        answer = glue.get_workflow_run(Name=name, RunId=run_id, IncludeGraph=True)["Run"]
        nodes = answer.get("Graph", {}).get("Nodes", [])
        found = [node.get("JobDetails", {}).get("JobRuns", []) for node in nodes if node.get("Type") == "JOB"]
        last = [max(attempts, key=lambda run: run.get("Attempt", 0)) for attempts in found if attempts]
        seen = WorkflowRun(answer.get("Status", "RUNNING"), tuple(map(Run.of, last)))
        yield seen
        if seen.finished:
            return
        time.sleep(pause)


def with_error(glue: GlueClient, run: Run) -> Run:
    """The same run with its error message, which a workflow's graph may leave out."""
    if run.error:
        return run
    return replace(run, error=Run.of(glue.get_job_run(JobName=run.job, RunId=run.id)["JobRun"]).error)
