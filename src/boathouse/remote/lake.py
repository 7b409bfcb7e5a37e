"""The lake of the Docker target: the objects are the S3 server's, the folders hold copies of them."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.objects import ObjectStat
from boathouse.remote.copies import Copies
from boathouse.remote.objects import Objects, Remote
from boathouse.store import Store

_AT_ONCE = 8
log = logging.getLogger(__name__)


class RemoteLake(Lake):
    """Objects in an S3 server, looked up there at every call; a reader gets the file of a fresh copy.

    A server that keeps its objects in memory loses them when it restarts. A bucket that has been copied,
    is not there any more, and that nobody deleted (`forget`) was lost so, and is put back by `heal`.
    """

    def __init__(self, root: Path, scratch: Path, endpoint: str, store: Store) -> None:
        """Use `root` for the copies; `scratch` must be on the same file system."""
        super().__init__(root, scratch)
        self._files = Lake(root, scratch)
        self._objects, self._copies = Objects(endpoint), Copies(store)
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="copy")
        self._healing = threading.Lock()
        self._refused: set[tuple[str, str]] = set()

    def close(self) -> None:
        """Let go of the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def buckets(self) -> list[str]:
        """Name every bucket, sorted."""
        return sorted(self._objects.buckets())

    def exists(self, bucket: str) -> bool:
        """Whether the bucket is there."""
        return bucket in self.heal()

    def folder(self, bucket: str) -> Path:
        """Give the folder of a bucket's copies.

        Raises ServiceError NoSuchBucket (404).
        """
        folder = self.root / bucket
        return folder if folder.is_dir() else self._folder_of(bucket)

    def list(self, bucket: str, prefix: str = "", *, after: str = "") -> Iterator[ObjectStat]:
        """Walk the objects under a prefix in the order of their keys, each with a fresh copy."""
        self.refresh(bucket, prefix)
        return self._files.list(bucket, prefix, after=after)

    def local_folder(self, bucket: str, prefix: str) -> Path:
        """Give the folder of a prefix with a fresh copy of every object below it."""
        prefix = prefix.rstrip("/")
        self.refresh(bucket, f"{prefix}/" if prefix else "")
        return self._files.local_folder(bucket, prefix)

    def stat(self, bucket: str, key: str) -> ObjectStat:
        """Look an object up, with a fresh copy.

        Raises ServiceError NoSuchBucket or NoSuchKey (404).
        """
        self._folder_of(bucket)
        found = self._objects.head(bucket, key)
        self._follow(bucket, {key: found} if found else {}, self._known(bucket, key))
        return self._files.stat(bucket, key)

    def write(self, bucket: str, key: str, chunks: Iterable[bytes]) -> ObjectStat:
        """Write an object whole, or leave what was there."""
        self._folder_of(bucket)
        self._files.path(bucket, key)
        staged = self._files.stage(chunks)
        try:
            written = self._objects.put(bucket, key, staged, {})
            return self._keep(bucket, written, staged)
        finally:
            staged.unlink(missing_ok=True)

    def delete(self, bucket: str, key: str, *, keep: Collection[str] = ()) -> None:
        """Delete an object if it is there."""
        self._folder_of(bucket)
        self._objects.delete(bucket, key)
        self._drop(bucket, [key])

    def make_folder(self, bucket: str, key: str) -> Path:
        """Make an empty folder, which in an S3 server is an empty object; `key` ends in `/`."""
        self._folder_of(bucket)
        if not any(self._objects.list(bucket, key)):
            self._objects.put(bucket, key, None, {})
        self.refresh(bucket, key)
        return self._files.folder_path(bucket, key)

    def refresh(self, bucket: str, prefix: str = "") -> None:
        """Make the copies under a prefix what the server has: new ones fetched, stale ones removed.

        Raises ServiceError NoSuchBucket (404), or ServiceUnavailable (503) if the server is away.
        """
        self._folder_of(bucket)
        found = {one.key: one for one in self._objects.list(bucket, prefix)}
        self._follow(bucket, found, self._copies.under(bucket, prefix))

    def refresh_all(self) -> None:
        """Make every copy what the server has."""
        for bucket in self.heal():
            self.refresh(bucket)

    def heal(self) -> dict[str, str]:
        """Put back what the server has lost, and name the buckets that it has then."""
        there, known = self._objects.buckets(), self._copies.buckets()
        if all(there.get(bucket) == created for bucket, created in known.items()):
            return there
        with self._healing:
            there, known = self._objects.buckets(), self._copies.buckets()
            for bucket, created in known.items():
                if there.get(bucket) != created:
                    self._put_back(bucket, there)
            return self._objects.buckets()

    def forget(self, bucket: str) -> None:
        """Hear that a bucket was deleted by somebody who meant it."""
        keys = list(self._copies.under(bucket, ""))
        self._copies.forget_bucket(bucket)
        if self._files.exists(bucket):
            for key in keys:
                self._remove_file(bucket, key)
            self._files.remove(bucket)

    def _put_back(self, bucket: str, there: dict[str, str]) -> None:
        if bucket not in there:
            self._objects.create(bucket)
        present = {one.key for one in self._objects.list(bucket, "")}
        lost = [one for key, one in self._copies.under(bucket, "").items() if key not in present]
        log.warning("putting back %d objects of bucket %s, which the S3 server has lost", len(lost), bucket)
        again = [one for one in self._pool.map(partial(self._upload, bucket), lost) if one]
        self._copies.add(bucket, again)
        self._copies.add_bucket(bucket, self._objects.buckets()[bucket])

    def _upload(self, bucket: str, lost: Remote) -> Remote | None:
        file = None
        if not lost.key.endswith("/"):
            try:
                file = self._files.stat(bucket, lost.key).path
            except ServiceError:
                return None
        written = self._objects.put(bucket, lost.key, file, lost.properties)
        return Remote(written.key, written.etag, written.size, written.modified_ns, lost.properties)

    def _folder_of(self, bucket: str) -> Path:
        """Make sure that the bucket is there, and has a folder for its copies."""
        there = self.heal()
        if bucket not in there:
            raise ServiceError(
                "NoSuchBucket", "The specified bucket does not exist", status=404, BucketName=bucket
            )
        folder = self.root / bucket
        folder.mkdir(parents=True, exist_ok=True)
        if bucket not in self._copies.buckets():
            self._copies.add_bucket(bucket, there[bucket])
        return folder

    def _known(self, bucket: str, key: str) -> dict[str, Remote]:
        return {name: one for name, one in self._copies.under(bucket, key).items() if name == key}

    def _follow(self, bucket: str, found: dict[str, Remote], known: dict[str, Remote]) -> None:
        self._drop(bucket, [key for key in known if key not in found])
        stale = [one for key, one in found.items() if not _same(one, known.get(key))]
        fetched = [one for one in self._pool.map(partial(self._fetch, bucket), stale) if one]
        if fetched:
            self._copies.add(bucket, fetched)

    def _fetch(self, bucket: str, listed: Remote) -> Remote | None:
        """Copy one object; None if it has gone, or if no folder can hold its key."""
        try:
            if listed.key.endswith("/"):
                self._files.make_folder(bucket, listed.key)
                return listed
            self._files.path(bucket, listed.key)
            answer = self._objects.fetch(bucket, listed.key)
            if answer is None:
                return None
            described, pieces = answer
            staged = self._files.stage(pieces)
            try:
                self._place(bucket, described, staged)
            finally:
                staged.unlink(missing_ok=True)
            return described
        except ServiceError as error:
            if error.code != "InvalidRequest":
                raise
            if (bucket, listed.key) not in self._refused:
                self._refused.add((bucket, listed.key))
                log.warning("no copy of s3://%s/%s: %s", bucket, listed.key, error.message)
            return None

    def _keep(self, bucket: str, written: Remote, staged: Path) -> ObjectStat:
        found = self._place(bucket, written, staged)
        self._copies.add(bucket, [written])
        return found

    def _place(self, bucket: str, described: Remote, staged: Path) -> ObjectStat:
        os.utime(staged, ns=(described.modified_ns, described.modified_ns))
        self._files.publish(staged, bucket, described.key)
        return self._files.stat(bucket, described.key)

    def _drop(self, bucket: str, keys: Collection[str]) -> None:
        if keys:
            self._copies.remove(bucket, keys)
            for key in keys:
                self._remove_file(bucket, key)

    def _remove_file(self, bucket: str, key: str) -> None:
        if key.endswith("/"):
            self._files.prune(bucket, self._files.folder_path(bucket, key))
        else:
            self._files.delete(bucket, key)


def _same(one: Remote, other: Remote | None) -> bool:
    # not the time: ListObjects tells milliseconds, HeadObject and GetObject seconds
    return other is not None and (one.etag, one.size) == (other.etag, other.size)
