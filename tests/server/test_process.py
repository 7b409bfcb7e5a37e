"""The server's life as a process: one per folder, on a port that is free, gone when told."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from boathouse.config import Settings
from boathouse.engine.spark.supervisor import Supervisor
from boathouse.errors import ServerError
from boathouse.server import start
from boathouse.server.service import Server
from tests.clouds import ProcessCloud, ThreadCloud


def never(server: Server) -> None:
    raise AssertionError("it must not start")


def test_it_says_where_it_is_to_its_user_alone(process_cloud: ProcessCloud) -> None:
    path = process_cloud.settings.home / "server.json"
    said = json.loads(path.read_text())

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert said["pid"] == process_cloud.process.pid
    assert said["url"] == f"http://127.0.0.1:{said['port']}"
    assert len(said["token"]) >= 32
    assert said["started"]


def test_it_listens_on_loopback_alone(process_cloud: ProcessCloud) -> None:
    port = int(process_cloud.url.rpartition(":")[2])
    listening = [
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
    ]

    assert listening == [f"0100007F:{port:04X}"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(process_cloud: ProcessCloud, number: signal.Signals) -> None:
    process_cloud.client("s3").create_bucket(Bucket="lake")

    process_cloud.process.send_signal(number)

    assert process_cloud.process.wait(60) == 0
    assert not (process_cloud.settings.home / "server.json").exists()


def test_a_request_ends_it_in_order(process_cloud: ProcessCloud) -> None:
    assert process_cloud.call("/_boathouse/shutdown")[0] == 202

    assert process_cloud.process.wait(60) == 0
    assert not (process_cloud.settings.home / "server.json").exists()


def test_it_ends_with_the_command_that_started_it(process_cloud: ProcessCloud) -> None:
    assert process_cloud.process.stdin
    process_cloud.process.stdin.close()

    assert process_cloud.process.wait(60) == 0


def test_two_servers_cannot_have_one_folder(process_cloud: ProcessCloud) -> None:
    with pytest.raises(ServerError) as refusal:
        start(process_cloud.settings, ready=never)

    assert f"process {process_cloud.process.pid} at {process_cloud.url}" in str(refusal.value)
    assert process_cloud.call("/_boathouse/health", method="GET")[0] == 200


def test_a_killed_server_leaves_no_lock(process_cloud: ProcessCloud) -> None:
    process_cloud.client("s3").create_bucket(Bucket="lake")
    process_cloud.kill()
    assert (process_cloud.settings.home / "server.json").exists()

    process_cloud.open()

    assert [b["Name"] for b in process_cloud.client("s3").list_buckets()["Buckets"]] == ["lake"]


def test_a_killed_server_keeps_what_the_catalog_acknowledged(process_cloud: ProcessCloud) -> None:
    glue = process_cloud.client("glue")
    glue.create_database(DatabaseInput={"Name": "stedi"})
    glue.create_table(DatabaseName="stedi", TableInput={"Name": "customer_landing"})
    process_cloud.kill()
    process_cloud.open()

    again = process_cloud.client("glue").get_tables(DatabaseName="stedi")["TableList"]
    assert [table["Name"] for table in again] == ["customer_landing"]


@pytest.mark.parametrize(("warm", "expected"), [(True, ["worker", "service"]), (False, ["service"])])
def test_a_worker_that_is_asked_for_starts_before_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: bool, expected: list[str]
) -> None:
    order: list[str] = []
    monkeypatch.setattr(Supervisor, "warm", lambda self: order.append("worker"))

    def ready(server: Server) -> None:
        order.append("service")
        server.stop()

    start(Settings(project=tmp_path, home=tmp_path / "home", port=0), ready=ready, warm=warm)

    assert order == expected


def test_the_next_free_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        cloud = ThreadCloud(tmp_path / "home")
        cloud.settings = Settings(project=tmp_path, home=tmp_path / "home", port=port)
        cloud.open()
        found = int(cloud.url.rpartition(":")[2])
        cloud.close()

    assert port < found < port + 64


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ServerError, match=r"cannot be written .*choose another folder with --home"):
        start(Settings(home=tmp_path / "file" / "home"), ready=never)


@pytest.mark.skipif(not Path("/proc/sys/kernel").is_dir(), reason="needs a folder that nobody can write")
def test_the_process_says_what_is_wrong_in_one_paragraph(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "boathouse.server"],
        env=os.environ | {"BOATHOUSE_PROJECT": str(tmp_path), "BOATHOUSE_HOME": "/proc/sys/kernel/home"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("/proc/sys/kernel/home: the folder of the local lake cannot be written")
    assert "Traceback" not in ended.stderr


def test_what_a_killed_server_had_not_finished_is_swept_away(tmp_path: Path) -> None:
    cloud = ThreadCloud(tmp_path / "home")
    (cloud.settings.home / "tmp").mkdir(parents=True)
    (cloud.settings.home / "tmp/half").write_bytes(b"half")
    (cloud.settings.home / "uploads/gone").mkdir(parents=True)
    (cloud.settings.home / "uploads/gone/1-part").write_bytes(b"part")

    cloud.open()
    left = [list((cloud.settings.home / name).iterdir()) for name in ("tmp", "uploads")]
    cloud.close()

    assert left == [[], []]
