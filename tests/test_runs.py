"""Runs as a client follows them; the worker here is the test."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from boathouse.deploy import Clients, Deployment
from boathouse.pipeline import Pipeline
from boathouse.runs import Run, watch_job, watch_workflow, with_error
from tests.clouds import ThreadCloud
from tests.projects import WORKFLOW, write_project


class Worker(threading.Thread):
    """Ends every run at once: FAILED if its job is in `failing`, otherwise SUCCEEDED."""

    def __init__(self, cloud: ThreadCloud, failing: set[str], runs: int) -> None:
        super().__init__()
        self.cloud, self.failing, self.runs = cloud, failing, runs

    def run(self) -> None:
        for _ in range(self.runs):
            asked = {"worker": "test", "wait_seconds": 20}
            status, body = self.cloud.call("/_boathouse/workers/claim", asked)
            if status != 200:
                return
            run: dict[str, Any] = json.loads(body)
            failed = run["job_name"] in self.failing
            told = {
                "worker": "test",
                "state": "FAILED" if failed else "SUCCEEDED",
                "error_message": "ValueError: no" if failed else "",
                "seconds": 1.0,
            }
            self.cloud.call(f"/_boathouse/runs/{run['run_id']}/finish", told)


@pytest.fixture
def deployed(cloud: ThreadCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ThreadCloud:
    # no worker of the server's own shall take the runs
    monkeypatch.setattr("boathouse.engine.spark.supervisor.Supervisor.warm", lambda self: None)
    text = WORKFLOW.replace('ddl = ["sql/orders_landing.sql"]\n', "")
    pipeline = Pipeline.load(write_project(tmp_path / "project", text))
    clients = Clients(cloud.client("s3"), cloud.client("glue"), cloud.client("athena"))
    Deployment(clients, pipeline).apply()
    return cloud


def follow(cloud: ThreadCloud, failing: set[str], runs: int) -> tuple[str, dict[str, Run]]:
    glue = cloud.client("glue")
    worker = Worker(cloud, failing, runs)
    worker.start()
    identifier = glue.start_workflow_run(Name="shop")["RunId"]
    *_, last = watch_workflow(glue, "shop", identifier)
    worker.join()
    return last.status, {run.job: run for run in last.runs}


def test_a_job_is_followed_to_its_end(deployed: ThreadCloud) -> None:
    glue = deployed.client("glue")
    worker = Worker(deployed, {"clean"}, 1)
    worker.start()
    identifier = glue.start_job_run(JobName="clean")["JobRunId"]
    *_, last = watch_job(glue, "clean", identifier)
    worker.join()
    assert (last.job, last.id, last.state, last.error) == ("clean", identifier, "FAILED", "ValueError: no")
    assert last.finished
    assert not last.succeeded


def test_a_workflow_is_followed_to_its_end(deployed: ThreadCloud) -> None:
    status, runs = follow(deployed, set(), 3)
    assert status == "COMPLETED"
    assert {job: run.state for job, run in runs.items()} == {
        "clean": "SUCCEEDED",
        "audit": "SUCCEEDED",
        "report": "SUCCEEDED",
    }


def test_what_waits_for_a_failed_job_has_no_run(deployed: ThreadCloud) -> None:
    _, runs = follow(deployed, {"audit"}, 2)
    assert {job: run.state for job, run in runs.items()} == {"clean": "SUCCEEDED", "audit": "FAILED"}
    assert with_error(deployed.client("glue"), runs["audit"]).error == "ValueError: no"
