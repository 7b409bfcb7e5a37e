"""The rule about each value of a column."""

from __future__ import annotations

from awsgluedq._dqdl.conditions import Condition
from awsgluedq._dqdl.operands import Instant, Keyword, Operand, Text
from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._quoting import literal
from awsgluedq._rules.judging import every, judged, share
from awsgluedq._rules.lengths import extremes_of_length
from awsgluedq._rules.membership import compared, matching, member, sql_of
from awsgluedq._scene import Column, Scene
from awsgluedq._verdict import FAILED, PASSED, Check, Unmet, Verdict

_EXTREMES = {
    ">": ("Minimum",),
    ">=": ("Minimum",),
    "<": ("Maximum",),
    "<=": ("Maximum",),
    "=": ("Minimum", "Maximum"),
}
_NULL = "Value: NULL does not meet the constraint requirement!"


def column_values(rule: Rule, scene: Scene) -> Check:
    """Each value of the column meets the condition.

    Null fails but under `!=` and `not in`; `between` leaves its bounds out.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ColumnValues.html
    """
    column = scene.column(rule.parameter(0))
    condition = rule.condition
    if condition is None:
        return _statistics(rule, scene, column)
    metric = f"Column.{column.name}.ColumnValues.Compliance"
    if condition.operator.endswith("matches"):
        metric = f"Column.{column.name}.PatternMatch"
        return _share(rule, scene, metric, matching(_folded(rule, column.sql), condition))
    moments = _instants(condition)
    if moments is not None:
        return _share(rule, scene, metric, _dated(scene, column, condition, moments))
    if any(isinstance(operand, Keyword | Text) for operand in condition.operands):
        return _share(rule, scene, metric, _worded(rule, scene, column, condition))
    if condition.operator in _EXTREMES and rule.threshold is None:
        return _extremes(rule, scene, column, condition)
    return _share(rule, scene, metric, _numbered(scene, column, condition, metric))


def _share(rule: Rule, scene: Scene, metric: str, test: str) -> Check:
    return share(rule, scene, metric, test, condition=rule.threshold, where=scene.where(rule))


def _numbered(scene: Scene, column: Column, condition: Condition, metric: str) -> str:
    numbers = scene.numbers(condition, metric)
    bounds = [sql_of(*pair) for pair in zip(condition.operands, numbers, strict=True)]
    return compared(column.sql, condition, bounds)


def _extremes(rule: Rule, scene: Scene, column: Column, condition: Condition) -> Check:
    """All values meet a comparison just when the least or the greatest does, which AWS reports."""
    column, where = scene.numeric(column.name), scene.where(rule)
    names = {name: f"Column.{column.name}.{name}" for name in _EXTREMES[condition.operator]}
    asked = {
        name: scene.metrics.ask(f"{'min' if name == 'Minimum' else 'max'}({column.sql})", where)
        for name in names
    }
    nulls = scene.metrics.ask(f"count_if({column.sql} IS NULL)", where)

    def conclude() -> Verdict:
        verdicts = [judged(rule, scene, names[name], metric.value) for name, metric in asked.items()]
        if nulls.value:
            verdicts.append(Verdict(FAILED, _NULL))
        found = every(verdicts)
        reasons = dict.fromkeys(verdict.reason for verdict in verdicts if verdict.reason)
        return Verdict(found.outcome, "\n".join(reasons), found.metrics, found.evaluated)

    return Check(conclude, _numbered(scene, column, condition, next(iter(names.values()))))


def _worded(rule: Rule, scene: Scene, column: Column, condition: Condition) -> str:
    if condition.operator not in ("=", "!=", "in", "not in"):
        raise Unmet(f"Unsupported operator for ColumnValues string condition: {condition.operator}")
    value = _folded(rule, column.sql)
    plain = [operand for operand in condition.operands if not isinstance(operand, Keyword)]
    bounds: dict[Operand, str] = {operand: _folded(rule, sql_of(operand)) for operand in plain}
    return member(value, condition, bounds)


def _folded(rule: Rule, sql: str) -> str:
    fold = rule.tags.get("ignoreCase", "").strip('"').lower() == "true"
    return f"lower({sql})" if fold and not sql[:1].isdigit() else sql


def _instants(condition: Condition) -> dict[Operand, Instant] | None:
    """The dates of a condition, if it is one about dates."""
    found: dict[Operand, Instant] = {}
    for operand in condition.operands:
        moment = operand.instant if isinstance(operand, Text) else operand
        if isinstance(moment, Instant):
            found[operand] = moment
        elif not isinstance(operand, Keyword):
            return None
    return found or None


def _dated(scene: Scene, column: Column, condition: Condition, moments: dict[Operand, Instant]) -> str:
    value = f"to_date({column.sql})"
    days = {
        operand: f"DATE {literal(moment.moment(scene.now).date().isoformat())}"
        for operand, moment in moments.items()
    }
    if len(days) < len(condition.operands):
        return member(value, condition, days)
    return compared(value, condition, [days[operand] for operand in condition.operands])


def _statistics(rule: Rule, scene: Scene, column: Column) -> Check:
    """What the analyzer reports: extremes of numbers, and of the lengths of anything else."""
    if not column.is_numeric:
        return extremes_of_length(rule, scene, column)
    asked = {
        f"Column.{column.name}.Minimum": scene.metrics.ask(f"min({column.sql})"),
        f"Column.{column.name}.Maximum": scene.metrics.ask(f"max({column.sql})"),
    }
    return Check(
        lambda: Verdict(PASSED, metrics={n: m.value for n, m in asked.items() if m.value is not None})
    )
