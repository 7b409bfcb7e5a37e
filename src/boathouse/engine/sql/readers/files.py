"""What all readers do with lists of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from glob import escape
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.scope import quoted
from boathouse.engine.sql.source import File

Fact = TypeVar("Fact")
PACKED = "packed"
"""A compression that DuckDB does not know."""


def listed(files: Iterable[File]) -> str:
    """A DuckDB list of exactly these files: DuckDB would read `*` or `[` in a key as a pattern."""
    return f"[{', '.join(quoted(escape(str(f.path))) for f in files)}]"


def uri(lake: Path) -> str:
    """SQL that turns DuckDB's `filename` into the object's URI."""
    return f"('s3://' || substr(filename, {len(str(lake)) + 2}))"


def compression(file: File) -> str:
    """How DuckDB names the file's compression, by its suffix as Athena does; PACKED if it has no name."""
    suffix = file.path.suffix.lower()
    if suffix in (".bz2", ".snappy", ".deflate"):
        return PACKED
    if suffix in (".lzo", ".lz4"):
        raise QueryError("NOT_SUPPORTED", f"Reading {suffix} is not emulated by Boathouse: {file.uri}")
    return {".gz": "gzip", ".zst": "zstd"}.get(suffix, "uncompressed")


class Facts(Generic[Fact]):
    """What was found out about files, kept as long as they do not change."""

    def __init__(self, limit: int = 20_000) -> None:
        self._known: dict[tuple[str, int, int], Fact] = {}
        self._limit, self._lock = limit, Lock()

    def of(self, files: Sequence[File], discover: Callable[[list[File]], Iterable[Fact]]) -> list[Fact]:
        """The fact about each file; `discover` is asked about the unknown ones, all at once."""
        keys = [(str(f.path), f.size, f.modified_ns) for f in files]
        with self._lock:
            known = {key: self._known[key] for key in keys if key in self._known}
        unknown = [(key, f) for key, f in zip(keys, files, strict=True) if key not in known]
        if unknown:
            found = dict(zip((key for key, _ in unknown), discover([f for _, f in unknown]), strict=True))
            known |= found
            with self._lock:
                if len(self._known) + len(found) > self._limit:
                    self._known.clear()
                self._known |= found
        return [known[key] for key in keys]
