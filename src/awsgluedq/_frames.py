"""The frames that an evaluation hands out.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pyspark.sql import DataFrame, SparkSession

from awsgluedq._dqdl.ruleset import Labels
from awsgluedq._evaluation import Outcome
from awsgluedq._quoting import literal, quoted
from awsgluedq._scene import Scene

_RULES = (
    "Rule STRING, Outcome STRING, FailureReason STRING, "
    "EvaluatedMetrics MAP<STRING, DOUBLE>, EvaluatedRule STRING"
)
_COUNTS = ("PassedCount", "FailedCount", "SkippedCount", "TotalCount")
_ADDED = (
    "DataQualityRulesPass",
    "DataQualityRulesFail",
    "DataQualityRulesSkip",
    "DataQualityEvaluationResult",
)


def rule_outcomes(
    session: SparkSession, outcomes: Sequence[Outcome], counts: Sequence[Sequence[int]] = ()
) -> DataFrame:
    """A row for each rule; a column Labels if any rule has labels, and the rows' counts if they are given."""
    labelled = any(outcome.labels for outcome in outcomes)
    names = ["Rule", "Outcome", "FailureReason", "EvaluatedMetrics", "EvaluatedRule"]
    names += [*(["Labels"] if labelled else []), *(_COUNTS if counts else ())]
    if not outcomes:
        return session.createDataFrame([], _RULES)
    rows = []
    for position, outcome in enumerate(outcomes):
        values = [
            literal(str(outcome.rule)),
            literal(outcome.verdict.outcome),
            f"CAST({literal(outcome.verdict.reason) if outcome.verdict.reason else 'NULL'} AS STRING)",
            _map(outcome.verdict.metrics.items(), "DOUBLE"),
            literal(outcome.evaluated),
            *([_map(outcome.labels.items(), "STRING")] if labelled else []),
            *(f"{count}L" for count in (counts[position] if counts else ())),
        ]
        rows.append(f"({', '.join(values)})")
    # Literals, not a list of rows: Spark folds them, so that looking at the outcomes starts no job.
    return session.sql(f"SELECT * FROM VALUES {', '.join(rows)} AS outcomes({', '.join(names)})")  # noqa: S608


def _map(items: Iterable[tuple[str, object]], kind: str) -> str:
    parts = (part for key, value in items for part in (literal(key), _value(value)))
    return f"CAST(map({', '.join(parts)}) AS MAP<STRING, {kind}>)"


def _value(value: object) -> str:
    return literal(value) if isinstance(value, str) else f"CAST({literal(repr(value))} AS DOUBLE)"


def row_outcomes(scene: Scene, outcomes: Sequence[Outcome], *, labels: bool = False) -> DataFrame:
    """The data, and for each row the rules that it passes, that it fails, and that say nothing of it."""
    tested = tested_rows(scene, outcomes)
    texts = {
        position: literal(_labelled(outcome) if labels else str(outcome.rule))
        for position, outcome in enumerate(outcomes)
    }
    passed, failed, skipped = [], [], []
    for position, outcome in enumerate(outcomes):
        if not outcome.row:
            skipped.append(texts[position])
            continue
        passed.append(f"IF({_test(position)}, {texts[position]}, NULL)")
        failed.append(f"IF(NOT {_test(position)}, {texts[position]}, NULL)")
        skipped.append(f"IF({_test(position)} IS NULL, {texts[position]}, NULL)")
    own = [quoted(field.name) for field in scene.fields.values()]
    arrays = [
        f"{_array(part)} AS {name}" for part, name in zip((passed, failed, skipped), _ADDED, strict=False)
    ]
    listed = tested.selectExpr(*own, *arrays)
    result = f"IF(size({_ADDED[1]}) = 0, 'Passed', 'Failed') AS {_ADDED[3]}"
    return listed.selectExpr("*", result).toDF(*scene.names, *_ADDED)


def tested_rows(scene: Scene, outcomes: Sequence[Outcome]) -> DataFrame:
    """The data, and a column for each rule's test of the row."""
    own = [quoted(field.name) for field in scene.fields.values()]
    tests = [f"({outcome.row}) AS {_test(i)}" for i, outcome in enumerate(outcomes) if outcome.row]
    return scene.df.selectExpr(*own, *tests)


def counted(
    scene: Scene, outcomes: Sequence[Outcome]
) -> tuple[list[tuple[int, int, int, int]], Mapping[str, float]]:
    """For each rule the rows that pass, fail, are skipped, and all; and the counts of rows and rules."""
    tests = {i: _test(i) for i, outcome in enumerate(outcomes) if outcome.row}
    good = " AND ".join(f"coalesce({test}, true)" for test in tests.values()) or "true"
    wanted = ["count(1)", f"count_if({good})"]
    wanted += [sql for test in tests.values() for sql in (f"count_if({test})", f"count_if(NOT {test})")]
    row = tested_rows(scene, outcomes).selectExpr(*wanted).first()
    assert row is not None
    total, passed = row[0], row[1]
    pairs = {i: (row[2 + 2 * n], row[3 + 2 * n]) for n, i in enumerate(tests)}
    each = [(*pairs.get(i, (0, 0)), total - sum(pairs.get(i, (0, 0))), total) for i in range(len(outcomes))]
    rules = sum(outcome.verdict.passed for outcome in outcomes)
    aggregated = {
        "TotalRowsProcessed": total,
        "TotalRowsPassed": passed,
        "TotalRowsFailed": total - passed,
        "TotalRulesProcessed": len(outcomes),
        "TotalRulesPassed": rules,
        "TotalRulesFailed": len(outcomes) - rules,
    }
    return each, {name: float(value) for name, value in aggregated.items()}


def aggregated_metrics(session: SparkSession, metrics: Mapping[str, float]) -> DataFrame:
    """One row of the rows' and the rules' counts."""
    return session.createDataFrame([tuple(metrics.values())], ", ".join(f"{name} DOUBLE" for name in metrics))


def _test(position: int) -> str:
    return f"__dq_test_{position}"


def _array(parts: Sequence[str]) -> str:
    return f"array_compact(array({', '.join(parts)}))" if parts else "CAST(array() AS ARRAY<STRING>)"


def _labelled(outcome: Outcome) -> str:
    return f"{outcome.rule}{_suffix(outcome.labels)}"


def _suffix(labels: Labels) -> str:
    listed = ", ".join(f'"{key}"="{value}"' for key, value in labels.items())
    return f" labels=[{listed}]" if labels else ""
