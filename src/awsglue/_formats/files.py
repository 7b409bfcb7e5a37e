"""Which files a reader reads, and how Spark is told so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyspark.sql import DataFrame, DataFrameReader, SparkSession

from awsglue._frame.names import quoted
from awsglue._frame.nodes import STRING, Member, Struct
from awsglue._listing import Found
from awsglue._paths import File


@dataclass(frozen=True)
class Selection:
    """Files under one root."""

    root: str
    files: tuple[File, ...]
    by_folder: bool
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> list[str]:
        """What Spark is given: folders where all their files are wanted, for it lists them faster."""
        if not self.by_folder:
            return [file.uri for file in self.files]
        return list(dict.fromkeys(file.folder for file in self.files))

    @property
    def local(self) -> list[Path] | None:
        """The same files on this machine's disk; None if one is elsewhere."""
        found = [file.local for file in self.files if file.local is not None]
        return found if len(found) == len(self.files) else None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.files[0].partition) if self.files else ()

    def members(self, schema: Struct) -> tuple[Member, ...]:
        """Fields from the names of folders `key=value`: strings, unless the records have such a field."""
        return tuple(Member(name, STRING) for name in self.keys if schema.get(name) is None)

    def reader(self, session: SparkSession) -> DataFrameReader:
        reader = session.read.options(**dict(self.options))
        return reader.option("basePath", self.root) if self.keys else reader

    def texts(self, session: SparkSession, *, whole: bool = False) -> DataFrame:
        """The lines of the files, or their whole texts, as a column `value`; keys of folders beside it."""
        columns = ", ".join(f"{quoted(name)} string" for name in ("value", *self.keys))
        return self.reader(session).schema(columns).text(self.paths, wholetext=whole)


def select(found: Found) -> list[Selection]:
    """The files to read under a root, those of equal keys together."""
    groups: dict[tuple[str, ...], list[File]] = {}
    for file in found.files:
        groups.setdefault(tuple(name for name, _ in file.partition), []).append(file)
    single = len(groups) < 2 and found.whole
    return [selection(found.root, files, exclude=not single) for files in groups.values()]


def selection(root: str, files: Sequence[File], *, exclude: bool = False) -> Selection:
    """These files; Spark is given their folders unless some of a folder are left out."""
    folders = {file.folder for file in files}
    nested = (
        any(a != b and b.startswith(a + "/") for a in folders for b in folders)
        if len(folders) < 500
        else True
    )
    one = len(files) == 1 and files[0].uri == root.rstrip("/")
    globbed = any(char in root for char in "*?[{")
    return Selection(root.rstrip("/"), tuple(files), not (exclude or nested or one or globbed))
