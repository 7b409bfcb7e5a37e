"""Progress in the terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from boathouse.steps import Steps


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


def lines(out: io.StringIO) -> list[str]:
    return [re.sub(r" +", " ", line).strip() for line in out.getvalue().splitlines()]


def test_a_step_is_one_line_with_its_seconds(out: io.StringIO) -> None:
    with Steps(Console(file=out, width=200)).step("deploy") as step:
        step.detail = "created [1] bucket"
    assert lines(out) == ["✓ deploy 0.0 s created [1] bucket"]


def test_a_doubtful_step_has_a_sign_of_its_own(out: io.StringIO) -> None:
    with Steps(Console(file=out, width=200)).step("fixture") as step:
        step.detail, step.doubtful = "nothing there", True
    assert lines(out) == ["! fixture 0.0 s nothing there"]


def test_a_step_that_raises_has_a_line_too(out: io.StringIO) -> None:
    def fail() -> None:
        with Steps(Console(file=out, width=200)).step("deploy"):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert lines(out) == ["✗ deploy 0.0 s"]


def test_what_did_not_happen_says_why(out: io.StringIO) -> None:
    Steps(Console(file=out, width=200)).skipped("report", "it waits for clean")
    assert lines(out) == ["- report it waits for clean"]


def test_a_pipe_gets_no_live_line(out: io.StringIO) -> None:
    with Steps(Console(file=out, width=200)).running("busy") as status:
        assert status is None
    assert out.getvalue() == ""


def test_a_terminal_gets_a_live_line(out: io.StringIO) -> None:
    with Steps(Console(file=out, width=200, force_terminal=True)).running("busy") as status:
        assert status is not None
    assert "busy" in out.getvalue()
