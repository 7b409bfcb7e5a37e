"""Glue on a real socket without an engine: the test itself is the worker, and the clock."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from boathouse.calls import Body
from boathouse.engine.crawl import classified
from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.store import Store
from boathouse.wire.gateway import Gateway
from boathouse.wire.messages import Request

COMMAND = {"Name": "glueetl", "ScriptLocation": "s3://lake/jobs/job.py"}


@cache
def _session() -> boto3.Session:
    """One for all tests: it reads Glue's model, which takes longer than most of them."""
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")


class GlueUnderTest:
    """A client, the service behind it, a clock to set, and a worker's two hands."""

    def __init__(self, home: Path) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)
        self.announced = 0
        self._home = home
        self.lake = Lake(home / "s3", home / "tmp")
        self._open()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.client: Any = self.client_of(None)

    def client_of(self, run_id: str | None) -> Any:
        """A client that calls as the script of this run does, whose session token it is."""
        return _session().client(
            "glue",
            endpoint_url=f"http://127.0.0.1:{self._server.server_address[1]}",
            config=Config(retries={"total_max_attempts": 1}, proxies={}),
            aws_access_key_id="test",
            aws_secret_access_key="test",
            aws_session_token=run_id,
        )

    def close(self) -> None:
        """Stop serving."""
        self.client.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self.service.close()
        self._store.close()

    def crash(self) -> None:
        """Come back after a kill: nothing of the old process is told."""
        self._store.close()
        self._open()
        self.service.recover()

    def pass_time(self, **given: float) -> None:
        """Move the clock."""
        self.moment += timedelta(**given)

    def job(self, name: str, **members: Any) -> str:
        """Create a Spark job."""
        self.client.create_job(**{"Name": name, "Role": "glue", "Command": COMMAND, **members})
        return name

    def work(self, ends: Mapping[str, str] | None = None) -> list[str]:
        """Run everything that is queued and what follows from it; `ends` are the states of some jobs."""
        done = []
        while (run := self.service.queue.claim("worker")) is not None:
            state = (ends or {}).get(run["job_name"], "SUCCEEDED")
            error = "" if state == "SUCCEEDED" else f"{run['job_name']} went wrong"
            self.service.queue.finish(run["run_id"], "worker", state, error, 3.7)
            done.append(run["job_name"])
        return done

    def _open(self) -> None:
        self.state = self._home / "state.sqlite"
        self._store = Store(self.state)
        self.service = Glue(self._store, self.lake, clock=lambda: self.moment)
        self.service.queue.on_work = self._announce
        self._gateway = Gateway([self.service])

    def _announce(self) -> None:
        self.announced += 1

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        under_test = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = under_test._gateway.handle(Request("POST", "/", (), headers, Body([content])))
                assert isinstance(answer.body, bytes)
                self.send_response(answer.status)
                for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


class Refusal:
    """What a client was told: `with refused() as refusal: …`, then its `code`, `words` and `status`."""

    def __enter__(self) -> Refusal:
        self._raises = pytest.raises(ClientError)
        self._info = self._raises.__enter__()
        return self

    def __exit__(self, *exception: Any) -> bool:
        return bool(self._raises.__exit__(*exception))

    @property
    def code(self) -> str:
        """AWS's name of the error."""
        return str(self._info.value.response["Error"]["Code"])

    @property
    def words(self) -> str:
        """The message."""
        return str(self._info.value.response["Error"]["Message"])

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self._info.value.response["ResponseMetadata"]["HTTPStatusCode"])


def refused() -> Refusal:
    """Expect the client to get an error."""
    return Refusal()


def held_back(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Crawls that stop at their first file until they are let go on."""
    reached, go = threading.Event(), threading.Event()

    def slow(path: Path, size: int, custom: Any) -> Any:
        reached.set()
        assert go.wait(20)
        return classified(path, size, custom)

    monkeypatch.setattr("boathouse.services.glue.crawl_survey.classified", slow)
    return reached, go
