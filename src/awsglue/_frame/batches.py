"""A Python function over the Arrow batches of a DataFrame, as `mapInArrow` has it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pyspark.rdd import PythonEvalType
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, _parse_datatype_string
from pyspark.sql.udf import UserDefinedFunction

_SIZE = "spark.sql.execution.arrow.maxRecordsPerBatch"


def over_batches(df: DataFrame, function: Callable[[Iterator[Any]], Iterator[Any]], ddl: str) -> DataFrame:
    """What the function makes of each partition's batches.

    `mapInArrow` itself imports pandas, which costs a script half a second.
    """
    udf = UserDefinedFunction(function, _type(ddl), "batches", PythonEvalType.SQL_MAP_ARROW_ITER_UDF)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PySpark asks distutils for Arrow's version
        column = udf(*(F.col(f"`{name}`") for name in df.columns))
    return DataFrame(df._jdf.pythonMapInArrow(column._jc.expr(), False), df.sparkSession)


@cache
def _type(ddl: str) -> DataType:
    return _parse_datatype_string(ddl)


@contextmanager
def batches_of(session: SparkSession, records: int) -> Iterator[None]:
    """Inside, a batch that Spark makes has at most so many records."""
    before = session.conf.get(_SIZE, None)
    session.conf.set(_SIZE, records)
    try:
        yield
    finally:
        session.conf.unset(_SIZE) if before is None else session.conf.set(_SIZE, before)
