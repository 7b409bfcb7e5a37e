"""A workflow run followed to its end, here or on AWS: a line for each job, and why one failed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.markup import escape

from boathouse import runs

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

    from boathouse.pipeline import Job, Pipeline
    from boathouse.steps import Steps

_LOG_LINES = 15
_PAUSE = 0.25  # seconds between two looks at the local cloud


def follow(glue: GlueClient, pipeline: Pipeline, steps: Steps, pause: float = _PAUSE) -> list[runs.Run]:
    """Start the workflow and follow it; returns the runs that did not succeed."""
    name = pipeline.name
    identifier = glue.start_workflow_run(Name=name)["RunId"]
    told: set[str] = set()
    seen = runs.WorkflowRun("RUNNING", ())
    try:
        with steps.running(name) as status:
            for seen in runs.watch_workflow(glue, name, identifier, pause):
                _tell(seen, told, steps)
                if status:
                    going = [f"{r.job} {r.state} {r.seconds:.0f} s" for r in seen.runs if not r.finished]
                    status.update(escape("   ".join(going) or name))
    except (KeyboardInterrupt, SystemExit):  # the latter is SIGTERM's
        glue.stop_workflow_run(Name=name, RunId=identifier)
        raise
    started = {run.job for run in seen.runs}
    for job in pipeline.jobs:
        if job.name not in started:
            steps.skipped(job.name, f"did not run: it waits for {', '.join(job.after)}")
    return [run for run in seen.runs if not run.succeeded]


def _tell(seen: runs.WorkflowRun, told: set[str], steps: Steps) -> None:
    for run in seen.runs:
        if run.finished and run.id not in told:
            told.add(run.id)
            (steps.done if run.succeeded else steps.failed)(run.job, run.state, run.seconds)


def explain(
    command: str,
    glue: GlueClient,
    pipeline: Pipeline,
    failed: list[runs.Run],
    log: Callable[[runs.Run], list[str]],
    remedy: Callable[[Job], str],
) -> None:
    """Say of each failed job what its script said, and what to do."""
    for run in failed:
        whole = runs.with_error(glue, run)
        lines = log(run)[-_LOG_LINES:]
        # the log ends with the traceback that the error holds too
        reason = whole.error.partition("\n")[0] if lines else whole.error
        print(f"\nboathouse {command}: job {run.job} is {run.state}. {reason}", file=sys.stderr)
        if lines:
            print("\nThe last lines of its log:", *lines, sep="\n  ", file=sys.stderr)
        job = next((job for job in pipeline.jobs if job.name == run.job), None)
        if job:
            print(f"\n{remedy(job)}", file=sys.stderr)
