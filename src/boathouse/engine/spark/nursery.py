"""The worker's end of the zygote: start it, have runs forked, kill one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boathouse.errors import EngineError

_EXIT_SECONDS = 10


@dataclass(frozen=True)
class Birth:
    """A run's process: where its output and its outcome can be read."""

    stdout: int
    stderr: int
    result: int


class Nursery:
    """A zygote process and the run it has forked."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            # -P: the folder that the server was started in must not shadow a script's imports.
            command = [sys.executable, "-P", "-m", "boathouse.engine.spark.zygote"]
            self._process = subprocess.Popen(command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
        self._link = ours
        self._answers = ours.makefile("rb")
        self._ready = False

    def start(self, order: Mapping[str, Any]) -> Birth:
        """Fork a process for a run; raises EngineError if the zygote is gone."""
        if not self._ready:
            self._answer()
            self._ready = True
        pipes = [os.pipe() for _ in range(3)]
        try:
            socket.send_fds(self._link, [b"R"], [write for _, write in pipes])
            self._link.sendall(json.dumps(order).encode() + b"\n")
        except OSError as error:
            raise EngineError(f"the process that starts runs is gone ({error}).") from error
        finally:
            for _, write in pipes:
                os.close(write)
        return Birth(*(read for read, _ in pipes))

    def wait(self) -> int:
        """Return the exit status of the run's process once it and everything it left has ended."""
        return int(self._answer()["status"])

    def kill(self) -> None:
        """Kill the run that is on; `wait` then returns."""
        try:
            self._link.sendall(b"K")
        except OSError as error:
            raise EngineError(f"the process that starts runs is gone ({error}).") from error

    def close(self) -> None:
        """End the zygote and whatever it still runs."""
        self._answers.close()
        self._link.close()
        try:
            self._process.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answer(self) -> dict[str, Any]:
        try:
            line = self._answers.readline()
        except ConnectionError:  # it died before it had read the last order
            line = b""
        if not line:
            raise EngineError("the process that starts runs has died.")
        answer: dict[str, Any] = json.loads(line)
        return answer
