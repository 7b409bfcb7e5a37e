"""Parquet and ORC: Spark's own readers; the files know their types, a null is a null.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-parquet-home.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from awsglue._frame.state import Frame

_SINGLE_KEYS = {"useglueparquetwriter", "compression", "blocksize", "pagesize", "optimizeperformance"}


def load(session: SparkSession, format: str, paths: list[str], options: Mapping[str, Any]) -> DataFrame:
    """A DataFrame of these folders; Spark's own error if there is nothing to read."""
    chosen = {key: str(value) for key, value in options.items() if key.lower() not in _SINGLE_KEYS}
    return session.read.format(format).options(**chosen).load(paths)


def read(session: SparkSession, format: str, paths: list[str], options: Mapping[str, Any]) -> Frame:
    """Read a frame with Spark's reader of this format."""
    return Frame.of(load(session, format, paths, options))
