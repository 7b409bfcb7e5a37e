"""A server of one test: hands out runs, takes logs and endings, serves scripts as S3 does."""

from __future__ import annotations

import json
import queue
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from boathouse.config import Settings
from boathouse.engine.spark.supervisor import Supervisor

TOKEN = "a-token"


class FakeServer:
    """What a worker talks to; `run` gives it a script and waits for the ending."""

    def __init__(self, lake: Path) -> None:
        self.lake = lake
        (lake / "code").mkdir(parents=True)
        self.waiting: queue.Queue[dict[str, Any]] = queue.Queue()
        self.logs: dict[tuple[str, str], bytearray] = defaultdict(bytearray)
        self.endings: dict[str, dict[str, Any]] = {}
        self.ended: dict[str, threading.Event] = defaultdict(threading.Event)
        self.stopped: set[str] = set()
        self.abandoned: queue.Queue[str] = queue.Queue()
        self.metastore_uri = ""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.runs = 0

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def submit(
        self,
        script: str,
        arguments: dict[str, str] | None = None,
        minutes: float = 5,
        location: str = "s3://code/script.py",
        command: str = "glueetl",
    ) -> str:
        """Queue a run of the script's text and return its id."""
        self.runs += 1
        run_id = f"jr_{self.runs:064x}"
        (self.lake / "code" / "script.py").write_text(script)
        self.waiting.put(
            {
                "run_id": run_id,
                "job_name": "a_job",
                "command": command,
                "script_location": location,
                "arguments": arguments or {},
                "timeout_minutes": minutes,
                "environment": {
                    "AWS_ENDPOINT_URL": self.url,
                    "AWS_ACCESS_KEY_ID": "test",
                    "AWS_SECRET_ACCESS_KEY": "test",
                    "AWS_REGION": "us-east-1",
                },
                "buckets_root": str(self.lake),
                "metastore_uri": self.metastore_uri,
            }
        )
        return run_id

    def wait(self, run_id: str, seconds: float = 120) -> dict[str, Any]:
        """Return the run's ending with its logs."""
        assert self.ended[run_id].wait(seconds), f"{run_id} did not end"
        logs = {name: self.logs[run_id, name].decode(errors="replace") for name in ("stdout", "stderr")}
        return self.endings[run_id] | logs

    def run(self, script: str, arguments: dict[str, str] | None = None, **options: Any) -> dict[str, Any]:
        """Run a script to its end."""
        return self.wait(self.submit(script, arguments, **options))


class _Handler(BaseHTTPRequestHandler):
    fake: FakeServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = self.fake.lake / self.path.partition("?")[0].lstrip("/")
        if file.is_file():
            self._answer(200, file.read_bytes())
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("X-Boathouse-Token") != TOKEN:
            self._answer(403, b"")
            return
        parts = self.path.removeprefix("/_boathouse/").split("/")
        if parts == ["workers", "claim"]:
            self._claim(json.loads(body)["wait_seconds"])
        elif parts[2] == "log":
            self.fake.logs[parts[1], parts[3]].extend(body)
            self._answer(200, b"")
        elif parts[2] == "heartbeat":
            self._answer(200, json.dumps({"stop": parts[1] in self.fake.stopped}).encode())
        else:
            self.fake.endings[parts[1]] = json.loads(body)
            self.fake.ended[parts[1]].set()
            self._answer(200, b"{}")

    def _claim(self, seconds: float) -> None:
        try:
            self._answer(200, json.dumps(self.fake.waiting.get(timeout=seconds)).encode())
        except queue.Empty:
            self._answer(204, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def one_worker(settings: Settings) -> Iterator[FakeServer]:
    """A server with a real worker behind it: `run(script)` runs a script to its end."""
    server = FakeServer(settings.home / "s3")
    supervisor = Supervisor(
        settings, lambda: server.url, TOKEN, lambda _, reason: server.abandoned.put(reason)
    )
    supervisor.warm()
    try:
        yield server
    finally:
        supervisor.stop()
        server.close()
