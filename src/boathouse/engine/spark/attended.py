"""What every run has, on whichever engine: its log, its heartbeat, and an ending whatever happens."""

from __future__ import annotations

import shutil
import threading
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from pathlib import Path

from boathouse.engine.spark import endings
from boathouse.engine.spark.claim import Claim
from boathouse.engine.spark.endings import Ending
from boathouse.engine.spark.logs import LogStream
from boathouse.engine.spark.protocol import ServerGoneError, ServerLink
from boathouse.errors import BoathouseError

_HEARTBEAT_SECONDS = 2


class AttendedRun(ABC):
    """The execution of one claim in a folder of its own; `execute` always returns an ending.

    `answered` is called whenever the server has answered a heartbeat.
    """

    def __init__(
        self, claim: Claim, server: ServerLink, folder: Path, answered: Callable[[], object] = lambda: None
    ) -> None:
        self._claim, self._server, self._folder, self._answered = claim, server, folder, answered
        self._verdict: Ending | None = None
        self._over = threading.Event()
        self._logs = {
            name: LogStream(partial(server.log, claim.run_id, name)) for name in ("stdout", "stderr")
        }

    def execute(self) -> Ending:
        """Run the script to its end, whatever it does; leaves nothing behind."""
        threading.Thread(target=self._beat, daemon=True).start()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return self._attempt()
        except (BoathouseError, OSError) as error:
            self._logs["stderr"].write(f"{error}\n".encode())
            return Ending("FAILED", str(error))
        except Exception as error:  # a fault of the engine's own must not take the worker down
            self._logs["stderr"].write(traceback.format_exc().encode())
            return Ending("FAILED", f"The engine failed: {type(error).__name__}: {error}")
        finally:
            self._over.set()
            for log in self._logs.values():
                log.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def stop(self, ending: Ending) -> None:
        """End the script's process now; the first reason given is the run's ending."""
        self._verdict = self._verdict or ending

    @abstractmethod
    def _attempt(self) -> Ending:
        """Run the script; raises BoathouseError or OSError for what keeps it from running."""

    def _beat(self) -> None:
        while not self._over.wait(_HEARTBEAT_SECONDS):
            try:
                if self._server.heartbeat(self._claim.run_id):
                    self.stop(endings.STOPPED)
                self._answered()
            except ServerGoneError:
                continue  # the lease tells the server; a worker whose server is gone for good hears of it
