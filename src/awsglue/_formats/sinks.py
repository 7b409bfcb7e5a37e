"""Writing a frame as files: Spark writes into a hidden folder beside them, then each file gets Glue's name.

A write that fails leaves nothing in the table's folder; readers pass over names that start with `_`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame, DataFrameWriter, SparkSession, Window
from pyspark.sql import functions as F

from awsglue._formats import avro
from awsglue._formats.jsontext import json_text, needs_text
from awsglue._formats.plaintypes import known, plain
from awsglue._formats.readers import OTHERS, PAGE
from awsglue._frame.casts import cast_sql
from awsglue._frame.names import quoted
from awsglue._frame.nodes import STRING, Member, Scalar, options_of
from awsglue._frame.public import public_sql
from awsglue._frame.slots import Slot
from awsglue._frame.sparktypes import suits_files
from awsglue._frame.state import Frame
from awsglue._paths import File, Storage, truth
from awsglue._unbuilt import GUIDE, unbuilt

_TEXT = {"none": "none", "bzip2": "bzip2", "gzip": "gzip", "snappy": "snappy", "deflate": "deflate"}
_CODECS: dict[str, dict[str, str]] = {
    "json": _TEXT,
    "csv": _TEXT,
    "parquet": {name: name for name in ("none", "snappy", "gzip", "zstd", "lz4", "brotli")},
    "orc": {name: name for name in ("none", "snappy", "zlib", "zstd", "lz4")},
    "avro": {
        "none": "uncompressed",
        **{name: name for name in ("snappy", "deflate", "bzip2", "xz", "zstandard")},
        "zstd": "zstandard",
    },
}
"""For each format the compressions that a script may name, and Spark's word for each."""

_BLANKS = {"ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false"}  # are kept
_ROWS_OF_A_TASK = (1 << 33) - 1  # the part of monotonically_increasing_id that counts them
_ENDINGS = ("gz", "bz2", "snappy", "deflate")
ESCAPE = "_escape"
"""The format option by which a table's SerDe tells CSV its escape character; a script has none for it."""


@dataclass(frozen=True)
class Target:
    """Where and how to write."""

    path: str
    format: str
    keys: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    compression: str = ""


@dataclass(frozen=True)
class Written:
    """What a write left: the number of files, and the values of the partitions among them."""

    files: int
    partitions: tuple[tuple[str, ...], ...]


def _called(frame: Frame, keys: Sequence[str]) -> Frame:
    """The frame with its partition keys called as they are given, a field of another case among them."""
    names = {_meant(frame, key): key for key in keys}
    if all(own == key for own, key in names.items()):
        return frame
    return frame.project([slot.named(names.get(slot.name, slot.name)) for slot in frame.slots()])


def _meant(frame: Frame, key: str) -> str:
    """The field that a partition key names, or the only one that differs from it in case."""
    spelled = frame.spelled(key)
    alike = [member.name for member in frame.schema.members if member.name.lower() == key.lower()]
    return alike[0] if frame.schema.get(spelled) is None and len(alike) == 1 else spelled


def write(storage: Storage, frame: Frame, target: Target) -> Written:
    """Append a frame's records to a folder.

    Raises ValueError for a partition key that is no field, and for a compression that the format lacks.
    """
    frame = _called(frame, target.keys)
    missing = [key for key in target.keys if frame.schema.get(key) is None]
    if missing and frame.schema.members:
        raise ValueError(
            f"Partition keys {missing} are not fields of the frame that goes to {target.path}. "
            f"It has: {', '.join(member.name for member in frame.schema.members)}."
        )
    if not frame.schema.members:
        return Written(0, ())
    storage.local(target.path)
    staging = f"{target.path.rstrip('/')}/_staging-{uuid.uuid4().hex}"
    try:
        _WRITERS[target.format](frame, target, staging)
        return _publish(storage, target, staging, frame.df.sparkSession)
    finally:
        with suppress(Exception):
            storage.remove(staging)


def check_format(format: str) -> None:
    """Raises ValueError for a format that Glue does not write, NotImplementedError for one not built."""
    if format in OTHERS:
        raise unbuilt(f"Writing {format} as a format of files", PAGE, OTHERS[format])
    if format not in _WRITERS:
        known = ", ".join(["glueparquet", *_WRITERS])
        raise ValueError(f"{format!r} is no format that Glue writes: {known}. See {GUIDE}{PAGE}")


def _publish(storage: Storage, target: Target, staging: str, session: SparkSession) -> Written:
    stamp, number = int(time.time() * 1000), 0
    partitions: dict[tuple[str, ...], None] = {}
    for file in storage.files(staging):
        if not file.size or _rowless(storage, target, file, session):
            continue
        folder = file.folder[len(staging) :]
        storage.move(file.uri, f"{target.path.rstrip('/')}{folder}/{_name(target, file, stamp, number)}")
        partitions[tuple(value for _, value in file.partition)] = None
        number += 1
    return Written(number, tuple(partitions) if target.keys else ())


def _name(target: Target, file: File, stamp: int, number: int) -> str:
    if target.format in ("parquet", "orc"):
        *_, codec, ending = file.uri.rsplit("/", 1)[1].split(".")
        codec = "uncompressed" if "-" in codec else codec
        return f"run-{stamp}-part-block-0-r-{number:05d}-{codec}.{ending}"
    last = file.uri.rsplit("/", 1)[1].rsplit(".", 1)[-1]
    ending = f".{last}" if last in _ENDINGS else ""
    return f"run-{stamp}-part-r-{number:05d}{ending}"


def _rowless(storage: Storage, target: Target, file: File, session: SparkSession) -> bool:
    """Spark writes one file, a schema or a header, for a frame without rows; Glue writes none."""
    if "part-00000" not in file.uri:
        return False
    if target.format == "csv" and _header(target):
        return bool(session.read.option("header", True).option("multiLine", True).csv(file.uri).isEmpty())
    if target.format == "parquet":
        return storage.parquet_rows(file.uri) == 0
    return target.format in ("orc", "avro") and bool(
        session.read.format(target.format).load(file.uri).isEmpty()
    )


def _columns(slots: Sequence[Slot]) -> list[str]:
    return [f"{public_sql(s.value, s.node)} AS {quoted(s.name)}" for s in slots]


def _writer(df: DataFrame, target: Target) -> DataFrameWriter:
    writer = df.write.option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
    return writer.partitionBy(*target.keys) if target.keys else writer


def _json(frame: Frame, target: Target, staging: str) -> None:
    codec = _codec(target)
    slots = frame.slots()
    if needs_text(frame.schema) or not suits_files(frame.schema):
        body = [slot for slot in slots if slot.name not in target.keys]
        keys = [f"{public_sql(s.value, s.node)} AS {quoted(s.name)}" for s in slots if s.name in target.keys]
        df = frame.df.selectExpr(f"{json_text(body)} AS value", *keys)
        _writer(df, target).option("compression", codec).text(staging)
    else:
        df = frame.df.selectExpr(*_columns(slots))
        _writer(df, target).option("compression", codec).json(staging)


def _header(target: Target) -> bool:
    given = {key.lower(): value for key, value in target.options.items()}
    return truth(given.get("writeheader", True))


def _csv(frame: Frame, target: Target, staging: str) -> None:
    """Write CSV; values with a separator, a quote or a line's end in them stand in quotes.

    With quoteChar -1 nothing is quoted, whatever a value holds. An escaper is for reading only; that of
    a table is obeyed, and all values are quoted then, for only quoted ones have it escaped itself.

    Differs: structs, arrays and maps are refused; AWS does not tell what it makes of them.
    """
    fields = [_bare(known(slot)) for slot in frame.slots()]
    if nested := [slot.name for slot in fields if not isinstance(slot.node, Scalar)]:
        raise unbuilt(
            f"Writing CSV with the nested field{'s' if len(nested) > 1 else ''} {', '.join(nested)}",
            "aws-glue-programming-etl-format-csv-home.html",
            "Relationalize or unnest the frame, drop them, or write JSON.",
        )
    given = {key.lower(): value for key, value in target.options.items()}
    separator, quote = str(given.get("separator") or ","), str(given.get("quotechar", '"'))
    df = frame.df.selectExpr(*_columns(fields))
    if quote == "-1":
        lines = _unquoted(df, target, separator)
        _writer(lines, target).option("compression", _codec(target)).text(staging)
        return
    writer = _writer(df, target).option("compression", _codec(target)).options(**_BLANKS)
    writer = writer.option("sep", separator).option("quote", quote)
    escape = str(given.get(ESCAPE) or quote)
    writer = writer.option("escape", escape).option("quoteAll", str(escape != quote).lower())
    writer = writer.option("header", str(_header(target)).lower()).option("emptyValue", "")
    writer.csv(staging)


def _bare(slot: Slot) -> Slot:
    """A field of several types as the text of each record's own value."""
    options = options_of(slot.node)
    if len(options) < 2 or not all(isinstance(option, Scalar) for option in options):
        return slot
    text = cast_sql(slot.value, slot.node, STRING)
    return Slot(Member(slot.name, STRING, slot.member.nulls), text, slot.mark)


def _unquoted(df: DataFrame, target: Target, separator: str) -> DataFrame:
    """Lines of CSV without quotes, which Spark's writer always sets somewhere; a file begins with the header.

    What Spark takes for quotes here are NULs, and these are taken out again, and so is a last value, without
    which a line of one empty value would be null.
    """
    body = [name for name in df.columns if name not in target.keys]
    options = {"sep": separator, "quote": "\x00", "escape": "\x00", "emptyValue": "", **_BLANKS}
    longer = F.translate(
        F.to_csv(F.struct(*map(quoted, body), F.lit("x").alias("\x00")), options), "\x00", ""
    )
    line = longer.substr(F.lit(1), F.length(longer) - len(f"{separator}x"))
    lines = df.select(
        line.alias("value"), *map(quoted, target.keys), F.monotonically_increasing_id().alias("order")
    )
    if _header(target):
        first = F.col("order").bitwiseAND(_ROWS_OF_A_TASK) == 0
        if target.keys:
            file = Window.partitionBy(*map(quoted, target.keys)).orderBy("order")
            first = F.row_number().over(file) == 1
        header = F.when(first, F.lit(f"{separator.join(body)}\n")).otherwise("")
        lines = lines.withColumn("value", F.concat(header, "value"))
    return lines.drop("order")


def _columnar(frame: Frame, target: Target, staging: str) -> None:
    """Write Parquet or ORC: a field that has only nulls is left out, inside a struct or an array a string."""
    slots = [known(slot) for slot in frame.slots() if slot.node.word != "null"]
    writer = _writer(frame.df.selectExpr(*_columns(slots)), target).option("compression", _codec(target))
    writer.options(**parquet_sizes(target.options)).format(target.format).save(staging)


def parquet_sizes(options: Mapping[str, Any]) -> dict[str, str]:
    """The sizes in bytes of Parquet's row groups and pages that a script asks for, as Spark takes them."""
    keys = {"blocksize": "parquet.block.size", "pagesize": "parquet.page.size"}
    given = {name.lower(): value for name, value in options.items()}
    return {key: str(given[name]) for name, key in keys.items() if given.get(name)}


def _avro(frame: Frame, target: Target, staging: str) -> None:
    """Write Avro; version 1.7 has no logical types, and keeps dates, timestamps and decimals as strings."""
    avro.require(frame.df.sparkSession)
    slots = [slot for slot in frame.slots() if slot.node.word != "null"]
    if avro.version(target.options) not in avro.LOGICAL:
        slots = [plain(slot) for slot in slots]
    writer = _writer(frame.df.selectExpr(*_columns(slots)), target).option("compression", _codec(target))
    writer.format("avro").save(staging)


def _codec(target: Target) -> str:
    """Spark's word for the compression.

    Raises ValueError for one that the format does not have.
    """
    given = str(target.options.get("compression") or target.compression or "").lower()
    known = _CODECS[target.format]
    codec = {"": "snappy" if target.format in ("parquet", "orc") else "none", "uncompressed": "none"}.get(
        given, given
    )
    if codec not in known:
        names = ", ".join(known)
        raise ValueError(f"Compression {given!r} is none of {target.format}'s: {names} (path {target.path}).")
    return known[codec]


_WRITERS: dict[str, Callable[[Frame, Target, str], None]] = {
    "json": _json,
    "csv": _csv,
    "parquet": _columnar,
    "orc": _columnar,
    "avro": _avro,
}
