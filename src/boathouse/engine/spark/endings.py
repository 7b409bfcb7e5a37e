"""How a run can end, and what AWS says then."""

from __future__ import annotations

import json
import signal
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class Ending:
    """A run's last state and its ErrorMessage, empty for a success."""

    state: str
    message: str = ""

    def with_cause(self, cause: str) -> Ending:
        """Return this ending with a sentence on what was behind it."""
        return Ending(self.state, f"{self.message}\n{cause}".strip())


SUCCEEDED = Ending("SUCCEEDED")
STOPPED = Ending("STOPPED", "The job run was stopped.")
ABANDONED = Ending("FAILED", "The server was stopped while the job run was on.")


def timed_out(seconds: float) -> Ending:
    """Return the ending of a run that took longer than it may."""
    return Ending("TIMEOUT", f"The job run took longer than its timeout of {seconds / 60:g} minutes.")


def of_process(status: int, outcome: bytes) -> Ending:
    """Judge a run by its process's exit status and by what the process said last, if anything."""
    with suppress(ValueError):  # a process may die in the middle of its last word
        message = json.loads(outcome)["error"]
        return SUCCEEDED if message is None else Ending("FAILED", message)
    if status < 0:
        name = signal.Signals(-status).name
        return Ending("FAILED", f"The script's process was killed by {name} (exit code {128 - status}).")
    if status:
        return Ending("FAILED", f"Command failed with exit code {status}")
    return SUCCEEDED
