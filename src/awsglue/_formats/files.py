"""Which files a reader reads, and how Spark is told so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as F

from awsglue._formats.faults import watch
from awsglue._frame.names import encoded, quoted
from awsglue._frame.nodes import STRING, Member, Scalar, Struct
from awsglue._listing import Found
from awsglue._paths import File
from awsglue._unbuilt import unbuilt

# Spark tells a file's path as a URI whose special characters are escaped; a plus is none of them.
_PATH = "url_decode(replace(_metadata.file_path, '+', '%2B'))"
_TIME = "unix_millis(_metadata.file_modification_time)"


@dataclass(frozen=True)
class Attached:
    """A field that a reader adds to each record: the path of its file, or the time of its last change."""

    name: str
    column: str
    sql: str
    node: Scalar = STRING

    def value(self, file: File) -> str | int:
        """The same for one file, as SQL would tell it."""
        return file.uri if self.node == STRING else int(file.modified * 1000)


def attached(options: Mapping[str, Any]) -> tuple[Attached, ...]:
    """The fields that a reader's connection options ask for."""
    made = []
    if name := str(options.get("attachFilename") or ""):
        made.append(Attached(name, "_attached_path", _PATH))
    if name := str(options.get("attachTimestamp") or ""):
        made.append(Attached(name, "_attached_time", _TIME, Scalar("long")))
    return tuple(made)


@dataclass(frozen=True)
class Selection:
    """Files under one root, all in folders of the same keys."""

    root: str
    files: tuple[File, ...]
    by_folder: bool
    attached: tuple[Attached, ...] = ()
    compression: str = ""

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

    def beside(self, schema: Struct) -> list[tuple[Member, str]]:
        """Fields that stand beside the records' own, and the columns that hold them.

        They come from the names of folders `key=value`, as strings, and from what the script has attached;
        a field of the records goes before.
        """
        pairs = [(Member(name, STRING), name) for name in self.keys]
        pairs += [(Member(part.name, part.node), part.column) for part in self.attached]
        return [(member, column) for member, column in pairs if schema.get(member.name) is None]

    def reader(self, session: SparkSession) -> DataFrameReader:
        """Spark's reader for these files; an error of its names the one that is broken."""
        watch(self.files)
        return session.read.option("basePath", self.root) if self.keys else session.read

    def completed(self, df: DataFrame) -> DataFrame:
        """What a reader loaded, with the columns of what is attached."""
        return df.withColumns({part.column: F.expr(part.sql) for part in self.attached})

    def shown(self, df: DataFrame) -> DataFrame:
        """What a reader loaded with names of its own, and what is attached under its public name."""
        return with_attached(df, self.attached)

    def texts(self, session: SparkSession, *, whole: bool = False) -> DataFrame:
        """The lines of the files, or their whole texts, as a column `value`, and what stands beside."""
        columns = ", ".join(f"{quoted(name)} string" for name in ("value", *self.keys))
        return self.completed(self.reader(session).schema(columns).text(self.paths, wholetext=whole))


@contextmanager
def keys_as_strings(session: SparkSession) -> Iterator[None]:
    """While it lasts, Spark takes the values of folders' keys as strings, whatever they look like."""
    setting = "spark.sql.sources.partitionColumnTypeInference.enabled"
    before = session.conf.get(setting)
    session.conf.set(setting, "false")
    try:
        yield
    finally:
        session.conf.set(setting, str(before))


def with_attached(df: DataFrame, parts: Sequence[Attached]) -> DataFrame:
    """A reader's rows with what is attached, unless there is such a column."""
    new = [F.expr(part.sql).alias(part.name) for part in parts if part.name not in df.columns]
    return df.select("*", *new) if new else df


def columns_beside(beside: Sequence[tuple[Member, str]]) -> list[str]:
    """SQL that calls the columns beside the records by their fields' internal names."""
    return [f"{quoted(column)} AS {quoted(encoded(member.name))}" for member, column in beside]


def select(found: Sequence[Found], options: Mapping[str, Any]) -> list[Selection]:
    """The files to read: those without keys all together, those of equal keys under one root together."""
    bare: list[tuple[Found, list[File]]] = []
    keyed: list[Selection] = []
    for part in found:
        groups: dict[tuple[str, ...], list[File]] = {}
        for file in part.files:
            groups.setdefault(tuple(name for name, _ in file.partition), []).append(file)
        exclude = len(groups) > 1 or not part.whole
        for names, files in groups.items():
            if names:
                keyed.append(selection(part.root, files, options, exclude=exclude))
            else:
                bare.append((Found(part.root, (), not exclude), files))
    parts = [selection(part.root, files, options, exclude=not part.whole) for part, files in bare]
    return ([_together(parts)] if parts else []) + keyed


def _together(parts: Sequence[Selection]) -> Selection:
    """Selections without keys as one, so that a script's many paths are one read."""
    files = tuple(file for part in parts for file in part.files)
    return replace(parts[0], files=files, by_folder=all(part.by_folder for part in parts))


def selection(
    root: str, files: Sequence[File], options: Mapping[str, Any], *, exclude: bool = False
) -> Selection:
    """These files; Spark is given their folders unless some of a folder are left out."""
    folders = {file.folder for file in files}
    nested = (
        any(a != b and b.startswith(a + "/") for a in folders for b in folders)
        if len(folders) < 500
        else True
    )
    one = len(files) == 1 and files[0].uri == root.rstrip("/")
    globbed = any(char in root for char in "*?[{")
    by_folder = not (exclude or nested or one or globbed)
    compression = str(options.get("compressionType") or options.get("compression") or "").lower()
    if compression == "lzo":
        raise unbuilt("Reading files compressed as lzo", "aws-glue-programming-etl-connect-s3-home.html")
    return Selection(root.rstrip("/"), tuple(files), by_folder, attached(options), compression)
