"""The rule that is a query."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._quoting import quoted
from awsgluedq._rules.judging import number, share
from awsgluedq._scene import Scene
from awsgluedq._verdict import Check, Unmet


def custom_sql(rule: Rule, scene: Scene) -> Check:
    """The one number that a query gives; without a condition, the share of rows that it gives back.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-CustomSql.html
    Differs: a row that the query gives twice is counted once.
    """
    found = scene.query(rule.parameter(0))
    if rule.condition is None:
        return _rows(rule, scene, found)
    return number(rule, scene, "Dataset.*.CustomSQL", lambda: _scalar(found))


def _scalar(df: DataFrame) -> float | None:
    row = df.first()
    if row is None or row[0] is None:
        return None
    try:
        return float(row[0])
    except (TypeError, ValueError) as error:
        raise Unmet(f"Custom SQL statement returned {row[0]!r}, which is not a number") from error


def _rows(rule: Rule, scene: Scene, found: DataFrame) -> Check:
    own = {field.name.lower() for field in scene.fields.values()}
    others = [name for name in found.columns if name.lower() not in own]
    if len(others) == len(found.columns):
        raise Unmet(
            "The output from CustomSQL must contain at least one column that matches the input dataset. "
            "Ensure that matching columns are returned from the SQL."
        )
    if others:
        raise Unmet(
            "The columns returned from the SQL statement should only belong to the primary table. "
            f"Columns not found: {', '.join(others)}"
        )
    mark = scene.mark(rule.parameter(0), lambda df, name: _joined(df, found, name))
    metric = "Dataset.*.CustomSQL.Compliance"
    return share(rule, scene, metric, mark, condition=rule.threshold, end=".")


def _joined(df: DataFrame, found: DataFrame, mark: str) -> DataFrame:
    """The data with a mark at the rows that a query gave; nulls are equal to each other."""
    names = found.columns
    right = found.toDF(*(f"{mark}_{i}" for i in range(len(names)))).distinct().withColumn(mark, F.lit(True))
    equal = reduce(
        lambda a, b: a & b,
        [df[quoted(name)].eqNullSafe(right[f"{mark}_{i}"]) for i, name in enumerate(names)],
    )
    joined = df.join(right, equal, "left").drop(*right.columns[:-1])
    return joined.withColumn(mark, F.coalesce(F.col(mark), F.lit(False)))
