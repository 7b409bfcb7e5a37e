"""The rule types of DQDL: how many parameters each takes, and whether it has a condition.

AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types.html
"""

from __future__ import annotations

from dataclasses import dataclass

MANY = 1000


@dataclass(frozen=True)
class RuleType:
    """What the grammar wants of a rule of this type."""

    fewest: int = 0
    most: int = 0
    condition: str = "required"
    threshold: bool = False
    where: bool = True
    analyzer: bool = True
    rule: bool = True


_NONE, _OPTIONAL = "none", "optional"
TYPES = {
    "AggregateMatch": RuleType(2, 2, where=False, analyzer=False),
    "AllStatistics": RuleType(0, 1, _NONE, where=False, rule=False),
    "ColumnCorrelation": RuleType(2, 2),
    "ColumnCount": RuleType(where=False),
    "ColumnDataType": RuleType(1, 1, threshold=True, analyzer=False),
    "ColumnExists": RuleType(1, 1, _NONE, where=False, analyzer=False),
    "ColumnLength": RuleType(1, 1),
    "ColumnNamesMatchPattern": RuleType(1, 1, _NONE, where=False, analyzer=False),
    "ColumnValues": RuleType(1, 1, threshold=True),
    "Completeness": RuleType(1, 1),
    "CustomSql": RuleType(1, 1, _OPTIONAL, threshold=True, where=False),
    "DataFreshness": RuleType(1, 1, analyzer=False),
    "DatasetMatch": RuleType(2, 3, analyzer=False),
    "DetectAnomalies": RuleType(1, MANY, _NONE, analyzer=False),
    "DistinctValuesCount": RuleType(1, 1),
    "Distribution": RuleType(1, 1, _NONE, rule=False),
    "Entropy": RuleType(1, 1),
    "FileFreshness": RuleType(0, 1, threshold=True, where=False, analyzer=False),
    "FileMatch": RuleType(0, 2, _OPTIONAL, where=False, analyzer=False),
    "FileSize": RuleType(0, 1, threshold=True, where=False, analyzer=False),
    "FileUniqueness": RuleType(0, 1, where=False, analyzer=False),
    "IsComplete": RuleType(1, 1, _NONE, analyzer=False),
    "IsPrimaryKey": RuleType(1, MANY, _NONE, analyzer=False),
    "IsUnique": RuleType(1, MANY, _NONE, analyzer=False),
    "Mean": RuleType(1, 1),
    "ReferentialIntegrity": RuleType(2, 2, analyzer=False),
    "RowCount": RuleType(),
    "RowCountMatch": RuleType(1, 1, where=False, analyzer=False),
    "SchemaMatch": RuleType(1, 1, where=False, analyzer=False),
    "StandardDeviation": RuleType(1, 1),
    "Sum": RuleType(1, 1),
    "UniqueValueRatio": RuleType(1, MANY),
    "Uniqueness": RuleType(1, MANY),
}


def objection(name: str, parameters: int, *, condition: bool, threshold: bool, where: bool) -> str:
    """What is wrong with a rule of this shape, in AWS's words where AWS has some; "" if nothing is."""
    kind = TYPES.get(name)
    if kind is None:
        return f"Rule Type: {name} is not valid"
    if not kind.fewest <= parameters <= kind.most:
        return f"Rule Type: {name} takes {_count(kind)}, not {parameters}"
    if not kind.rule:
        return f"Type {name} is not supported in rules section"
    if condition and kind.condition == _NONE:
        return f"Unexpected condition for rule of type {name} with boolean return type"
    if not condition and kind.condition == "required":
        return f"Unexpected condition for rule of type {name}: it needs one, and there is none"
    if threshold and not kind.threshold:
        return f"Threshold condition not supported for rule type: {name}"
    if where and not kind.where:
        return f"Where clause not supported for rule type: {name}"
    return ""


def analyzer_objection(name: str, parameters: int) -> str:
    """What is wrong with an analyzer; "" if nothing is."""
    kind = TYPES.get(name)
    if kind is None:
        return f"Analyzer Type: {name} is not valid"
    if not kind.analyzer:
        return f"Analyzer Type: {name} is not supported"
    if not kind.fewest <= parameters <= kind.most:
        return f"Analyzer Type: {name} takes {_count(kind)}, not {parameters}"
    return ""


def _count(kind: RuleType) -> str:
    if kind.most == MANY:
        return f"{kind.fewest} parameter or more"
    numbers = str(kind.fewest) if kind.fewest == kind.most else f"{kind.fewest} to {kind.most}"
    return f"{numbers} parameter{'' if kind.most == 1 else 's'}"
