"""Rules that hold the data against another dataset, which the caller names by an alias."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._quoting import quoted
from awsgluedq._rules.judging import judged, share
from awsgluedq._scene import PRIMARY, Scene
from awsgluedq._verdict import Check, Unmet, Verdict

_AGGREGATE = re.compile(r"\s*(sum|avg|SUM|AVG)\((.*)\)\s*\Z")


def row_count_match(rule: Rule, scene: Scene) -> Check:
    """The number of rows, divided by the other dataset's.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-RowCountMatch.html
    """
    other, rows = scene.source(rule.parameter(0)), scene.metrics.rows()

    def conclude() -> Verdict:
        ratio = _ratio(rows.value or 0.0, float(other.count()))
        return judged(rule, scene, f"Dataset.{rule.parameter(0)}.RowCountMatch", ratio, end=".")

    return Check(conclude)


def schema_match(rule: Rule, scene: Scene) -> Check:
    """The share of columns that the other dataset has by the same name and type.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-SchemaMatch.html
    """
    other = scene.source(rule.parameter(0))
    mine = {name: field.dataType.typeName() for name, field in scene.fields.items()}
    theirs = {field.name: field.dataType.typeName() for field in other.schema.fields}
    same = sum(theirs.get(name) == kind for name, kind in mine.items())
    ratio = same / len(mine) if mine and len(mine) == len(theirs) else 0.0
    metric = f"Dataset.{rule.parameter(0)}.SchemaMatch"
    return Check(lambda: judged(rule, scene, metric, ratio, end="."))


def aggregate_match(rule: Rule, scene: Scene) -> Check:
    """The sum or the mean of a column, divided by that of another, of this dataset or of others.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-AggregateMatch.html
    """
    parts = [_aggregate(parameter.value) for parameter in rule.parameters]
    names = ",".join(dict.fromkeys(column for _, _, column in parts))
    values = [_aggregated(scene, *part) for part in parts]

    def conclude() -> Verdict:
        first, second = (value() or 0.0 for value in values)
        return judged(rule, scene, f"Column.{names}.AggregateMatch", _ratio(first, second), end=".")

    return Check(conclude)


def _aggregated(scene: Scene, function: str, alias: str, column: str) -> Callable[[], float | None]:
    """An aggregate of this dataset, asked of its metrics, or of another, which is read for it."""
    if alias == PRIMARY:
        asked = scene.metrics.ask(f"{function}({scene.column(column).sql})")
        return lambda: asked.value
    df = scene.source(alias)
    sql = f"CAST({function}({_present([column], df, alias)[0]}) AS DOUBLE)"

    def read() -> float | None:
        row = df.selectExpr(sql).first()
        return None if row is None else row[0]

    return read


def _aggregate(text: str) -> tuple[str, str, str]:
    matched = _AGGREGATE.match(text)
    if matched is None:
        raise Unmet(
            f"Rule (or nested rule) not supported due to: {text} is neither sum(column) nor avg(column)"
        )
    alias, _, column = matched[2].replace('"', "").rpartition(".")
    return matched[1].lower(), alias or PRIMARY, column


def referential_integrity(rule: Rule, scene: Scene) -> Check:
    """The share of rows whose key is in the other dataset.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ReferentialIntegrity.html
    """
    alias, _, named = rule.parameter(1).partition(".")
    other = scene.source(alias)
    theirs = _present(_names(named.strip("{}")), other, alias)
    mine = [scene.column(name).sql for name in _names(rule.parameter(0))]
    if len(mine) != len(theirs):
        raise Unmet(f"{rule.parameter(0)} and {named} are not equally many columns.")
    mark = _mark(scene, alias, list(zip(mine, theirs, strict=True)), [])
    metric = f"Column.{alias}.ReferentialIntegrity"
    return share(rule, scene, metric, mark, condition=rule.condition, where=scene.where(rule), end=".")


def dataset_match(rule: Rule, scene: Scene) -> Check:
    """The share of rows that the other dataset has by the same key with the same values.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-DatasetMatch.html
    """
    alias = rule.parameter(0)
    other = scene.source(alias)
    keys = _pairs(rule.parameter(1))
    if len(rule.parameters) > 2:
        values = _pairs(rule.parameter(2))
    else:
        left = {mine.lower() for mine, _ in keys}
        values = [(name, name) for name in scene.names if name.lower() not in left]
    resolved = [
        [(scene.column(mine).sql, _present([theirs], other, alias)[0]) for mine, theirs in pairs]
        for pairs in (keys, values)
    ]
    mark = _mark(scene, alias, *resolved)
    metric = f"Dataset.{alias}.DatasetMatch"
    return share(rule, scene, metric, mark, condition=rule.condition, where=scene.where(rule), end=".")


def _ratio(first: float, second: float) -> float:
    if second == 0:
        return 1.0 if first == 0 else 0.0
    return first / second


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _pairs(text: str) -> list[tuple[str, str]]:
    """`a->b, c`: columns here and there."""
    pairs = (name.partition("->") for name in _names(text))
    return [(mine.strip(), theirs.strip() or mine.strip()) for mine, _, theirs in pairs]


def _present(names: list[str], df: DataFrame, alias: str) -> list[str]:
    known = {name.lower(): name for name in df.columns}
    for name in names:
        if name.lower() not in known:
            raise Unmet(f"Column {name} does not exist in {alias}")
    return [quoted(known[name.lower()]) for name in names]


def _mark(scene: Scene, alias: str, keys: list[tuple[str, str]], values: list[tuple[str, str]]) -> str:
    other = scene.source(alias)
    return scene.mark(f"{alias} {keys} {values}", lambda df, name: _found(df, other, keys, values, name))


def _found(
    df: DataFrame, other: DataFrame, keys: list[tuple[str, str]], values: list[tuple[str, str]], mark: str
) -> DataFrame:
    """The data with a mark at the rows whose keys are there, with these values."""
    theirs = [name for _, name in keys + values]
    right = other.select(*theirs).toDF(*(f"{mark}_{i}" for i in range(len(theirs)))).distinct()
    right = right.withColumn(mark, F.lit(True))
    tests: list[Column] = []
    for i, (mine, _) in enumerate(keys + values):
        there = right[f"{mark}_{i}"]
        tests.append(df[mine] == there if i < len(keys) else df[mine].eqNullSafe(there))
    joined = df.join(right, reduce(lambda a, b: a & b, tests), "left").drop(*right.columns[:-1])
    return joined.withColumn(mark, F.coalesce(F.col(mark), F.lit(False)))
