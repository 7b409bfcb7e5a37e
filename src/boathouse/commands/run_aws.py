"""Run the workflow on AWS and follow it, as local-run does here; Ctrl-C stops it.

What that may cost, plan-aws says.

example:
  boathouse run-aws --bucket my-lake
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from rich.markup import escape

from boathouse import following, inventory, runs
from boathouse.deploy import promotion
from boathouse.deploy.families import found
from boathouse.errors import DeployError
from boathouse.steps import Steps

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings
    from boathouse.pipeline import Job

_PAUSE = 5.0  # seconds between two looks
_GROUPS = ("/aws-glue/jobs/error", "/aws-glue/jobs/output")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    promotion.add_arguments(parser, role=False)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Start, follow, count; 1 if a job did not succeed or a table cannot be counted."""
    with promotion.opened(options, settings, console) as promoted:
        promoted.introduce()
        clients, pipeline, steps = promoted.clients, promoted.pipeline, Steps(console)
        if found(lambda: clients.glue.get_workflow(Name=pipeline.name), "EntityNotFoundException") is None:
            raise DeployError(
                f"there is no workflow '{pipeline.name}'.", remedy="Deploy it first: make deploy-aws."
            )
        pause = 0.25 if promoted.account.emulated else _PAUSE
        failed = following.follow(clients.glue, pipeline, steps, pause)
        if failed:
            logs = clients.logs
            following.explain("run-aws", clients.glue, pipeline, failed, lambda r: log(logs, r), _remedy)
            return 1
        with steps.step("count") as step:
            output = promoted.deployment.results
            entries = inventory.take(clients, pipeline.database.lower(), output, pipeline.name)
            step.detail = f"{len(entries)} tables, by Athena"
    console.print("", *map(escape, inventory.table(entries)), sep="\n", highlight=False, soft_wrap=True)
    return 1 if any(entry.error for entry in entries) else 0


def log(logs: Any, run: runs.Run) -> list[str]:
    """The last lines that a run wrote to CloudWatch: its errors, or what else there is."""
    for group in _GROUPS:
        try:
            answer = logs.get_log_events(logGroupName=group, logStreamName=run.id, startFromHead=False)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("ResourceNotFoundException", "AccessDeniedException"):
                raise
            continue
        if lines := [event["message"].rstrip("\n") for event in answer["events"]]:
            return lines
    return []


def _remedy(job: Job) -> str:
    return f"Mend {job.script.name}, run make local-run and make e2e-test here, then deploy it again."
