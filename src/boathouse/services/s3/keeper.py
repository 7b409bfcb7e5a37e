"""The keeper: a file and what is known of it change together, one writer to a key at a time."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from boathouse.calls import ACCOUNT
from boathouse.errors import ServiceError
from boathouse.lake import Lake, ObjectStat
from boathouse.services.s3.conditions import check_write
from boathouse.services.s3.metadata import Entry, Metadata
from boathouse.services.s3.properties import tagged

OWNER = {"ID": ACCOUNT, "DisplayName": "boathouse"}
"""Whose every bucket, object and upload is."""

_STRIPES = 256
_PIECE = 1024 * 1024


class Keeper:
    """Objects as S3's operations see them: lake and metadata as one."""

    def __init__(self, lake: Lake, metadata: Metadata) -> None:
        self.lake, self.metadata = lake, metadata
        self._locks = [threading.RLock() for _ in range(_STRIPES)]

    def check(self, bucket: str, owner: str | None = None) -> None:
        """See that the bucket is there and, if the caller names an owner, theirs.

        Raises ServiceError NoSuchBucket (404) or AccessDenied (403).
        """
        self.lake.folder(bucket)
        if owner not in (None, ACCOUNT):
            raise ServiceError(
                "AccessDenied", f"Access Denied: buckets here belong to account {ACCOUNT}.", status=403
            )

    @contextmanager
    def alone(self, *name: str) -> Iterator[None]:
        """Hold a name, such as bucket and key, against every other writer."""
        with self._locks[hash(name) % _STRIPES]:
            yield

    def entry(self, bucket: str, key: str) -> Entry:
        """Look an object or a folder marker up.

        Raises ServiceError NoSuchBucket or NoSuchKey (404).
        """
        if key.endswith("/"):
            self.lake.folder(bucket)
            marker = self.metadata.marker(bucket, key)
            if marker:
                return self.metadata.entry(marker)
        return self.metadata.entry(self.lake.stat(bucket, key))

    def found(self, bucket: str, key: str) -> Entry | None:
        """Look an object up; None if it is not there."""
        try:
            return self.entry(bucket, key)
        except ServiceError as error:
            if error.code == "NoSuchKey":
                return None
            raise

    def put(
        self,
        bucket: str,
        key: str,
        staged: Path,
        etag: str,
        properties: dict[str, Any],
        match: str | None = None,
        none_match: str | None = None,
    ) -> Entry:
        """Put staged bytes in their place if the conditions hold at that very moment."""
        with self.alone(bucket, key):
            old = self.found(bucket, key)
            check_write(old, match, none_match)
            status = staged.stat()
            path = self.place(bucket, key, status.st_size)
            new = ObjectStat(bucket, key, status.st_size, status.st_mtime_ns, path)
            if key.endswith("/"):
                # The folder first: a row without one would become an object when another key makes it.
                self.lake.make_folder(bucket, key)
                self.metadata.record(new, etag, properties, None)
            else:
                self.metadata.record(new, etag, properties, old.stat if old else None)
                self.lake.publish(staged, bucket, key)
            return Entry(new, etag, properties)

    def tag(self, bucket: str, key: str, tags: dict[str, str]) -> None:
        """Give an object these tags and no others; it stays what it was, its time included.

        Raises ServiceError NoSuchBucket or NoSuchKey (404).
        """
        with self.alone(bucket, key):
            entry = self.entry(bucket, key)
            self.metadata.record(entry.stat, entry.etag, tagged(entry.properties, tags), None)

    def delete(self, bucket: str, key: str, match: str | None = None) -> None:
        """Delete an object or a folder marker; the folders above stay if they have markers."""
        with self.alone(bucket, key):
            if match is not None:
                check_write(self.found(bucket, key), match, None)
            parts = key.split("/")
            folders = ["/".join(parts[:n]) + "/" for n in range(1, len(parts) + 1)]
            keep = [folder for folder in self.metadata.marked(bucket, folders) if folder != key]
            if key.endswith("/"):
                marker = self.metadata.marker(bucket, key)
                if marker:
                    self.metadata.forget(bucket, key)
                    self.lake.prune(bucket, marker.path, keep=keep)
                return
            self.lake.delete(bucket, key, keep=keep)
            self.metadata.forget(bucket, key)

    def open(self, bucket: str, key: str) -> tuple[Entry, BinaryIO]:
        """Open an object; what is known of it is of the file that is read, whoever replaces it meanwhile.

        Raises ServiceError NoSuchBucket or NoSuchKey (404).
        """
        entry = self.entry(bucket, key)
        if key.endswith("/"):
            return entry, io.BytesIO()
        try:
            file = entry.stat.path.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise ServiceError(
                "NoSuchKey", "The specified key does not exist.", status=404, Key=key
            ) from None
        status = os.fstat(file.fileno())
        return self.metadata.entry(
            replace(entry.stat, size=status.st_size, modified_ns=status.st_mtime_ns)
        ), file

    def place(self, bucket: str, key: str, size: int = 0) -> Path:
        """Give the file or folder that a key will be.

        Raises ServiceError InvalidRequest for a key that a folder cannot hold.
        """
        if not key.endswith("/"):
            return self.lake.path(bucket, key)
        if size:
            words = f"Boathouse keeps '{key}' as a folder, which holds no bytes. Leave out the final '/'."
            raise ServiceError("InvalidRequest", words)
        return self.lake.folder_path(bucket, key)


def slices(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    """Read a part of an open file in pieces, and close it."""
    with file:
        file.seek(start)
        while length > 0 and (piece := file.read(min(_PIECE, length))):
            length -= len(piece)
            yield piece


def joined(files: Iterable[Path]) -> Iterator[bytes]:
    """Read files one after the other, in pieces."""
    for path in files:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
