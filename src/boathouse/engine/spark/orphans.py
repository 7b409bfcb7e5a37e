"""Nothing outlives a run: processes that it left behind are found and ended."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_TRIES = 200


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that started it ends; nothing happens elsewhere."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_descendants() -> None:
    """Become the parent of every orphan below this process, so that `sweep` finds daemons (on Linux)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def kill_group(leader: int) -> None:
    """Kill the process group of `leader`; it may be gone already."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def sweep() -> None:
    """Kill and reap every child of this process, again and again as adopted ones turn up."""
    for _ in range(_TRIES):
        children = list(_children())
        for child in children:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
        if not _reap() and not children:
            return
        time.sleep(0.01)


def _children() -> Iterator[int]:
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    if listing.exists():
        yield from map(int, listing.read_text().split())


def _reap() -> bool:
    """Collect ended children; whether there are any left to wait for."""
    while True:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if not ended:
            return True


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
