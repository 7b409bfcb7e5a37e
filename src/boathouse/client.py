"""The local cloud as its clients see it: found, started, talked to, stopped."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, fields
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.exceptions import HTTPClientError
from rich.status import Status

from boathouse import sessions
from boathouse.config import PREFIX, Settings
from boathouse.errors import ServerError

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

    from boathouse.containers import Containers
    from boathouse.deploy import Clients

REGION = "us-east-1"
_KEY = "boathouse"  # the emulated cloud takes any credentials; these can never be somebody's real ones
_START_SECONDS = 60
_LOOK_SECONDS = 0.25
_STOP_SECONDS = 180  # a first JVM writes its class archive before it leaves


@dataclass(frozen=True)
class Cloud:
    """A running server of one `.boathouse`."""

    url: str
    token: str
    pid: int

    @cached_property
    def clients(self) -> Clients:
        """boto3 clients of the three services that the CLI uses."""
        return _clients(self.url)

    def healthy(self) -> bool:
        """Tell whether the server answers, and is the process that server.json names."""
        try:
            status, body = self._call("GET", "health", seconds=5)
        except (OSError, http.client.HTTPException):
            return False
        try:
            return status == 200 and json.loads(body).get("pid") == self.pid
        except ValueError:
            return False

    def runs(self) -> int:
        """How many job runs have not ended."""
        return int(json.loads(self._call("GET", "runs")[1])["alive"])

    def warm(self) -> None:
        """Start the worker and its JVM ahead of the first run."""
        self._call("POST", "workers/warm")

    def log(self, run_id: str, stream: str, offset: int = 0) -> Iterator[bytes]:
        """What a run has written so far to `stdout` or `stderr` from `offset` on, piece by piece."""
        while True:
            status, piece = self._call("GET", f"runs/{run_id}/log/{stream}?offset={offset}")
            if status != 200 or not piece:
                return
            yield piece
            offset += len(piece)

    def shut_down(self) -> None:
        """Ask the server to stop what it runs and leave."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            self._call("POST", "shutdown")

    def _call(self, method: str, path: str, seconds: float = 60) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=seconds)
        try:
            headers = {"X-Boathouse-Token": self.token, "Content-Length": "0"}
            connection.request(method, f"/_boathouse/{path}", headers=headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


def _clients(url: str) -> Clients:
    # Here, because a server that is to be started need not wait for these imports of a third of a second.
    from botocore.config import Config  # noqa: PLC0415

    from boathouse.deploy import Clients  # noqa: PLC0415

    config = Config(
        s3={"addressing_style": "path"},
        proxies={},
        retries={"total_max_attempts": 2},
        read_timeout=300,
        max_pool_connections=16,
    )

    def client(service: str) -> Any:
        return _session().client(service, endpoint_url=url, config=config)

    return Clients(
        s3=cast("S3Client", client("s3")),
        glue=cast("GlueClient", client("glue")),
        athena=cast("AthenaClient", client("athena")),
    )


@cache
def _session() -> Any:
    """One for all clients: it keeps the models of AWS's services, which take long to read."""
    return sessions.session(aws_access_key_id=_KEY, aws_secret_access_key=_KEY, region_name=REGION)


def environment(url: str) -> dict[str, str]:
    """The variables that point any AWS client at a server."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": _KEY,
        "AWS_SECRET_ACCESS_KEY": _KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ALLOW_HTTP": "true",  # asked for by delta-rs and Polars
    }


def find(settings: Settings) -> Cloud | None:
    """The server of this `.boathouse`, or of the Docker target, if it is up."""
    if settings.engine == "docker":
        address = _containers(settings).address()
        told = Cloud(address.url, address.token, address.pid) if address else None
        return told if told and told.healthy() else None
    try:
        described = json.loads((settings.home / "server.json").read_text())
        cloud = Cloud(url=described["url"], token=described["token"], pid=described["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return cloud if cloud.healthy() else None


Waiting = Callable[[str], AbstractContextManager[object]]


@contextmanager
def connected(settings: Settings, waiting: Waiting = nullcontext, *, warm: bool = False) -> Iterator[Cloud]:
    """The server that is up, or one that lives only as long as this block; containers stay up.

    `waiting(text)` surrounds the end of one that was started; with `warm` a worker and its JVM start too.
    Raises ServerError if none can be started, with what the server said, or if it is gone before the end.
    """
    if cloud := find(settings):
        if warm:
            cloud.warm()
        with _missed(cloud):
            yield cloud
    elif settings.engine == "docker":
        cloud = raised(settings, waiting)
        with _missed(cloud):
            yield cloud
    else:
        with started(settings, waiting, warm=warm) as own, _missed(own):
            yield own


@contextmanager
def _missed(cloud: Cloud) -> Iterator[None]:
    """Tell a server that dies in the middle from one that refuses something."""
    try:
        yield
    except (ConnectionError, BotoConnectionError, HTTPClientError) as error:
        if isinstance(error, BrokenPipeError) or cloud.healthy():
            raise
        raise ServerError(
            f"the server (process {cloud.pid}) is gone, and what it ran ended with it.",
            where=cloud.url,
            remedy="Run the command again.",
        ) from error


def raised(settings: Settings, waiting: Waiting = nullcontext) -> Cloud:
    """The Docker target's cloud, its containers brought up if they are not; they stay up.

    Raises ContainerError before anything starts if something is missing for it.
    """
    containers = _containers(settings)
    with waiting("checking Docker") as line:
        containers.check()
        for told in chain(containers.pull(), containers.up()):
            if isinstance(line, Status):
                line.update(told)
    cloud = find(settings)
    if cloud is None:
        raise ServerError("the containers are up, but the cloud in them does not answer.")
    return cloud


@contextmanager
def started(settings: Settings, waiting: Waiting = nullcontext, *, warm: bool = False) -> Iterator[Cloud]:
    """A server that nobody has started yet, for this block only: no process of it is left afterwards."""
    process, log = _spawn(settings, warm=warm)
    cloud = None
    try:
        _clients("http://localhost")  # reads what the real ones need, while the server starts
        cloud = _await(process, settings, log)
        yield cloud
        _settle(cloud, waiting)
    finally:
        with waiting(
            "stopping the cloud (after a first run Java writes its class archive, for faster starts)"
        ):
            _stop(process, cloud)


def _containers(settings: Settings) -> Containers:
    # Docker's SDK is imported by whoever asks for it: it costs the other commands a fifth of a second.
    from boathouse.containers import Containers  # noqa: PLC0415

    return Containers(settings)


def _spawn(settings: Settings, *, warm: bool) -> tuple[subprocess.Popen[bytes], Path]:
    log = settings.home / "server.log"
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        output: IO[bytes] = log.open("wb")
    except OSError as error:
        raise ServerError(
            f"the folder of the local lake cannot be written ({error.strerror}).",
            where=str(settings.home),
            remedy="Free space or rights there, or choose another folder with --home.",
        ) from error
    with output:
        # A session of its own: Ctrl-C in the terminal reaches the command alone, which then stops the
        # server in order. The pipe on stdin tells the server when this process dies without doing so.
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "boathouse.server", "--with-parent", *(["--warm"] if warm else [])],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **_variables(settings)},
        )
    return process, log


def _variables(settings: Settings) -> dict[str, str]:
    return {f"{PREFIX}{f.name.upper()}": str(getattr(settings, f.name)) for f in fields(settings)}


def _await(process: subprocess.Popen[bytes], settings: Settings, log: Path) -> Cloud:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        cloud = find(settings)
        if cloud and cloud.pid == process.pid:
            return cloud
        if process.poll() is not None:
            raise ServerError(_last_words(log))
        time.sleep(0.02)
    raise ServerError(
        f"the server did not answer within {_START_SECONDS} s.", remedy=f"Its words are in {log}."
    )


def _last_words(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return "\n".join(lines[-10:]) or f"the server stopped at once and said nothing; see {log}."


def _settle(cloud: Cloud, waiting: Waiting) -> None:
    """Let job runs and crawls end that nobody has waited for: a job's last line, or a server that died."""
    if cloud.runs():
        text = "waiting for job runs and crawlers that are still on; Ctrl-C ends them"
        with waiting(text) as line:
            if not isinstance(line, Status):
                print(text, file=sys.stderr)
            while cloud.runs():
                time.sleep(_LOOK_SECONDS)


def _stop(process: subprocess.Popen[bytes], cloud: Cloud | None) -> None:
    if cloud:
        cloud.shut_down()
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
