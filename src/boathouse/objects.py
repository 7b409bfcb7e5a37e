"""Objects in a bucket's folder: the file of a key, and the order in which keys are listed.

A file's path is its object's key, but where no folder could hold that. Such names begin with `.@`, so that
Hadoop takes them for hidden: its paths cannot name an empty part, and see a folder where a key is both.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_OWN = ".@"
"""What names begin with that are not a part of a key; alone it stands for an empty part."""


@dataclass(frozen=True)
class ObjectStat:
    """One object as its file shows it."""

    bucket: str
    key: str
    size: int
    modified_ns: int
    path: Path


def walk(
    folder: Path, bucket: str, prefix: str, after: str, *, deep: bool = True
) -> Iterator[ObjectStat | str]:
    """Walk a bucket's folder in the UTF-8 order of the keys, lazily.

    `deep=False` gives one level only: a folder that holds an object is the key prefix that ends in `/`.
    """
    parent, slash, _ = prefix.rpartition("/")
    if _unstorable(parent.split("/")):
        return
    below = folder / file_name(parent) if slash else folder
    if os.path.realpath(below) != str(below):
        return
    wanted, passed = prefix.encode("utf-8", "surrogatepass"), after.encode("utf-8", "surrogatepass")
    yield from _walk_folder(below, bucket, f"{parent}{slash}".encode(), wanted, passed, deep=deep)


def _walk_folder(
    folder: Path, bucket: str, start: bytes, wanted: bytes, after: bytes, *, deep: bool
) -> Iterator[ObjectStat | str]:
    for key, path in _sorted_entries(folder, start):
        is_folder = key.endswith(b"/")
        if not key.startswith(wanted):
            continue
        if key <= after and not (is_folder and after.startswith(key) and (deep or after != key)):
            continue
        if not is_folder:
            if status := status_of(path):
                yield ObjectStat(bucket, key.decode(), status.st_size, status.st_mtime_ns, path)
        elif deep:
            yield from _walk_folder(path, bucket, key, wanted, after, deep=deep)
        elif next(_walk_folder(path, bucket, key, b"", after, deep=True), None):
            yield key.decode()


def _sorted_entries(folder: Path, start: bytes) -> list[tuple[bytes, Path]]:
    """Files and folders in the order of the keys that they stand for: `a-b` comes before `a/b`."""
    found = []
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            path = folder / entry.name
            with suppress(UnicodeEncodeError):  # a file name that is not UTF-8 cannot be a key
                if entry.is_dir(follow_symlinks=False):
                    if entry.name == _OWN:
                        found.append((start + b"/", path))
                        continue
                    key = start + entry.name.encode()
                    found.append((key + b"/", path))
                    if status_of(own := own_file(path)):
                        found.append((key, own))
                elif entry.is_file(follow_symlinks=False) and not entry.name.startswith(_OWN):
                    found.append((start + entry.name.encode(), path))
    return sorted(found, key=lambda pair: pair[0])


def status_of(path: Path) -> os.stat_result | None:
    """What the system says of a regular file; None if none is there, or a link to one."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def file_name(key: str) -> str:
    """Where in the bucket's folder the file of a key is."""
    return "/".join(part or _OWN for part in key.split("/"))


def own_file(folder: Path) -> Path:
    """Where the file of a key is that is the folder of others, too: in that folder."""
    return folder / f"{_OWN}{folder.name}"


def unstorable(key: str) -> str:
    """Why a folder cannot hold this key; empty if it can."""
    segments = key.split("/")
    if not segments[-1]:
        return "it ends in '/'" if key else "it is empty"
    if "\0" in key:
        return "it has a NUL character"
    return _unstorable(segments)


def _unstorable(segments: list[str]) -> str:
    if "." in segments or ".." in segments:
        return "it has a '.' or '..' part"
    if any(s.startswith(_OWN) for s in segments):
        return f"a part of it begins with '{_OWN}', which stands here for what folders cannot hold"
    try:
        return "a part of it is longer than 255 bytes" if max(len(s.encode()) for s in segments) > 255 else ""
    except UnicodeEncodeError:
        return "it is not UTF-8"
