"""EvaluateDataQuality as scripts call it."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import IllegalArgumentException

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsgluedq.transforms import EvaluateDataQuality

STUDIO = '''
import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job
from awsgluedq.transforms import EvaluateDataQuality

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
sc = SparkContext.getOrCreate()
glueContext = GlueContext(sc)
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

DEFAULT_DATA_QUALITY_RULESET = """
    Rules = [
        ColumnCount > 0
    ]
"""
source = glueContext.create_dynamic_frame.from_options(
    connection_type="s3", format="json", connection_options={{"paths": ["{uri}in/"]}}
)
EvaluateDataQuality().process_rows(
    frame=source,
    ruleset=DEFAULT_DATA_QUALITY_RULESET,
    publishing_options={{
        "dataQualityEvaluationContext": "EvaluateDataQuality_node1",
        "enableDataQualityResultsPublishing": True,
    }},
    additional_options={{
        "dataQualityResultsPublishing.strategy": "BEST_EFFORT",
        "observations.scope": "ALL",
    }},
)
glueContext.write_dynamic_frame.from_options(
    frame=source, connection_type="s3", format="json", connection_options={{"path": "{uri}out/"}}
)

ruleset = """
    Rules = [ IsComplete "id", ColumnValues "id" > 1 ]
"""
checked = EvaluateDataQuality.apply(
    frame=source,
    ruleset=ruleset,
    publishing_options={{
        "dataQualityEvaluationContext": "node2",
        "enableDataQualityCloudWatchMetrics": True,
        "enableDataQualityResultsPublishing": True,
        "resultsS3Prefix": "{uri}results",
    }},
)
failed = checked.toDF().filter("Outcome == 'Failed'").count()
assert checked.filter(lambda x: x["Outcome"] == "Failed").count() == failed, "the two counts differ"
assert failed == 0, f"The job failed due to failing DQ rules: {{failed}}"
'''


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no service to hand results to."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


def _frame(glue: GlueContext) -> DynamicFrame:
    df = glue.spark_session.createDataFrame([(1, "a"), (2, None)], "id int, name string")
    return DynamicFrame.fromDF(df, glue, "frame")


def test_a_studio_script_writes_its_data_and_fails_where_it_says_so(
    glue: GlueContext, folder: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "rows.json").write_text('{"id": 1}\n{"id": 2}\n')
    script = folder / "script.py"
    script.write_text(STUDIO.format(uri=uri))
    monkeypatch.setattr("sys.argv", ["script.py", "--JOB_NAME", "j"])
    with pytest.raises(AssertionError, match="failing DQ rules: 1"):
        runpy.run_path(str(script), run_name="__main__")
    assert list((folder / "out").iterdir())
    results = [
        json.loads(line) for path in (folder / "results").iterdir() for line in path.read_text().splitlines()
    ]
    assert [(row["Rule"], row["Outcome"], row["EvaluatedMetrics"]) for row in results] == [
        ('IsComplete "id"', "Passed", {"Column.id.Completeness": 1.0}),
        ('ColumnValues "id" > 1', "Failed", {"Column.id.Minimum": 1.0}),
    ]
    assert "does not meet the constraint requirement" in results[1]["FailureReason"]


def test_the_frames_have_aws_names_and_types(glue: GlueContext, capsys: pytest.CaptureFixture[str]) -> None:
    frame = _frame(glue)
    frames = EvaluateDataQuality().process_rows(frame=frame, ruleset="Rules = [ RowCount > 0 ]")
    assert list(frames.keys()) == ["ruleOutcomes", "rowLevelOutcomes", "originalData"]
    assert frames["originalData"] is frame
    frames["ruleOutcomes"].printSchema()
    assert capsys.readouterr().out == (
        "root\n|-- Rule: string\n|-- Outcome: string\n|-- FailureReason: string\n|-- EvaluatedMetrics: map\n"
        "|    |-- keyType: string\n|    |-- valueType: double\n|-- EvaluatedRule: string\n"
    )


def test_aggregated_metrics_count_rows_and_rules(glue: GlueContext) -> None:
    frames = EvaluateDataQuality().process_rows(
        _frame(glue),
        'Rules = [ IsComplete "name", IsUnique "id", RowCount > 9 ]',
        {},
        {"publishAggregatedMetrics.status": "ENABLED"},
    )
    counts = ("PassedCount", "FailedCount", "SkippedCount", "TotalCount")
    rows = frames["ruleOutcomes"].toDF().collect()
    assert [tuple(row[name] for name in counts) for row in rows] == [(1, 1, 0, 2), (2, 0, 0, 2), (0, 0, 2, 2)]
    assert frames["aggregatedMetrics"].toDF().collect()[0].asDict() == {
        "TotalRowsProcessed": 2.0,
        "TotalRowsPassed": 1.0,
        "TotalRowsFailed": 1.0,
        "TotalRulesProcessed": 3.0,
        "TotalRulesPassed": 1.0,
        "TotalRulesFailed": 2.0,
    }


def test_labels_are_a_column_of_the_outcomes(glue: GlueContext) -> None:
    ruleset = (
        'DefaultLabels = ["team"="a"]\nRules = [ ColumnCount > 0, ColumnCount > 1 labels=["level"="high"] ]'
    )
    rows = EvaluateDataQuality.apply(_frame(glue), ruleset).toDF().collect()
    assert [row["Labels"] for row in rows] == [{"team": "a"}, {"team": "a", "level": "high"}]


def test_analyzers_give_no_outcome(glue: GlueContext) -> None:
    analyzers = 'RowCount, AllStatistics, ColumnValues "name", Distribution "id"'
    ruleset = f"Rules = [ ColumnCount > 0 ] Analyzers = [ {analyzers} ]"
    rows: list[Any] = EvaluateDataQuality.apply(_frame(glue), ruleset).toDF().collect()
    assert [row["Rule"] for row in rows] == ["ColumnCount > 0"]
    assert EvaluateDataQuality.apply(_frame(glue), "Analyzers = [ RowCount ]").toDF().columns[0] == "Rule"


def test_what_cannot_be_evaluated_stops_the_job(glue: GlueContext) -> None:
    with pytest.raises(IllegalArgumentException, match="Rule Type: Rowcount is not valid"):
        EvaluateDataQuality.apply(_frame(glue), "Rules = [ Rowcount > 0 ]")
    with pytest.raises(
        IllegalArgumentException, match=r'(?s)where "no such" has provided an invalid where clause :\n'
    ):
        EvaluateDataQuality.apply(_frame(glue), 'Rules = [ IsComplete "id" where "no such" ]')
    with pytest.raises(TypeError, match="frame is a DataFrame, not a DynamicFrame"):
        EvaluateDataQuality.apply(_frame(glue).toDF(), "Rules = [ RowCount > 0 ]")
    with pytest.raises(
        ValueError, match=r"compositeRuleEvaluation\.method is one of COLUMN, ROW, not 'CELL'"
    ):
        EvaluateDataQuality().process_rows(
            _frame(glue), "Rules = [ RowCount > 0 ]", {}, {"compositeRuleEvaluation.method": "CELL"}
        )


def test_an_unknown_option_is_told(glue: GlueContext, capsys: pytest.CaptureFixture[str]) -> None:
    EvaluateDataQuality.apply(_frame(glue), "Rules = [ ColumnCount > 0 ]", {"dataQualityContext": "x"})
    assert "the option 'dataQualityContext' is not known" in capsys.readouterr().err
