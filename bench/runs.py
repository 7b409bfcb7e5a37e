"""Job runs of a cloud that lives only for a comparison."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from boathouse import client
from boathouse.client import Cloud
from boathouse.config import Settings
from boathouse.deploy import LOCAL_ROLE
from boathouse.runs import FINAL

ROOT = Path(__file__).parents[1]
_PAUSE = 0.02


@contextmanager
def cloud(home: Path, port: int, project: Path = ROOT) -> Iterator[Cloud]:
    """A server with its worker, ended with the block."""
    with client.started(Settings.load({"project": project, "home": home, "port": port})) as own:
        yield own


def define(own: Cloud, bucket: str, script: Path, arguments: dict[str, str]) -> str:
    """Make a job of a script and return its name."""
    own.clients.s3.upload_file(str(script), bucket, f"scripts/{script.name}")
    location = f"s3://{bucket}/scripts/{script.name}"
    own.clients.glue.create_job(
        Name=script.stem,
        Role=LOCAL_ROLE,
        Command={"Name": "glueetl", "ScriptLocation": location, "PythonVersion": "3"},
        GlueVersion="5.1",
        DefaultArguments=arguments,
    )
    return script.stem


def seconds(own: Cloud, job: str, arguments: dict[str, str] | None = None) -> tuple[float, str]:
    """From StartJobRun to SUCCEEDED, and what the run printed."""
    glue: Any = own.clients.glue
    began = time.perf_counter()
    identifier = glue.start_job_run(JobName=job, Arguments=arguments or {})["JobRunId"]
    while (run := glue.get_job_run(JobName=job, RunId=identifier)["JobRun"])["JobRunState"] not in FINAL:
        time.sleep(_PAUSE)
    taken = time.perf_counter() - began
    if run["JobRunState"] != "SUCCEEDED":
        raise SystemExit(f"{job} is {run['JobRunState']}: {run.get('ErrorMessage')}")
    return taken, b"".join(own.log(identifier, "stdout")).decode()
