"""Formats by name: the one place that knows which module reads which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from pyspark.sql import SparkSession

from awsglue._formats.files import Selection
from awsglue._frame.state import Frame
from awsglue._unbuilt import GUIDE, unbuilt

PAGE = "aws-glue-programming-etl-format.html"

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


OTHERS = {
    "excel": "Read it by pandas (--additional-python-modules openpyxl).",
    "hyper": "",
    **dict.fromkeys(
        ("delta", "hudi", "iceberg"), "With --datalake-formats use spark.read.format and df.write.format."
    ),
}
"""Formats that AWS's page or Studio has besides, and what to do instead."""


def reader_of(format: str) -> Reader:
    """The reader of a format whose files are read one by one.

    Raises ValueError for a name that is no format, NotImplementedError for one that is not built.
    """
    name = MODULES.get(format.lower())
    if format.lower() in OTHERS:
        raise unbuilt(f"Reading {format} as a format of files", PAGE, OTHERS[format.lower()])
    if name is None:
        known = ", ".join(sorted({*MODULES, *COLUMNAR}))
        raise ValueError(f"{format!r} is no format that Glue reads: {known}. See {GUIDE}{PAGE}")
    reader: Reader = import_module(f"awsglue._formats.{name}").read
    return reader
