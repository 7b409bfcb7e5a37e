"""Rules about missing values."""

from __future__ import annotations

from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._rules.judging import number, share
from awsgluedq._scene import Scene
from awsgluedq._verdict import Check


def is_complete(rule: Rule, scene: Scene) -> Check:
    """No value of the column is null.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-IsComplete.html
    """
    column = scene.column(rule.parameter(0))
    metric = f"Column.{column.name}.Completeness"
    return share(rule, scene, metric, f"{column.sql} IS NOT NULL", where=scene.where(rule))


def completeness(rule: Rule, scene: Scene) -> Check:
    """The share of values that are not null.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-Completeness.html
    """
    column = scene.column(rule.parameter(0))
    metric, test = f"Column.{column.name}.Completeness", f"{column.sql} IS NOT NULL"
    if rule.condition is None:
        good, total = scene.metrics.ask(f"count_if({test})"), scene.metrics.rows()
        return number(rule, scene, metric, lambda: (good.value or 0) / total.value if total.value else None)
    return share(rule, scene, metric, test, condition=rule.condition, where=scene.where(rule))
