"""Streams in batches: a function of the script's for each, and columns that say when it came.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from pyspark import StorageLevel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._paths import truth

_GRAINS = ("year", "month", "day", "hour", "minute")


def for_each_batch(df: DataFrame, function: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Hand a stream's batches to a function, and wait until the stream ends.

    Raises ValueError if windowSize or checkpointLocation is missing, or the frame is no stream.
    """
    missing = [name for name in ("windowSize", "checkpointLocation") if not options.get(name)]
    if missing:
        raise ValueError(f"forEachBatch needs windowSize and checkpointLocation; missing: {missing}.")
    if not df.isStreaming:
        raise ValueError("forEachBatch takes a streaming DataFrame; this one is not.")
    retries = int(options.get("batchMaxRetries", 3))
    if not 0 <= retries <= 100:
        raise ValueError(f"batchMaxRetries is {retries}: give a number from 0 to 100.")
    batch = _Batch(function, options, retries)
    writer = df.writeStream.foreachBatch(batch.__call__)
    writer = writer.option("checkpointLocation", str(options["checkpointLocation"]))
    writer.trigger(processingTime=str(options["windowSize"])).start().awaitTermination()


class _Batch:
    """What happens to a batch: nothing if it is empty, otherwise the function, until it does not raise."""

    def __init__(self, function: Callable[..., Any], options: Mapping[str, Any], retries: int) -> None:
        self._function, self._retries = function, retries
        self._keeps = truth(options.get("persistDataFrame", True))
        self._level = str(options.get("storageLevel") or "MEMORY_AND_DISK").upper()

    def __call__(self, df: DataFrame, batch_id: int) -> None:
        kept = df.persist(getattr(StorageLevel, self._level)) if self._keeps else df
        try:
            if not kept.isEmpty():
                self._attempt(kept, batch_id)
        finally:
            if self._keeps:
                kept.unpersist()

    def _attempt(self, df: DataFrame, batch_id: int) -> None:
        arguments = (df, batch_id)[: len(inspect.signature(self._function).parameters)]
        for attempt in range(self._retries + 1):
            try:
                self._function(*arguments)
            except Exception:
                if attempt == self._retries:
                    raise
            else:
                return


def with_ingestion_time(df: DataFrame, granularity: str) -> DataFrame:
    """The rows with columns ingest_year, ingest_month, … down to the granularity.

    Raises ValueError for another granularity than day, hour or minute.
    """
    grain = granularity.lower()
    if grain not in _GRAINS[2:]:
        raise ValueError(f"time_granularity {granularity!r} is none of day, hour, minute.")
    names = _GRAINS[: _GRAINS.index(grain) + 1]
    return df.select("*", *(F.expr(f"{name}(current_timestamp())").alias(f"ingest_{name}") for name in names))
