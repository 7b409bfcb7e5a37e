"""Objects in a bucket's folder: which keys a folder can hold, and the order in which they are listed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


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
    parent = prefix.rpartition("/")[0]
    if parent and unstorable(parent):
        return
    start = f"{parent}/" if parent else ""
    if os.path.realpath(folder / parent) != str(folder / parent):
        return
    wanted, passed = prefix.encode("utf-8", "surrogatepass"), after.encode("utf-8", "surrogatepass")
    yield from _walk_folder(folder / parent, bucket, start.encode(), wanted, passed, deep=deep)


def _walk_folder(
    folder: Path, bucket: str, start: bytes, wanted: bytes, after: bytes, *, deep: bool
) -> Iterator[ObjectStat | str]:
    for key, entry in _sorted_entries(folder, start):
        is_folder = key.endswith(b"/")
        if not key.startswith(wanted):
            continue
        if key <= after and not (is_folder and after.startswith(key) and (deep or after != key)):
            continue
        below = folder / entry.name
        if not is_folder:
            with suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                yield ObjectStat(bucket, key.decode(), status.st_size, status.st_mtime_ns, below)
        elif deep:
            yield from _walk_folder(below, bucket, key, wanted, after, deep=deep)
        elif next(_walk_folder(below, bucket, key, b"", after, deep=True), None):
            yield key.decode()


def _sorted_entries(folder: Path, start: bytes) -> list[tuple[bytes, os.DirEntry[str]]]:
    """Files and folders in the order of the keys that they stand for: `a-b` comes before `a/b`."""
    found = []
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(UnicodeEncodeError):  # a file name that is not UTF-8 cannot be a key
                if entry.is_dir(follow_symlinks=False):
                    found.append((start + entry.name.encode() + b"/", entry))
                elif entry.is_file(follow_symlinks=False):
                    found.append((start + entry.name.encode(), entry))
    return sorted(found, key=lambda pair: pair[0])


def unstorable(key: str) -> str:
    """Why a folder cannot hold this key; empty if it can."""
    segments = key.split("/")
    if not key or "" in segments:
        return "it has an empty part"
    if "." in segments or ".." in segments:
        return "it has a '.' or '..' part"
    if "\0" in key:
        return "it has a NUL character"
    try:
        return "a part of it is longer than 255 bytes" if max(len(s.encode()) for s in segments) > 255 else ""
    except UnicodeEncodeError:
        return "it is not UTF-8"
