"""What the Docker target says before anything starts, when something for it is missing."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from docker.errors import APIError, ImageNotFound

from boathouse import containers
from boathouse.config import Settings
from boathouse.containers import Containers
from boathouse.errors import ContainerError

ROOT = Path(__file__).parents[1]
CONFIG = {
    "services": {
        "localstack": {"image": "ls:4"},
        "boathouse": {"image": "ours", "build": {"context": "."}},
        "glue": {"image": "glue:5", "pull_policy": "never"},
    }
}


class Daemon:
    """Docker's daemon as far as it is asked here."""

    def __init__(self, *images: str, memory: float = 16e9) -> None:
        self.here, self.memory = images, memory
        self.images = self.containers = self.api = self

    def info(self) -> dict[str, Any]:
        return {"MemTotal": self.memory, "DockerRootDir": "/"}

    def list(self, **_: Any) -> list[Any]:
        return []

    def get(self, image: str) -> None:
        if image not in self.here:
            raise ImageNotFound(image)

    def pull(self, image: str, **_: Any) -> Any:
        raise APIError(f"pull access denied for {image}")


@pytest.fixture
def compose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `docker` that knows Compose 2.26 and answers with CONFIG; its folder."""
    program(tmp_path, {"version": "v2.26.1"})
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def program(folder: Path, version: Any) -> None:
    path = folder / "docker"
    path.write_text(
        f"""#!/bin/sh
case "$*" in
  "compose version"*) echo '{json.dumps(version)}' ;;
  *config*) echo '{json.dumps(CONFIG)}' ;;
  *) echo "no such service" >&2; exit 1 ;;
esac
"""
    )
    path.chmod(0o755)


def over(daemon: Daemon, port: int = 0) -> Containers:
    made = Containers(Settings(project=ROOT, port=port, engine="docker"))
    made.__dict__["client"] = daemon
    return made


@pytest.mark.usefixtures("compose")
def test_everything_there_is_no_error() -> None:
    over(Daemon("ls:4", "glue:5")).check()


def test_a_daemon_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    with pytest.raises(ContainerError, match=r"^Docker's daemon does not answer\. Start it"):
        Containers(Settings(project=ROOT, engine="docker")).check()


def test_no_docker_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ContainerError, match=r"^the `docker` command is not installed\."):
        over(Daemon()).check()


def test_no_compose_plugin(compose: Path) -> None:
    program(compose, {})
    with pytest.raises(ContainerError, match=r"^Docker has no Compose plugin; version 2\.20 or later"):
        over(Daemon()).check()


def test_an_old_compose(compose: Path) -> None:
    program(compose, {"version": "2.12.2"})
    with pytest.raises(ContainerError, match=r"^Docker Compose is 2\.12\.2; version 2\.20 or later"):
        over(Daemon()).check()


@pytest.mark.usefixtures("compose")
def test_a_port_that_somebody_has() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ContainerError, match=rf"^port {port} is in use by another program\."):
            over(Daemon("ls:4", "glue:5"), port).check()


@pytest.mark.usefixtures("compose")
def test_too_little_memory() -> None:
    with pytest.raises(ContainerError, match=r"^Docker has 2\.0 GB of memory; the containers need 5 GB"):
        over(Daemon(memory=2e9)).check()


@pytest.mark.usefixtures("compose")
def test_too_little_disk_for_a_first_pull(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "_DISK", 10**18)
    with pytest.raises(ContainerError, match=r"GB are free for Docker's images at /; the first pull needs"):
        over(Daemon("ls:4")).check()
    over(Daemon("ls:4", "glue:5")).check()  # nothing to pull, nothing to need


@pytest.mark.usefixtures("compose")
def test_an_image_that_cannot_be_pulled() -> None:
    with pytest.raises(ContainerError, match=r"^the image ls:4 cannot be pulled: pull access denied"):
        list(over(Daemon()).pull())


@pytest.mark.usefixtures("compose")
def test_an_image_that_must_not_be_pulled() -> None:
    with pytest.raises(
        ContainerError, match=r"^the image glue:5 cannot be pulled: it is not on this machine"
    ):
        list(over(Daemon("ls:4")).pull())


@pytest.mark.usefixtures("compose")
def test_what_compose_says_when_it_fails_is_kept() -> None:
    with pytest.raises(ContainerError, match=r"`docker compose up` failed:\nno such service"):
        list(over(Daemon("ls:4", "glue:5")).up())


def test_a_folder_without_a_compose_file_takes_the_checkouts(tmp_path: Path) -> None:
    assert Containers(Settings(project=tmp_path, engine="docker")).folder == ROOT
