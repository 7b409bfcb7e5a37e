"""Keeps the copies of a remote lake current while nobody asks for them, so that little can be lost."""

from __future__ import annotations

import logging
import threading

from boathouse.errors import BoathouseError
from boathouse.remote.lake import RemoteLake

_SETTLE_SECONDS = 1.0
_LOOK_SECONDS = 5.0
log = logging.getLogger(__name__)


class Keeper:
    """A thread that copies soon after something was written, and puts back what the server has lost."""

    def __init__(self, lake: RemoteLake) -> None:
        self._lake = lake
        self._stale, self._ended = threading.Event(), threading.Event()
        self._stale.set()
        self._away = False
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def touched(self) -> None:
        """Hear that objects may have changed; any thread may call it."""
        self._stale.set()

    def close(self) -> None:
        """Copy once more and end."""
        self._ended.set()
        self._stale.set()
        if self._thread.is_alive():
            self._thread.join(60)
        self._lake.close()

    def _run(self) -> None:
        while not self._ended.is_set():
            stale = self._stale.wait(_LOOK_SECONDS)
            self._ended.wait(_SETTLE_SECONDS if stale else 0)
            self._stale.clear()
            self._turn(copying=stale)
        self._turn(copying=True)

    def _turn(self, *, copying: bool) -> None:
        try:
            self._lake.refresh_all() if copying else self._lake.heal()
            self._away = False
        except Exception as error:  # whatever it is, the next turn must come
            if not self._away:  # said once, not every few seconds
                known = isinstance(error, BoathouseError)
                log.warning("the copies are not current: %s", error, exc_info=None if known else error)
            self._away = True
            self._stale.set()
            self._ended.wait(_SETTLE_SECONDS)
