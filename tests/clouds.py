"""A cloud of a test's own, on a real socket: in this process, or in one that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from boathouse.config import Settings
from boathouse.server import start
from boathouse.server.service import Server

# One for all: each session reads botocore's models anew, which takes longer than most tests.
_SESSION = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")


class CloudUnderTest:
    """What a test does with a cloud, wherever it runs."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(project=home.parent, home=home, port=0)
        self.url = ""
        self.token = ""
        self._clients: dict[str, Any] = {}

    def client(self, service: str, **config: Any) -> Any:
        """A boto3 client; errors come at once, without retries."""
        if config:
            return self._client(service, **config)
        if service not in self._clients:
            self._clients[service] = self._client(service)
        return self._clients[service]

    def call(self, path: str, body: Any = None, method: str = "POST", **headers: str) -> tuple[int, bytes]:
        """Ask one of Boathouse's private routes; a body that is not bytes goes as JSON."""
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        given = {"X-Boathouse-Token": self.token, "Content-Type": "application/json"} | headers
        request = urllib.request.Request(f"{self.url}{path}", content, given, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def open(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def restart(self) -> None:
        """Stop in order and come back; the port may be another."""
        self.close()
        self.open()

    def _client(self, service: str, **config: Any) -> Any:
        settings = Config(retries={"total_max_attempts": 1}, proxies={}, read_timeout=120)
        name: Any = service
        return _SESSION.client(name, endpoint_url=self.url, config=settings.merge(Config(**config)))

    def _found(self) -> None:
        address = json.loads((self.settings.home / "server.json").read_text())
        self.url, self.token = address["url"], address["token"]
        self._clients.clear()


class ThreadCloud(CloudUnderTest):
    """A server in a thread of the test's process: starts in no time."""

    def open(self) -> None:
        """Start it and wait until it answers."""
        ready, self._failed = threading.Event(), list[BaseException]()

        def began(server: Server) -> None:
            self._server = server
            ready.set()

        def run() -> None:
            try:
                start(self.settings, ready=began)
            except BaseException as error:
                self._failed.append(error)
                raise
            finally:
                ready.set()

        self._thread = threading.Thread(target=run)
        self._thread.start()
        ready.wait(60)
        if self._failed:
            raise self._failed[0]
        self._found()

    def close(self) -> None:
        """Stop in order."""
        self._close_clients()
        self._server.stop()
        self._thread.join(60)

    def _close_clients(self) -> None:
        for client in self._clients.values():
            client.close()


class ProcessCloud(CloudUnderTest):
    """A server in a process of its own, as users have it: it can be killed."""

    process: subprocess.Popen[bytes]

    def open(self) -> None:
        """Start it and wait until it answers."""
        variables = {"PROJECT": self.settings.project, "HOME": self.settings.home, "PORT": 0}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "boathouse.server", "--with-parent"],
            stdin=subprocess.PIPE,
            env=os.environ | {f"BOATHOUSE_{name}": str(value) for name, value in variables.items()},
        )
        for _ in range(6000):
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with status {self.process.returncode}")
            try:
                self._found()
                address = json.loads((self.settings.home / "server.json").read_text())
                if (
                    address["pid"] == self.process.pid
                    and self.call("/_boathouse/health", method="GET")[0] == 200
                ):
                    return
            except (OSError, ValueError):
                pass
            time.sleep(0.01)
        raise RuntimeError("the server does not answer")

    def close(self) -> None:
        """Stop in order."""
        self.process.terminate()
        self._reap()

    def kill(self) -> None:
        """Kill it as the kernel does when memory is short: nothing of ours runs any more."""
        self.process.kill()
        self._reap()

    def _reap(self) -> None:
        for client in self._clients.values():
            client.close()
        self.process.wait(60)
        if self.process.stdin:
            self.process.stdin.close()
