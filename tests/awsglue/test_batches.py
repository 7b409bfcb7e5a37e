"""Streams in batches, and the columns that say when rows came."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from awsglue.context import GlueContext


def test_each_batch_goes_to_the_function_and_is_tried_again(
    glue: GlueContext, folder: Path, uri: str
) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "a").write_text('{"a": 1}\n{"a": 2}\n')
    stream = glue.spark_session.readStream.schema("a int").json(f"{uri}in/")
    calls: list[tuple[int, int]] = []

    def stop() -> None:
        for query in glue.spark_session.streams.active:
            query.stop()

    def handle(df: Any, batch_id: int) -> None:
        calls.append((batch_id, df.count()))
        if len(calls) == 1:
            raise OSError("once")
        threading.Thread(target=stop).start()

    options = {"windowSize": "1 second", "checkpointLocation": f"{uri}checkpoint/", "batchMaxRetries": 1}
    guard = threading.Timer(60, stop)
    guard.start()
    glue.forEachBatch(frame=stream, batch_function=handle, options=options)
    guard.cancel()
    assert calls[:2] == [(0, 2), (0, 2)]


def test_a_batch_needs_its_options_and_a_stream(glue: GlueContext) -> None:
    df = glue.spark_session.range(1)
    with pytest.raises(ValueError, match=r"missing: \['checkpointLocation'\]"):
        glue.forEachBatch(df, print, {"windowSize": "1 second"})
    with pytest.raises(ValueError, match="takes a streaming DataFrame"):
        glue.forEachBatch(df, print, {"windowSize": "1 second", "checkpointLocation": "s3://lake/c/"})


def test_ingestion_time_columns_go_down_to_the_granularity(glue: GlueContext) -> None:
    df = glue.spark_session.range(1)
    hour = glue.add_ingestion_time_columns(df, "hour")
    assert hour.columns == ["id", "ingest_year", "ingest_month", "ingest_day", "ingest_hour"]
    assert glue.add_ingestion_time_columns(df, "day").columns == hour.columns[:-1]
    with pytest.raises(ValueError, match="'second' is none of day, hour, minute"):
        glue.add_ingestion_time_columns(df, "second")
