"""Outcomes of single rows, composites by column and by row, and where clauses on rows."""

from __future__ import annotations

from typing import Any

import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import SelectFromCollection
from awsgluedq.transforms import EvaluateDataQuality

ROWS = [(1, "a", "f"), (2, "b", "d"), (3, "a", None), (4, "a", "f"), (5, "b", None)]
SCHEMA = "id int, att1 string, att2 string"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no service to hand results to."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


def _frame(glue: GlueContext, rows: list[Any] = ROWS, schema: str = SCHEMA) -> DynamicFrame:
    return DynamicFrame.fromDF(glue.spark_session.createDataFrame(rows, schema).coalesce(1), glue, "frame")


def _rows(
    glue: GlueContext, rules: str, options: dict[str, str] | None = None, sources: Any = None
) -> list[tuple[int, list[str], list[str], list[str], str]]:
    frames = EvaluateDataQuality().process_rows(
        frame=_frame(glue),
        ruleset=f"Rules = [ {rules} ]",
        additional_options=options or {},
        additional_data_sources=sources or {},
    )
    rows = SelectFromCollection.apply(dfc=frames, key="rowLevelOutcomes").toDF()
    assert rows.columns[3:] == [
        "DataQualityRulesPass",
        "DataQualityRulesFail",
        "DataQualityRulesSkip",
        "DataQualityEvaluationResult",
    ]
    return sorted((row[0], row[3], row[4], row[5], row[6]) for row in rows.collect())


def test_each_row_tells_the_rules_that_it_passes_fails_and_skips(glue: GlueContext) -> None:
    complete, unique, large, values = (
        'IsComplete "att2"',
        'IsUnique "att1"',
        "RowCount > 9",
        'ColumnValues "id" < 3',
    )
    assert _rows(glue, f"{complete}, {unique}, {large}, {values}") == [
        (1, [complete, values], [unique], [large], "Failed"),
        (2, [complete, values], [unique], [large], "Failed"),
        (3, [], [complete, unique, values], [large], "Failed"),
        (4, [complete], [unique, values], [large], "Failed"),
        (5, [], [complete, unique, values], [large], "Failed"),
    ]


def test_a_job_is_stopped_by_the_outcomes_as_studio_writes_it(glue: GlueContext) -> None:
    frames = EvaluateDataQuality().process_rows(_frame(glue), 'Rules = [ IsComplete "att2", RowCount = 5 ]')
    outcomes = frames[EvaluateDataQuality.DATA_QUALITY_RULE_OUTCOMES_KEY]
    assert outcomes.filter(lambda rule: rule["Outcome"] == "Failed").count() == 1


def test_rules_about_the_dataset_leave_every_row_passed(glue: GlueContext) -> None:
    rules = ["ColumnCount > 9", 'Mean "id" > 100', 'IsComplete "nope"']
    assert _rows(glue, ", ".join(rules)) == [(i, [], [], rules, "Passed") for i in (1, 2, 3, 4, 5)]


def test_a_row_that_the_where_clause_leaves_out_is_passed_or_on_demand_skipped(glue: GlueContext) -> None:
    rule = 'IsComplete "att2" where "att1 = \'a\'"'
    assert [row[4] for row in _rows(glue, rule)] == ["Passed", "Passed", "Failed", "Passed", "Passed"]
    skipping = _rows(glue, rule, {"rowLevelConfiguration.filteredRowLabel": "SKIPPED"})
    assert skipping == [
        (1, [rule], [], [], "Passed"),
        (2, [], [], [rule], "Passed"),
        (3, [], [rule], [], "Failed"),
        (4, [rule], [], [], "Passed"),
        (5, [], [], [rule], "Passed"),
    ]


def test_rows_are_held_against_queries_and_other_datasets(glue: GlueContext) -> None:
    other = _frame(glue, [("a", 1), ("c", 2)], "letter string, number int")
    sql, key = (
        'CustomSql "select id from primary where id > 3"',
        'ReferentialIntegrity "att1" "ref.letter" > 0.5',
    )
    match = 'DatasetMatch "ref" "att1->letter" "id->number" > 0.1'
    glue.spark_session.range(3).createOrReplaceTempView("primary")
    found = _rows(glue, f"{sql}, {key}, {match}", sources={"ref": other})
    assert glue.spark_session.table("primary").count() == 3  # the script's own view is there again
    assert not glue.spark_session.catalog.tableExists("ref")
    glue.spark_session.catalog.dropTempView("primary")
    assert [(row[0], row[1]) for row in found] == [
        (1, [key, match]),
        (2, []),
        (3, [key]),
        (4, [sql, key]),
        (5, [sql]),
    ]


def test_labels_are_shown_on_demand(glue: GlueContext) -> None:
    rules = 'IsComplete "id" labels=["team"="a"]'
    shown = _rows(glue, rules, {"rowLevelConfiguration.ruleWithLabels": "ENABLED"})
    assert shown[0][1] == ['IsComplete "id" labels=["team"="a"]']


COMPOSITES = {
    '(IsComplete "att2") OR (ColumnValues "att1" = "b")': ("Failed", [1, 2, 4, 5]),
    '(IsComplete "att2") AND (ColumnValues "att1" = "a")': ("Failed", [1, 4]),
    '((IsComplete "att2") AND (IsComplete "id")) OR (ColumnValues "id" >= 3)': ("Passed", [1, 2, 3, 4, 5]),
    '(ColumnValues "att2" = NULL) OR (ColumnLength "att2" = 1)': ("Passed", [1, 2, 3, 4, 5]),
}


def test_composites_by_row_are_one_test_of_each_row(glue: GlueContext) -> None:
    options = {"compositeRuleEvaluation.method": "ROW"}
    ruleset = f'Rules = [ {", ".join(COMPOSITES)}, (RowCount > 1) AND (IsComplete "att2") ]'
    frames = EvaluateDataQuality().process_rows(_frame(glue), ruleset, {}, options)
    outcomes = [(row["Outcome"], row["FailureReason"]) for row in frames["ruleOutcomes"].toDF().collect()]
    assert [outcome for outcome, _ in outcomes] == ["Failed", "Failed", "Passed", "Passed", "Failed"]
    assert outcomes[0][1] == "80.00 % of rows passed the threshold"
    rows = frames["rowLevelOutcomes"].toDF().collect()
    for rule, (_, passing) in COMPOSITES.items():
        assert sorted(row["id"] for row in rows if rule in row["DataQualityRulesPass"]) == passing
    assert all(row["DataQualityRulesSkip"] == ['(RowCount > 1) AND (IsComplete "att2")'] for row in rows)


def test_composites_by_column_join_the_verdicts_of_their_rules(glue: GlueContext) -> None:
    ruleset = f"Rules = [ {', '.join(COMPOSITES)} ]"
    frames = EvaluateDataQuality().process_rows(_frame(glue), ruleset)
    outcomes = {row["Rule"]: row["Outcome"] for row in frames["ruleOutcomes"].toDF().collect()}
    assert outcomes == dict.fromkeys(COMPOSITES, "Failed")


def test_and_is_evaluated_before_or_where_no_parentheses_are(glue: GlueContext) -> None:
    ruleset = "Rules = [ RowCount < 0 and RowCount > 0 or ColumnCount > 0, RowCount > 0 and RowCount < 3 ]"
    rows = EvaluateDataQuality().process_rows(_frame(glue), ruleset)["ruleOutcomes"].toDF().collect()
    assert [(row["Rule"], row["Outcome"]) for row in rows] == [
        ("((RowCount < 0) AND (RowCount > 0)) OR (ColumnCount > 0)", "Passed"),
        ("(RowCount > 0) AND (RowCount < 3)", "Failed"),
    ]


def test_fields_that_differ_only_in_case_stay_apart(glue: GlueContext, read: Any) -> None:
    frame = read({"Id": 1, "id": 2, "a.b": "x"}, {"Id": 3, "id": 2, "a.b": None})
    frames = EvaluateDataQuality().process_rows(
        frame, 'Rules = [ IsUnique "Id", IsUnique "id", IsComplete "a.b" ]'
    )
    outcomes = {row["Rule"]: row["Outcome"] for row in frames["ruleOutcomes"].toDF().collect()}
    assert outcomes == {'IsUnique "Id"': "Passed", 'IsUnique "id"': "Failed", 'IsComplete "a.b"': "Failed"}
    rows = frames["rowLevelOutcomes"].toDF()
    assert rows.columns[:3] == ["Id", "id", "a.b"]
    assert sorted(row[0] for row in rows.collect()) == [1, 3]
