"""The workers of this machine: one, and one more for each run that has started others."""

from __future__ import annotations

import threading
from collections.abc import Callable

from boathouse.config import Settings
from boathouse.engine.spark.supervisor import Supervisor


class Crew:
    """One worker for all runs, one after the other, so that each has the whole laptop.

    A run that has started others may be waiting for them: while it is on, a further worker takes what is
    queued. `abandon(worker, reason)` is called at once when a worker ends without being asked to.
    """

    def __init__(
        self,
        settings: Settings,
        url: Callable[[], str],
        token: str,
        member: Callable[..., Supervisor] = Supervisor,
    ) -> None:
        self.abandon: Callable[[str, str], None] = lambda worker, reason: None
        self._guard = threading.RLock()
        self._stopping = False
        self._further: list[Supervisor] = []

        def lost(worker: str, reason: str) -> None:
            self.abandon(worker, reason)

        def another(*, passing: bool) -> Supervisor:
            return member(settings, url, token, lost, passing=passing)

        self._member = another
        self._first = another(passing=False)

    def warm(self, starters: int = 0) -> None:
        """Start the workers that are not up, with `starters` further ones; returns at once."""
        with self._guard:
            if self._stopping:
                return
            self._first.warm()
            self._further = [worker for worker in self._further if worker.running]
            while len(self._further) < starters:
                self._further.append(self._member(passing=True))
                self._further[-1].warm()

    def stop(self) -> None:
        """End the workers, their runs and their JVMs; returns when they are gone."""
        with self._guard:
            self._stopping = True
        for worker in (*self._further, self._first):
            worker.stop()
