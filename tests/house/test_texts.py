"""Tracked files: no traces of a machine, no second settings file, and a README that is current."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from boathouse.cli import COMMANDS
from tools.readme import current

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()

# Written apart, so that this file does not hold what it looks for.
TRACES = {
    "a path of one machine": re.compile(
        "|".join(["/" + "work/", "/" + "root/", "/home" + r"/\w", "/User" + "s/"])
    ),
    "a registry's host": re.compile(
        "|".join(
            [r"pypi\." + "org", "python" + "hosted", r"npmjs\." + "(org|com)", r"maven(\.apache)?\." + "org"]
        )
    ),
}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], check=False, capture_output=True, text=True, cwd=ROOT)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("what", TRACES)
def test_no_file_bears_a_trace(what: str) -> None:
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            assert not TRACES[what].search(line), (
                f"{path.relative_to(ROOT)}:{number} has {what}: {line[:160]}"
            )


def test_pyproject_is_the_only_settings_file_of_any_tool() -> None:
    others = {
        "setup.cfg",
        "tox.ini",
        "pytest.ini",
        "mypy.ini",
        "ruff.toml",
        ".ruff.toml",
        ".coveragerc",
        "setup.py",
    }
    assert others.isdisjoint(path.name for path in tracked())


def test_the_readmes_generated_parts_are_current() -> None:
    assert current(README) == README, "run `make format`"


def test_every_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:^|`|&& )make ([a-z][a-z0-9-]*)", README, re.MULTILINE))
    assert named <= targets
    assert {"local-run", "test", "e2e-test"} <= named


def test_every_command_that_the_readme_names_exists_and_every_command_is_named() -> None:
    named = set(re.findall(r"(?:^|`|\(|bin/)boathouse ([a-z][a-z-]*)", README, re.MULTILINE))
    assert named == set(COMMANDS)


def test_every_make_target_is_explained() -> None:
    for target in re.findall(r"^([a-z0-9-]+):", MAKEFILE, re.MULTILINE):
        line = next(line for line in MAKEFILE.splitlines() if line.startswith(f"{target}:"))
        assert "## " in line or target == "venv-dev", f"{target} has no ## comment"


def test_the_makefile_has_no_logic() -> None:
    assert not re.search(r"^(ifn?eq|ifn?def|\t@?(if|for|while|case|test|\[))\b", MAKEFILE, re.MULTILINE)
