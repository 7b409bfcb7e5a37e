"""The agent of the Glue container, against a real server and a spark-submit without Spark."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from boathouse.engine.container.agent import ALIVE, CLAIM_SECONDS
from boathouse.engine.container.image import Image
from tests.engine.container.conftest import Glue


def test_a_script_runs_with_glues_arguments_and_its_log_comes_back(agent: Glue) -> None:
    run = agent.start("import sys; print(*sys.argv[1:]); print('oh', file=sys.stderr)", color="red one")
    assert agent.ended(run)["JobRunState"] == "SUCCEEDED"
    told = agent.log(run)
    assert "--JOB_NAME job" in told
    assert f"--JOB_RUN_ID {run}" in told
    assert "--color red one" in told
    assert agent.log(run, "stderr") == "oh\n"


def test_a_script_that_raises_is_a_failed_run_in_aws_words(agent: Glue) -> None:
    run = agent.start("def deep():\n    raise ValueError('no such zone')\n\ndeep()\n")
    found = agent.ended(run)
    assert found["JobRunState"] == "FAILED"
    assert found["ErrorMessage"].splitlines()[:2] == [
        "ValueError: no such zone",
        '  File "job.py", line 4, in <module>',
    ]
    assert "Traceback (most recent call last)" in agent.log(run, "stderr")


@pytest.mark.parametrize(
    ("text", "state", "message"),
    [
        ("import sys; sys.exit(3)", "FAILED", "SystemExit: 3"),
        ("import sys; sys.exit(0)", "SUCCEEDED", ""),
        ("import os; os.kill(os.getpid(), 9)", "FAILED", "The script's process was killed by SIGKILL"),
    ],
)
def test_other_ends_of_a_script_are_told_apart(agent: Glue, text: str, state: str, message: str) -> None:
    found = agent.ended(agent.start(text))
    assert found["JobRunState"] == state
    assert found.get("ErrorMessage", "").startswith(message)


def test_a_run_is_stopped_with_all_that_it_started(agent: Glue, tmp_path: Path) -> None:
    mark = tmp_path / "child"
    child = f"import time\nwhile True:\n    open({str(mark)!r}, 'w').close()\n    time.sleep(0.05)\n"
    run = agent.start(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}])\n")
    agent.until(run, "RUNNING")
    for _ in range(200):
        if mark.exists():
            break
        time.sleep(0.05)
    agent.glue.batch_stop_job_run(JobName="job", JobRunIds=[run])
    assert agent.ended(run)["JobRunState"] == "STOPPED"
    mark.unlink()
    assert agent.ended(agent.start("print('next')"))["JobRunState"] == "SUCCEEDED"
    assert not mark.exists()


def test_a_script_that_is_not_there_is_named(agent: Glue) -> None:
    run = agent.start("print()", scriptLocation="s3://scripts/gone.py")
    assert agent.ended(run)["ErrorMessage"] == (
        "s3://scripts/gone.py: the script cannot be read: there is no such object."
    )


def test_an_agent_that_starts_anew_gives_up_what_it_was_running(glue: Glue) -> None:
    first = glue.start_agent()
    run = glue.start("import time; time.sleep(60)")
    glue.until(run, "RUNNING")
    second = glue.start_agent()  # the container's next life: the same name
    found = glue.ended(run)
    assert found["JobRunState"] == "FAILED"
    assert found["ErrorMessage"].startswith("The worker was started anew in the middle of this run.")
    first.set()
    assert glue.ended(glue.start("print('next')"))["JobRunState"] == "SUCCEEDED"
    second.set()


def test_the_agent_outlives_the_server(agent: Glue) -> None:
    assert agent.ended(agent.start("print(1)"))["JobRunState"] == "SUCCEEDED"
    agent.cloud.restart()  # another port, another token
    agent.glue = agent.cloud.client("glue")
    agent.s3 = agent.cloud.client("s3")
    assert agent.ended(agent.start("print(2)"))["JobRunState"] == "SUCCEEDED"


def test_a_container_that_is_stopped_ends_its_run(glue: Glue) -> None:
    ended = glue.start_agent()
    run = glue.start("import time; time.sleep(60)")
    glue.until(run, "RUNNING")
    ended.set()
    found = glue.ended(run)
    assert found["ErrorMessage"] == "The Glue container was stopped while the job run was on."


def test_a_container_is_healthy_before_there_is_a_run_and_ends_while_it_waits_for_one(
    glue: Glue, tmp_path: Path
) -> None:
    process = glue.start_container(tmp_path)
    asked_for_a_run = time.monotonic() + CLAIM_SECONDS
    while not (tmp_path / ALIVE.name).exists():
        assert time.monotonic() < asked_for_a_run
        time.sleep(0.05)
    time.sleep(0.5)  # it has asked by now, and is not answered yet
    process.terminate()
    assert process.wait(timeout=CLAIM_SECONDS / 2) == 0


def test_an_image_without_spark_is_refused_by_name(tmp_path: Path) -> None:
    environ: dict[str, Any] = {"SPARK_HOME": str(tmp_path), "S3_ENDPOINT": "http://s3"}
    trouble = Image.here(tmp_path, environ).trouble()
    assert trouble.startswith(f"{tmp_path}/bin/spark-submit is not there")
