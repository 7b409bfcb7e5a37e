"""`boathouse run`: what goes to the job, and what is refused before a server starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.cli import main
from boathouse.commands.run import job_arguments
from boathouse.errors import DeployError


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


def test_a_script_that_does_not_compile_starts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "job.py"
    script.write_text("x = 1\nfor\n")
    assert main(["run", "--project", str(tmp_path), str(script)]) == 1
    assert "job.py, line 2: the script does not compile" in capsys.readouterr().err
    assert not (tmp_path / ".boathouse").exists()
