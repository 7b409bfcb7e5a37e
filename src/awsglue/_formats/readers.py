"""Formats by name: the one place that knows which module reads which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pyspark.sql import SparkSession

from awsglue._formats import csv, json
from awsglue._formats.files import Selection
from awsglue._frame.state import Frame

GUIDE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format.html"

Reader = Callable[[SparkSession, Selection, Mapping[str, Any]], Frame]
READERS: dict[str, Reader] = {"json": json.read, "csv": csv.read}
COLUMNAR = {"parquet": "parquet", "glueparquet": "parquet", "orc": "orc"}


def reader_of(format: str) -> Reader:
    """The reader of a text format.

    Raises NotImplementedError for a format that is not built.
    """
    try:
        return READERS[format.lower()]
    except KeyError:
        raise NotImplementedError(f"Reading format {format!r} is not built. See {GUIDE}") from None
