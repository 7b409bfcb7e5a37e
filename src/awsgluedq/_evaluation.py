"""A ruleset held against data: every rule made ready, the data read, every rule's verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pyspark.errors import AnalysisException
from pyspark.sql import functions as F

from awsgluedq._dqdl.ruleset import Composite, Labels, Rule, Ruleset
from awsgluedq._rules import RULES
from awsgluedq._scene import Scene
from awsgluedq._verdict import ERROR, FAILED, PASSED, Check, NotEmulated, Unmet, Verdict


@dataclass(frozen=True)
class Manner:
    """How AWS's additional options want the rules evaluated."""

    composites_by_row: bool = False
    skip_filtered: bool = False
    """Rows that a where clause leaves out are skipped, not passed."""


@dataclass(frozen=True)
class Outcome:
    """A rule, what it found, and its test of a row; "" if it has none."""

    rule: Rule | Composite
    verdict: Verdict
    row: str = ""

    @property
    def labels(self) -> Labels:
        return self.rule.labels

    @property
    def evaluated(self) -> str:
        return self.verdict.evaluated or str(self.rule)


@dataclass(frozen=True)
class Evaluation:
    """The outcomes of a ruleset's rules and of its analyzers, in their order."""

    rules: tuple[Outcome, ...]
    analyzers: tuple[Outcome, ...]


def evaluate(ruleset: Ruleset, scene: Scene, manner: Manner) -> Evaluation:
    """Evaluate all rules with as few passes over the data as there can be.

    Spark looks at what all rules ask together; where that does not suit the data's types, at each by itself.
    """
    try:
        return _evaluated(ruleset, scene, manner)
    except AnalysisException:
        scene.start_over()
        return _evaluated(ruleset, scene, manner)


def _evaluated(ruleset: Ruleset, scene: Scene, manner: Manner) -> Evaluation:
    checks = [_ready(rule, scene, manner) for rule in ruleset.rules]
    analyzers = [_ready(rule, scene, manner) for rule in ruleset.analyzers]
    scene.df.selectExpr(*(check.row for check in checks if check.row))
    scene.metrics.compute(scene.df, scene.data)
    return Evaluation(
        tuple(Outcome(r, _concluded(c), c.row) for r, c in zip(ruleset.rules, checks, strict=True)),
        tuple(Outcome(r, _concluded(c)) for r, c in zip(ruleset.analyzers, analyzers, strict=True)),
    )


def _ready(rule: Rule | Composite, scene: Scene, manner: Manner) -> Check:
    if isinstance(rule, Composite):
        return _joined(rule, [_ready(part, scene, manner) for part in rule.rules], scene, manner)
    try:
        with scene.analysed():
            check = RULES[rule.type](rule, scene)
            scene.look(check.row)
    except (Unmet, NotEmulated) as reason:
        verdict = _excused(reason)
        return Check(lambda: verdict)
    if check.row and rule.where:
        other = "NULL" if manner.skip_filtered else "true"
        return replace(check, row=f"CASE WHEN {rule.where} THEN {check.row} ELSE {other} END")
    return check


def _joined(rule: Composite, checks: list[Check], scene: Scene, manner: Manner) -> Check:
    """One check of several: their verdicts joined or, by row, the rows' tests joined."""
    row = f" {rule.operator} ".join(f"({check.row})" for check in checks)
    if not all(check.row for check in checks):
        return Check(lambda: _composed(rule, [_concluded(check) for check in checks]))
    if not manner.composites_by_row or not all(check.whole for check in checks):
        return Check(lambda: _composed(rule, [_concluded(check) for check in checks]), row)
    mark = scene.mark(row, lambda df, name: df.withColumn(name, F.expr(row)))
    total, bad = scene.metrics.rows(), scene.metrics.ask(f"count_if(NOT coalesce({mark}, true))")

    def conclude() -> Verdict:
        parts = [_concluded(check) for check in checks]
        metrics = {name: value for part in parts for name, value in part.metrics.items()}
        if not bad.value:
            return Verdict(PASSED, metrics=metrics)
        share = 100 * (1 - bad.value / (total.value or bad.value))
        return Verdict(FAILED, f"{share:.2f} % of rows passed the threshold", metrics)

    return Check(conclude, mark)


def _composed(rule: Composite, parts: list[Verdict]) -> Verdict:
    found = [part.outcome for part in parts]
    decisive, other = (FAILED, PASSED) if rule.operator == "AND" else (PASSED, FAILED)
    outcome = decisive if decisive in found else (ERROR if ERROR in found else other)
    reasons = [part.reason for part in parts if part.reason]
    metrics = {name: value for part in parts for name, value in part.metrics.items()}
    texts = [part.evaluated or str(each) for part, each in zip(parts, rule.rules, strict=True)]
    evaluated = f" {rule.operator} ".join(f"({text})" for text in texts)
    return Verdict(outcome, "\n".join(reasons), metrics, evaluated)


def _concluded(check: Check) -> Verdict:
    try:
        return check.conclude()
    except (Unmet, NotEmulated) as reason:
        return _excused(reason)


def _excused(reason: Unmet | NotEmulated) -> Verdict:
    return Verdict(ERROR if isinstance(reason, NotEmulated) else FAILED, str(reason))
