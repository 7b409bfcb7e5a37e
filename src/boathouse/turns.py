"""A key that is an object and the beginning of others: its file moves into the folder, and out again."""

from __future__ import annotations

import os
import shutil
import threading
import uuid
from contextlib import suppress
from pathlib import Path

from boathouse.objects import own_file, status_of


class Turns:
    """Moves of files into and out of folders of their own names, one at a time.

    A move takes three steps, for no system replaces a file by a folder in one. Between them the file lies in
    a folder of its own beside a note of its place, where `recover` finds it after a sudden death.
    """

    def __init__(self, root: Path) -> None:
        """Serve the folder of all buckets; moves are noted beside it."""
        self._root, self._folder = root, root.parent / "turns"
        self._lock = threading.Lock()
        self._begun = 0

    def into(self, path: Path) -> None:
        """Make the file a folder that holds it."""
        with self._lock:
            if not status_of(path):
                return
            moved = self._take(path, path)
            path.mkdir()
            self._put(moved, own_file(path))

    def out(self, path: Path) -> None:
        """Make the folder the file that it holds, if it holds no other."""
        with self._lock:
            own = own_file(path)
            if status_of(own) is None or os.listdir(path) != [own.name]:
                return
            moved = self._take(own, path)
            with suppress(OSError):
                path.rmdir()
            self._put(moved, own if path.is_dir() else path)

    def ended(self) -> int:
        """Wait for the move that is on, and tell how many there were."""
        with self._lock:
            return self._begun

    def recover(self) -> None:
        """Bring files to their places that a killed process was moving."""
        with self._lock, suppress(FileNotFoundError):
            for turn in self._folder.iterdir():
                moved = turn / "object"
                if status_of(moved):
                    path = self._root / (turn / "place").read_text(encoding="utf-8")
                    path.parent.mkdir(parents=True, exist_ok=True)
                    place = own_file(path) if path.is_dir() else path
                    if not place.exists():
                        moved.rename(place)
                        sync(place.parent)
                shutil.rmtree(turn)

    def _take(self, file: Path, place: Path) -> Path:
        turn = self._folder / uuid.uuid4().hex
        turn.mkdir(parents=True)
        with (turn / "place").open("x", encoding="utf-8") as note:
            note.write(str(place.relative_to(self._root)))
            note.flush()
            os.fsync(note.fileno())
        for folder in (turn, self._folder, self._root.parent):
            sync(folder)
        self._begun += 1
        return file.rename(turn / "object")

    def _put(self, moved: Path, place: Path) -> None:
        moved.rename(place)
        sync(place.parent)
        sync(place.parent.parent)
        shutil.rmtree(moved.parent)


def sync(folder: Path) -> None:
    """Make a folder's own entries durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
