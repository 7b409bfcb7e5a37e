"""The rule about the length of each value."""

from __future__ import annotations

from awsgluedq._dqdl.operands import Number
from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._rules.judging import every, judged, share
from awsgluedq._rules.membership import compared, sql_of
from awsgluedq._scene import Column, Scene
from awsgluedq._verdict import PASSED, Check, Unmet, Verdict

_EXTREMES = {
    ">": ("min",),
    ">=": ("min",),
    "<": ("max",),
    "<=": ("max",),
    "=": ("min", "max"),
    "between": ("min", "max"),
}
_NAMES = {"min": "MinimumLength", "max": "MaximumLength"}


def column_length(rule: Rule, scene: Scene) -> Check:
    """The length of each value meets the condition; null is as long as the empty string.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ColumnLength.html
    """
    column, condition = scene.column(rule.parameter(0)), rule.condition
    if condition is None:
        return extremes_of_length(rule, scene, column)
    if not all(isinstance(operand, Number) for operand in condition.operands):
        raise Unmet("ColumnLength rule only supports atomic operands in conditions.")
    length, where = _length(column), scene.where(rule)
    test = compared(length, condition, [sql_of(operand) for operand in condition.operands])
    if condition.operator not in _EXTREMES:
        return share(rule, scene, f"Column.{column.name}.LengthCompliance", test, where=where)
    asked = {
        f"Column.{column.name}.{_NAMES[which]}": scene.metrics.ask(f"{which}({length})", where)
        for which in _EXTREMES[condition.operator]
    }

    def conclude() -> Verdict:
        verdicts = [judged(rule, scene, name, metric.value) for name, metric in asked.items()]
        found = every(verdicts)
        reasons = dict.fromkeys(verdict.reason for verdict in verdicts if verdict.reason)
        return Verdict(found.outcome, "\n".join(reasons), found.metrics)

    return Check(conclude, test)


def extremes_of_length(rule: Rule, scene: Scene, column: Column) -> Check:
    """What an analyzer reports of a column that is not of numbers."""
    asked = {
        f"Column.{column.name}.{name}": scene.metrics.ask(f"{which}({_length(column)})")
        for which, name in _NAMES.items()
    }
    return Check(
        lambda: Verdict(PASSED, metrics={n: m.value for n, m in asked.items() if m.value is not None})
    )


def _length(column: Column) -> str:
    return f"coalesce(length(CAST({column.sql} AS STRING)), 0)"
