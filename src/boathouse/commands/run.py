"""Run any Glue script as one job run, with its output as it comes.

Flags before SCRIPT are for boathouse; everything after it goes to the job, as Glue passes it.

example:
  boathouse run my_job.py --JOB_NAME my_job --source s3://my-bucket/in/
  boathouse run --glue-version 5.1 --timeout 10 my_job.py --conf spark.sql.shuffle.partitions=8
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from boathouse import client, machine, runs
from boathouse.errors import DeployError
from boathouse.pipeline import GLUE_VERSIONS, LONGEST_TIMEOUT, Job, Pipeline, check_syntax
from boathouse.project import Place
from boathouse.steps import Steps

if TYPE_CHECKING:
    from rich.console import Console

    from boathouse.client import Cloud
    from boathouse.config import Settings

_PATIENCE = 2.0  # seconds until it is said why nothing happens
_QUEUED = ("STARTING", "WAITING")
UNKNOWN = "(the job's own arguments stand behind SCRIPT: boathouse run my_job.py --JOB_NAME my_job)"
"""What is said to a flag that is not Boathouse's."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    parser.add_argument("--bucket", metavar="NAME", help="where the script goes; default: the pipeline's")
    parser.add_argument("--glue-version", choices=GLUE_VERSIONS, metavar="VERSION", help="default: 5.1")
    parser.add_argument("--timeout", type=_minutes, metavar="MINUTES", help="default: 60")
    parser.add_argument("script", type=Path, metavar="SCRIPT", help="a Python file")
    rest = parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…", help="the job's arguments")
    rest.required = False  # or argparse asks for a "…" where SCRIPT is missing


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Upload the script, define the job, start a run, follow it; 1 unless it succeeds."""
    script = options.script.resolve()
    if not script.is_file():
        wrong = "it is a folder, and must be a Python file." if script.is_dir() else "there is no such file."
        raise DeployError(wrong, where=str(options.script))
    check_syntax(script)
    arguments = job_arguments(options.arguments)
    place = Place.of(settings.project)
    bucket = options.bucket or place.bucket
    job = _job(script, arguments.pop("--JOB_NAME", ""), place, bucket, options)
    steps = Steps(console)
    machine.prepare(settings, steps)
    with client.connected(settings, steps.running, warm=True) as cloud:
        _deploy(cloud, place, bucket, job)
        return _follow(cloud, job.name, arguments, steps)


def _minutes(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= LONGEST_TIMEOUT):
        raise argparse.ArgumentTypeError(f"'{text}' is not 1 to {LONGEST_TIMEOUT}")
    return int(text)


def job_arguments(words: list[str]) -> dict[str, str]:
    """Read `--key value`, `--key=value` and bare `--key` into Glue's map.

    `--conf` may be repeated; Glue's map has room for one, so its values are chained as Glue wants them.
    """
    found: dict[str, str] = {}
    key = ""
    for word in words:
        if word.startswith("--"):
            key, _, value = word.partition("=")
            if key in found and key != "--conf":
                raise DeployError(f"the job's argument {key} is given twice; Glue takes it once.")
            found[key] = f"{found[key]} --conf {value}".rstrip() if key in found else value
        elif not key:
            raise DeployError(
                f"'{word}' is not a job argument.",
                remedy="Glue's are --key value, with two dashes before the key.",
            )
        else:
            found[key] = f"{found[key]} {word}".lstrip()
            key = ""
    return found


def _job(script: Path, name: str, place: Place, bucket: str, options: argparse.Namespace) -> Job:
    """The pipeline's own definition if the script is one of its jobs, otherwise a plain one."""
    own = place.pipeline.job_of(script) if place.pipeline else None
    if own is None or name not in ("", own.name) or bucket != place.bucket:
        # As the console of Glue and Studio give one to each job.
        own = Job(name or script.stem, script, arguments=(("--TempDir", f"s3://{bucket}/temporary/"),))
    return replace(
        own,
        glue_version=options.glue_version or own.glue_version,
        timeout=options.timeout or own.timeout,
    )


def _deploy(cloud: Cloud, place: Place, bucket: str, job: Job) -> None:
    """Bring the one job to the cloud; the pipeline's others stay as they are."""
    # Here, as in `client`: the server starts meanwhile.
    from boathouse.deploy import JOB_ALONE, Deployment  # noqa: PLC0415
    from boathouse.deploy.database import Database  # noqa: PLC0415

    own = place.pipeline is not None and job.name in [other.name for other in place.pipeline.jobs]
    name = place.pipeline.name if own and place.pipeline else job.name
    pipeline = Pipeline(job.script.parent, bucket, place.database, name, jobs=(job,))
    kinds = JOB_ALONE if place.pipeline else tuple(kind for kind in JOB_ALONE if kind is not Database)
    Deployment(cloud.clients, pipeline, kinds=kinds).apply(prune=False)


def _follow(cloud: Cloud, job: str, arguments: dict[str, str], steps: Steps) -> int:
    glue = cloud.clients.glue
    identifier = glue.start_job_run(JobName=job, Arguments=arguments)["JobRunId"]
    steps.console.print(f"{job}: run {identifier}", highlight=False)
    output = Output(cloud, identifier)
    began, told = time.monotonic(), False
    try:
        for seen in runs.watch_job(glue, job, identifier):
            output.copy()
            last = seen
            if not told and time.monotonic() - began > _PATIENCE and seen.state in _QUEUED:
                told = True
                if cloud.runs() > 1:
                    steps.say(f"{job}: waiting, for another run is on")
    except (KeyboardInterrupt, SystemExit):  # the latter is SIGTERM's
        glue.batch_stop_job_run(JobName=job, JobRunIds=[identifier])
        raise
    output.copy()
    if last.succeeded:
        steps.done(job, last.state, last.seconds)
        return 0
    steps.failed(job, last.state, last.seconds)
    # the traceback has been seen as part of stderr; what only Glue knows (a timeout, say) has not
    reason = last.error.partition("\n")[0] if output.err else last.error
    print(f"boathouse run: {job} is {last.state}. {reason}".rstrip(), file=sys.stderr)
    return 1


@dataclass
class Output:
    """A run's stdout and stderr, copied to ours as they grow."""

    cloud: Cloud
    run: str
    out: int = 0
    err: int = 0

    def copy(self) -> None:
        """Write what is new."""
        self.out += self._copy("stdout", self.out, sys.stdout)
        self.err += self._copy("stderr", self.err, sys.stderr)

    def _copy(self, stream: str, offset: int, to: TextIO) -> int:
        """Write what is new in one stream; returns how many bytes that was."""
        written = 0
        for piece in self.cloud.log(self.run, stream, offset):
            to.buffer.write(piece)
            written += len(piece)
        to.flush()
        return written
