"""Rules about statistics of numbers."""

from __future__ import annotations

from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._rules.judging import number
from awsgluedq._scene import Scene
from awsgluedq._verdict import Check


def mean(rule: Rule, scene: Scene) -> Check:
    """The mean of a column.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-Mean.html
    """
    return _of_column(rule, scene, "avg", "Mean")


def total(rule: Rule, scene: Scene) -> Check:
    """The sum of a column.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-Sum.html
    """
    return _of_column(rule, scene, "sum", "Sum")


def standard_deviation(rule: Rule, scene: Scene) -> Check:
    """The standard deviation of a column, the values being the whole population.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-StandardDeviation.html
    """
    return _of_column(rule, scene, "stddev_pop", "StandardDeviation")


def column_correlation(rule: Rule, scene: Scene) -> Check:
    """Pearson's correlation of two columns.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ColumnCorrelation.html
    """
    first, second = scene.numeric(rule.parameter(0)), scene.numeric(rule.parameter(1))
    asked = scene.metrics.ask(f"corr({first.sql}, {second.sql})", scene.where(rule))
    metric = f"Multicolumn.{first.name},{second.name}.ColumnCorrelation"
    return number(rule, scene, metric, lambda: asked.value)


def _of_column(rule: Rule, scene: Scene, function: str, name: str) -> Check:
    column = scene.numeric(rule.parameter(0))
    asked = scene.metrics.ask(f"{function}({column.sql})", scene.where(rule))
    return number(rule, scene, f"Column.{column.name}.{name}", lambda: asked.value)
