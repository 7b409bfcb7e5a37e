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

from pyspark.sql import DataFrame, DataFrameWriter, SparkSession

from awsglue._formats.jsontext import json_text, needs_text
from awsglue._formats.readers import GUIDE
from awsglue._frame.names import quoted
from awsglue._frame.public import public_sql
from awsglue._frame.slots import Slot
from awsglue._frame.sparktypes import suits_files
from awsglue._frame.state import Frame
from awsglue._paths import File, Storage, truth

_CODECS = {
    "": "none",
    "uncompressed": "none",
    "bzip2": "bzip2",
    "gzip": "gzip",
    "snappy": "snappy",
    "none": "none",
}


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


def write(storage: Storage, frame: Frame, target: Target) -> Written:
    """Append a frame's records to a folder.

    Raises NotImplementedError for a format that is not built, ValueError for a partition key that is
    no field.
    """
    missing = [key for key in target.keys if frame.schema.get(key) is None]
    if missing and frame.schema.members:
        raise ValueError(f"Partition keys {missing} are not fields of the frame that goes to {target.path}.")
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
    """Raises NotImplementedError for a format that cannot be written."""
    if format not in _WRITERS:
        raise NotImplementedError(f"Writing format {format!r} is not built. See {GUIDE}")


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
    if target.format == "parquet":
        *_, codec, ending = file.uri.rsplit("/", 1)[1].split(".")
        codec = "uncompressed" if codec.startswith("c0") else codec
        return f"run-{stamp}-part-block-0-r-{number:05d}-{codec}.{ending}"
    last = file.uri.rsplit("/", 1)[1].rsplit(".", 1)[-1]
    ending = f".{last}" if last in ("gz", "bz2", "snappy") else ""
    return f"run-{stamp}-part-r-{number:05d}{ending}"


def _rowless(storage: Storage, target: Target, file: File, session: SparkSession) -> bool:
    """Spark writes one file, a schema or a header, for a frame without rows; Glue writes none."""
    if "part-00000" not in file.uri:
        return False
    if target.format == "csv" and _header(target):
        return bool(session.read.option("header", True).option("multiLine", True).csv(file.uri).isEmpty())
    return target.format == "parquet" and storage.parquet_rows(file.uri) == 0


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
    given = {key.lower(): value for key, value in target.options.items()}
    quote = str(given.get("quotechar", '"'))
    df = frame.df.selectExpr(*_columns(frame.slots()))
    writer = _writer(df, target).option("compression", _codec(target))
    writer = writer.option("sep", str(given.get("separator", ",")))
    writer = writer.option("quote", "\x00" if quote == "-1" else quote).option(
        "escape", str(given.get("escaper", '"'))
    )
    writer = writer.option("header", str(_header(target)).lower()).option("emptyValue", "")
    writer.csv(staging)


def _parquet(frame: Frame, target: Target, staging: str) -> None:
    slots = [slot for slot in frame.slots() if slot.node.word != "null"]
    codec = str(target.options.get("compression") or target.compression or "snappy")
    _writer(frame.df.selectExpr(*_columns(slots)), target).option("compression", codec).parquet(staging)


def _codec(target: Target) -> str:
    codec = str(target.compression or target.options.get("compression") or "").lower()
    if codec not in _CODECS:
        raise ValueError(f"Compression {codec!r} is not one of gzip, bzip2, snappy (path {target.path}).")
    return _CODECS[codec]


_WRITERS: dict[str, Callable[[Frame, Target, str], None]] = {"json": _json, "csv": _csv, "parquet": _parquet}
