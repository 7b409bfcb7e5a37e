"""Job runs through the whole server: its own worker, its own Spark."""

from __future__ import annotations

import time
from typing import Any

from tests.clouds import ProcessCloud

ENDED = {"SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"}


def deployed(cloud: ProcessCloud, script: bytes) -> Any:
    cloud.client("s3").put_object(Bucket="lake", Key="scripts/job.py", Body=script)
    return cloud.client("glue")


def state_after(glue: Any, run_id: str, states: set[str]) -> dict[str, Any]:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        run: dict[str, Any] = glue.get_job_run(JobName="job", RunId=run_id)["JobRun"]
        if run["JobRunState"] in states:
            return run
        time.sleep(0.05)
    raise AssertionError(f"still {run['JobRunState']}")


def test_a_run_that_a_killed_server_interrupts_is_failed_and_the_next_one_runs(
    process_cloud: ProcessCloud,
) -> None:
    process_cloud.client("s3").create_bucket(Bucket="lake")
    glue = deployed(process_cloud, b"import time\ntime.sleep(600)\n")
    command = {"Name": "glueetl", "ScriptLocation": "s3://lake/scripts/job.py", "PythonVersion": "3"}
    glue.create_job(Name="job", Role="role", Command=command, GlueVersion="5.1")
    interrupted = glue.start_job_run(JobName="job")["JobRunId"]
    state_after(glue, interrupted, {"RUNNING"})
    process_cloud.kill()
    process_cloud.open()

    glue = deployed(process_cloud, b"print('well')\n")
    run = state_after(glue, interrupted, ENDED)
    assert run["JobRunState"] == "FAILED"
    assert "server" in run["ErrorMessage"]
    following = glue.start_job_run(JobName="job")["JobRunId"]
    assert state_after(glue, following, ENDED)["JobRunState"] == "SUCCEEDED"
    assert process_cloud.call(f"/_boathouse/runs/{following}/log/stdout", method="GET") == (200, b"well\n")
