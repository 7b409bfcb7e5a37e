"""A run of the end-to-end tests opens the gate only if it was whole, green, and of one content."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from boathouse.deploy import gate
from boathouse.pipeline import Pipeline
from tests.e2e.recording import HERE, ON_AWS, Recording

ALL = [path for path in HERE.glob("test_*.py") if path.name != ON_AWS]


def session(files: list[Path], *arguments: str) -> Any:
    items = [SimpleNamespace(path=path) for path in files]
    return SimpleNamespace(items=items, config=SimpleNamespace(args=arguments or ("tests/e2e",)))


def report(when: str = "call", *, passed: bool = True) -> Any:
    return SimpleNamespace(when=when, passed=passed)


def recorded(recording: Recording) -> bool:
    recording.pytest_sessionfinish(0)
    return (recording.home / "tested.json").exists()


@pytest.fixture
def recording(shop: Path, tmp_path: Path) -> Recording:
    return Recording(shop, tmp_path / "home")


def test_a_whole_green_run_counts(recording: Recording) -> None:
    recording.pytest_collection_finish(session(ALL))
    for when in ("setup", "call", "teardown"):
        recording.pytest_runtest_logreport(report(when))
    assert recorded(recording)
    assert recording.passed == 1


def test_a_part_does_not_count(recording: Recording, shop: Path, tmp_path: Path) -> None:
    recording.pytest_collection_finish(session(ALL[1:]))
    recording.pytest_runtest_logreport(report())
    assert not recorded(recording)
    for spoil in (
        lambda other: other.pytest_collection_finish(session(ALL, "tests/e2e/test_lakehouse.py::test_x")),
        lambda other: other.pytest_deselected([object()]),
        lambda other: other.pytest_runtest_logreport(report(passed=False)),
        lambda other: other.pytest_runtest_logreport(report("setup", passed=False)),
        lambda other: (shop / "jobs/clean.py").write_text("print('changed meanwhile')\n"),
    ):
        other = Recording(shop, tmp_path / "home")
        other.pytest_collection_finish(session(ALL))
        other.pytest_runtest_logreport(report())
        spoil(other)
        assert not recorded(other)


def test_a_red_run_does_not_count(recording: Recording) -> None:
    recording.pytest_collection_finish(session(ALL))
    recording.pytest_runtest_logreport(report())
    recording.pytest_sessionfinish(1)
    assert not (recording.home / "tested.json").exists()


DRIVER = """
import sys
from pathlib import Path
import pytest
from tests.e2e import recording
root, home, tests, *words = sys.argv[1:]
recording.HERE = Path(tests)
watching = recording.Recording(Path(root), Path(home))
sys.exit(pytest.main([tests, "-p", "no:cacheprovider", *words], plugins=[watching]))
"""


@pytest.mark.parametrize(
    ("words", "counts"), [((), True), (("-k", "one"), False), (("--deselect", "x"), True)]
)
def test_pytest_itself_calls_it_so(shop: Path, tmp_path: Path, words: tuple[str, ...], counts: bool) -> None:
    tests, home = tmp_path / "tests", tmp_path / "home"
    tests.mkdir()
    (tests / "test_few.py").write_text("def test_one(): pass\n\ndef test_two(): pass\n")
    command = [sys.executable, "-c", DRIVER, str(shop), str(home), str(tests), *words]
    subprocess.run(command, check=True, capture_output=True, cwd=HERE.parents[1])
    assert (home / "tested.json").exists() is counts
    if counts:
        told = gate.verdict(home, gate.content(Pipeline.load(shop)))
        assert told.passed
        assert told.words.startswith("2 end-to-end tests passed")
