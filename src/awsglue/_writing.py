"""Parquet and ORC as Spark writes them, with its file names; a failed write leaves nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pyspark.sql import DataFrame

from awsglue._formats.sinks import parquet_sizes
from awsglue._paths import Storage


def write_by_spark(
    storage: Storage,
    df: DataFrame,
    format: str,
    connection_options: Mapping[str, Any],
    format_options: Mapping[str, Any],
) -> None:
    """Append rows to the folder that the options name.

    Raises ValueError if they name none.
    """
    path = str(connection_options.get("path") or "")
    if not path:
        raise ValueError("connection_options has no 'path': give the S3 path to write to.")
    storage.local(path)
    staging = f"{path.rstrip('/')}/_staging-{uuid.uuid4().hex}"
    keys = connection_options.get("partitionKeys") or []
    writer = df.write.format(format).option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
    if compression := connection_options.get("compression") or format_options.get("compression"):
        writer = writer.option("compression", str(compression))
    writer = writer.options(**parquet_sizes(format_options))
    if keys:
        writer = writer.partitionBy(*([keys] if isinstance(keys, str) else keys))
    try:
        writer.save(staging)
        for file in storage.files(staging):
            storage.move(file.uri, f"{path.rstrip('/')}{file.uri[len(staging) :]}")
    finally:
        with suppress(Exception):
            storage.remove(staging)
