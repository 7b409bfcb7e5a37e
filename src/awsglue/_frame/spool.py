"""Batches between one Spark job and the next: written to files of the run's own, read back in order."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from awsglue._frame.discovery import Seen

_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True)
class Part:
    """Where a batch lies, and what was seen in it: nothing, if it holds error records."""

    file: str
    offset: int
    seen: Seen | None


@cache
def folder() -> str:
    """A folder of this process's, removed at its end."""
    made = tempfile.mkdtemp(prefix="glue-made-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


class Spool:
    """The file of one task, made with its first batch."""

    def __init__(self, place: str) -> None:
        self._path = Path(place) / uuid.uuid4().hex
        self._file: BinaryIO | None = None
        self.parts: list[Part] = []

    def write(self, batch: Any, seen: Seen | None) -> None:
        """Append a batch."""
        if self._file is None:
            self._file = self._path.open("wb")
        self.parts.append(Part(str(self._path), self._file.tell(), seen))
        with pa.ipc.new_stream(self._file, batch.schema, options=_OPTIONS) as stream:
            stream.write_batch(batch)

    def close(self) -> None:
        """Write out what is left."""
        if self._file is not None:
            self._file.close()

    def drop(self) -> None:
        """Remove the file: nobody will read it."""
        self.close()
        with suppress(FileNotFoundError):
            self._path.unlink()


def read(parts: Sequence[Part]) -> Iterator[tuple[Part, Any]]:
    """The batches of these parts, in their order."""
    for part in parts:
        with Path(part.file).open("rb") as file:
            file.seek(part.offset)
            with pa.ipc.open_stream(file) as stream:
                yield part, stream.read_next_batch()
