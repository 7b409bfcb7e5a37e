"""Rules about the dataset's rows and columns as such."""

from __future__ import annotations

import re

from awsgluedq._dqdl.errors import RulesetError
from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._rules.judging import number
from awsgluedq._scene import Scene
from awsgluedq._verdict import FAILED, PASSED, Check, Unmet, Verdict


def row_count(rule: Rule, scene: Scene) -> Check:
    """The number of rows.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-RowCount.html
    """
    rows = scene.metrics.rows(scene.where(rule))
    return number(rule, scene, "Dataset.*.RowCount", lambda: rows.value, whole=True)


def column_count(rule: Rule, scene: Scene) -> Check:
    """The number of columns.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ColumnCount.html
    """
    return number(rule, scene, "Dataset.*.ColumnCount", lambda: float(len(scene.names)), whole=True)


def column_exists(rule: Rule, scene: Scene) -> Check:
    """The column is there.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ColumnExists.html
    """
    name = rule.parameter(0)
    metric = f"Dataset.{name}.ColumnExists"
    try:
        scene.column(name)
    except Unmet as missing:
        verdict = Verdict(FAILED, str(missing), {metric: 0.0})
    else:
        verdict = Verdict(PASSED, metrics={metric: 1.0})
    return Check(lambda: verdict)


def column_names_match_pattern(rule: Rule, scene: Scene) -> Check:
    """Each column's name has the pattern somewhere in it.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ColumnNamesMatchPattern.html
    Differs: the pattern is read as Python's regular expression, not Java's.
    """
    try:
        pattern = re.compile(rule.parameter(0))
    except re.error as error:
        raise RulesetError(
            f"Invalid regex pattern '{rule.parameter(0)}' for ColumnNamesMatchPattern rule: {error}"
        ) from error
    others = [name for name in scene.names if not pattern.search(name)]
    ratio = (len(scene.names) - len(others)) / len(scene.names) if scene.names else float("nan")
    reason = f"Columns that do not match the pattern: {', '.join(others)}" if others else ""
    metrics = {"Dataset.*.ColumnNamesPatternMatchRatio": ratio}
    return Check(lambda: Verdict(FAILED if others else PASSED, reason, metrics))
