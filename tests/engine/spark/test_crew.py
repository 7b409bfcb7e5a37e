"""How many workers there are: one, and one more for each run that has started others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from boathouse.config import Settings
from boathouse.engine.spark.crew import Crew
from boathouse.engine.spark.supervisor import Supervisor


class Member:
    """A worker's supervisor, of which only the orders are real."""

    def __init__(self, lost: Callable[[str, str], None], *, passing: bool) -> None:
        self.lost, self.passing = lost, passing
        self.running = False
        self.warmed = 0

    def warm(self) -> None:
        self.warmed += 1
        self.running = True

    def stop(self) -> None:
        self.running = False


@pytest.fixture
def members() -> list[Member]:
    return []


@pytest.fixture
def crew(tmp_path: Path, members: list[Member]) -> Crew:
    def member(
        settings: Settings, url: Any, token: str, lost: Callable[[str, str], None], *, passing: bool = False
    ) -> Supervisor:
        members.append(Member(lost, passing=passing))
        return cast(Supervisor, members[-1])

    return Crew(Settings(home=tmp_path), lambda: "http://127.0.0.1:1", "secret", member)


def test_one_worker_takes_all_runs(crew: Crew, members: list[Member]) -> None:
    crew.warm()
    crew.warm()
    assert [(member.passing, member.warmed) for member in members] == [(False, 2)]


def test_each_run_that_has_started_others_brings_a_worker_that_leaves_again(
    crew: Crew, members: list[Member]
) -> None:
    crew.warm(1)
    crew.warm(1)
    assert [member.passing for member in members] == [False, True]
    crew.warm(2)
    assert [member.passing for member in members] == [False, True, True]
    members[1].running = False
    crew.warm(2)
    assert [member.passing for member in members if member.running] == [False, True, True]
    crew.warm()
    assert len(members) == 4


def test_whoever_is_lost_is_reported(crew: Crew, members: list[Member]) -> None:
    told: list[tuple[str, str]] = []
    crew.warm(1)
    crew.abandon = lambda worker, reason: told.append((worker, reason))
    for member in members:
        member.lost("worker-1", "gone")
    assert told == [("worker-1", "gone")] * 2


def test_all_are_stopped_and_none_is_started_any_more(crew: Crew, members: list[Member]) -> None:
    crew.warm(1)
    crew.stop()
    crew.warm(2)
    assert [member.running for member in members] == [False, False]
