"""A run's log on its way to the server while the run goes on."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from boathouse.engine.spark.protocol import ServerGoneError

_CHUNK = 1 << 16
_PENDING_LIMIT = 4 << 20
_PAUSE = 0.1  # seconds to collect small writes into one request
_TAIL = 40

Sink = Callable[[bytes], None]


class LogStream:
    """Bytes in, requests out, in order and in the background.

    A writer that is faster than the server waits, so that a script may print any amount in constant memory.
    """

    def __init__(self, send: Sink) -> None:
        self._send, self._pending, self._closed = send, bytearray(), False
        self._changed = threading.Condition()
        self._idle = threading.Event()
        self._thread = threading.Thread(target=self._ship, daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Take bytes; blocks while too many wait for the server."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._pending) < _PENDING_LIMIT or self._closed)
            if not self._closed:
                self._pending += data
                self._changed.notify_all()

    def close(self) -> None:
        """Send what is left."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._idle.set()
        self._thread.join()

    def _ship(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._closed)
                data, self._pending = bytes(self._pending), bytearray()
                self._changed.notify_all()
                if not data:
                    return
            # A server that is gone takes no log; the worker notices by itself.
            with suppress(ServerGoneError):
                self._send(data)
            self._idle.wait(_PAUSE)


class PipeReader:
    """Reads a pipe to its end and hands the bytes to whoever listens now; remembers the last lines."""

    def __init__(self, pipe: IO[bytes], listener: Sink | None = None) -> None:
        self.listener = listener
        self._tail: deque[bytes] = deque(maxlen=_TAIL)
        self._thread = threading.Thread(target=self._read, args=(pipe,), daemon=True)
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait until the other end is closed, at most this long."""
        self._thread.join(seconds)

    def tail(self) -> str:
        """Return the last lines that came."""
        return b"".join(self._tail).decode(errors="replace").strip()

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            while data := os.read(pipe.fileno(), _CHUNK):
                self._tail.extend(data.splitlines(keepends=True)[-_TAIL:])
                if listener := self.listener:
                    listener(data)
