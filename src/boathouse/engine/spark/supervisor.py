"""The server's end of the worker: starts it on the first work, notices its death, ends it with the server."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import uuid
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict

from boathouse.config import Settings
from boathouse.engine.spark.folders import folder_of

_COMMAND = (sys.executable, "-P", "-m", "boathouse.engine.spark.worker")
_TAIL = 20
_STOP_SECONDS = 150  # the first JVM writes its class archive, which takes a while on a busy machine
_RESTARTS = 3


class Supervisor:
    """Keeps one worker process running while there is work.

    `abandon(worker, reason)` is called at once when a worker ends without being asked to; a new one is
    started for the runs that still wait, but not for ever: after a few deaths in a row only new work does.
    A `passing` worker leaves by itself when no run comes for a while, which is told by `abandon` as well.
    """

    def __init__(
        self,
        settings: Settings,
        url: Callable[[], str],
        token: str,
        abandon: Callable[[str, str], None] = lambda worker, reason: None,
        command: tuple[str, ...] = _COMMAND,
        *,
        passing: bool = False,
    ) -> None:
        self._settings, self._url, self._token, self.abandon = settings, url, token, abandon
        self._command, self._passing = command, passing
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.RLock()
        self._watcher: threading.Thread | None = None
        self._stopping, self._deaths = False, 0

    @property
    def running(self) -> bool:
        """Whether there is a worker process."""
        process = self._process
        return process is not None and process.poll() is None

    def warm(self) -> None:
        """Start the worker and its JVM if they are not up; returns at once."""
        with self._guard:
            self._deaths = 0
            if not self._stopping and not self.running:
                self._start()

    def stop(self, seconds: float = _STOP_SECONDS) -> None:
        """End the worker, its run and its JVM; returns when they are gone."""
        with self._guard:
            self._stopping = True
            process, watcher = self._process, self._watcher
        if process is None:
            return
        assert process.stdin
        with suppress(OSError, ValueError):  # it may have ended by itself
            process.stdin.write(b"stop\n")
            process.stdin.close()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        if watcher and watcher is not threading.current_thread():
            watcher.join(seconds)

    def _start(self) -> None:
        worker = f"worker-{uuid.uuid4().hex[:12]}"
        process = subprocess.Popen(
            [*self._command, "--server", self._url()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in the terminal ends the server, which then ends its worker
        )
        settings = {
            name: value if isinstance(value, (int, bool)) else str(value)
            for name, value in asdict(self._settings).items()
        }
        order = {"token": self._token, "worker": worker, "passing": self._passing, "settings": settings}
        self._process = process
        self._watcher = threading.Thread(target=self._watch, args=(process, worker), daemon=True)
        self._watcher.start()
        assert process.stdin
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            return  # it died at once; the watcher reports it

    def _watch(self, process: subprocess.Popen[bytes], worker: str) -> None:
        assert process.stderr
        with process:
            tail = deque(process.stderr, maxlen=_TAIL)
            status = process.wait()
        if self._stopping:
            return
        shutil.rmtree(folder_of(worker), ignore_errors=True)
        words = b"".join(tail).decode(errors="replace").strip()
        how = f"was killed by signal {-status}" if status < 0 else f"ended with exit status {status}"
        self.abandon(worker, f"The worker process {how}.{f' Its last words: {words}' if words else ''}")
        with self._guard:
            self._deaths += 1
            again = self._deaths <= _RESTARTS and not self._passing
            if again and not self._stopping and not self.running:
                self._start()
