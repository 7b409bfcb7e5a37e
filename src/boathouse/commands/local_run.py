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
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from boathouse import client, following, inventory, landing, machine
from boathouse.commands.fixtures import add_fixture_arguments, chosen
from boathouse.deploy import Deployment, summary
from boathouse.errors import DeployError
from boathouse.pipeline import Pipeline
from boathouse.steps import Steps

if TYPE_CHECKING:
    from rich.console import Console

    from boathouse import runs
    from boathouse.client import Cloud
    from boathouse.config import Settings
    from boathouse.pipeline import Job


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
    with client.connected(settings, steps.running, warm=True) as cloud:  # Java starts meanwhile
        steps.say(f"{pipeline.name}: s3://{pipeline.bucket}, database {pipeline.database}, at {cloud.url}")
        deployment = Deployment(cloud.clients, pipeline)
        with steps.step("deploy") as step:
            step.detail = summary(deployment.apply())
        _fill(cloud, pipeline, options, settings, steps)
        glue = cloud.clients.glue
        began = time.monotonic()
        failed = following.follow(glue, pipeline, steps)
        if failed:
            following.explain("local-run", glue, pipeline, failed, lambda run: _log(cloud, run), _alone)
            return 1
        steps.done("workflow", f"{len(pipeline.jobs)} jobs", time.monotonic() - began)
        with steps.step("count") as step:
            entries = inventory.take(cloud.clients, pipeline.database, deployment.results)
            step.detail = f"{len(entries)} tables, by Athena"
    console.print("", *map(escape, inventory.table(entries)), sep="\n", highlight=False, soft_wrap=True)
    _next(pipeline, entries, settings, console)
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


def _fill(
    cloud: Cloud, pipeline: Pipeline, options: argparse.Namespace, settings: Settings, steps: Steps
) -> None:
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
        if filled.empty:
            step.doubtful = True
            step.detail += f"; copy files to {_folder(settings, pipeline, filled.empty[0])}"


def _folder(settings: Settings, pipeline: Pipeline, prefix: str) -> str:
    """Where a prefix of the bucket is reached best."""
    if settings.engine == "docker":
        return f"s3://{pipeline.bucket}/{prefix}"
    return f"{_nearby(settings.home / 's3' / pipeline.bucket / prefix)}/"


def _log(cloud: Cloud, run: runs.Run) -> list[str]:
    """What a run wrote: its errors, or what else there is."""
    log = b"".join(cloud.log(run.id, "stderr")) or b"".join(cloud.log(run.id, "stdout"))
    return log.decode(errors="replace").splitlines()


def _alone(job: Job) -> str:
    return f"Mend it and run it alone: {_command()} run {_nearby(job.script)}"


def _next(pipeline: Pipeline, entries: list[inventory.Entry], settings: Settings, console: Console) -> None:
    """Say what can be done with a lakehouse that has just been filled."""
    command = _command()
    console.print("\nNext:", style="bold")
    if settings.engine == "docker":
        flag, last = " --engine docker", "docker down      # stops the containers; their data stays"
    else:
        flag, last = "", "serve      # keeps this cloud up for boto3, awscli, awswrangler …"
    lines = [f"{command} {last}"]
    if entries:
        query = f"select * from {pipeline.database}.{entries[-1].table} limit 5"  # noqa: S608 (is only shown)
        lines.insert(0, f'{command} query{flag} "{query}"')
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
