"""The lake as PyIceberg reads and writes it, with a list of what a statement has written.

This and what imports it load PyIceberg, which takes 0.5 s: import them where they are first needed.
"""

from __future__ import annotations

import io
from pathlib import Path
from types import TracebackType

from pyiceberg.io import FileIO, InputFile, InputStream, OutputFile, OutputStream

from boathouse.errors import ServiceError
from boathouse.lake import Lake


class Storage(FileIO):
    """Files of the lake by their URIs; leaving it by an exception takes back what was written."""

    def __init__(self, lake: Lake) -> None:
        super().__init__()
        self.lake = lake
        self._written: list[str] = []

    def __enter__(self) -> Storage:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            self.discard(0)

    @property
    def scratch(self) -> Path:
        """Where files are made before they are published."""
        return self.lake.scratch

    def new_input(self, location: str) -> InputFile:
        """A file to read."""
        return _Source(self.lake, location)

    def new_output(self, location: str) -> OutputFile:
        """A small file to write: it is kept in memory until it is closed, then it is there at once."""
        return _Target(self, location)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Delete a file if it is there."""
        uri = location if isinstance(location, str) else location.location
        self.lake.delete(*Lake.split(uri))

    @property
    def count(self) -> int:
        """How many files have been written."""
        return len(self._written)

    def discard(self, first: int) -> None:
        """Delete what was written since there were so many files."""
        while len(self._written) > first:
            self.delete(self._written.pop())

    def write(self, uri: str, content: bytes) -> None:
        """Write a file whole."""
        self._written.append(uri)
        self.lake.write(*Lake.split(uri), [content])

    def publish(self, path: Path, uri: str) -> None:
        """Put a file that was made in the scratch folder into its place."""
        self._written.append(uri)
        self.lake.publish(path, *Lake.split(uri))


class _Source(InputFile):
    def __init__(self, lake: Lake, location: str) -> None:
        super().__init__(location)
        self._lake = lake

    def __len__(self) -> int:
        return self._lake.stat(*Lake.split(self.location)).size

    def exists(self) -> bool:
        try:
            return len(self) >= 0
        except ServiceError:
            return False

    def open(self, seekable: bool = True) -> InputStream:
        return self._lake.stat(*Lake.split(self.location)).path.open("rb")


class _Target(OutputFile):
    def __init__(self, storage: Storage, location: str) -> None:
        super().__init__(location)
        self._storage = storage

    def __len__(self) -> int:
        return len(self.to_input_file())

    def exists(self) -> bool:
        return self.to_input_file().exists()

    def to_input_file(self) -> InputFile:
        return self._storage.new_input(self.location)

    def create(self, overwrite: bool = False) -> OutputStream:
        if not overwrite and self.exists():
            raise FileExistsError(self.location)
        return _Stream(self._storage, self.location)


class _Stream(io.BytesIO):
    def __init__(self, storage: Storage, location: str) -> None:
        super().__init__()
        self._storage, self._location = storage, location

    def __enter__(self) -> _Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            super().close()

    def close(self) -> None:
        if not self.closed:
            self._storage.write(self._location, self.getvalue())
        super().close()
