"""The state folder while a server has it: the lock, the address, the leftovers of the last one."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boathouse.errors import ServerError

_ADDRESS = "server.json"
_FOR_WORKERS = Path("worker") / "address.json"


@dataclass(frozen=True)
class Address:
    """Where a server is, and the word that its commands and its workers show it."""

    name: str
    port: int
    token: str

    @property
    def url(self) -> str:
        """Its endpoint, for AWS's clients as for ours."""
        return f"http://{self.name}:{self.port}"


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the state folder, so that no second server changes it; the lock dies with the process.

    Raises ServerError if another server holds it, naming that one, or if the folder cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(home, error) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _taken(home) from None
        yield
    finally:
        os.close(handle)


@contextmanager
def announced(home: Path, address: dict[str, Any]) -> Iterator[None]:
    """Say in server.json where the server is, for this user's eyes only."""
    path, draft = home / _ADDRESS, home / f".{_ADDRESS}"
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(address, file)
        draft.rename(path)
    except OSError as error:
        raise _unwritable(home, error) from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def announced_to_workers(home: Path, url: str, token: str) -> Iterator[None]:
    """Tell a worker in a container of its own, which sees no more than this one folder of the state."""
    path = home / _FOR_WORKERS
    draft = path.with_suffix(".draft")
    try:
        path.parent.mkdir(exist_ok=True)
        draft.write_text(json.dumps({"url": url, "token": token}))
        draft.chmod(0o644)  # the worker is another user; nobody else has this volume
        draft.rename(path)
    except OSError as error:
        raise _unwritable(home, error) from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def leftovers_removed(scratch: Path) -> None:
    """Throw away what a killed server had not finished writing."""
    with suppress(FileNotFoundError):
        shutil.rmtree(scratch)


def _taken(home: Path) -> ServerError:
    try:
        other = json.loads((home / _ADDRESS).read_text())
        who = f"process {other['pid']} at {other['url']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "it is starting or stopping right now"
    return ServerError(
        f"another server already has this folder ({who}).",
        where=str(home),
        remedy="Use that one, stop it, or choose another folder with --home.",
    )


def _unwritable(home: Path, error: OSError) -> ServerError:
    return ServerError(
        f"the folder of the local lake cannot be written ({error.strerror}).",
        where=str(home),
        remedy="Free space or rights there, or choose another folder with --home.",
    )
