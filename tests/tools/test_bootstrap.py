"""The set-up script: which Python it takes, and when it has nothing to do."""

from __future__ import annotations

import ast
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "tools/bootstrap.py"
LOCK = "requirements.lock"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that has nothing to install and so needs no network: its lock is empty."""
    (tmp_path / "tools").mkdir()
    shutil.copy(SCRIPT, tmp_path / "tools/bootstrap.py")
    (tmp_path / LOCK).write_text("")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'nothing'\n")
    return tmp_path


def bootstrap(project: Path, *locks: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(project / "tools/bootstrap.py"), *(locks or [LOCK])]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)


def module(project: Path) -> dict[str, Any]:
    return runpy.run_path(str(project / "tools/bootstrap.py"))


def pretend_installed(project: Path) -> None:
    """Leave what a finished set-up leaves."""
    folder = project / ".venv/bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    (project / ".venv/boathouse.stamp").write_text(module(project)["fingerprint"](LOCK) + "\n")


def test_every_python_since_3_6_can_read_it() -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 6))


def test_another_python_gets_one_sentence(project: Path) -> None:
    pretending = f"""
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
sys.argv = ["bootstrap.py", "{LOCK}"]
runpy.run_path({str(project / "tools/bootstrap.py")!r}, run_name="__main__")
"""
    done = subprocess.run([sys.executable, "-c", pretending], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Boathouse needs Python 3.11" in done.stderr
    assert "is 3.9: install it" in done.stderr
    assert not (project / ".venv").exists()


def test_nothing_is_done_when_nothing_has_changed(project: Path) -> None:
    pretend_installed(project)
    done = bootstrap(project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", [LOCK, "pyproject.toml"])
def test_a_changed_file_is_noticed(project: Path, name: str) -> None:
    pretend_installed(project)
    (project / name).write_text("# other\n")
    read = module(project)
    assert not read["is_current"]([read["fingerprint"](LOCK)])


def test_a_moved_checkout_is_noticed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    pretend_installed(project)
    moved = tmp_path_factory.mktemp("elsewhere") / "project"
    project.rename(moved)
    read = module(moved)
    assert not read["is_current"]([read["fingerprint"](LOCK)])


def test_an_interrupted_set_up_starts_afresh(project: Path) -> None:
    pretend_installed(project)
    stamp = project / ".venv/boathouse.stamp"
    stamp.write_text("unfinished\n")
    (project / ".venv/half-written").write_text("")
    done = bootstrap(project)
    # the project of this test cannot be installed, which is late enough to see the fresh .venv
    assert "set-up: making .venv" in done.stdout
    assert not (project / ".venv/half-written").exists()


def test_pips_own_words_are_shown_when_it_fails(project: Path) -> None:
    (project / LOCK).write_text(f"nothing @ file:///nowhere.whl --hash=sha256:{'0' * 64}\n")
    done = bootstrap(project)
    assert done.returncode == 1
    assert "nowhere.whl" in done.stderr
    assert "`make` again goes on from here" in done.stderr
    assert "unfinished" in (project / ".venv/boathouse.stamp").read_text()


def test_a_second_make_waits_for_the_first(project: Path) -> None:
    import fcntl

    pretend_installed(project)
    (project / LOCK).write_text("# other\n")
    with (project / "tools/bootstrap.py").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = subprocess.Popen(
            [sys.executable, str(project / "tools/bootstrap.py"), LOCK],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert waiting.stdout
        assert waiting.stdout.readline() == "set-up: another make is installing into .venv; waiting for it\n"
        pretend = module(project)["fingerprint"](LOCK)
        (project / ".venv/boathouse.stamp").write_text(pretend + "\n")
    rest, _ = waiting.communicate(timeout=60)
    assert (waiting.returncode, rest) == (0, "")
