"""`boathouse run`: what goes to the job, and what is refused before a server starts."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from boathouse.cli import main
from boathouse.commands import run as command
from boathouse.commands.run import job_arguments
from boathouse.errors import DeployError
from boathouse.steps import Steps


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ([], {}),
        (["--a", "1", "--b=2"], {"--a": "1", "--b": "2"}),
        (["--flag"], {"--flag": ""}),
        (["--flag", "--a", "1"], {"--flag": "", "--a": "1"}),
        (["--when", "-5"], {"--when": "-5"}),
        (["--conf", "a=1", "--conf", "b=2"], {"--conf": "a=1 --conf b=2"}),
        (["--conf=a=1", "--conf=b=2", "--x", "y"], {"--conf": "a=1 --conf b=2", "--x": "y"}),
    ],
)
def test_the_rest_of_the_line_is_glues_map(words: list[str], arguments: dict[str, str]) -> None:
    assert job_arguments(words) == arguments


def test_a_word_without_a_key_is_refused() -> None:
    with pytest.raises(DeployError, match="'stray' is not a job argument"):
        job_arguments(["stray"])
    with pytest.raises(DeployError, match="'c' is not a job argument"):
        job_arguments(["--a", "b", "c"])


def test_a_key_twice_is_refused() -> None:
    with pytest.raises(DeployError, match="--a is given twice"):
        job_arguments(["--a", "1", "--a", "2"])


def test_a_script_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--project", str(tmp_path), str(tmp_path / "no.py")]) == 1
    assert capsys.readouterr().err == f"boathouse run: {tmp_path}/no.py: there is no such file.\n"


def test_a_folder_is_no_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--project", str(tmp_path), str(tmp_path)]) == 1
    assert f"{tmp_path}: it is a folder, and must be a Python file." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (
            ["--JOB_NAME", "x", "job.py"],
            "error: unrecognized arguments: --JOB_NAME (the job's own arguments stand behind SCRIPT: ",
        ),
        ([], "error: the following arguments are required: SCRIPT\n"),
        (["--timeout", "0", "job.py"], "argument --timeout: '0' is not 1 to 10080\n"),
        (
            ["--glue-version", "9.9", "job.py"],
            "argument --glue-version: invalid choice: '9.9' (choose from '0.9'",
        ),
    ],
)
def test_a_wrong_command_line_is_answered_with_its_fault(
    words: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["run", *words])
    assert error in capsys.readouterr().err


def test_a_script_that_does_not_compile_starts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "job.py"
    script.write_text("x = 1\nfor\n")
    assert main(["run", "--project", str(tmp_path), str(script)]) == 1
    assert "job.py, line 2: the script does not compile" in capsys.readouterr().err
    assert not (tmp_path / ".boathouse").exists()


SCRIPT = """\
import sys
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
args = getResolvedOptions(sys.argv, ["JOB_NAME", "n"])
print("temporary", args["TempDir"])
print(args["JOB_NAME"], "sums to", SparkContext().range(int(args["n"])).sum())
if args["n"] == "0":
    print("nothing to sum", file=sys.stderr)
    raise ValueError("n is 0")
"""


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "boathouse.cli", "run", "--memory", "1g", "--port", "0", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=300,
    )


def test_a_script_outside_a_project_runs_as_one_job_run(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(SCRIPT)
    done = run(tmp_path, "job.py", "--JOB_NAME", "adder", "--n", "101")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("adder: run jr_")
    assert "adder sums to 5050" in lines
    assert "temporary s3://boathouse/temporary/" in lines
    assert lines[-1].startswith("✓ adder")
    assert (tmp_path / ".boathouse/s3/boathouse/scripts/job.py").read_text() == SCRIPT
    assert not (tmp_path / ".boathouse/server.json").exists()


def test_a_script_that_raises_is_status_1_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(SCRIPT)
    done = run(tmp_path, "job.py", "--n", "0")
    assert done.returncode == 1
    assert "nothing to sum\n" in done.stderr
    assert done.stderr.endswith("boathouse run: job is FAILED. ValueError: n is 0\n")
    assert done.stderr.count("Traceback") == 1


class Glue:
    """A Glue whose run waits for a while, until `end` is raised."""

    def __init__(self, looks: int, end: BaseException) -> None:
        self.looks, self.end = looks, end
        self.stopped: list[str] = []

    def start_job_run(self, **members: Any) -> Any:
        return {"JobRunId": "jr_2"}

    def get_job_run(self, **members: Any) -> Any:
        self.looks -= 1
        if self.looks < 0:
            raise self.end
        return {"JobRun": {"JobName": "late", "Id": "jr_2", "JobRunState": "STARTING"}}

    def batch_stop_job_run(self, JobName: str, JobRunIds: list[str]) -> None:  # noqa: N803
        self.stopped = JobRunIds


def followed(glue: Glue, monkeypatch: pytest.MonkeyPatch) -> str:
    out = io.StringIO()
    monkeypatch.setattr(command, "_PATIENCE", 0.0)
    cloud: Any = SimpleNamespace(clients=SimpleNamespace(glue=glue), log=lambda *_: [], runs=lambda: 2)
    with pytest.raises(type(glue.end)):
        command._follow(cloud, "late", {}, Steps(Console(file=out, width=200)))
    return out.getvalue()


@pytest.mark.parametrize("end", [KeyboardInterrupt(), SystemExit(143)], ids=["Ctrl-C", "SIGTERM"])
def test_ending_the_command_stops_its_run(end: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    glue = Glue(0, end)
    followed(glue, monkeypatch)
    assert glue.stopped == ["jr_2"]


def test_a_run_behind_another_says_once_that_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    told = followed(Glue(3, KeyboardInterrupt()), monkeypatch)
    assert told == "late: run jr_2\nlate: waiting, for another run is on\n"
