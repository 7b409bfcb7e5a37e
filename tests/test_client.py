"""Finding, starting and leaving a server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from boathouse import client
from boathouse.config import Settings
from boathouse.errors import ServerError
from tests.clouds import ProcessCloud, ThreadCloud


def settings(home: Path, port: int = 0) -> Settings:
    return Settings(project=home.parent, home=home, cache=home.parent / "cache", port=port)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_that_is_up_is_found(cloud: ThreadCloud) -> None:
    found = client.find(cloud.settings)
    assert found
    assert (found.url, found.pid) == (cloud.url, os.getpid())


def test_a_server_that_is_up_is_used_and_stays_up(cloud: ThreadCloud) -> None:
    with client.connected(cloud.settings) as used:
        assert used.url == cloud.url
    assert client.find(cloud.settings)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": 5}', '{"url": "http://127.0.0.1:9"}'])
def test_a_broken_announcement_is_no_server(tmp_path: Path, content: str) -> None:
    home = tmp_path / ".boathouse"
    home.mkdir()
    (home / "server.json").write_text(content)
    assert client.find(settings(home)) is None


def test_an_announcement_left_by_a_killed_server_is_no_server(tmp_path: Path) -> None:
    home = tmp_path / ".boathouse"
    home.mkdir()
    left = {"url": "http://127.0.0.1:9", "token": "t", "pid": 1, "port": 9, "started": ""}
    (home / "server.json").write_text(json.dumps(left))
    assert client.find(settings(home)) is None


def test_another_program_at_the_announced_port_is_no_server(cloud: ThreadCloud, tmp_path: Path) -> None:
    home = tmp_path / "other"
    home.mkdir()
    announced = json.loads((cloud.settings.home / "server.json").read_text())
    (home / "server.json").write_text(json.dumps(announced | {"pid": 1}))
    assert client.find(settings(home)) is None


def test_a_server_started_for_a_block_is_gone_after_it(tmp_path: Path) -> None:
    wanted = settings(tmp_path / ".boathouse")
    with client.connected(wanted) as cloud:
        assert alive(cloud.pid)
        assert client.find(wanted) == cloud
    assert not alive(cloud.pid)
    assert client.find(wanted) is None


@pytest.mark.parametrize(
    "call", [lambda used: used.clients.s3.list_buckets(), lambda used: used.runs()], ids=["boto3", "own"]
)
def test_a_server_that_dies_in_the_middle_is_missed(
    process_cloud: ProcessCloud, call: Callable[[client.Cloud], object]
) -> None:
    def use() -> None:
        with client.connected(process_cloud.settings) as used:
            process_cloud.kill()
            call(used)

    words = r"^http://127\.0\.0\.1:\d+: the server \(process \d+\) is gone, and what it ran ended with it\."
    with pytest.raises(ServerError, match=words):
        use()


def test_it_says_what_it_waits_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that a killed server has left in the queue, say, which this one takes up."""
    runs = iter([1, 1, 0])
    monkeypatch.setattr(client.Cloud, "runs", lambda cloud: next(runs))
    with client.connected(settings(tmp_path / ".boathouse")):
        pass
    assert capsys.readouterr().err == (
        "waiting for job runs and crawlers that are still on; Ctrl-C ends them\n"
    )


def test_it_is_gone_after_an_error_too(tmp_path: Path) -> None:
    pids: list[int] = []

    def fail() -> None:
        with client.connected(settings(tmp_path / ".boathouse")) as cloud:
            pids.append(cloud.pid)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not alive(pids[0])


def test_it_is_gone_when_the_command_is_killed(tmp_path: Path) -> None:
    script = f"""
import os, signal
from pathlib import Path
from boathouse import client
from boathouse.config import Settings
home = Path({str(tmp_path / ".boathouse")!r})
with client.connected(Settings(project=home.parent, home=home, port=0)) as cloud:
    print(cloud.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    died = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    pid = int(died.stdout)
    for _ in range(600):
        if not alive(pid):
            return
        time.sleep(0.05)
    pytest.fail(f"process {pid} is still there")


def test_a_taken_port_gives_the_next_one(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with client.connected(settings(tmp_path / ".boathouse", port)) as cloud:
            assert port < int(cloud.url.rsplit(":", 1)[1]) <= port + 64


def test_a_second_server_on_one_folder_says_who_has_it(cloud: ThreadCloud) -> None:
    refused = pytest.raises(ServerError, match="another server already has this folder")
    with refused as caught, client.started(cloud.settings):
        pass
    assert cloud.url in str(caught.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = pytest.raises(ServerError, match="the folder of the local lake cannot be written")
    with refused as caught, client.connected(settings(tmp_path / "file" / ".boathouse")):
        pass
    assert str(tmp_path / "file/.boathouse") in str(caught.value)


def test_clients_speak_to_this_server_whatever_the_environment_says(
    cloud: ThreadCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody's own")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    found = client.find(cloud.settings)
    assert found
    found.clients.s3.create_bucket(Bucket="lake")
    assert cloud.client("s3").list_buckets()["Buckets"][0]["Name"] == "lake"


def test_the_environment_is_what_aws_clients_read() -> None:
    assert client.environment("http://127.0.0.1:4566") == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
        "AWS_ACCESS_KEY_ID": "boathouse",
        "AWS_SECRET_ACCESS_KEY": "boathouse",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }
