"""How a process's end becomes a run's last state."""

from __future__ import annotations

import pytest

from boathouse.engine.spark.endings import Ending, of_process, timed_out


@pytest.mark.parametrize(
    ("status", "outcome", "ending"),
    [
        (0, b'{"error": null}', Ending("SUCCEEDED")),
        (1, b'{"error": "ValueError: x"}', Ending("FAILED", "ValueError: x")),
        (3, b"", Ending("FAILED", "Command failed with exit code 3")),
        (-9, b"", Ending("FAILED", "The script's process was killed by SIGKILL (exit code 137).")),
        (-11, b'{"err', Ending("FAILED", "The script's process was killed by SIGSEGV (exit code 139).")),
        (0, b"", Ending("SUCCEEDED")),
    ],
)
def test_a_process_is_judged_by_its_last_word_then_by_its_status(
    status: int, outcome: bytes, ending: Ending
) -> None:
    assert of_process(status, outcome) == ending


def test_a_timeout_names_the_minutes() -> None:
    assert timed_out(90) == Ending("TIMEOUT", "The job run took longer than its timeout of 1.5 minutes.")
