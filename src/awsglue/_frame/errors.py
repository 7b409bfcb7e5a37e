"""Error records: counted, shown as a frame, held against thresholds. Each of these runs a Spark job."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from awsglue._frame.state import ERRORS, Frame


def error_rows(rows: DataFrame, message: str, record: Column, site: str, info: str) -> DataFrame:
    """Error records of the rows of which one column tells the trouble."""
    return rows.select(
        F.col(message).alias("msg"),
        record.alias("input"),
        F.lit("").alias("source"),
        F.lit(site).alias("site"),
        F.lit(info).alias("info"),
    )


def count(parts: Sequence[DataFrame]) -> int:
    """The number of error records in these."""
    return sum(part.count() for part in parts)


def as_frame(frame: Frame) -> Frame:
    """A frame of one struct field `error`."""
    session = frame.df.sparkSession
    every = reduce(DataFrame.unionByName, frame.all_errors(), session.createDataFrame([], ERRORS))
    error = F.struct(
        F.struct(F.col("site"), F.col("info")).alias("callsite"),
        F.col("msg"),
        F.when(F.col("msg").startswith("Traceback"), F.col("msg")).otherwise("").alias("stackTrace"),
        F.col("input"),
        F.octet_length("input").cast("long").alias("bytesread"),
        F.col("source"),
        F.col("input").alias("dynamicRecord"),
    )
    return Frame.of(every.select(error.alias("error")))


def check(frame: Frame, stage: int, total: int, *, always: bool = False) -> None:
    """Raise RuntimeError if a threshold that is set (not 0) is exceeded."""
    for limit, parts, word in ((stage, frame.stage, "stage"), (total, frame.all_errors(), "total")):
        if not limit and not (always and word == "total"):
            continue
        number = count(parts)
        if number > limit:
            first = next(row["msg"] for part in parts for row in part.take(1))
            raise RuntimeError(f"{number} error records, {word} threshold {limit}. The first: {first}")
