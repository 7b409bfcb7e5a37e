"""Text in packings that DuckDB does not read: bzip2, deflate, and Snappy in Hadoop's blocks; and gzip.

https://docs.aws.amazon.com/athena/latest/ug/compression-formats.html
"""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.source import File


def unpacked(file: File) -> bytes:
    """What is in a packed file; raises QueryError for one that is damaged."""
    try:
        return UNPACK[file.path.suffix.lower()](file.path.read_bytes())
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise QueryError("HIVE_CURSOR_ERROR", f"Failed to read file: {file.uri} ({error})") from error


def lent(files: Sequence[File], session: Session) -> str:
    """The name of a table with the lines of the files: `line`, its `number` from 1 on, and `filename`."""
    numpy: Any = import_module("numpy")  # here: it would make every start of the engine slower
    texts: list[str] = []
    numbers: list[int] = []
    names: list[str] = []
    for file in files:
        try:
            lines = [line.removesuffix("\r") for line in unpacked(file).decode().split("\n")]
        except UnicodeDecodeError as error:
            raise QueryError("HIVE_CURSOR_ERROR", f"Failed to read file: {file.uri} ({error})") from error
        texts += lines
        numbers += range(1, len(lines) + 1)
        names += [str(file.path)] * len(lines)
    words = {"line": numpy.array(texts, dtype=object), "filename": numpy.array(names, dtype=object)}
    return session.lend({**words, "number": numpy.array(numbers)})


def _snappy(content: bytes) -> bytes:
    """Hadoop's blocks: the bytes in one, then chunks, each behind its packed length."""
    cramjam: Any = import_module("cramjam")
    found, at = [], 0
    while at < len(content):
        rest, at = _number(content, at), at + 4
        while rest > 0:
            size = _number(content, at)
            try:
                chunk = bytes(cramjam.snappy.decompress_raw(content[at + 4 : at + 4 + size]))
            except cramjam.DecompressionError as error:
                raise ValueError(str(error)) from error
            if not chunk:
                raise EOFError("a chunk holds nothing")  # it would never end
            found.append(chunk)
            at += 4 + size
            rest -= len(chunk)
    return b"".join(found)


def _number(content: bytes, at: int) -> int:
    if at + 4 > len(content):
        raise EOFError("the file is cut off")
    return int.from_bytes(content[at : at + 4], "big")


UNPACK: dict[str, Callable[[bytes], bytes]] = {
    ".bz2": bz2.decompress,
    ".gz": gzip.decompress,
    ".deflate": zlib.decompress,
    ".snappy": _snappy,
}
