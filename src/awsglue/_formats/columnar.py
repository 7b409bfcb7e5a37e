"""Parquet and ORC: Spark's own readers; the files know their types, a null is a null.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-parquet-home.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from pyspark.sql import SparkSession

from awsglue._frame.state import Frame
from awsglue._listing import Found, nested

_SINGLE_KEYS = {"useglueparquetwriter", "compression", "blocksize", "pagesize", "optimizeperformance"}


def read_columnar(
    session: SparkSession, format: str, found: Sequence[Found], options: Mapping[str, Any]
) -> Frame:
    """Read a frame with Spark's reader of this format.

    Spark's own error if there is nothing at all to read; an empty frame if all files were read before.
    """
    chosen = {key: str(value) for key, value in options.items() if key.lower() not in _SINGLE_KEYS}
    reader = session.read.format(format).options(**chosen)
    if all(part.whole for part in found):
        if any(_nested(part) for part in found):
            reader = reader.option("recursiveFileLookup", "true")
        return Frame.of(reader.load([part.root for part in found]))
    frames = []
    for part in found:
        if part.files:
            below = reader.option("basePath", part.root) if any(f.partition for f in part.files) else reader
            frames.append(Frame.of(below.load([file.uri for file in part.files])))
    return reduce(Frame.union, frames) if frames else Frame.empty(session)


def _nested(found: Found) -> bool:
    """Whether files stand in sub-folders that are no partitions, which Spark passes over unless told."""
    return any(nested(found.root, file) for file in found.files)
