"""Every rule that looks at the data: one small frame, all rules in one ruleset, their outcomes literal."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsgluedq._rules import RULES
from awsgluedq.transforms import EvaluateDataQuality

NOW = datetime.now(UTC)
ROWS = [
    # id, name, code, amount, twice, day, digits
    (1, "Ann", "a", 1.0, 2.0, (NOW - timedelta(hours=2)).isoformat(), "10"),
    (2, "Bob", "a", 2.0, 4.0, (NOW - timedelta(hours=30)).isoformat(), "20"),
    (3, None, "b", 3.0, 6.0, (NOW - timedelta(days=9)).isoformat(), "x"),
    (4, " ", "B", None, 8.0, None, None),
]
SCHEMA = "id int, name string, code string, amount double, twice double, day string, digits string"
OTHERS: dict[str, tuple[list[Any], str]] = {
    "ref": ([("a", 1), ("b", 2), ("c", 3)], "letter string, id int"),
    "copy": ([(1, "Ann"), (2, "Rob"), (3, None), (9, "Eve")], "key int, name string"),
    "big": ([(i,) for i in range(8)], "id int"),
    "same": ([], SCHEMA.replace("amount double", "amount int").replace("twice double", "Twice double")),
}

MINIMUM, MAXIMUM = "Column.amount.Minimum", "Column.amount.Maximum"
NULL = "Value: NULL does not meet the constraint requirement!"


def low(value: object, end: str = "!") -> str:
    return f"Value: {value} does not meet the constraint requirement{end}"


PASSING: dict[str, dict[str, float]] = {
    "RowCount = 4": {"Dataset.*.RowCount": 4},
    "RowCount between 3 and 5": {"Dataset.*.RowCount": 4},
    "RowCount = 2 where \"code = 'a'\"": {"Dataset.*.RowCount": 2},
    "ColumnCount = 7": {"Dataset.*.ColumnCount": 7},
    'ColumnExists "id"': {"Dataset.id.ColumnExists": 1},
    'ColumnNamesMatchPattern "^[a-z]+$"': {"Dataset.*.ColumnNamesPatternMatchRatio": 1},
    'IsComplete "id"': {"Column.id.Completeness": 1},
    "IsComplete id": {"Column.id.Completeness": 1},
    'IsComplete "`id`"': {"Column.`id`.Completeness": 1},
    'IsComplete "name" where "id < 3"': {"Column.name.Completeness": 1},
    'Completeness "name" between 0.7 and 0.8': {"Column.name.Completeness": 0.75},
    'Completeness "AMOUNT" > 0.7': {"Column.AMOUNT.Completeness": 0.75},
    'IsUnique "id"': {"Column.id.Uniqueness": 1},
    'IsUnique "amount"': {"Column.amount.Uniqueness": 1},
    'IsUnique "code" "id"': {"Multicolumn.code,id.Uniqueness": 1},
    'Uniqueness "code" = 0.5': {"Column.code.Uniqueness": 0.5},
    'Uniqueness "code" = 1 where "id > 1"': {"Column.code.Uniqueness": 1},
    'UniqueValueRatio "code" between 0.66 and 0.67': {"Column.code.UniqueValueRatio": 2 / 3},
    'DistinctValuesCount "code" = 3': {"Column.code.DistinctValuesCount": 3},
    'DistinctValuesCount "amount" = 4': {"Column.amount.DistinctValuesCount": 4},
    'IsPrimaryKey "id"': {"Column.id.Uniqueness": 1, "Column.id.Completeness": 1},
    'IsPrimaryKey "id" "code"': {
        "Multicolumn.id,code.Uniqueness": 1,
        "Column.id.Completeness": 1,
        "Column.code.Completeness": 1,
    },
    'Entropy "code" between 1.03 and 1.04': {"Column.code.Entropy": 1.0397207708399179},
    'Mean "amount" = 2': {"Column.amount.Mean": 2},
    'Mean "amount" = 1.5 where "code = \'a\'"': {"Column.amount.Mean": 1.5},
    'Sum "twice" = 20.0': {"Column.twice.Sum": 20},
    'StandardDeviation "twice" between 2.23 and 2.24': {"Column.twice.StandardDeviation": 5**0.5},
    'ColumnCorrelation "id" "twice" > 0.99': {"Multicolumn.id,twice.ColumnCorrelation": 1},
    'ColumnLength "code" = 1': {"Column.code.MinimumLength": 1, "Column.code.MaximumLength": 1},
    'ColumnLength "name" < 4': {"Column.name.MaximumLength": 3},
    'ColumnLength "name" in [0,1,3]': {"Column.name.LengthCompliance": 1},
    'ColumnValues "id" > 0': {"Column.id.Minimum": 1},
    'ColumnValues "id" <= 4': {"Column.id.Maximum": 4},
    'ColumnValues "id" between 0 and 5': {"Column.id.ColumnValues.Compliance": 1},
    'ColumnValues "id" not in [0,7]': {"Column.id.ColumnValues.Compliance": 1},
    'ColumnValues "amount" != 9': {"Column.amount.ColumnValues.Compliance": 1},
    'ColumnValues "amount" in [1,2,3,NULL]': {"Column.amount.ColumnValues.Compliance": 1},
    'ColumnValues "amount" > 0 where "amount is not null"': {MINIMUM: 1},
    'ColumnValues "amount" > 1 with threshold > 0.4': {"Column.amount.ColumnValues.Compliance": 0.5},
    'ColumnValues "name" != NULL with threshold > 0.5': {"Column.name.ColumnValues.Compliance": 0.75},
    'ColumnValues "name" in ["Ann","Bob",NULL,WHITESPACES_ONLY]': {"Column.name.ColumnValues.Compliance": 1},
    'ColumnValues "name" not in ["Eve",EMPTY]': {"Column.name.ColumnValues.Compliance": 1},
    'ColumnValues "code" in ["a","b"] with ignoreCase = "true"': {"Column.code.ColumnValues.Compliance": 1},
    'ColumnValues "code" in ["a"] where "id < 3"': {"Column.code.ColumnValues.Compliance": 1},
    'ColumnValues "code" matches "[a-zA-Z]"': {"Column.code.PatternMatch": 1},
    'ColumnValues "code" not matches "\\d+"': {"Column.code.PatternMatch": 1},
    'ColumnValues "day" > (now() - 3 days) where "id < 3"': {"Column.day.ColumnValues.Compliance": 1},
    'ColumnValues "day" > "2020-01-01" with threshold >= 0.75': {"Column.day.ColumnValues.Compliance": 0.75},
    'ColumnValues "day" != "2020-01-01"': {"Column.day.ColumnValues.Compliance": 1},
    'ColumnDataType "digits" = "INTEGER" with threshold = 0.5': {
        "Column.digits.ColumnDataType.Compliance": 0.5
    },
    'ColumnDataType "digits" = "Double" where "id < 3"': {"Column.digits.ColumnDataType.Compliance": 1},
    'DataFreshness "day" <= 24 hours where "id = 1"': {"Column.day.DataFreshness.Compliance": 1},
    'DataFreshness "day" between 1 days and 2 days where "id = 2"': {
        "Column.day.DataFreshness.Compliance": 1
    },
    'CustomSql "select count(*) from primary" = 4': {"Dataset.*.CustomSQL": 4},
    'CustomSql "select count(*) from primary join big using (id)" = 4': {"Dataset.*.CustomSQL": 4},
    'CustomSql "select name from primary where id <> 3" with threshold > 0.7': {
        "Dataset.*.CustomSQL.Compliance": 0.75
    },
    'CustomSql "select code, amount from primary"': {"Dataset.*.CustomSQL.Compliance": 1},
    'ReferentialIntegrity "code" "ref.letter" = 0.75': {"Column.ref.ReferentialIntegrity": 0.75},
    'ReferentialIntegrity "code,id" "ref.{letter,id}" = 0.25': {"Column.ref.ReferentialIntegrity": 0.25},
    'DatasetMatch "copy" "id->key" "name" = 0.5': {"Dataset.copy.DatasetMatch": 0.5},
    'RowCountMatch "big" = 0.5': {"Dataset.big.RowCountMatch": 0.5},
    'SchemaMatch "same" between 0.71 and 0.72': {"Dataset.same.SchemaMatch": 5 / 7},
    'AggregateMatch "sum(twice)" "avg(ref.id)" = 10': {"Column.twice,id.AggregateMatch": 10},
    "RowCount > avg(last(3))": {"Dataset.*.RowCount": 4},
    '(RowCount > 3) AND (IsComplete "id")': {"Dataset.*.RowCount": 4, "Column.id.Completeness": 1},
}
FAILING: dict[str, tuple[str, dict[str, float]]] = {
    "RowCount > 10": (low(4), {"Dataset.*.RowCount": 4}),
    "ColumnCount = 3": (low(7), {"Dataset.*.ColumnCount": 7}),
    'ColumnExists "nope"': ("Input data does not include column nope!", {"Dataset.nope.ColumnExists": 0}),
    'ColumnNamesMatchPattern "i"': (
        "Columns that do not match the pattern: name, code, amount, day",
        {"Dataset.*.ColumnNamesPatternMatchRatio": 3 / 7},
    ),
    'IsComplete "name"': (low(0.75), {"Column.name.Completeness": 0.75}),
    'IsComplete "nope"': ("Input data does not include column nope!", {}),
    'Completeness "name" > 0.8': (low(0.75), {"Column.name.Completeness": 0.75}),
    'IsUnique "code"': (low(0.5), {"Column.code.Uniqueness": 0.5}),
    'Uniqueness "code" > 0.9': (low(0.5), {"Column.code.Uniqueness": 0.5}),
    'UniqueValueRatio "amount" < 1': (low("1.0"), {"Column.amount.UniqueValueRatio": 1}),
    'DistinctValuesCount "id" > 4': (low(4), {"Column.id.DistinctValuesCount": 4}),
    'IsPrimaryKey "amount"': (low(0.75), {"Column.amount.Uniqueness": 1, "Column.amount.Completeness": 0.75}),
    'Entropy "id" < 1': (low(1.3862943611198906), {"Column.id.Entropy": 1.3862943611198906}),
    'Mean "amount" > 2': (low("2.0"), {"Column.amount.Mean": 2}),
    'Mean "name" > 2': ("Expected type of column name to be a number, but found StringType instead!", {}),
    'Sum "twice" < 20': (low("20.0"), {"Column.twice.Sum": 20}),
    'StandardDeviation "amount" > 1': (
        low(0.816496580927726),
        {"Column.amount.StandardDeviation": (2 / 3) ** 0.5},
    ),
    'ColumnCorrelation "id" "twice" < 0': (low("1.0"), {"Multicolumn.id,twice.ColumnCorrelation": 1}),
    'ColumnLength "name" > 0': (low("0.0"), {"Column.name.MinimumLength": 0}),
    'ColumnLength "name" not in [0,3]': (low(0.25), {"Column.name.LengthCompliance": 0.25}),
    'ColumnValues "id" > 1': (low("1.0"), {"Column.id.Minimum": 1}),
    'ColumnValues "id" between 1 and 5': (low(0.75), {"Column.id.ColumnValues.Compliance": 0.75}),
    'ColumnValues "amount" > 0': (NULL, {MINIMUM: 1}),
    'ColumnValues "amount" = 3': (f"{low('1.0')}\n{NULL}", {MINIMUM: 1, MAXIMUM: 3}),
    'ColumnValues "amount" not in [2,NULL]': (low(0.5), {"Column.amount.ColumnValues.Compliance": 0.5}),
    'ColumnValues "name" in ["Ann","Bob"]': (low(0.5), {"Column.name.ColumnValues.Compliance": 0.5}),
    'ColumnValues "name" not in [WHITESPACES_ONLY]': (
        low(0.75),
        {"Column.name.ColumnValues.Compliance": 0.75},
    ),
    'ColumnValues "name" matches "[A-Z][a-z]+"': (low(0.5), {"Column.name.PatternMatch": 0.5}),
    'ColumnValues "day" < "2020-01-01"': (low("0.0"), {"Column.day.ColumnValues.Compliance": 0}),
    'ColumnDataType "digits" = "Long"': (low(0.5, "."), {"Column.digits.ColumnDataType.Compliance": 0.5}),
    'ColumnDataType "id" = "Text"': (
        "Rule (or nested rule) not supported due to: Unrecognized data type: Text",
        {},
    ),
    'DataFreshness "day" <= 2 days': (
        "50.00 % of rows passed the threshold",
        {"Column.day.DataFreshness.Compliance": 0.5},
    ),
    'CustomSql "select max(id) from primary" < 4': (low("4.0"), {"Dataset.*.CustomSQL": 4}),
    'CustomSql "select id from primary where id > 1"': (
        low(0.75, "."),
        {"Dataset.*.CustomSQL.Compliance": 0.75},
    ),
    'CustomSql "select count(*) as many from primary"': (
        "The output from CustomSQL must contain at least one column that matches the input dataset. "
        "Ensure that matching columns are returned from the SQL.",
        {},
    ),
    'ReferentialIntegrity "code" "ref.letter" > 0.9': (
        low(0.75, "."),
        {"Column.ref.ReferentialIntegrity": 0.75},
    ),
    'ReferentialIntegrity "code" "nobody.letter" = 1': ("nobody not found in additional sources", {}),
    'ReferentialIntegrity "code" "ref.nope" = 1': ("Column nope does not exist in ref", {}),
    'DatasetMatch "copy" "id->key" "name" > 0.9': (low(0.5, "."), {"Dataset.copy.DatasetMatch": 0.5}),
    'RowCountMatch "big" = 1.0': (low(0.5, "."), {"Dataset.big.RowCountMatch": 0.5}),
    'SchemaMatch "big" = 1.0': (low("0.0", "."), {"Dataset.big.SchemaMatch": 0}),
    'AggregateMatch "sum(id)" "sum(ref.id)" = 1': (
        low(1.6666666666666667, "."),
        {"Column.id.AggregateMatch": 10 / 6},
    ),
    "RowCount < last()": (low(4), {"Dataset.*.RowCount": 4}),
    '(RowCount > 3) AND ((IsComplete "name") OR (IsUnique "code"))': (
        f"{low(0.75)}\n{low(0.5)}",
        {"Dataset.*.RowCount": 4, "Column.name.Completeness": 0.75, "Column.code.Uniqueness": 0.5},
    ),
}
DIFFERENT = {"FileFreshness", "FileMatch", "FileSize", "FileUniqueness"}  # below, with files
NOT_HERE = {"DetectAnomalies"}
ANALYZERS_ONLY = {"AllStatistics", "Distribution"}


def _frame(glue: GlueContext, rows: list[Any], schema: str) -> DynamicFrame:
    return DynamicFrame.fromDF(glue.spark_session.createDataFrame(rows, schema).coalesce(1), glue, "frame")


def _outcomes(frames: Any) -> dict[str, Any]:
    return {row["Rule"]: row for row in frames["ruleOutcomes"].toDF().collect()}


@pytest.fixture(scope="module")
def found(glue: GlueContext) -> dict[str, Any]:
    """The outcome of each rule above, all from one call."""
    ruleset = f"Rules = [ {', '.join([*PASSING, *FAILING])} ]"
    sources = {alias: _frame(glue, *data) for alias, data in OTHERS.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        frames = EvaluateDataQuality().process_rows(
            frame=_frame(glue, ROWS, SCHEMA), ruleset=ruleset, additional_data_sources=sources
        )
    return _outcomes(frames)


@pytest.mark.parametrize("rule", PASSING)
def test_a_rule_passes(found: dict[str, Any], rule: str) -> None:
    row = found[rule]
    assert (row["FailureReason"], row["Outcome"]) == (None, "Passed")
    assert row["EvaluatedMetrics"] == pytest.approx(PASSING[rule])


@pytest.mark.parametrize("rule", FAILING)
def test_a_rule_fails(found: dict[str, Any], rule: str) -> None:
    row = found[rule]
    reason, metrics = FAILING[rule]
    assert (row["FailureReason"], row["Outcome"]) == (reason, "Failed")
    assert row["EvaluatedMetrics"] == pytest.approx(metrics)


def test_every_rule_type_passes_and_fails_above() -> None:
    for table in (PASSING, FAILING):
        untested = {name for name in RULES if not any(rule.startswith(f"{name} ") for rule in table)}
        assert untested == DIFFERENT | NOT_HERE | ANALYZERS_ONLY


def test_a_dynamic_rule_shows_the_number_that_it_was_held_against(found: dict[str, Any]) -> None:
    assert found["RowCount > avg(last(3))"]["EvaluatedRule"] == "RowCount > 0.0"
    assert found["RowCount = 4"]["EvaluatedRule"] == "RowCount = 4"


def test_rules_about_files(glue: GlueContext, folder: Path, uri: str) -> None:
    for name, text, age in (("a.csv", "1\n", 10), ("b 1.csv", "1\n", 3600 * 30), ("c.dat", "12\n", 10)):
        path = folder / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        os.utime(path, (NOW.timestamp() - age, NOW.timestamp() - age))
    (folder / "copy").mkdir()
    (folder / "copy" / "other.csv").write_text("1\n")
    one = "4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865"  # sha256sum of "1\n"
    passing = [
        f'FileFreshness "{uri}in/" > (now() - 24 hours) with threshold > 0.6',
        f'FileFreshness "{uri}in/" > "2020-01-01"',
        f'FileFreshness "{uri}in/" > (now() - 24 hours) with recentFiles = 2',
        f'FileSize "{uri}in/" between 1 B and 1 KB',
        f'FileSize "{uri}in/" = 2 with uriRegex = "csv$"',
        f'FileUniqueness "{uri}in/" > 0.3',
        f'FileUniqueness "{uri}in/" = 1 with matchFileName = "true"',
        f'FileMatch "{uri}in/a.csv" in ["{one}"]',
        f'FileMatch "{uri}in/a.csv" in ["b026324c6904b2a9cb4b88d6d61c81d1"] with hashAlgorithm = "MD5"',
        f'FileMatch "{uri}in/a.csv" "{uri}copy/"',
        "FileSize < 1 MB",
    ]
    failing = {
        f'FileFreshness "{uri}in/" > (now() - 24 hours)': low(2 / 3),
        f'FileSize "{uri}in/" > 2 B': low(1 / 3),
        f'FileUniqueness "{uri}in/" = 1': low(1 / 3),
        f'FileMatch "{uri}in/c.dat" in ["{one}"]': f"Files without one of these checksums: {uri}in/c.dat",
        f'FileMatch "{uri}in/" "{uri}copy/"': "1 files are on one side only",
        f'FileSize "{uri}in/" > 1 B with uriRegex = "parquet$"': f"No files found at {uri}in/.",
        f'FileSize "{uri}nowhere/" > 1 B': f"No files found at {uri}nowhere/.",
        f'FileFreshness "{uri}in/" > "10:00" with timeZone = "Mars"': "The time zone Mars is not known.",
    }
    frame = DynamicFrame.fromDF(glue.spark_session.read.csv(f"{uri}in/"), glue, "files")
    found = (
        EvaluateDataQuality.apply(frame, f"Rules = [ {', '.join([*passing, *failing])} ]").toDF().collect()
    )
    assert {row["Rule"]: row["FailureReason"] for row in found} == dict.fromkeys(passing) | failing
    metrics = {row["Rule"]: row["EvaluatedMetrics"] for row in found}
    assert metrics[passing[3]] == {
        "Dataset.*.FileSize.Compliance": 1.0,
        "Dataset.*.FileCount": 3.0,
        "Dataset.*.MinimumFileSize": 2.0,
        "Dataset.*.MaximumFileSize": 3.0,
    }


def test_files_that_cannot_be_looked_at_fail_their_rule(glue: GlueContext) -> None:
    rule = 'FileSize "s3://no-such-bucket/in/" > 1 B'
    found = EvaluateDataQuality.apply(_frame(glue, ROWS, SCHEMA), f"Rules = [ {rule} ]").toDF().collect()[0]
    assert found["Outcome"] == "Failed"
    assert "s3://no-such-bucket/in/: java.io.IOException: " in found["FailureReason"]


def test_an_empty_frame_passes_only_what_is_not_about_values(glue: GlueContext) -> None:
    rules = [
        "RowCount = 0",
        "ColumnCount = 7",
        'IsComplete "id"',
        'IsUnique "id"',
        'Mean "id" > 0',
        'ColumnValues "id" > 0',
    ]
    found = _outcomes(
        {"ruleOutcomes": EvaluateDataQuality.apply(_frame(glue, [], SCHEMA), f"Rules=[{','.join(rules)}]")}
    )
    assert {rule: row["Outcome"] for rule, row in found.items()} == {
        "RowCount = 0": "Passed",
        "ColumnCount = 7": "Passed",
        'IsComplete "id"': "Failed",
        'IsUnique "id"': "Failed",
        'Mean "id" > 0': "Failed",
        'ColumnValues "id" > 0': "Failed",
    }
    assert found['IsComplete "id"']["FailureReason"] == low("NaN")
    assert (
        found['Mean "id" > 0']["FailureReason"]
        == "Empty state for analyzer Mean, all input values were NULL."
    )


def test_a_rule_of_a_model_that_is_not_here_is_an_error_and_not_a_pass(glue: GlueContext) -> None:
    ruleset = 'Rules = [ DetectAnomalies "RowCount", (DetectAnomalies "RowCount") or (RowCount = 0) ]'
    rows = EvaluateDataQuality.apply(_frame(glue, [], SCHEMA), ruleset).toDF().collect()
    assert [row["Outcome"] for row in rows] == ["Error", "Passed"]
    assert "DetectAnomalies is not emulated" in rows[0]["FailureReason"]


def test_a_rule_that_does_not_suit_a_column_s_type_fails_alone(glue: GlueContext) -> None:
    rules = [
        'ColumnValues "flag" in ["true","false"]',
        'ColumnValues "tags" = "a"',
        'ColumnDataType "id" = "Date"',
        'ColumnValues "at" between 1 and 5',
        'IsUnique "more"',
        'IsUnique "id"',
        '(IsComplete "id") and (ColumnValues "flag" = "true")',
        "RowCount = 2",
    ]
    rows = [(1, True, ["a"], {"k": 1}, NOW), (2, False, ["b"], {"k": 1}, NOW)]
    frame = _frame(glue, rows, "id int, flag boolean, tags array<string>, more map<string, int>, at date")
    found = EvaluateDataQuality.apply(frame, f"Rules = [ {', '.join(rules)} ]").toDF().collect()
    outcomes = {row["Rule"]: row["Outcome"] for row in found}
    assert [rule for rule, outcome in outcomes.items() if outcome == "Passed"] == [
        'IsUnique "id"',
        "RowCount = 2",
    ]
    reason = next(row["FailureReason"] for row in found if row["Rule"] == rules[0])
    assert reason.startswith("Exception thrown while evaluating rule: ")
