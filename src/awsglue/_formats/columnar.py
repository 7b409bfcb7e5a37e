"""Parquet and ORC: Spark's own readers; the files know their types, a null is a null.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-parquet-home.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, DataFrameReader, SparkSession

from awsglue._formats.files import attached, keys_as_strings, with_attached
from awsglue._frame.state import Frame
from awsglue._listing import Found, nested

_SINGLE_KEYS = {"useglueparquetwriter", "compression", "blocksize", "pagesize", "optimizeperformance"}
_SPARKS = {"mergeschema", "basepath", "pathglobfilter", "datetimerebasemode", "int96rebasemode"}
"""Connection options that are Spark's: on AWS its readers are given all of them."""


def read_columnar(
    session: SparkSession,
    format: str,
    found: Sequence[Found],
    format_options: Mapping[str, Any],
    options: Mapping[str, Any],
) -> Frame:
    """Read a frame with Spark's reader of this format; `options` are the connection's.

    Spark's own error if there is nothing at all to read; an empty frame if all files were read before.
    """
    chosen = {key: str(value) for key, value in format_options.items() if key.lower() not in _SINGLE_KEYS}
    chosen |= {key: str(value) for key, value in options.items() if key.lower() in _SPARKS}
    reader, parts = session.read.format(format).options(**chosen), attached(options)
    # Partitions under several roots are more than Spark reads at once.
    keyed = len(found) > 1 and any(file.partition for part in found for file in part.files)
    if all(part.whole for part in found) and not keyed:
        if any(_nested(part) for part in found):
            reader = reader.option("recursiveFileLookup", "true")
        df = _loaded(reader, [part.root for part in found], found)
        return Frame.of(with_attached(df, parts))
    frames = []
    for part in found:
        if part.files:
            below = reader.option("basePath", part.root) if any(f.partition for f in part.files) else reader
            df = _loaded(below, [file.uri for file in part.files], [part])
            frames.append(Frame.of(with_attached(df, parts)))
    return reduce(Frame.union, frames) if frames else Frame.empty(session)


def read_columnar_tree(session: SparkSession, format: str, found: Found, options: Mapping[str, Any]) -> Frame:
    """Read the folders of a partitioned table, whose keys are strings whatever they look like."""
    reader = session.read.format(format).option("basePath", found.root).option("mergeSchema", "true")
    paths = {file.uri: None for file in found.files}
    if found.whole:
        paths = {file.folder: None for file in found.files}
    with keys_as_strings(session):
        df = _loaded(reader, list(paths), [found])
    return Frame.of(with_attached(df, attached(options)))


def _loaded(reader: DataFrameReader, paths: list[str], found: Sequence[Found]) -> DataFrame:
    """What Spark loads; a broken file is named, which Spark's own error does not always do."""
    try:
        return reader.load(paths)
    except AnalysisException:
        raise
    except Exception as error:
        for file in (file for part in found for file in part.files):
            try:
                reader.load(file.uri)
            except Exception:
                raise RuntimeError(f"{file.uri} is broken: {str(error)[:500]}") from error
        raise


def _nested(found: Found) -> bool:
    """Whether files stand in sub-folders that are no partitions, which Spark passes over unless told."""
    return any(nested(found.root, file) for file in found.files)
