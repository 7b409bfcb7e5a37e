"""The agent: claims runs, calls spark-submit, streams the log back, reports how it ended."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from boathouse.engine.container.image import Image
from boathouse.engine.container.submission import Submission, outcome
from boathouse.engine.spark import endings
from boathouse.engine.spark.attended import AttendedRun
from boathouse.engine.spark.claim import Claim
from boathouse.engine.spark.endings import Ending
from boathouse.engine.spark.logs import PipeReader
from boathouse.engine.spark.protocol import ServerGoneError, ServerLink

ALIVE = Path(tempfile.gettempdir()) / "boathouse-agent"
"""A file that is touched whenever the server has answered: what the container's health check looks at."""

CLAIM_SECONDS = 10
"""How long the server may keep the agent waiting for a run before it answers that there is none."""

_LOOK_SECONDS = 0.2
_DRAIN_SECONDS = 5
_PAUSE = 1.0
_REPORT_SECONDS = 60


class Agent:
    """One run at a time, for as long as the container lives; a server that is away is waited for."""

    def __init__(self, image: Image, address: Path) -> None:
        """Read the server's address from a file, which changes when the server starts anew."""
        self._image, self._address = image, address
        self._worker = f"glue-{socket.gethostname()}"
        self._met = ""
        self.waiting = False
        """Whether it asks for a run, so that it may be ended at once."""

    def serve(self, ended: threading.Event) -> None:
        """Take runs until `ended`."""
        while not ended.is_set():
            try:
                server = self._server()
                told = self._claimed(server)
            except (ServerGoneError, OSError, ValueError, KeyError):
                ended.wait(_PAUSE)
                continue
            ALIVE.touch()
            if told is not None:
                self._execute(Claim(told), server, ended)

    def _server(self) -> ServerLink:
        told = json.loads(self._address.read_text())
        server = ServerLink(told["url"], told["token"], self._worker)
        if self._met != told["token"]:
            server.begin()  # whatever it was running before is not running any more
            self._met = told["token"]
            ALIVE.touch()
        return server

    def _claimed(self, server: ServerLink) -> dict[str, Any] | None:
        self.waiting = True
        try:
            return server.claim(CLAIM_SECONDS)
        finally:
            self.waiting = False

    def _execute(self, claim: Claim, server: ServerLink, ended: threading.Event) -> None:
        began = time.monotonic()
        ending = Run(claim, server, self._image, ended).execute()
        deadline = time.monotonic() + _REPORT_SECONDS
        while time.monotonic() < deadline:
            try:
                server.finish(claim.run_id, ending.state, ending.message, round(time.monotonic() - began, 3))
                return
            except ServerGoneError:
                if ended.wait(_PAUSE):
                    return


class Run(AttendedRun):
    """The execution of one claim by the image's spark-submit."""

    def __init__(self, claim: Claim, server: ServerLink, image: Image, ended: threading.Event) -> None:
        super().__init__(claim, server, Path(tempfile.mkdtemp(prefix="run-")), ALIVE.touch)
        self._image, self._ended = image, ended

    def _attempt(self) -> Ending:
        submission = Submission.of(self._claim, self._image, self._folder)
        for note in submission.notes:
            self._logs["stderr"].write(f"{note}\n".encode())
        return self._supervise(submission)

    def _supervise(self, submission: Submission) -> Ending:
        process = subprocess.Popen(
            submission.command,
            cwd=self._folder,
            env=submission.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        readers = [
            PipeReader(pipe, self._logs[name].write)
            for name, pipe in (("stdout", process.stdout), ("stderr", process.stderr))
            if pipe
        ]
        self._watch(process)
        for reader in readers:
            reader.join(_DRAIN_SECONDS)
        return self._verdict or self._judged(process.returncode)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for the process's end, or for a reason to end it: its time, its stop, the container's end."""
        deadline = time.monotonic() + self._claim.seconds
        while process.poll() is None:
            self._over.wait(_LOOK_SECONDS)
            if time.monotonic() > deadline:
                self.stop(endings.timed_out(self._claim.seconds))
            if self._ended.is_set():
                self.stop(Ending("FAILED", "The Glue container was stopped while the job run was on."))
            if self._verdict:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _judged(self, status: int) -> Ending:
        said = outcome(self._folder)
        if said.exists():
            return endings.of_process(status or 1, said.read_bytes())
        if status > 0:
            # Python's own exit status comes through spark-submit; a script that raised has said so above.
            return Ending("FAILED", f"SystemExit: {status}")
        return endings.of_process(status, b"")
