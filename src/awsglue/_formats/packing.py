"""Packed files: told by their first bytes, unpacked in Python where Spark would not unpack them."""

from __future__ import annotations

import bz2
import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from awsglue._paths import File

_MAGIC: dict[bytes, str] = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\x28\xb5\x2f\xfd": "zstd"}
_BY_SPARK = {"gzip": (".gz",), "bzip2": (".bz2",)}
_BEYOND = (".zst", ".zstd")
"""Endings of files that Hadoop's codecs only unpack with a native library, which is not there."""


def beyond_spark(file: File, given: str) -> bool:
    """Whether Spark would read the packed bytes as they are: it goes by the ending of the name alone."""
    name = file.uri.lower()
    if name.endswith(_BEYOND):
        return True
    endings = _BY_SPARK.get(given)
    if endings is None or name.endswith(endings) or file.local is None:
        return False
    with file.local.open("rb") as stream:
        return codec_of(stream) == given


@contextmanager
def opened(content: Path | bytes) -> Iterator[BinaryIO]:
    """A file, or its bytes, unpacked as it is read."""
    with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as raw:
        opener = _OPENERS.get(codec_of(raw))
        if opener is None:
            yield raw
        else:
            with opener(raw) as stream:
                yield stream


def codec_of(stream: BinaryIO) -> str:
    """How a stream's bytes are packed, which stays where it stands; "" for none that is known."""
    start = stream.read(4)
    stream.seek(-len(start), io.SEEK_CUR)
    return next((codec for magic, codec in _MAGIC.items() if start.startswith(magic)), "")


def _zstd(stream: BinaryIO) -> BinaryIO:
    import pyarrow  # noqa: PLC0415 - it costs every start a tenth of a second

    return cast(BinaryIO, io.BufferedReader(pyarrow.CompressedInputStream(stream, "zstd")))


_OPENERS: dict[str, Callable[[Any], BinaryIO]] = {
    "gzip": lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream)),
    "bzip2": lambda stream: cast(BinaryIO, bz2.BZ2File(stream)),
    "zstd": _zstd,
}
