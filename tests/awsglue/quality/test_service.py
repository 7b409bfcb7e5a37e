"""Results reach the Glue service, and dynamic rules look back at them; evaluation runs of a table."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsgluedq import _ruleset_run
from awsgluedq.transforms import EvaluateDataQuality
from tests.clouds import ThreadCloud

RUN = "jr_" + "0a" * 32


@pytest.fixture
def service(cloud: ThreadCloud, glue: GlueContext, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A Glue client of a fresh cloud, at which this run's scripts are too."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr("sys.argv", ["script.py", "--JOB_NAME", "my_job", "--JOB_RUN_ID", RUN])
    monkeypatch.setattr(glue, "_catalog", type(glue._catalog)())
    return cloud.client("glue")


class Strange(BaseHTTPRequestHandler):
    """An AWS endpoint that knows neither of data quality nor of the way to its results."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(501)
        self.end_headers()
        self.wfile.write(b'{"__type": "InternalFailure", "message": "not implemented"}')

    def log_message(self, *args: Any) -> None:
        """Keep still."""


@pytest.fixture
def strange() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Strange) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _frame(glue: GlueContext, rows: int) -> DynamicFrame:
    df = glue.spark_session.createDataFrame([(i, "n") for i in range(rows)], "id int, name string")
    return DynamicFrame.fromDF(df.coalesce(1), glue, "frame")


def _newest(service: Any) -> Any:
    described = service.list_data_quality_results()["Results"][0]
    return service.get_data_quality_result(ResultId=described["ResultId"])


def test_a_jobs_results_are_the_services(glue: GlueContext, service: Any) -> None:
    ruleset = """
        Rules = [ RowCount = 2, IsComplete "nope" labels=["team"="a"], DetectAnomalies "RowCount" ]
        Analyzers = [ ColumnLength "name", ColumnValues "id" ]
    """
    EvaluateDataQuality.apply(_frame(glue, 2), ruleset, {"dataQualityEvaluationContext": "node"})

    result = _newest(service)

    assert (result["JobName"], result["JobRunId"]) == ("my_job", RUN)
    assert (result["EvaluationContext"], result["RulesetName"]) == ("node", "node")
    assert result["Score"] == pytest.approx(1 / 3)
    assert result["StartedOn"] <= result["CompletedOn"]
    assert result["RuleResults"][:2] == [
        {
            "Name": "Rule_1",
            "Description": "RowCount = 2",
            "Result": "PASS",
            "EvaluatedMetrics": {"Dataset.*.RowCount": 2.0},
            "EvaluatedRule": "RowCount = 2",
        },
        {
            "Name": "Rule_2",
            "Description": 'IsComplete "nope"',
            "Result": "FAIL",
            "EvaluationMessage": "Input data does not include column nope!",
            "EvaluatedMetrics": {},
            "EvaluatedRule": 'IsComplete "nope"',
            "Labels": {"team": "a"},
        },
    ]
    assert result["RuleResults"][2]["Result"] == "ERROR"
    assert [each["EvaluatedMetrics"] for each in result["AnalyzerResults"]] == [
        {"Column.name.MinimumLength": 1.0, "Column.name.MaximumLength": 1.0},
        {"Column.id.Minimum": 0.0, "Column.id.Maximum": 1.0},
    ]


def test_dynamic_rules_look_back_at_earlier_runs_of_their_context(glue: GlueContext, service: Any) -> None:
    def run(rows: int, context: str = "node") -> tuple[str, str]:
        rule = "Rules = [ RowCount > avg(last(2)) ]"
        frame = EvaluateDataQuality.apply(_frame(glue, rows), rule, {"dataQualityEvaluationContext": context})
        row = frame.toDF().collect()[0]
        return row["Outcome"], row["EvaluatedRule"]

    assert run(2) == ("Passed", "RowCount > 0.0")
    assert run(4) == ("Passed", "RowCount > 2.0")
    assert run(9, "another") == ("Passed", "RowCount > 0.0")
    assert run(3) == ("Failed", "RowCount > 3.0")
    assert run(3) == ("Failed", "RowCount > 3.5")


def test_what_is_not_to_be_published_is_not_and_a_service_that_is_gone_stops_nothing(
    glue: GlueContext, service: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = "Rules = [ ColumnCount > 0 ]"
    EvaluateDataQuality.apply(_frame(glue, 1), rules, {"enableDataQualityResultsPublishing": False})
    assert service.list_data_quality_results()["Results"] == []
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    found = EvaluateDataQuality().process_rows(_frame(glue, 1), "Rules = [ ColumnCount > last() ]")
    assert found["ruleOutcomes"].toDF().collect()[0]["Outcome"] == "Passed"
    told = capsys.readouterr().err
    assert "The results of default_context are not published" in told
    assert "tells nothing of earlier results, so there are none" in told


def test_an_endpoint_that_keeps_no_results_stops_nothing(
    glue: GlueContext,
    service: Any,
    strange: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", strange)
    rules = "Rules = [ RowCount > avg(last(2)) ]"
    row = EvaluateDataQuality.apply(_frame(glue, 2), rules).toDF().collect()[0]
    assert (row["Outcome"], row["EvaluatedRule"]) == ("Passed", "RowCount > 0.0")
    said = capsys.readouterr().err
    assert f"{strange} tells nothing of earlier results" in said
    assert f"are not published: {strange}/_boathouse/data-quality/results answers 501" in said


def test_an_evaluation_run_holds_rulesets_against_a_table(
    glue: GlueContext, service: Any, folder: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "rows.json").write_text('{"id": 1}\n{"id": 2}\n')
    service.create_database(DatabaseInput={"Name": "stedi"})
    storage: dict[str, Any] = {"Columns": [{"Name": "id", "Type": "int"}], "Location": f"{uri}in/"}
    storage["SerdeInfo"] = {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"}
    service.create_table(DatabaseName="stedi", TableInput={"Name": "t", "StorageDescriptor": storage})
    source = {"GlueTable": {"DatabaseName": "stedi", "TableName": "t"}}
    service.create_data_quality_ruleset(
        Name="rules", Ruleset='Rules = [ RowCount = 2, ReferentialIntegrity "id" "other.id" = 1 ]'
    )
    told = {"run": "dqrun-1", "rulesets": ["rules"], "source": source, "others": {"other": source}}
    argument = json.dumps(told | {"prefix": "", "composites": ""})
    monkeypatch.setattr("sys.argv", ["run.py", "--JOB_NAME", "x", "--data-quality-run", argument])

    runpy.run_path(_ruleset_run.__file__, run_name="__main__")

    result = _newest(service)
    assert (result["RulesetEvaluationRunId"], result["RulesetName"]) == ("dqrun-1", "rules")
    assert result["DataSource"] == source
    assert "JobName" not in result
    assert [rule["Result"] for rule in result["RuleResults"]] == ["PASS", "PASS"]
