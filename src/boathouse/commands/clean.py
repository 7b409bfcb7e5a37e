"""Remove the local lake and all state of this `.boathouse`.

example:
  boathouse clean
"""

from __future__ import annotations

import fcntl
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boathouse import client
from boathouse.errors import ServerError, StoreError

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings

# What a server keeps there. Anything else in the folder is not ours to remove.
OURS = (
    *("s3", "warehouse", "tmp", "uploads", "runs", "cache", "worker"),
    *("state.sqlite*", "server.json*", "server.log", "tested.json*", "lock"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no flags of its own."""


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Remove what Boathouse wrote, and say what that was; works on a half-written state too."""
    home = settings.home
    if not home.exists():
        console.print(f"There is no lake at {home}; nothing to remove.", highlight=False)
        return 0
    if cloud := client.find(settings):
        raise ServerError(
            f"a server is up at {cloud.url} (process {cloud.pid}), and the lake is in use.",
            where=str(home),
            remedy="Stop it first (Ctrl-C where it runs).",
        )
    _refuse_if_locked(home)
    buckets = sorted(path.name for path in (home / "s3").glob("*") if path.is_dir())
    removed = [path for pattern in OURS for path in sorted(home.glob(pattern))]
    files = [file for path in removed for file in ([path] if not path.is_dir() else path.rglob("*"))]
    size = sum(file.lstat().st_size for file in files if not file.is_dir())
    for path in removed:
        _remove(path)
    console.print(
        f"Removed {home}: {len(files)} files and folders, {size / 1e6:.1f} MB"
        f" (buckets: {', '.join(buckets) or 'none'}).",
        highlight=False,
    )
    kept = sorted(path.name for path in home.iterdir())
    if kept:
        console.print(f"Kept, as it is not Boathouse's: {', '.join(kept)}.", highlight=False)
    else:
        home.rmdir()
    return 0


def _refuse_if_locked(home: Path) -> None:
    """A server that is starting, or hangs, holds the lock without answering."""
    lock = home / "lock"
    if not lock.exists():
        return
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServerError(
                "a server holds this lake but does not answer.",
                where=str(lock),
                remedy="Wait for it or end that process, then try again.",
            ) from error


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, onerror=_refused)  # its own error names an entry without its folder
        return
    try:
        path.unlink()
    except OSError:
        _refused(Path.unlink, str(path), sys.exc_info())


def _refused(_: object, path: str, told: Any) -> None:
    error = told[1]
    raise StoreError(f"it cannot be removed ({error.strerror}).", where=path) from error
