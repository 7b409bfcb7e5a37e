"""Rules about how often values occur."""

from __future__ import annotations

from collections.abc import Sequence

from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._metrics import Frequencies
from awsgluedq._rules.judging import every, number, share
from awsgluedq._scene import Column, Scene
from awsgluedq._verdict import FAILED, PASSED, Check, Verdict, unmet


def is_unique(rule: Rule, scene: Scene) -> Check:
    """No value occurs twice; nulls are left out.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-IsUnique.html
    """
    columns, where = _columns(rule, scene), scene.where(rule)
    found = scene.metrics.frequencies([column.sql for column in columns], where)
    return Check(lambda: _all_unique(rule, columns, found), _once(columns, where))


def is_primary_key(rule: Rule, scene: Scene) -> Check:
    """No value occurs twice, and none is null.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-IsPrimaryKey.html
    """
    columns, where = _columns(rule, scene), scene.where(rule)
    found = scene.metrics.frequencies([column.sql for column in columns], where)
    complete = [
        share(rule, scene, f"Column.{column.name}.Completeness", f"{column.sql} IS NOT NULL", where=where)
        for column in columns
    ]

    def conclude() -> Verdict:
        return every([_all_unique(rule, columns, found), *(each.conclude() for each in complete)])

    return Check(conclude, " AND ".join([_once(columns, where), *(each.row for each in complete)]))


def uniqueness(rule: Rule, scene: Scene) -> Check:
    """The share of rows whose value occurs once.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-Uniqueness.html
    """
    columns, where = _columns(rule, scene), scene.where(rule)
    found = scene.metrics.frequencies([column.sql for column in columns], where)
    check = number(rule, scene, _metric(columns, "Uniqueness"), lambda: found.uniqueness)
    return Check(check.conclude, _once(columns, where), whole=False)


def unique_value_ratio(rule: Rule, scene: Scene) -> Check:
    """The share of distinct values that occur once.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-UniqueValueRatio.html
    """
    columns, where = _columns(rule, scene), scene.where(rule)
    found = scene.metrics.frequencies([column.sql for column in columns], where)
    check = number(rule, scene, _metric(columns, "UniqueValueRatio"), lambda: found.unique_ratio)
    return Check(check.conclude, _once(columns, where), whole=False)


def distinct_values_count(rule: Rule, scene: Scene) -> Check:
    """The number of distinct values; null counts as one.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-DistinctValuesCount.html
    """
    column, where = scene.column(rule.parameter(0)), scene.where(rule)
    found = scene.metrics.frequencies([column.sql], where)
    nulls = scene.metrics.ask(f"count_if({column.sql} IS NULL)", where)
    metric = f"Column.{column.name}.DistinctValuesCount"
    return number(rule, scene, metric, lambda: found.groups + (1 if nulls.value else 0), whole=True)


def entropy(rule: Rule, scene: Scene) -> Check:
    """The entropy of the column's values, to the base of e; nulls are left out.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-Entropy.html
    """
    column = scene.column(rule.parameter(0))
    found = scene.metrics.frequencies([column.sql], scene.where(rule))
    return number(rule, scene, f"Column.{column.name}.Entropy", lambda: found.entropy)


def _columns(rule: Rule, scene: Scene) -> list[Column]:
    return [scene.column(parameter.value) for parameter in rule.parameters]


def _metric(columns: Sequence[Column], name: str) -> str:
    names = ",".join(column.name for column in columns)
    return f"{'Column' if len(columns) == 1 else 'Multicolumn'}.{names}.{name}"


def _all_unique(rule: Rule, columns: Sequence[Column], found: Frequencies) -> Verdict:
    ratio = found.uniqueness
    if ratio is None:
        return Verdict(FAILED, f"Empty state for analyzer {rule.type}, all input values were NULL.")
    metrics = {_metric(columns, "Uniqueness"): ratio}
    return Verdict(PASSED, metrics=metrics) if ratio == 1.0 else Verdict(FAILED, unmet(ratio), metrics)


def _once(columns: Sequence[Column], where: str) -> str:
    """Whether no other row has this row's key; a row without a key passes, as it is not counted."""
    keys = ", ".join(column.sql for column in columns)
    missing = " AND ".join(f"{column.sql} IS NULL" for column in columns)
    count = f"count_if({where})" if where else "count(1)"
    return f"(({missing}) OR {count} OVER (PARTITION BY {keys}) = 1)"
