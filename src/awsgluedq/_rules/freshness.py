"""The rule about the age of a date."""

from __future__ import annotations

from awsgluedq._dqdl.operands import Duration
from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._quoting import literal
from awsgluedq._rules.judging import share
from awsgluedq._rules.membership import compared
from awsgluedq._scene import Scene
from awsgluedq._verdict import PASSED, Check, Unmet, Verdict


def data_freshness(rule: Rule, scene: Scene) -> Check:
    """The time that has passed since each date of the column meets the condition; null fails.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-DataFreshness.html
    """
    column, condition = scene.column(rule.parameter(0)), rule.condition
    assert condition is not None
    hours = [_hours(operand) for operand in condition.operands]
    now = f"TIMESTAMP {literal(scene.now.isoformat(sep=' ', timespec='seconds'))}"
    age = f"round((CAST({now} AS BIGINT) - CAST(to_timestamp({column.sql}) AS BIGINT)) / 3600, 2)"
    test = f"({column.sql} IS NOT NULL AND {compared(age, condition, hours)})"
    metric = f"Column.{column.name}.DataFreshness.Compliance"
    check = share(rule, scene, metric, test, where=scene.where(rule), empty=PASSED)

    def conclude() -> Verdict:
        found = check.conclude()
        if found.passed:
            return found
        return Verdict(
            found.outcome, f"{found.metrics[metric] * 100:.2f} % of rows passed the threshold", found.metrics
        )

    return Check(conclude, check.row)


def _hours(operand: object) -> str:
    if not isinstance(operand, Duration):
        raise Unmet(f"DataFreshness compares with a time such as 24 hours or 2 days, not with {operand}.")
    return f"{operand.hours!r}D"
