"""Rows that Spark takes no condition past, though everything about them is deterministic."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

_ALL = 2**31 - 1
"""Rows of a partition; Spark itself counts no more of them."""


def fenced(df: DataFrame) -> DataFrame:
    """The same rows: a condition behind them is not joined with one among them, nor looked at before it.

    A limit for each partition that no partition reaches. A column that is not deterministic would do, too,
    but makes every statement fail that has the rows in a subquery, Iceberg's MERGE and DELETE among them.
    """
    limit = _sql(df).catalyst.plans.logical.LocalLimit(F.lit(_ALL)._jc.expr(), df._jdf.logicalPlan())
    return _of(df, limit)


def kept(df: DataFrame) -> DataFrame:
    """The same rows, kept by Spark once they are asked for, and a leaf of every plan: made but once.

    What cannot be made again as it was, such as rows' numbers, is deterministic from here on.
    """
    manager = df.persist().sparkSession._jsparkSession.sharedState().cacheManager()
    return _of(df, manager.useCachedData(df._jdf.logicalPlan()))


def _of(df: DataFrame, plan: Any) -> DataFrame:
    return DataFrame(_sql(df).Dataset.ofRows(df.sparkSession._jsparkSession, plan), df.sparkSession)


def _sql(df: DataFrame) -> Any:
    """Spark SQL's own package."""
    jvm: Any = df.sparkSession._jvm
    return jvm.org.apache.spark.sql
