"""Files behind paths: the local folder where Hadoop maps a path to one, otherwise Hadoop's own calls."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pyspark.sql import SparkSession

from awsglue._javaerrors import of_java

_URI = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<bucket>[^/]*)(?P<key>.*)", re.IGNORECASE | re.DOTALL)
_OBJECT_STORES = ("s3", "s3a", "s3n")
_MISSING = (
    "NoSuchBucket",
    "UnknownStore",
    "does not exist",
    "FileNotFound",
    "overload scheme",
    "Empty Mount table",
)


class NoSuchBucket(Exception):  # noqa: N818 - AWS's own word
    """The path's bucket does not exist."""

    def __init__(self, bucket: str, path: str) -> None:
        super().__init__(
            "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; "
            f"Error Code: NoSuchBucket; Bucket: {bucket}; Path: {path})"
        )
        of_java(self, "com.amazonaws.services.s3.model.AmazonS3Exception")


@dataclass(frozen=True)
class File:
    """A file to read: its URI, the keys of its `k=v` folders, and its local path if it has one."""

    uri: str
    partition: tuple[tuple[str, str], ...] = ()
    local: Path | None = None
    size: int = 0
    modified: float = 0.0

    @property
    def folder(self) -> str:
        return self.uri.rsplit("/", 1)[0]


class Storage:
    """The file systems of a Spark session."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._roots: dict[str, Path] = {}

    @property
    def _jvm(self) -> Any:
        return self._session._jvm

    @property
    def _conf(self) -> Any:
        return self._session._jsc.hadoopConfiguration()

    def hadoop(self, uri: str) -> tuple[Any, Any]:
        """Hadoop's file system and path of a URI.

        Raises NoSuchBucket if an object store has no such bucket.
        """
        path = self._jvm.org.apache.hadoop.fs.Path(uri)
        return path.getFileSystem(self._conf), path

    def local(self, uri: str) -> Path | None:
        """The local path behind a URI; None where the bytes are elsewhere.

        Raises NoSuchBucket if an object store has no such bucket.
        """
        matched = _URI.match(uri)
        if matched is None:
            return Path(uri.removeprefix("file:")) if uri.startswith(("/", "file:")) else Path.cwd() / uri
        scheme, bucket, key = matched["scheme"].lower(), matched["bucket"], matched["key"]
        if scheme == "file":
            return Path(key)
        root = self._root(f"{scheme}://{bucket}/", bucket, scheme)
        return root / key.strip("/") if root else None

    def _root(self, root: str, bucket: str, scheme: str) -> Path | None:
        if root not in self._roots:
            found = self._folder(root, bucket, scheme)
            if found is None:
                return None
            self._roots[root] = found
        return self._roots[root]

    def _folder(self, root: str, bucket: str, scheme: str) -> Path | None:
        """The bucket's folder, which Hadoop tells of an entry in it; None if it is empty, or no folder."""
        try:
            system, path = self.hadoop(root)
            overlay = "viewfs" in system.getClass().getName()
            targets = list(_behind(system)) if overlay else []
            if overlay and not targets:
                raise NoSuchBucket(bucket, root)
            entries = system.listStatusIterator(path)
            first = entries.next().getPath() if entries.hasNext() else None
        except Exception as error:
            if scheme in _OBJECT_STORES and any(word in str(error) for word in _MISSING):
                raise NoSuchBucket(bucket, root) from error
            raise
        if first is None or not any("LocalFileSystem" in target.getClass().getName() for target in targets):
            return None
        return Path(system.resolvePath(first).toUri().getPath()).parent

    def exists(self, uri: str) -> bool:
        local = self.local(uri)
        if local is not None:
            return local.exists()
        system, path = self.hadoop(uri)
        return bool(system.exists(path))

    def expanded(self, pattern: str) -> list[str]:
        """The paths that a glob of Hadoop's matches; itself if it is none, or if nothing matches.

        Raises NoSuchBucket if an object store has no such bucket.
        """
        self.local(pattern)
        if not any(char in pattern for char in "*?[{"):
            return [pattern]
        system, path = self.hadoop(pattern)
        return [status.getPath().toString() for status in system.globStatus(path) or []] or [pattern]

    def files(self, root: str, *, hidden: bool = False) -> list[File]:
        """Visible files at or under a path, in the order of their names.

        Names that start with `_` or `.` are hidden, as Spark has it, and left out unless `hidden`.
        """
        base = root.rstrip("/")
        kept = []
        for file in sorted(self._walk(base), key=lambda file: file.uri):
            parts = file.uri[len(base) + 1 :].split("/") if file.uri.startswith(base + "/") else []
            if not hidden and any(part.startswith(("_", ".")) and "=" not in part for part in parts):
                continue
            kept.append(replace(file, partition=keys_of("/".join(parts[:-1]))))
        return kept

    def _walk(self, base: str) -> Iterator[File]:
        local = self.local(base)
        if local is None:
            yield from self._hadoop_walk(base)
        elif local.is_file():
            yield _local_file(base, local)
        else:
            for folder, _, names in os.walk(local):
                inside = os.path.relpath(folder, local)
                prefix = base if inside == "." else f"{base}/{inside}"
                yield from (_local_file(f"{prefix}/{name}", Path(folder, name)) for name in names)

    def _hadoop_walk(self, base: str) -> Iterator[File]:
        system, path = self.hadoop(base)
        for status in system.globStatus(path) or []:
            listing = system.listFiles(status.getPath(), True)
            while listing.hasNext():
                found = listing.next()
                uri = found.getPath().toString()
                yield File(uri, (), self.local(uri), found.getLen(), found.getModificationTime() / 1000)

    def delete(self, file: File) -> None:
        """Delete a file, and the folders of its bucket that are empty then."""
        if file.local is not None:
            file.local.unlink(missing_ok=True)
            matched = _URI.match(file.uri)
            root = f"{matched['scheme'].lower()}://{matched['bucket']}/" if matched else ""
            _prune(file.local.parent, self._roots.get(root))
        else:
            system, path = self.hadoop(file.uri)
            system.delete(path, False)

    def parquet_rows(self, uri: str) -> int:
        """Number of rows that a Parquet file's footer tells."""
        _, path = self.hadoop(uri)
        parquet = self._jvm.org.apache.parquet.hadoop
        reader = parquet.ParquetFileReader.open(parquet.util.HadoopInputFile.fromPath(path, self._conf))
        try:
            return int(reader.getRecordCount())
        finally:
            reader.close()

    def write(self, uri: str, text: str) -> None:
        """Write a small text file, in place of one that is there."""
        system, path = self.hadoop(uri)
        stream = system.create(path, True)
        try:
            stream.write(bytearray(text.encode()))
        finally:
            stream.close()

    def remove(self, folder: str) -> None:
        """Delete a folder with all that is in it, if it is there."""
        system, path = self.hadoop(folder)
        system.delete(path, True)

    def move(self, source: str, target: str) -> None:
        """Move a file to a new name whose folder may not exist yet."""
        here, there = self.local(source), self.local(target)
        if here is not None and there is not None:
            there.parent.mkdir(parents=True, exist_ok=True)
            here.rename(there)
            return
        system, path = self.hadoop(source)
        goal = self._jvm.org.apache.hadoop.fs.Path(target)
        system.mkdirs(goal.getParent())
        if not system.rename(path, goal):
            raise OSError(f"Cannot move {source} to {target}.")


def _behind(overlay: Any) -> Iterator[Any]:
    """The file systems that an overlay of Hadoop's stands for, through any further overlays."""
    for system in overlay.getChildFileSystems() or []:
        yield from _behind(system) if "viewfs" in system.getClass().getName() else [system]


def _local_file(uri: str, path: Path) -> File:
    status = path.stat()
    return File(uri, (), path, status.st_size, status.st_mtime)


def _prune(folder: Path, root: Path | None) -> None:
    """An object store has no empty folders: remove those that a deletion leaves, up to the bucket."""
    while root is not None and folder != root and root in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def keys_of(folders: str) -> tuple[tuple[str, str], ...]:
    """The names and values among folders `name=value`."""
    return tuple(_key(folder) for folder in folders.split("/") if "=" in folder)


def _key(folder: str) -> tuple[str, str]:
    name, _, value = folder.partition("=")
    return unquote(name), unquote(value)


def paths_of(options: Mapping[str, Any]) -> list[str]:
    """The paths of a reader's connection options.

    Raises ValueError if there is none.
    """
    paths = options.get("paths", options.get("path"))
    if not paths:
        raise ValueError("connection_options has no 'paths': give the list of S3 paths to read.")
    return [paths] if isinstance(paths, str) else list(paths)


def truth(value: object) -> bool:
    """A switch as scripts write it: True, "true", "TRUE", 1."""
    return str(value).strip().lower() in ("true", "1", "yes")
