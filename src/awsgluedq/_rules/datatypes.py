"""The rule about what values can be cast to."""

from __future__ import annotations

import re

from awsgluedq._dqdl.operands import Text
from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._quoting import literal
from awsgluedq._rules.judging import share
from awsgluedq._scene import Column, Scene
from awsgluedq._verdict import PASSED, Check, Unmet

_TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "INTEGER": "int",
    "DOUBLE": "double",
    "FLOAT": "float",
    "LONG": "bigint",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)\Z")
_DATES = re.compile(r"(dd|MM|yyyy)([-/])(dd|MM|yyyy)(?:\2(dd|MM|yyyy))?\Z")


def column_data_type(rule: Rule, scene: Scene) -> Check:
    """Each value can be cast to the type, as Spark casts.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ColumnDataType.html
    Differs: date formats of two parts, such as yyyy-MM, are taken as Spark takes them.
    """
    column, condition = scene.column(rule.parameter(0)), rule.condition
    assert condition is not None
    kind = condition.operands[0]
    if condition.operator not in ("=", "!=") or not isinstance(kind, Text):
        raise Unmet("Rule (or nested rule) not supported due to: Unsupported operator")
    test = f"{_cast(rule, column, kind.value)} IS {'NOT ' if condition.operator == '=' else ''}NULL"
    metric = f"Column.{column.name}.ColumnDataType.Compliance"
    where = scene.where(rule)
    return share(rule, scene, metric, test, condition=rule.threshold, where=where, end=".", empty=PASSED)


def _cast(rule: Rule, column: Column, name: str) -> str:
    upper = name.upper()
    decimal = _DECIMAL.match(upper)
    kind = f"decimal({decimal[1]},{decimal[2]})" if decimal else _TYPES.get(upper)
    if kind is None:
        raise Unmet(f"Rule (or nested rule) not supported due to: Unrecognized data type: {name}")
    form = rule.tags.get("format", "").strip('"')
    if kind == "date" and form:
        if not _DATES.match(form):
            raise Unmet("Rule (or nested rule) not supported due to: Unsupported rule format")
        return f"to_date(CAST({column.sql} AS STRING), {literal(form)})"
    return f"TRY_CAST({column.sql} AS {kind})"
