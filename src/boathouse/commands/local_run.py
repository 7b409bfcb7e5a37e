"""Deploy the pipeline to the local cloud, run its workflow, and count what came out.

An empty landing zone is filled by the pipeline's own generator; data that is there stays.

example:
  boathouse local-run
  boathouse local-run --scale 10 --argument consent_mode=since_consent
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from boathouse import client, inventory, landing, machine, runs
from boathouse.commands.fixtures import add_fixture_arguments, chosen
from boathouse.deploy import Deployment, summary
from boathouse.errors import DeployError
from boathouse.pipeline import Pipeline
from boathouse.steps import Steps

if TYPE_CHECKING:
    from rich.console import Console

    from boathouse.client import Cloud
    from boathouse.config import Settings

_LOG_LINES = 15


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    add_fixture_arguments(parser)
    parser.add_argument(
        "--fixtures",
        action=argparse.BooleanOptionalAction,
        help="replace the generated landing data, or never generate any; default: if there is none",
    )
    parser.add_argument(
        "--argument",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="another value for an argument that the pipeline's jobs have, such as join_on=instant",
    )


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Do it all, showing each step; 1 if a job did not succeed."""
    pipeline = Pipeline.load(settings.project).with_arguments(overrides(options.argument))
    steps = Steps(console)
    machine.prepare(settings, steps)
    with client.connected(settings, steps.running) as cloud:
        cloud.warm()  # the JVM starts while the bucket fills
        steps.say(f"{pipeline.name}: s3://{pipeline.bucket}, database {pipeline.database}, at {cloud.url}")
        deployment = Deployment(cloud.clients, pipeline)
        with steps.step("deploy") as step:
            step.detail = summary(deployment.apply())
        _fill(cloud, pipeline, options, steps)
        failed = _run_workflow(cloud, pipeline, steps)
        if failed:
            _explain(cloud, failed, pipeline)
            return 1
        with steps.step("count") as step:
            entries = inventory.take(cloud.clients, pipeline.database, deployment.results)
            step.detail = f"{len(entries)} tables, by Athena"
    console.print("", *map(escape, _table(entries)), sep="\n", highlight=False, soft_wrap=True)
    _next(pipeline, entries, console)
    return 1 if any(entry.error for entry in entries) else 0


def overrides(words: list[str]) -> dict[str, str]:
    """Read KEY=VALUE, the key with or without its dashes."""
    found = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or not key.strip("-"):
            raise DeployError(f"--argument {word}: expected KEY=VALUE.")
        found[f"--{key.lstrip('-')}"] = value
    return found


def _fill(cloud: Cloud, pipeline: Pipeline, options: argparse.Namespace, steps: Steps) -> None:
    fixture = chosen(options)
    if options.fixtures is False:
        steps.skipped("fixture", "not asked for")
        return
    with steps.step("fixture") as step:
        replace = bool(options.fixtures or fixture.arguments)
        filled = landing.fill(cloud.clients.s3, pipeline, fixture, replace=replace)
        step.detail = (
            filled.reason or f"uploaded {landing.counted(filled.files)}, {filled.bytes / 1e6:.1f} MB"
        )


def _run_workflow(cloud: Cloud, pipeline: Pipeline, steps: Steps) -> list[runs.Run]:
    """Start the workflow and follow it; returns the runs that did not succeed."""
    glue, name = cloud.clients.glue, pipeline.name
    identifier = glue.start_workflow_run(Name=name)["RunId"]
    told: set[str] = set()
    seen = runs.WorkflowRun("RUNNING", ())
    try:
        with steps.running(name) as status:
            for seen in runs.watch_workflow(glue, name, identifier):
                for run in seen.runs:
                    if run.finished and run.id not in told:
                        told.add(run.id)
                        (steps.done if run.succeeded else steps.failed)(run.job, run.state, run.seconds)
                if status:
                    going = [
                        f"{run.job} {run.state} {run.seconds:.0f} s" for run in seen.runs if not run.finished
                    ]
                    status.update(escape("   ".join(going) or name))
    except KeyboardInterrupt:
        glue.stop_workflow_run(Name=name, RunId=identifier)
        raise
    started = {run.job for run in seen.runs}
    for job in pipeline.jobs:
        if job.name not in started:
            steps.skipped(job.name, f"did not run: it waits for {', '.join(job.after)}")
    return [run for run in seen.runs if not run.succeeded]


def _explain(cloud: Cloud, failed: list[runs.Run], pipeline: Pipeline) -> None:
    """Say of each failed job what its script said, and how to run it alone."""
    for run in failed:
        whole = runs.with_error(cloud.clients.glue, run)
        log = b"".join(cloud.log(run.id, "stderr")) or b"".join(cloud.log(run.id, "stdout"))
        lines = log.decode(errors="replace").splitlines()[-_LOG_LINES:]
        # the log ends with the traceback that the error holds too
        reason = whole.error.partition("\n")[0] if lines else whole.error
        print(f"\nboathouse local-run: job {run.job} is {run.state}. {reason}", file=sys.stderr)
        if lines:
            print("\nThe last lines of its log:", *lines, sep="\n  ", file=sys.stderr)
        script = next(job.script for job in pipeline.jobs if job.name == run.job)
        print(f"\nMend it and run it alone: {_command()} run {_nearby(script)}", file=sys.stderr)


def _table(entries: list[inventory.Entry]) -> Iterator[str]:
    """One line a table, as narrow as it gets: it is copied into terminals, tickets and READMEs."""
    width = max((len(entry.table) for entry in entries), default=5)
    yield f"{'table':<{width}}  {'rows':>9}  {'files':>5}  location"
    for entry in entries:
        rows = "?" if entry.rows is None else f"{entry.rows:,}"
        yield f"{entry.table:<{width}}  {rows:>9}  {entry.files:>5}  {entry.location}"
    for entry in entries:
        if entry.error:
            yield f"{entry.table} cannot be counted: {entry.error}"


def _next(pipeline: Pipeline, entries: list[inventory.Entry], console: Console) -> None:
    """Say what can be done with a lakehouse that has just been filled."""
    command = _command()
    console.print("\nNext:", style="bold")
    lines = [f"{command} serve      # keeps this cloud up for boto3, awscli, awswrangler …"]
    if entries:
        query = f"select * from {pipeline.database}.{entries[-1].table} limit 5"  # noqa: S608 (is only shown)
        lines.insert(0, f'{command} query "{query}"')
    for line in lines:
        console.print(f"  {escape(line)}", highlight=False, soft_wrap=True)


def _command() -> str:
    """How this shell reaches the command: by name if .venv is active, otherwise by path."""
    here = Path(sys.executable).with_name("boathouse")
    found = shutil.which("boathouse")
    if found and Path(found).resolve() == here.resolve():
        return "boathouse"
    return str(_nearby(here))


def _nearby(path: Path) -> Path:
    """The path as one types it here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
