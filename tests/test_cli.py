"""The command line: help, settings, errors as one paragraph."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from boathouse.cli import COMMANDS, main
from tests.projects import WORKFLOW, write_project


def boathouse(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does: a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "boathouse.cli", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", **environ},
        timeout=120,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert f"example:\n  boathouse {command}" in capsys.readouterr().out


def test_the_help_tells_each_settings_default_and_its_other_places(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit, match="0"):
        main(["query", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "(BOATHOUSE_PORT=4600) and in the project's boathouse.toml (port = 4600)" in told
    assert (
        "--home DIR Folder of the local lake and all state, relative to the project. (default: .boathouse)"
        in told
    )
    assert "the next free one is taken if it is in use. (default: 4566) " in told


def test_a_setting_is_a_flag_before_and_after_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "lake"
    assert main(["--home", str(home), "clean"]) == 0
    assert main(["clean", "--home", str(home)]) == 0
    assert capsys.readouterr().out.replace("\n", "").count(f"There is no lake at {home}") == 2


def test_names_between_colons_are_no_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "--home", str(tmp_path / "root:x:0")]) == 0
    assert f"{tmp_path}/root:x:0;" in capsys.readouterr().out


def test_an_error_is_one_paragraph_and_status_1(tmp_path: Path) -> None:
    write_project(tmp_path, WORKFLOW.replace("timeout = 5", "timeot = 5"))
    done = boathouse("local-run", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"boathouse local-run: {tmp_path}/jobs/workflow.toml, line 10: unknown key 'timeot' in [defaults] "
        "(did you mean 'timeout'?). Known: glue_version, worker_type, workers, timeout, retries, "
        "concurrency, arguments.\n"
    )


def test_nothing_is_written_when_the_pipeline_is_wrong(tmp_path: Path) -> None:
    write_project(tmp_path, WORKFLOW.replace('["clean", "audit"]', '["report"]'))
    done = boathouse("local-run", cwd=tmp_path)
    assert "jobs wait for each other in a circle: report → report." in done.stderr
    assert not (tmp_path / ".boathouse").exists()


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:
    done = boathouse("local-run", "--debug", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback (most recent call last)" in done.stderr


def test_an_unknown_variable_is_an_error(tmp_path: Path) -> None:
    done = boathouse("clean", cwd=tmp_path, BOATHOUSE_PROT="1")
    assert done.returncode == 1
    assert "environment (BOATHOUSE_…): unknown setting 'prot'." in done.stderr


def test_an_unknown_flag_is_refused(tmp_path: Path) -> None:
    done = boathouse("local-run", "--sclae", "10", cwd=tmp_path)
    assert done.returncode == 2
    assert "unrecognized arguments: --sclae" in done.stderr


def test_ctrl_c_ends_quietly_with_status_130(tmp_path: Path) -> None:
    write_project(tmp_path)
    up = tmp_path / "up"
    (tmp_path / "fixtures/generate.py").write_text(f"import time\nopen({str(up)!r}, 'x')\ntime.sleep(600)\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "boathouse.cli", "fixtures", "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        start_new_session=True,
        # a shell ignores SIGINT for what it runs in the background, and these tests may be that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 (no threads here)
    )
    while not up.exists():  # a process between fork and exec would miss the signal
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "Interrupted.\n"
