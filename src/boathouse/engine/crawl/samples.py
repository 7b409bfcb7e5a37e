"""The beginning of a file, unpacked: no classifier of text reads a file whole."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any, cast

MEGABYTE = 1 << 20
_MOST_FOREIGN = 0.1


@dataclass(frozen=True)
class Sample:
    """The first characters of a file of `size` bytes; `whole` if there are no more."""

    text: str
    whole: bool
    compression: str
    size: int

    def records(self, seen: int, used: int) -> int:
        """How many records the file has, if `seen` take `used` characters of the sample."""
        if self.whole or not seen:
            return seen
        return max(seen, int(self.size * seen / max(used, 1)))


def sample(path: Path, size: int, limit: int = MEGABYTE) -> Sample | None:
    """Read a sample of text; None if the file is none."""
    with path.open("rb") as file:
        magic = file.read(4)
    compression, opened = _packing(magic)
    try:
        with opened(path) as stream:
            content = stream.read(limit + 1)
    except FileNotFoundError:
        raise
    except (OSError, EOFError, zlib.error):
        return None
    whole = len(content) <= limit
    text = content[:limit].decode("utf-8-sig", "replace")
    if b"\0" in content or text.count("\ufffd") > _MOST_FOREIGN * len(text):
        return None
    return Sample(text, whole, compression, size)


def _packing(magic: bytes) -> tuple[str, Callable[[Path], IO[bytes]]]:
    if magic.startswith(b"\x1f\x8b"):
        return "gzip", lambda path: cast("IO[bytes]", gzip.open(path, "rb"))
    if magic.startswith(b"BZh"):
        return "bzip2", lambda path: cast("IO[bytes]", bz2.open(path, "rb"))
    if magic == b"\x28\xb5\x2f\xfd":
        return "zstd", _zstd
    return "none", lambda path: path.open("rb")


def _zstd(path: Path) -> IO[bytes]:
    arrow: Any = import_module("pyarrow")  # not before it is needed: it takes long to load
    return cast("IO[bytes]", arrow.input_stream(str(path), compression="zstd"))
