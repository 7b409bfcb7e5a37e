"""Boathouse's own routes over HTTP: health, workers' calls, logs, shutdown."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest

from boathouse.engine.spark.supervisor import Supervisor
from tests.clouds import CloudUnderTest


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test is the worker."""
    monkeypatch.setattr(Supervisor, "warm", lambda self: None)


def job(cloud: CloudUnderTest, name: str = "job") -> str:
    glue = cloud.client("glue")
    command = {"Name": "glueetl", "ScriptLocation": "s3://lake/job.py"}
    glue.create_job(Name=name, Role="role", Command=command, DefaultArguments={"--a": "1"})
    run: str = glue.start_job_run(JobName=name, Arguments={"--b": "2"})["JobRunId"]
    return run


def state(cloud: CloudUnderTest, run: str) -> dict[str, Any]:
    answer: dict[str, Any] = cloud.client("glue").get_job_run(JobName="job", RunId=run)["JobRun"]
    return answer


def claimed(cloud: CloudUnderTest, worker: str = "w1", wait: float = 0) -> Any:
    status, content = cloud.call("/_boathouse/workers/claim", {"worker": worker, "wait_seconds": wait})
    return json.loads(content) if status == 200 else status


def test_health_needs_no_token(cloud: CloudUnderTest) -> None:
    cloud.token = ""

    status, content = cloud.call("/_boathouse/health", method="GET")

    assert status == 200
    assert json.loads(content)["services"] == ["athena", "glue", "s3", "sts"]


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/_boathouse/workers/claim", "POST"),
        ("/_boathouse/workers/warm", "POST"),
        ("/_boathouse/runs", "GET"),
        ("/_boathouse/runs/r/heartbeat", "POST"),
        ("/_boathouse/runs/r/finish", "POST"),
        ("/_boathouse/runs/r/log/stdout", "POST"),
        ("/_boathouse/runs/r/log/stdout", "GET"),
        ("/_boathouse/shutdown", "POST"),
    ],
)
def test_all_else_needs_the_token(cloud: CloudUnderTest, path: str, method: str) -> None:
    cloud.token = "guessed"

    assert cloud.call(path, {} if method == "POST" else None, method)[0] == 403


def test_runs_that_have_not_ended_are_counted(cloud: CloudUnderTest) -> None:
    job(cloud)

    assert json.loads(cloud.call("/_boathouse/runs", method="GET")[1]) == {"alive": 1}


def test_crawls_that_have_not_ended_are_counted(
    cloud: CloudUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go = threading.Event(), threading.Event()

    def slow(*_: object) -> list[object]:
        reached.set()
        assert go.wait(20)
        return []

    monkeypatch.setattr("boathouse.services.glue.crawl_survey.Survey.target", slow)
    glue = cloud.client("glue")
    targets = {"S3Targets": [{"Path": "s3://lake/"}]}
    glue.create_crawler(Name="c", Role="r", DatabaseName="db", Targets=targets)
    glue.start_crawler(Name="c")
    assert reached.wait(20)
    assert json.loads(cloud.call("/_boathouse/runs", method="GET")[1]) == {"alive": 1}
    go.set()
    deadline = time.monotonic() + 20
    while json.loads(cloud.call("/_boathouse/runs", method="GET")[1])["alive"]:
        assert time.monotonic() < deadline


def test_a_worker_claims_runs_and_finishes(cloud: CloudUnderTest) -> None:
    run = job(cloud)

    told = claimed(cloud)

    assert (told["run_id"], told["job_name"], told["script_location"]) == (run, "job", "s3://lake/job.py")
    assert {"--a": "1", "--b": "2"}.items() <= told["arguments"].items()
    assert told["environment"]["AWS_ENDPOINT_URL"] == cloud.url
    assert told["environment"]["AWS_ALLOW_HTTP"] == "true"
    assert told["buckets_root"] == str((cloud.settings.home / "s3").resolve())
    assert told["metastore_uri"].startswith("thrift://127.0.0.1:")
    assert state(cloud, run)["JobRunState"] == "RUNNING"
    assert cloud.call(f"/_boathouse/runs/{run}/heartbeat", {"worker": "w1"}) == (200, b'{"stop":false}')

    report = {"worker": "w1", "state": "FAILED", "error_message": "ValueError: no", "seconds": 3}
    assert cloud.call(f"/_boathouse/runs/{run}/finish", report)[0] == 200
    assert state(cloud, run)["JobRunState"] == "FAILED"
    assert state(cloud, run)["ErrorMessage"] == "ValueError: no"


def test_a_waiting_worker_is_woken_by_a_run(cloud: CloudUnderTest) -> None:
    told: list[Any] = []
    waiting = threading.Thread(target=lambda: told.append(claimed(cloud, wait=30)))
    waiting.start()

    run = job(cloud)
    waiting.join(30)

    assert told[0]["run_id"] == run


def test_many_waiting_workers_leave_room_for_other_calls(cloud: CloudUnderTest) -> None:
    waiting = [threading.Thread(target=claimed, args=(cloud, f"w{n}", 50)) for n in range(60)]
    for thread in waiting:
        thread.start()

    cloud.client("glue").get_databases()
    still = [thread.is_alive() for thread in waiting]
    cloud.restart()
    for thread in waiting:
        thread.join()

    assert all(still)


def test_without_work_the_answer_is_no_content(cloud: CloudUnderTest) -> None:
    assert claimed(cloud) == 204


def test_a_run_that_was_on_when_the_server_stopped_is_failed(cloud: CloudUnderTest) -> None:
    run = job(cloud)
    claimed(cloud)

    cloud.restart()

    assert state(cloud, run)["JobRunState"] == "FAILED"
    assert "server was stopped in the middle" in state(cloud, run)["ErrorMessage"]


def test_a_stopped_run_is_told_to_stop(cloud: CloudUnderTest) -> None:
    run = job(cloud)
    claimed(cloud)

    cloud.client("glue").batch_stop_job_run(JobName="job", JobRunIds=[run])

    assert cloud.call(f"/_boathouse/runs/{run}/heartbeat", {"worker": "w1"}) == (200, b'{"stop":true}')


def test_logs_are_appended_and_read_from_an_offset(cloud: CloudUnderTest) -> None:
    assert cloud.call("/_boathouse/runs/jr_1/log/stdout", b"hello\n")[0] == 200
    assert cloud.call("/_boathouse/runs/jr_1/log/stdout", b"w\xc3\xb6rld\n")[0] == 200

    assert cloud.call("/_boathouse/runs/jr_1/log/stdout?offset=6", method="GET") == (200, b"w\xc3\xb6rld\n")
    assert cloud.call("/_boathouse/runs/jr_1/log/stderr", method="GET") == (200, b"")
    assert (cloud.settings.home / "runs/jr_1/stdout.log").read_bytes() == b"hello\nw\xc3\xb6rld\n"


@pytest.mark.parametrize(
    "path",
    ["..%2f..%2fx/log/stdout", "../log/stdout", "%2e%2e/log/stdout", "a%00b/log/stdout", "jr_1/log/secret"],
)
def test_a_log_cannot_be_outside_its_folder(cloud: CloudUnderTest, path: str) -> None:
    before = sorted(p.name for p in cloud.settings.home.iterdir())

    assert cloud.call(f"/_boathouse/runs/{path}", b"x")[0] in (400, 404, 405)

    assert sorted(p.name for p in cloud.settings.home.iterdir()) == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"wait_seconds": 1}', b'{"worker": "w", "wait_seconds": "x"}']
)
def test_a_request_that_is_not_understood_is_a_400(cloud: CloudUnderTest, body: bytes) -> None:
    assert cloud.call("/_boathouse/workers/claim", body)[0] == 400


def test_an_unknown_route_says_so(cloud: CloudUnderTest) -> None:
    assert cloud.call("/_boathouse/nothing", method="GET") == (
        404,
        b"Boathouse has no /_boathouse/nothing.\n",
    )
