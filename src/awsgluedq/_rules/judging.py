"""How most rules come to their verdict: a number held against a condition, or the share of good rows."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from awsgluedq._dqdl.conditions import Condition
from awsgluedq._dqdl.dynamic import is_dynamic
from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._scene import Scene
from awsgluedq._verdict import FAILED, PASSED, Check, Verdict, unmet


def judged(
    rule: Rule,
    scene: Scene,
    metric: str,
    value: float | None,
    *,
    condition: Condition | None = None,
    whole: bool = False,
    end: str = "!",
) -> Verdict:
    """The verdict on one number; an analyzer, which has no condition, always passes."""
    held = condition or rule.condition
    if value is None:
        return Verdict(FAILED, f"Empty state for analyzer {rule.type}, all input values were NULL.")
    if held is None:
        return Verdict(PASSED, metrics={metric: value})
    bounds = scene.numbers(held, metric)
    evaluated = ""
    if any(is_dynamic(operand) for operand in held.operands):
        now = held.evaluated(bounds)
        evaluated = str(replace(rule, threshold=now) if condition else replace(rule, condition=now))
    if held.holds(value, bounds):
        return Verdict(PASSED, metrics={metric: value}, evaluated=evaluated)
    return Verdict(FAILED, unmet(value, whole=whole, end=end), {metric: value}, evaluated)


def number(
    rule: Rule, scene: Scene, metric: str, value: Callable[[], float | None], *, whole: bool = False
) -> Check:
    """A rule about one number of the dataset."""
    return Check(lambda: judged(rule, scene, metric, value(), whole=whole))


def share(
    rule: Rule,
    scene: Scene,
    metric: str,
    test: str,
    *,
    condition: Condition | None = None,
    where: str = "",
    end: str = "!",
    empty: str = FAILED,
) -> Check:
    """A rule about the share of rows that pass a test: all of them unless a condition says otherwise.

    `empty` is the outcome where no row is left to test.
    """
    total, good = scene.metrics.rows(where), scene.metrics.ask(f"count_if({test})", where)

    def conclude() -> Verdict:
        if not total.value:
            return Verdict(empty, unmet(math.nan) if empty == FAILED else "No rows matched the filter")
        ratio = (good.value or 0.0) / total.value
        if condition is not None:
            return judged(rule, scene, metric, ratio, condition=condition, end=end)
        passed = ratio == 1.0
        return Verdict(PASSED if passed else FAILED, "" if passed else unmet(ratio, end=end), {metric: ratio})

    return Check(conclude, row=test, whole=condition is None)


def every(verdicts: list[Verdict]) -> Verdict:
    """One verdict of several that must all hold."""
    reasons = [verdict.reason for verdict in verdicts if verdict.reason]
    metrics = {name: value for verdict in verdicts for name, value in verdict.metrics.items()}
    passed = all(verdict.passed for verdict in verdicts)
    evaluated = next((verdict.evaluated for verdict in verdicts if verdict.evaluated), "")
    return Verdict(PASSED if passed else FAILED, "\n".join(reasons), metrics, evaluated)
