"""The analyzer that asks for everything."""

from __future__ import annotations

from awsgluedq._dqdl.ruleset import Parameter, Rule
from awsgluedq._rules.completeness import completeness
from awsgluedq._rules.judging import every
from awsgluedq._rules.shape import column_count, row_count
from awsgluedq._rules.statistics import mean, standard_deviation, total
from awsgluedq._rules.uniqueness import entropy, uniqueness
from awsgluedq._rules.values import column_values
from awsgluedq._scene import Scene
from awsgluedq._verdict import Check

_NUMBERS = (entropy, mean, standard_deviation, total)


def all_statistics(rule: Rule, scene: Scene) -> Check:
    """Row and column count, and of the column, or of each: completeness, uniqueness, extremes, moments.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl.html#dqdl-analyzers
    """
    names = [parameter.value for parameter in rule.parameters] or list(scene.names)
    checks = [row_count(Rule("RowCount"), scene), column_count(Rule("ColumnCount"), scene)]
    for name in names:
        one = Rule(rule.type, (Parameter(name, f'"{name}"'),))
        kinds = [completeness, uniqueness, column_values]
        if scene.column(name).is_numeric:
            kinds += _NUMBERS
        checks += [kind(one, scene) for kind in kinds]
    return Check(lambda: every([check.conclude() for check in checks]))
