"""A workflow run followed to its end; what a user sees of it is in the tests of local-run and run-aws."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from boathouse import following
from boathouse.pipeline import Pipeline
from boathouse.runs import Run
from boathouse.steps import Steps


class Impatient:
    """A Glue whose user ends the command at the first look."""

    stopped: tuple[str, str] | None = None

    def __init__(self, end: BaseException) -> None:
        self.end = end

    def start_workflow_run(self, Name: str) -> Any:  # noqa: N803
        return {"RunId": "wr_1"}

    def get_workflow_run(self, **members: Any) -> Any:
        raise self.end

    def stop_workflow_run(self, Name: str, RunId: str) -> None:  # noqa: N803
        self.stopped = (Name, RunId)


@pytest.mark.parametrize("end", [KeyboardInterrupt(), SystemExit(143)], ids=["Ctrl-C", "SIGTERM"])
def test_ending_the_command_stops_the_workflow(pipeline: Pipeline, end: BaseException) -> None:
    glue: Any = Impatient(end)
    with pytest.raises(type(end)):
        following.follow(glue, pipeline, Steps(Console(file=io.StringIO())))
    assert glue.stopped == ("shop", "wr_1")


def test_a_job_without_a_log_shows_its_whole_error(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run("audit", "jr_1", "FAILED", 1.0, "ValueError: as asked\nsecond line")
    nobody: Any = None
    following.explain("run-aws", nobody, pipeline, [run], lambda r: [], lambda job: f"mend {job.name}")
    assert capsys.readouterr().err == (
        "\nboathouse run-aws: job audit is FAILED. ValueError: as asked\nsecond line\n\nmend audit\n"
    )
