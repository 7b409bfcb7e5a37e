"""Tests mirror the source: every client and every transform has its test, every room its folder."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
TESTS = ROOT / "tests"

# A module without a test file of its own, and where it is tested instead.
ELSEWHERE = {
    "boathouse/errors.py": "nothing but classes",
    "boathouse/calls.py": "tests/services/s3",
    "boathouse/objects.py": "tests/services/s3",
    "boathouse/cloud.py": "every test that has a cloud",
    "boathouse/examination.py": "tests/docker/test_target.py",
    "boathouse/machine.py": "tests/commands/test_local_run.py, and CI's empty home",
}


def public(folder: str) -> list[Path]:
    found = (SRC / folder).glob("*.py")
    return sorted(path.relative_to(SRC) for path in found if not path.name.startswith("_"))


def rooms() -> list[Path]:
    services = [path for path in (SRC / "boathouse/services").iterdir() if path.is_dir()]
    others = [
        SRC / "boathouse" / name
        for name in (
            "wire",
            "server",
            "deploy",
            "remote",
            "engine/container",
            "engine/crawl",
            "engine/spark",
            "engine/sql",
        )
    ]
    found = [path for path in [*services, *others] if not path.name.startswith("_")]
    return sorted(path.relative_to(SRC / "boathouse") for path in found)


@pytest.mark.parametrize("path", [*public("boathouse"), *public("boathouse/commands")], ids=str)
def test_a_module_has_its_test(path: Path) -> None:
    if str(path) not in ELSEWHERE:
        folder = TESTS / path.parent.relative_to("boathouse")
        assert (folder / f"test_{path.name}").exists()


@pytest.mark.parametrize("room", rooms(), ids=str)
def test_a_room_has_tests(room: Path) -> None:
    assert list((TESTS / room).rglob("test_*.py"))


TRANSFORMS = [path for path in public("awsglue/transforms") if path.stem != "transform"]  # what all share


@pytest.mark.parametrize("path", TRANSFORMS, ids=str)
def test_a_transform_is_tested_by_name_or_says_that_it_is_not_built(path: Path) -> None:
    text = (SRC / path).read_text()
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    names = names or [path.stem]  # AWS's other name for the module of some of them
    tests = "".join(test.read_text() for test in (TESTS / "awsglue").rglob("*.py"))
    assert "not built" in text or any(re.search(rf"\b{name}\b", tests) for name in names)


def test_no_exemption_is_stale() -> None:
    for name in ELSEWHERE:
        assert (SRC / name).exists()
        assert not (TESTS / name.replace("boathouse/", "test_")).exists()
