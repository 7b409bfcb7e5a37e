"""Error records: counted, shown as a frame, held against thresholds. Each of these runs a Spark job."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from awsglue._frame.names import literal
from awsglue._frame.nodes import Struct
from awsglue._frame.public import public_columns, public_sql
from awsglue._frame.sparktypes import internal_ddl
from awsglue._frame.state import ERRORS, Frame

_RECORD = "record"
"""A column that error records of transforms have besides: the record in public names."""


def error_rows(
    rows: DataFrame, message: str, text: Column, site: str, info: str, record: Column | None = None
) -> DataFrame:
    """Error records of the rows of which one column tells the trouble, with the record if there is one."""
    return rows.select(
        F.col(message).alias("msg"),
        text.alias("input"),
        F.lit("").alias("source"),
        F.lit(site).alias("site"),
        F.lit(info).alias("info"),
        *([] if record is None else [record.alias(_RECORD)]),
    )


def record_of(schema: Struct) -> Column:
    """The record that a frame's row is, as a script sees it."""
    return F.struct(*(F.expr(column) for column in public_columns(schema)))


def record_in(text: str, schema: Struct) -> Column:
    """The same of a column that has the record as a text in internal names, or nothing."""
    return F.expr(public_sql(f"from_json({text}, {literal(internal_ddl(schema))})", schema))


def count(parts: Sequence[DataFrame]) -> int:
    """The number of error records in these."""
    return sum(part.count() for part in parts)


def as_frame(frame: Frame) -> Frame:
    """A frame of one struct field `error`.

    Its `dynamicRecord` is the record that a transform failed on; of what could not be read it is the text,
    and where transforms failed on records of several schemas, their JSON.
    """
    every = reduce(_united, _alike(frame.all_errors()), frame.df.sparkSession.createDataFrame([], ERRORS))
    error = F.struct(
        F.struct(F.col("site"), F.col("info")).alias("callsite"),
        F.col("msg"),
        F.when(F.col("msg").startswith("Traceback"), F.col("msg")).otherwise("").alias("stackTrace"),
        F.col("input"),
        F.octet_length("input").cast("long").alias("bytesread"),
        F.col("source"),
        F.col(_RECORD if _RECORD in every.columns else "input").alias("dynamicRecord"),
    )
    return Frame.of(every.select(error.alias("error")))


def _alike(parts: Sequence[DataFrame]) -> Sequence[DataFrame]:
    kinds = {part.schema[_RECORD].dataType.simpleString() for part in parts if _RECORD in part.columns}
    if len(kinds) < 2:
        return parts
    return [
        part.withColumn(_RECORD, F.to_json(_RECORD)) if _RECORD in part.columns else part for part in parts
    ]


def _united(one: DataFrame, other: DataFrame) -> DataFrame:
    return one.unionByName(other, allowMissingColumns=True)


def check(frame: Frame, stage: int, total: int, *, always: bool = False) -> None:
    """Raise RuntimeError if a threshold that is set (not 0) is exceeded."""
    for limit, parts, word in ((stage, frame.stage, "stage"), (total, frame.all_errors(), "total")):
        if not limit and not (always and word == "total"):
            continue
        number = count(parts)
        if number > limit:
            first = next(row["msg"] for part in parts for row in part.take(1))
            raise RuntimeError(f"{number} error records, {word} threshold {limit}. The first: {first}")
