"""The worker process: claims runs from the server, executes them, reports how they went.

Started as `python -m boathouse.engine.spark.worker --server URL`. The first line of its standard input
is a JSON object with the token, the worker's id and the settings; the end of its standard input is the
end of the server, so nothing is left behind when that dies.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import TextIO

from boathouse.config import Settings
from boathouse.engine.spark import endings
from boathouse.engine.spark.claim import Claim
from boathouse.engine.spark.engine import Engine
from boathouse.engine.spark.folders import folder_of
from boathouse.engine.spark.protocol import ServerGoneError, ServerLink
from boathouse.engine.spark.run import Run

STOP = "stop"
_REPORT_TRIES = 5
_PAUSE = 0.5
_LAST_RUN_SECONDS = 30


class Worker:
    """One worker: one engine, one run at a time."""

    def __init__(self, server: ServerLink, settings: Settings, *, passing: bool = False) -> None:
        self._server, self._passing = server, passing
        self._folder = folder_of(server.worker)
        self._folder.mkdir(mode=0o700)
        self._engine = Engine(settings, self._folder)
        self._ending, self._gently = threading.Event(), False
        self._run: Run | None = None
        self._busy = threading.Lock()
        self._count = 0

    def serve(self) -> None:
        """Take runs until told to end, or until the server is gone."""
        # Here and not in a passing thread: the zygote dies with the thread that started it.
        self._engine.nursery()
        threading.Thread(target=self._loop, daemon=True).start()
        self._ending.wait()
        if run := self._run:
            run.stop(endings.ABANDONED)
        self._busy.acquire(timeout=_LAST_RUN_SECONDS)
        self._engine.close(gently=self._gently)
        shutil.rmtree(self._folder, ignore_errors=True)

    def end(self, *, gently: bool) -> None:
        """Make `serve` stop the run that is on and return; gently: the JVM may write its class archive."""
        self._gently = gently
        self._ending.set()

    def _loop(self) -> None:
        while not self._ending.is_set():
            self._turn()

    def _turn(self) -> None:
        try:
            told = self._server.claim()
        except ServerGoneError:
            self._ending.wait(_PAUSE)
            return
        if told is not None:
            self._execute(Claim(told))
        elif self._passing:
            self.end(gently=False)

    def _execute(self, claim: Claim) -> None:
        started = time.monotonic()
        self._count += 1
        with self._busy:
            self._run = Run(claim, self._server, self._engine, self._folder / f"run-{self._count}")
            if self._ending.is_set():
                self._run.stop(endings.ABANDONED)
            ending = self._run.execute()
            self._run = None
            self._report(claim.run_id, ending, time.monotonic() - started)

    def _report(self, run_id: str, ending: endings.Ending, seconds: float) -> None:
        for _ in range(_REPORT_TRIES):
            try:
                return self._server.finish(run_id, ending.state, ending.message, round(seconds, 3))
            except ServerGoneError:
                if self._ending.wait(_PAUSE):
                    return None
        return None


def main() -> None:
    """Read the order of the server and serve it."""
    parser = argparse.ArgumentParser(prog="python -m boathouse.engine.spark.worker", description=__doc__)
    parser.add_argument("--server", required=True, help="URL of the emulated cloud")
    server = parser.parse_args().server
    logging.disable()  # py4j logs every connection that a dying JVM drops
    order = json.loads(sys.stdin.readline())
    paths = {name: Path(order["settings"][name]) for name in ("project", "home", "cache")}
    settings = Settings(**{**order["settings"], **paths})
    worker = Worker(ServerLink(server, order["token"], order["worker"]), settings, passing=order["passing"])
    threading.Thread(target=_listen, args=(worker, sys.stdin), daemon=True).start()
    worker.serve()
    os._exit(0)  # the claim that is waiting at a server going down must not hold us


def _listen(worker: Worker, orders: TextIO) -> None:
    worker.end(gently=orders.readline().strip() == STOP)


if __name__ == "__main__":
    main()
