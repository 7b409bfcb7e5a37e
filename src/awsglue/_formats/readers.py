"""Formats by name: the one place that knows which module reads which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from pyspark.sql import SparkSession

from awsglue._formats.files import Selection
from awsglue._frame.state import Frame

GUIDE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format.html"

Reader = Callable[[SparkSession, Selection, Mapping[str, Any]], Frame]
MODULES = {
    "json": "json",
    "csv": "csv",
    "avro": "avro",
    "xml": "xml",
    "ion": "ion",
    "groklog": "grok",
    "grok": "grok",
}
"""The module of each format, imported when a script reads it: a start waits for none."""

COLUMNAR = {"parquet": "parquet", "glueparquet": "parquet", "orc": "orc"}


def reader_of(format: str) -> Reader:
    """The reader of a format whose files are read one by one.

    Raises ValueError for a name that is no format.
    """
    name = MODULES.get(format.lower())
    if name is None:
        known = ", ".join(sorted({*MODULES, *COLUMNAR}))
        raise ValueError(f"{format!r} is no format that Glue reads: {known}. See {GUIDE}")
    reader: Reader = import_module(f"awsglue._formats.{name}").read
    return reader
