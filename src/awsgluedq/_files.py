"""Files behind paths, by Hadoop's own calls: they are the same on a laptop's folders and on S3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from py4j.protocol import Py4JJavaError
from pyspark.errors import IllegalArgumentException
from pyspark.sql import SparkSession

from awsgluedq._verdict import Unmet

HASHES = {"MD5": "md5Hex", "SHA-1": "sha1Hex", "SHA-256": "sha256Hex"}
"""The checksums, and their functions in the codec library that Spark's own `md5` and `sha2` use."""


@dataclass(frozen=True)
class File:
    """A file: its URI, its bytes, when it was last changed in seconds since 1970."""

    uri: str
    size: int
    modified: float

    @property
    def name(self) -> str:
        return self.uri.rsplit("/", 1)[-1]


class Files:
    """The files that a Spark session can see."""

    def __init__(self, session: SparkSession) -> None:
        spark: Any = session.sparkContext
        self._jvm, self._java = spark._jvm, spark._jsc

    def under(self, place: str) -> list[File]:
        """Visible files at or under a path, in the order of their names; globs are expanded.

        Raises Unmet if there is no looking.
        """
        with _explained(place):
            system, path = self._located(place)
            found = system.globStatus(path) or []
            return _ordered(file for status in found for file in _visible(system, status))

    def behind(self, uris: Iterable[str]) -> list[File]:
        """Visible files at or under URIs as `DataFrame.inputFiles` has them.

        Raises Unmet if there is no looking.
        """
        return _ordered(file for uri in uris for file in self._behind(uri))

    def _behind(self, uri: str) -> list[File]:
        with _explained(uri):
            system, path = self._located(unquote(uri))
            if "%" in uri and not system.exists(path):
                # Sources of files encode their names; Delta and tables of the catalog do not.
                path = self._path(uri)
            return list(_visible(system, system.getFileStatus(path)))

    def checksum(self, file: File, algorithm: str) -> str:
        """The checksum of a file's bytes in hexadecimal digits, by one of HASHES.

        Raises Unmet if the file is gone.
        """
        with _explained(file.uri):
            system, path = self._located(file.uri)
            stream = system.open(path)
            try:
                digest = getattr(self._jvm.org.apache.commons.codec.digest.DigestUtils, HASHES[algorithm])
                return str(digest(stream))
            finally:
                stream.close()

    def _located(self, uri: str) -> tuple[Any, Any]:
        path = self._path(uri)
        return path.getFileSystem(self._java.hadoopConfiguration()), path

    def _path(self, uri: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(uri)


def _visible(system: Any, status: Any) -> Iterator[File]:
    """The files at or under a place; names that start with `_` or `.` are hidden, as Spark has it."""
    base = status.getPath().toString().rstrip("/")
    listing = system.listFiles(status.getPath(), True)
    while listing.hasNext():
        found = listing.next()
        uri = found.getPath().toString()
        inside = uri[len(base) + 1 :].split("/")
        if not any(part.startswith(("_", ".")) and "=" not in part for part in inside):
            yield File(uri, found.getLen(), found.getModificationTime() / 1000)


def _ordered(files: Iterable[File]) -> list[File]:
    return sorted(files, key=lambda file: file.uri)


@contextmanager
def _explained(place: str) -> Iterator[None]:
    """Java's failure to read a place, as the reason of the rule's."""
    try:
        yield
    except (Py4JJavaError, IllegalArgumentException) as error:
        reason = error.java_exception.toString() if isinstance(error, Py4JJavaError) else error
        raise Unmet(f"Exception thrown while evaluating rule: {place}: {reason}") from error
