"""The Docker target's containers, by Docker's own API: checked, brought up, watched, taken down."""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import subprocess
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docker.client
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from requests.exceptions import RequestException

from boathouse.errors import ContainerError

if TYPE_CHECKING:
    from docker.models.containers import Container

    from boathouse.config import Settings

FILE = "docker-compose.yml"
SERVICES = ("localstack", "boathouse", "glue")
_PROJECT, _SERVICE = "com.docker.compose.project", "com.docker.compose.service"
_OLDEST = (2, 20)
_ADDRESS = "/var/lib/boathouse/server.json"
_MEMORY = 5 * 10**9  # bytes: 4 GB for the Glue container, the rest for the other two
_DISK = 15 * 10**9  # bytes: AWS's image unpacked, while its layers are there too
_UP_SECONDS = 300
_LOOK_SECONDS = 0.3
_LINES = 15


@dataclass(frozen=True)
class Address:
    """Where the cloud in the containers is, seen from here."""

    url: str
    token: str
    pid: int


class Containers:
    """One Compose project: the one that the compose file of this project describes."""

    def __init__(self, settings: Settings) -> None:
        self._port = settings.port
        self.folder = _folder(settings.project)
        self.project = os.environ.get("COMPOSE_PROJECT_NAME") or "boathouse"

    @cached_property
    def client(self) -> Any:
        """The daemon; raises ContainerError if none answers."""
        try:
            client = docker.client.from_env(timeout=120)
            client.ping()
        except (DockerException, RequestException) as error:
            raise ContainerError(
                "Docker's daemon does not answer.",
                remedy="Start it (Docker Desktop, or `systemctl start docker`), or use --engine embedded.",
            ) from error
        return client

    def address(self) -> Address | None:
        """The cloud, if its container is up and has said where it is."""
        container = self.container("boathouse")
        if container is None or container.status != "running":
            return None
        try:
            told = json.loads(_file(container, _ADDRESS))
        except (NotFound, APIError, ValueError, KeyError):
            return None
        ports = container.ports.get("4566/tcp") or []
        if not ports:
            return None
        return Address(f"http://127.0.0.1:{ports[0]['HostPort']}", told["token"], told["pid"])

    def container(self, service: str) -> Container | None:
        """One service's container as it is now, running or not."""
        labels = [f"{_PROJECT}={self.project}", f"{_SERVICE}={service}"]
        found = self.client.containers.list(all=True, filters={"label": labels})
        return found[0] if found else None

    def check(self) -> None:
        """Look at everything that `up` needs, before anything starts.

        Raises ContainerError, one sentence and its remedy, for the first thing that is missing.
        """
        info = self.client.info()
        images = self._images()
        if self.address() is None:
            _check_port(self._port)
        if info["MemTotal"] < _MEMORY:
            raise ContainerError(
                f"Docker has {info['MemTotal'] / 1e9:.1f} GB of memory; the containers need "
                f"{_MEMORY / 1e9:.0f} GB.",
                remedy="Give it more (Docker Desktop: Settings, Resources), or use --engine embedded.",
            )
        missing = [image for image in images if not self._has(image)]
        _check_disk(Path(info.get("DockerRootDir", "/")), missing)

    def pull(self) -> Iterator[str]:
        """Get the images that are not here; yields what is going on, for a live line."""
        for image, policy in self._images().items():
            if self._has(image):
                continue
            if policy == "never":
                raise _unpullable(image, "it is not on this machine, and pull_policy is never")
            try:
                for told in self.client.api.pull(image, stream=True, decode=True):
                    if "error" in told:
                        raise _unpullable(image, told["error"])
                    yield f"pulling {image}: {told.get('status', '')} {told.get('progress', '')}".strip()
            except (APIError, RequestException) as error:
                raise _unpullable(image, getattr(error, "explanation", None) or str(error)) from error

    def up(self) -> Iterator[str]:
        """Start what is not up and wait until all of it is healthy; yields what is waited for."""
        self.compose("up", "--detach", "--build")  # the cloud's image is made of this checkout
        deadline = time.monotonic() + _UP_SECONDS
        while waiting := [name for name in SERVICES if not self._healthy(name)]:
            if time.monotonic() > deadline:
                raise ContainerError(
                    f"the containers are not healthy after {_UP_SECONDS} s: {', '.join(waiting)}.",
                    remedy="`boathouse docker logs` shows what they say.",
                )
            yield f"waiting for {', '.join(waiting)}"
            time.sleep(_LOOK_SECONDS)

    def down(self, *, with_data: bool = False) -> None:
        """Stop and remove the containers; their data stays in volumes unless it is to go."""
        more = ["--volumes"] if with_data else []
        self.compose("--profile", "*", "down", "--remove-orphans", *more)

    def present(self) -> list[str]:
        """Name the services that have a container, running or not."""
        return [name for name in (*SERVICES, "history") if self.container(name)]

    def log(self, service: str, lines: int, *, follow: bool = False) -> Iterator[str]:
        """The last lines of a service's log and, following, those that come."""
        container = self.container(service)
        if container is None:
            return
        rest = b""
        for piece in container.logs(stream=True, follow=follow, tail=lines):
            *whole, rest = (rest + piece).split(b"\n")
            yield from (line.decode(errors="replace").rstrip("\r") for line in whole)
        if rest:
            yield rest.decode(errors="replace")

    def execute(self, service: str, command: list[str]) -> tuple[int, str]:
        """Run a command in a service's container; its exit status and what it printed."""
        container = self.container(service)
        if container is None:
            raise ContainerError(f"the container of {service} is not there.", remedy="boathouse docker up")
        status, output = container.exec_run(command)
        return int(status), output.decode(errors="replace")

    def image(self, service: str) -> str:
        """Name a service's image: its tags and digests, or its id."""
        container = self.container(service)
        if container is None or container.image is None:
            return "none"
        told = container.image.attrs
        return ", ".join([*told.get("RepoTags", []), *told.get("RepoDigests", [])]) or str(told["Id"])

    def _healthy(self, service: str) -> bool:
        container = self.container(service)
        if container is None:
            return False
        state = container.attrs["State"]
        health = state.get("Health", {}).get("Status")
        if state["Status"] in ("exited", "dead") or health == "unhealthy":
            last = container.logs(tail=_LINES).decode(errors="replace").strip()
            raise ContainerError(
                f"the container of {service} is {health or state['Status']}. Its last words:\n{last}",
                remedy="`boathouse docker logs` shows the rest.",
            )
        return bool(health == "healthy")

    def _has(self, image: str) -> bool:
        try:
            self.client.images.get(image)
        except ImageNotFound:
            return False
        return True

    def _images(self) -> dict[str, str]:
        """The images that Compose would pull, with their pull policies; those it builds are left out."""
        services = json.loads(self.compose("config", "--format", "json"))["services"]
        return {
            service["image"]: service.get("pull_policy", "missing")
            for service in services.values()
            if "build" not in service
        }

    def compose(self, *words: str) -> str:
        """Call Compose on this project; what it printed. Raises ContainerError with its last words."""
        _check_compose()
        environment = os.environ | {"BOATHOUSE_PORT": str(self._port)}
        done = subprocess.run(
            ["docker", "compose", "--project-name", self.project, *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            last = "\n".join(done.stderr.strip().splitlines()[-_LINES:])
            raise ContainerError(f"`docker compose {words[0]}` failed:\n{last}", where=str(self.folder))
        return done.stdout


def _folder(project: Path) -> Path:
    """Where the compose file is: the user's own project, or this checkout."""
    checkout = Path(__file__).parents[2]
    for folder in (project, checkout):
        if (folder / FILE).is_file():
            return folder
    raise ContainerError(
        f"there is no {FILE}.",
        where=str(project),
        remedy="Run this in a checkout of Boathouse, or use --engine embedded.",
    )


def _check_compose() -> None:
    if not shutil.which("docker"):
        raise ContainerError(
            "the `docker` command is not installed.",
            remedy="Install Docker with its Compose plugin, or use --engine embedded.",
        )
    command = ["docker", "compose", "version", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wanted = ".".join(map(str, _OLDEST))
    try:
        version = json.loads(done.stdout)["version"].lstrip("v")
        numbers = tuple(int(part) for part in version.split("-")[0].split("+")[0].split(".")[:2])
    except (ValueError, KeyError):
        raise ContainerError(
            f"Docker has no Compose plugin; version {wanted} or later is needed.",
            remedy="Install it (package docker-compose-plugin).",
        ) from None
    if numbers < _OLDEST:
        raise ContainerError(
            f"Docker Compose is {version}; version {wanted} or later is needed.", remedy="Update it."
        )


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise ContainerError(
                f"port {port} is in use by another program.",
                remedy="Stop that (perhaps `boathouse serve`), or choose another port with --port.",
            ) from None


def _check_disk(root: Path, missing: list[str]) -> None:
    if not missing or not root.exists():  # Docker Desktop's disk is in a machine of its own
        return
    free = shutil.disk_usage(root).free
    if free < _DISK:
        raise ContainerError(
            f"{free / 1e9:.0f} GB are free for Docker's images at {root}; the first pull needs "
            f"{_DISK / 1e9:.0f} GB.",
            remedy="Free some (`docker system prune`), or use --engine embedded.",
        )


def _unpullable(image: str, reason: str) -> ContainerError:
    return ContainerError(
        f"the image {image} cannot be pulled: {reason}.",
        remedy="Check the network, or name another with GLUE_IMAGE, LOCALSTACK_IMAGE.",
    )


def _file(container: Any, path: str) -> bytes:
    pieces, _ = container.get_archive(path)
    with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as archive:
        file = archive.extractfile(Path(path).name)
        return file.read() if file else b""
