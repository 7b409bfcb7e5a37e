"""`boathouse serve`, as a process that somebody stops with Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest

from boathouse.cli import main
from tests.clouds import ThreadCloud


@contextmanager
def serving(root: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A serving process, and what it said until it was ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "boathouse.cli", "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith("Ctrl-C"):
            break
    yield process, lines
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=60)


def exported(lines: list[str]) -> dict[str, str]:
    found = (line.removeprefix("export ").partition("=") for line in lines if line.startswith("export "))
    return {name: value for name, _, value in found}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path, 0) as (process, lines):
        variables = exported(lines)
        assert f"Boathouse is up at {variables['AWS_ENDPOINT_URL']}" in lines
        assert f"The lake is {tmp_path}/.boathouse/s3, a folder for each bucket." in lines
        sts = boto3.client(
            "sts",
            endpoint_url=variables["AWS_ENDPOINT_URL"],
            region_name=variables["AWS_DEFAULT_REGION"],
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        )
        assert sts.get_caller_identity()["Account"] == "000000000000"
        sts.close()
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert not (tmp_path / ".boathouse/server.json").exists()


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(tmp_path, port) as (_, lines):
            said = f"(port {port} is in use by another program; this is the next free one)"
            assert said in lines
            assert exported(lines)["AWS_ENDPOINT_URL"] != f"http://127.0.0.1:{port}"


def test_a_second_server_on_one_folder_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, 0) as (first, lines):
        command = [sys.executable, "-m", "boathouse.cli", "serve", "--port", "0"]
        second = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
        assert second.returncode == 1
        assert "another server already has this folder" in second.stderr
        assert f"process {first.pid} at {exported(lines)['AWS_ENDPOINT_URL']}" in second.stderr


def test_env_prints_the_running_servers_variables(
    cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    home = cloud.settings.home
    assert main(["serve", "--env", "--project", str(home.parent), "--home", str(home)]) == 0
    assert exported(capsys.readouterr().out.splitlines())["AWS_ENDPOINT_URL"] == cloud.url


def test_env_without_a_server_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--env", "--project", str(tmp_path)]) == 1
    assert "no server is up. Start one: boathouse serve." in capsys.readouterr().err
