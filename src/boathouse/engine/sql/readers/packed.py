"""Text that DuckDB does not read: packed by bzip2, deflate or Snappy in Hadoop's blocks, or not in UTF-8.

https://docs.aws.amazon.com/athena/latest/ug/compression-formats.html
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import zlib
from collections.abc import Callable, Sequence
from importlib import import_module
from io import BytesIO
from typing import IO, Any, cast

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers.files import Facts, compression
from boathouse.engine.sql.source import File

CHUNK = 1 << 20
_UTF8: Facts[bool] = Facts()


def unpacked(file: File) -> bytes:
    """What is in a file, packed or not; raises QueryError for one that is damaged."""
    try:
        return UNPACK.get(file.path.suffix.lower(), bytes)(file.path.read_bytes())
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise QueryError("HIVE_CURSOR_ERROR", f"Failed to read file: {file.uri} ({error})") from error


def opened(file: File) -> IO[bytes]:
    """What is in a file, packed or not, for reading; raises QueryError for one that is damaged."""
    if compression(file) == "gzip":
        return cast("IO[bytes]", gzip.open(file.path, "rb"))
    return file.path.open("rb") if compression(file) == "uncompressed" else BytesIO(unpacked(file))


def are_utf8(files: Sequence[File]) -> list[bool]:
    """Whether each file is UTF-8 to its end."""
    return _UTF8.of(files, lambda unknown: map(_is_utf8, unknown))


def _is_utf8(file: File) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with opened(file) as content:
            while part := content.read(CHUNK):
                decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except (OSError, EOFError, zlib.error):
        return True  # damaged: DuckDB tells how
    return True


def lent(files: Sequence[File], session: Session, encoding: str = "utf-8") -> str:
    """The name of a table with the lines of the files: `line`, its `number` from 1 on, and `filename`.

    Bytes that are no text in the encoding are U+FFFD.
    """
    numpy: Any = import_module("numpy")  # here: it would make every start of the engine slower
    texts: list[str] = []
    numbers: list[int] = []
    names: list[str] = []
    for file in files:
        text = unpacked(file).decode(encoding, "replace")
        lines = [line.removesuffix("\r") for line in text.split("\n")]
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


def _zstd(content: bytes) -> bytes:
    cramjam: Any = import_module("cramjam")
    try:
        return bytes(cramjam.zstd.decompress(content))
    except cramjam.DecompressionError as error:
        raise ValueError(str(error)) from error


UNPACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".zst": _zstd,
    ".bz2": bz2.decompress,
    ".deflate": zlib.decompress,
    ".snappy": _snappy,
}
