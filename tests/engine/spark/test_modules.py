"""Additional modules: pip is asked once for each set, and never touches this environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from boathouse.engine.spark import modules
from boathouse.errors import EngineError
from tests.engine.spark.packages import wheel

OFFLINE = ["--no-index"]


def imported(folder: Path, word: str) -> str:
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); import {word}; print({word}.NAME)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_a_set_is_installed_once_with_what_it_needs_and_what_is_here_is_not_installed_again(
    tmp_path: Path,
) -> None:
    wheel(tmp_path, "needed", "1.0", "NAME = 'needed'\n", requires="pandas")
    asked = wheel(tmp_path, "asked", "1.0", "from needed import NAME\n", requires="needed")
    options = [*OFFLINE, "--find-links", str(tmp_path)]
    folder = modules.installed(tmp_path / "cache", [str(asked)], options)
    assert imported(folder, "asked") == "needed\n"
    assert not (folder / "pandas").exists()
    asked_again = modules.installed(tmp_path / "cache", [str(asked)], options)
    assert asked_again == folder
    wheel(tmp_path, "asked", "1.0", "NAME = 'changed'\n")
    changed = modules.installed(tmp_path / "cache", [str(asked)], options)
    assert imported(changed, "asked") == "changed\n"


def test_a_requirements_file_is_a_set(tmp_path: Path) -> None:
    wheel(tmp_path, "listed", "3.0", "NAME = 'listed'\n")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("listed==3.0\n")
    options = [*OFFLINE, "--find-links", str(tmp_path), "-r"]
    assert (
        imported(modules.installed(tmp_path / "cache", [str(requirements)], options), "listed") == "listed\n"
    )


def test_a_set_that_cannot_be_installed_leaves_nothing_and_says_what_pip_said(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"^--additional-python-modules: .*No matching .* nosuch"):
        modules.installed(tmp_path, ["nosuch-module"], OFFLINE)
    assert list((tmp_path / "python").iterdir()) == []


def test_pythons_own_pip_stands_in_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.metadata.distributions", lambda name: ())
    single = wheel(tmp_path, "bare", "1.0", "NAME = 'bare'\n")
    assert (modules.installed(tmp_path / "cache", [str(single)], OFFLINE) / "bare.py").exists()


def test_pip_is_found_without_a_warning_after_distutils_was_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distutils", ModuleType("distutils"))
    single = wheel(tmp_path, "late", "1.0", "NAME = 'late'\n")
    assert (modules.installed(tmp_path / "cache", [str(single)], OFFLINE) / "late.py").exists()
