"""The lake: a folder per bucket, a file per object, safe against odd keys and sudden death."""

from __future__ import annotations

import os
import re
import threading
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from boathouse.errors import ServiceError, StoreError
from boathouse.objects import ObjectStat, file_name, own_file, status_of, unstorable, walk
from boathouse.turns import Turns, sync

__all__ = ["Lake", "ObjectStat"]

_BUCKET = re.compile(r"(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_URI = re.compile(r"s3[an]?://([^/]+)/?(.*)", re.DOTALL)


def warehouse(buckets_root: Path) -> Path:
    """Spark's own warehouse beside a lake's buckets: for tables of databases that have no place in S3."""
    return buckets_root.parent / "warehouse"


class Lake:
    """Objects as plain files, so that Spark, DuckDB and an editor see what S3 clients see.

    A write is a temporary file, fsync, rename: a reader sees the old object or the new one, and what
    was acknowledged survives a power cut. A key that is the folder of others, too, is a hidden file in that
    folder; to such an one Spark's paths do not lead. Only regular files are objects: symbolic links and empty
    folders are not listed, and no key reaches through a link.
    """

    def __init__(self, root: Path, scratch: Path) -> None:
        """Use `root` for the buckets; `scratch` must be on the same file system."""
        with _disk(root):
            root.mkdir(parents=True, exist_ok=True)
            scratch.mkdir(parents=True, exist_ok=True)
        self.root, self.scratch = root.resolve(), scratch.resolve()
        self.warehouse = warehouse(self.root)
        self._turns = Turns(self.root)
        self._clock = threading.Lock()
        self._latest = 0

    def recover(self) -> None:
        """Finish what a killed process has begun; to be called before anybody else writes."""
        with _disk(self.root):
            self._turns.recover()

    @staticmethod
    def split(uri: str) -> tuple[str, str]:
        """Take `s3://bucket/key` (also s3a, s3n) apart.

        Raises ServiceError InvalidURI for anything else.
        """
        match = _URI.fullmatch(uri)
        if not match:
            raise ServiceError("InvalidURI", f"'{uri}' is not an S3 URI. Write it as s3://bucket/key.")
        return match[1], match[2]

    def buckets(self) -> list[str]:
        """Name every bucket, sorted."""
        with _disk(self.root), os.scandir(self.root) as entries:
            return sorted(
                e.name for e in entries if e.is_dir(follow_symlinks=False) and _BUCKET.fullmatch(e.name)
            )

    def exists(self, bucket: str) -> bool:
        """Whether the bucket is there."""
        folder = self.root / bucket
        return bool(_BUCKET.fullmatch(bucket)) and folder.is_dir() and not folder.is_symlink()

    def create(self, bucket: str) -> None:
        """Make an empty bucket.

        Raises ServiceError InvalidBucketName, or BucketAlreadyOwnedByYou (409).
        """
        if not _BUCKET.fullmatch(bucket):
            raise ServiceError("InvalidBucketName", "The specified bucket is not valid.", BucketName=bucket)
        with _disk(self.root / bucket):
            try:
                (self.root / bucket).mkdir()
            except FileExistsError:
                raise ServiceError(
                    "BucketAlreadyOwnedByYou",
                    "Your previous request to create the named bucket succeeded and you already own it.",
                    status=409,
                    BucketName=bucket,
                ) from None
            sync(self.root)

    def remove(self, bucket: str) -> None:
        """Remove an empty bucket.

        Raises ServiceError NoSuchBucket (404), or BucketNotEmpty (409) if it holds anything but folders.
        """
        folder = self.folder(bucket)
        with _disk(folder):
            try:
                for parent, _folders, _files in os.walk(folder, topdown=False):
                    os.rmdir(parent)
            except OSError as error:
                if not folder.exists() or not any(folder.iterdir()):
                    raise
                raise ServiceError(
                    "BucketNotEmpty",
                    "The bucket you tried to delete is not empty",
                    status=409,
                    BucketName=bucket,
                ) from error
            sync(self.root)

    def folder(self, bucket: str) -> Path:
        """Give the bucket's folder.

        Raises ServiceError NoSuchBucket (404).
        """
        if not self.exists(bucket):
            raise ServiceError(
                "NoSuchBucket", "The specified bucket does not exist", status=404, BucketName=bucket
            )
        return self.root / bucket

    def path(self, bucket: str, key: str) -> Path:
        """Give the file for the key, whether it is there or not; it never leaves the bucket's folder.

        Where a folder has that name, `stat` tells of the file.

        Raises ServiceError NoSuchBucket (404), KeyTooLongError, or InvalidRequest for a key that a
        folder cannot hold.
        """
        folder = self.folder(bucket)
        if len(key.encode("utf-8", "surrogatepass")) > 1024:
            raise ServiceError("KeyTooLongError", "Your key is too long")
        reason = unstorable(key)
        if reason:
            raise _refused(bucket, key, reason)
        path = folder / file_name(key)
        if os.path.realpath(path) != str(path):
            raise _refused(bucket, key, "a symbolic link is on its way")
        return path

    def folder_path(self, bucket: str, key: str) -> Path:
        """Give the folder for a key that ends in `/`, whether it is there or not.

        Raises ServiceError NoSuchBucket (404), KeyTooLongError, or InvalidRequest as `path` does.
        """
        return Lake.path(self, bucket, f"{key}-").parent

    def write(self, bucket: str, key: str, chunks: Iterable[bytes]) -> ObjectStat:
        """Write an object whole, or leave what was there."""
        self.path(bucket, key)
        staged = self.stage(chunks)
        try:
            return self.publish(staged, bucket, key)
        finally:
            staged.unlink(missing_ok=True)

    def stage(self, chunks: Iterable[bytes]) -> Path:
        """Write bytes durably to a temporary file; it has the modification time that the object will have."""
        staged = self.scratch / uuid.uuid4().hex
        try:
            with _disk(staged), staged.open("xb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.utime(file.fileno(), ns=(now := self._now(), now))
                os.fsync(file.fileno())
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
        return staged

    def publish(self, staged: Path, bucket: str, key: str) -> ObjectStat:
        """Put a staged file in the object's place, in one step.

        Raises ServiceError InvalidRequest if something that is no object is in its way.
        """
        path = self.path(bucket, key)
        with _disk(path):
            for _ in range(10):
                try:
                    _move(staged, path, self.folder(bucket))
                    break
                except (NotADirectoryError, FileExistsError):
                    self._make_room(bucket, path.parent)
                except IsADirectoryError:
                    path = own_file(path)
            else:
                raise _refused(bucket, key, "something that is no object is in its way")
        return self.stat(bucket, key)

    def stat(self, bucket: str, key: str) -> ObjectStat:
        """Look an object up.

        Raises ServiceError NoSuchBucket or NoSuchKey (404).
        """
        path = self._present(bucket, key)
        seen = -1
        while seen != (seen := self._turns.ended()):  # again if a file has moved while we looked
            for file in (path, own_file(path)):
                if status := status_of(file):
                    return ObjectStat(bucket, key, status.st_size, status.st_mtime_ns, file)
        raise _missing(key)

    def read(self, bucket: str, key: str) -> bytes:
        """Give the object's bytes, all at once: for small ones."""
        path = self.stat(bucket, key).path
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise _missing(key) from None

    def delete(self, bucket: str, key: str, *, keep: Collection[str] = ()) -> None:
        """Delete an object if it is there, and the folders that it leaves empty, except those in `keep`.

        `keep` holds folders as keys that end in `/`.
        """
        try:
            path = self.stat(bucket, key).path
        except ServiceError as error:
            if error.code == "NoSuchKey":
                return
            raise
        with _disk(path):
            path.unlink(missing_ok=True)
            self.prune(bucket, path.parent, keep=keep)

    def make_folder(self, bucket: str, key: str) -> Path:
        """Make an empty folder; `key` ends in `/`."""
        path = self.folder_path(bucket, key)
        with _disk(path):
            self._make_room(bucket, path)
            path.mkdir(parents=True, exist_ok=True)
            sync(path.parent)
        return path

    def prune(self, bucket: str, parent: Path, *, keep: Collection[str] = ()) -> None:
        """Remove a folder if it is empty, and what this empties above it, except folders in `keep`."""
        folder = self.folder(bucket)
        kept = {file_name(key.removesuffix("/")) for key in keep}
        try:
            while parent != folder and parent.relative_to(folder).as_posix() not in kept:
                parent.rmdir()
                parent = parent.parent
        except OSError:
            self._turns.out(parent)
        with suppress(FileNotFoundError):
            sync(parent)

    def list(self, bucket: str, prefix: str = "", *, after: str = "") -> Iterator[ObjectStat]:
        """Walk the objects under a prefix in the UTF-8 order of their keys, from the first after `after`."""
        folder = self.folder(bucket)
        return (found for found in walk(folder, bucket, prefix, after) if isinstance(found, ObjectStat))

    def children(self, bucket: str, prefix: str = "", *, after: str = "") -> Iterator[ObjectStat | str]:
        """Walk one level: the objects, and the folders with objects in them as keys that end in `/`."""
        return walk(self.folder(bucket), bucket, prefix, after, deep=False)

    def local_folder(self, bucket: str, prefix: str) -> Path:
        """Give the folder of a prefix, with its objects in it: for formats that keep a log.

        Raises ServiceError NoSuchBucket (404), or InvalidRequest for a prefix that a folder cannot be.
        """
        prefix = prefix.rstrip("/")
        return Lake.folder_path(self, bucket, f"{prefix}/") if prefix else Lake.folder(self, bucket)

    def _present(self, bucket: str, key: str) -> Path:
        try:
            return self.path(bucket, key)
        except ServiceError as error:
            if error.code == "NoSuchBucket":
                raise
            raise _missing(key) from error

    def _make_room(self, bucket: str, folder: Path) -> None:
        """Turn every file into a folder that is in the way of this one."""
        bucket_folder = self.folder(bucket)
        for path in (folder, *folder.parents):
            if path == bucket_folder:
                return
            self._turns.into(path)

    def _now(self) -> int:
        """A modification time that no other write has, though the file system's own clock is coarse."""
        with self._clock:
            self._latest = max(time.time_ns(), self._latest + 1)
            return self._latest


def _refused(bucket: str, key: str, reason: str) -> ServiceError:
    return ServiceError(
        "InvalidRequest",
        f"Boathouse keeps objects as files and cannot hold the key '{key}' in bucket '{bucket}': {reason}. "
        "Choose another key.",
    )


def _missing(key: str) -> ServiceError:
    return ServiceError("NoSuchKey", "The specified key does not exist.", status=404, Key=key)


def _move(staged: Path, path: Path, folder: Path) -> None:
    for attempt in range(10):
        made = [p for p in path.parents if p.is_relative_to(folder) and not p.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            staged.rename(path)
        except FileNotFoundError:  # somebody deleted the last object beside ours, and the folder with it
            if attempt == 9 or not staged.exists():
                raise
            continue
        for parent in [path.parent, *(p.parent for p in made)]:
            with suppress(FileNotFoundError):
                sync(parent)
        return


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Turn what a full or read-only disk says into words."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the lake cannot be written or read ({error.strerror or error}).",
            where=str(path),
            remedy="Check that the disk is writable and has space.",
        ) from error
