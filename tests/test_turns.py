"""Files that become folders of their names, and folders that become files again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from boathouse.lake import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    fresh = Lake(tmp_path / "s3", tmp_path / "tmp")
    fresh.create("lake")
    return fresh


@pytest.mark.parametrize("step", range(1, 5))
@pytest.mark.parametrize("turn", ["into", "out"])
def test_a_move_that_was_killed_loses_nothing(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: str, step: int
) -> None:
    left = step

    class Killed(BaseException):
        pass

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def step_or_die(path: Path, *args: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if not left:
                raise Killed
            return real(path, *args, **named)

        return step_or_die

    lake.write("lake", "a", [b"object"])
    if turn == "out":
        lake.write("lake", "a/b", [b"x"])
    with monkeypatch.context() as patch, suppress(Killed):
        for name in ("mkdir", "rmdir", "rename"):
            patch.setattr(Path, name, dying(getattr(Path, name)))
        if turn == "into":
            lake.write("lake", "a/b", [b"x"])
        else:
            lake.delete("lake", "a/b")

    again = Lake(tmp_path / "s3", tmp_path / "tmp")
    again.recover()

    assert again.read("lake", "a") == b"object"
    assert not list(tmp_path.glob("turns/*"))
    again.write("lake", "a/b", [b"y"])
    again.delete("lake", "a/b")
    assert (tmp_path / "s3/lake/a").read_bytes() == b"object"


def test_an_object_that_becomes_a_folder_is_there_all_the_time(lake: Lake) -> None:
    lake.write("lake", "a", [b"object"])
    over = threading.Event()

    def turn() -> None:
        for _ in range(30):
            lake.write("lake", "a/b", [b"x"])
            lake.delete("lake", "a/b")
        over.set()

    thread = threading.Thread(target=turn)
    thread.start()
    while not over.is_set():
        assert lake.stat("lake", "a").size == 6
    thread.join()
