"""Starting, watching and stopping queries."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

ENDLESS = (
    "SELECT count(*) FROM UNNEST(sequence(1, 1000000)) a(x) CROSS JOIN UNNEST(sequence(1, 1000000)) b(y)"
)


def refused(call: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call()
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_an_execution_tells_what_it_did(console: Any) -> None:
    console.put("t/1.json", '{"a": 1}\n')
    console.run(
        "CREATE EXTERNAL TABLE t (a int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/t/'"
    )
    execution = console.run("SELECT a FROM t")
    identifier = execution["QueryExecutionId"]
    assert execution["Query"] == "SELECT a FROM t"
    assert execution["StatementType"] == "DML"
    assert execution["ResultConfiguration"] == {"OutputLocation": f"s3://lake/athena/{identifier}.csv"}
    assert execution["QueryExecutionContext"] == {"Database": "db"}
    assert execution["WorkGroup"] == "primary"
    assert execution["EngineVersion"]["EffectiveEngineVersion"] == "Athena engine version 3"
    assert execution["Statistics"]["DataScannedInBytes"] == 9
    assert execution["Status"]["CompletionDateTime"] >= execution["Status"]["SubmissionDateTime"]


def test_the_context_may_name_its_database_in_backquotes(console: Any) -> None:
    console.run("CREATE EXTERNAL TABLE t (a int) LOCATION 's3://lake/t/'")
    context = {"Database": "`DB`", "Catalog": "AwsDataCatalog"}
    for sql in ("SELECT a FROM t", "SHOW COLUMNS IN t", "DESCRIBE `t`"):
        console.finished(console.start(sql, QueryExecutionContext=context))


def test_runtime_statistics_are_those_of_the_execution(console: Any) -> None:
    console.put("t/1.json", '{"a": 1}\n')
    serde = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
    console.run(f"CREATE EXTERNAL TABLE t (a int) {serde} LOCATION 's3://lake/t/'")
    execution = console.run("SELECT a FROM t")
    answer = console.athena.get_query_runtime_statistics(QueryExecutionId=execution["QueryExecutionId"])
    found = answer["QueryRuntimeStatistics"]
    assert found["Rows"] == {"InputBytes": 9}
    total = execution["Statistics"]["TotalExecutionTimeInMillis"]
    assert found["Timeline"]["TotalExecutionTimeInMillis"] == total


@pytest.mark.parametrize(("sql", "reason", "category"), [
    ("SELECT nope FROM (VALUES 1) t(x)", "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved", 2),
    ("SELECT * FROM nope", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.nope' does not exist", 2),
    ("SELECT 1 / 0", "DIVISION_BY_ZERO: Division by zero", 2),
    ("EXPLAIN SELECT 1", "NOT_SUPPORTED: EXPLAIN", 2),
    ("INSERT INTO t VALUES 1", "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.db.t' does not exist", 2),
    ("DROP TABLE nope", "FAILED: SemanticException [Error 10001]: Table not found db.nope", 2),
])  # fmt: skip
def test_a_failed_query_says_why(console: Any, sql: str, reason: str, category: int) -> None:
    status = console.fails(sql)
    assert status["StateChangeReason"].startswith(reason)
    assert status["AthenaError"]["ErrorMessage"] == status["StateChangeReason"]
    assert status["AthenaError"]["ErrorCategory"] == category


def test_text_that_is_no_sql_is_refused_at_once(console: Any) -> None:
    code, message = refused(lambda: console.start("SELEC 1"))
    assert code == "InvalidRequestException"
    assert message.startswith("line 1:1: mismatched input 'SELEC'")
    assert refused(lambda: console.start("SELECT 1; SELECT 2"))[1].startswith(
        "line 1:1: Only one sql statement"
    )
    assert refused(lambda: console.start("CREATE EXTERNAL TABLE t (a nope)"))[1].startswith(
        "line 1:28: mismatched"
    )


def test_a_query_needs_a_place_for_its_result(console: Any) -> None:
    code, message = refused(lambda: console.start("SELECT 1", ResultConfiguration={}))
    assert code == "InvalidRequestException"
    assert message.startswith("No output location provided.")
    code, message = refused(
        lambda: console.start("SELECT 1", ResultConfiguration={"OutputLocation": "s3://gone/x"})
    )
    assert (code, message) == ("InvalidRequestException", "Unable to verify/create output bucket gone")


def test_the_same_token_starts_one_query(console: Any) -> None:
    token = "t" * 40
    first = console.start("SELECT 1", ClientRequestToken=token)
    assert console.start("SELECT 1", ClientRequestToken=token) == first
    message = refused(lambda: console.start("SELECT 2", ClientRequestToken=token))[1]
    assert message == "Idempotent parameters do not match"


def test_a_running_query_is_stopped_at_once_and_leaves_no_result(console: Any) -> None:
    identifier = console.start(ENDLESS)
    while (
        console.athena.get_query_execution(QueryExecutionId=identifier)["QueryExecution"]["Status"]["State"]
        == "QUEUED"
    ):
        time.sleep(0.01)
    console.athena.stop_query_execution(QueryExecutionId=identifier)
    assert (
        console.finished(identifier, "CANCELLED")["Status"]["StateChangeReason"] == "Query cancelled by user"
    )
    assert console.rows("SELECT 1") == [["1"]]
    keys = [o["Key"] for o in console.s3.list_objects_v2(Bucket="lake").get("Contents", [])]
    assert not [key for key in keys if identifier in key]


def test_a_waiting_query_is_stopped_before_it_starts(console: Any) -> None:
    busy = [console.start(ENDLESS) for _ in range(6)]
    console.athena.stop_query_execution(QueryExecutionId=busy[-1])
    console.finished(busy[-1], "CANCELLED")
    for identifier in busy[:-1]:
        console.athena.stop_query_execution(QueryExecutionId=identifier)
        console.finished(identifier, "CANCELLED")


def test_stopping_a_finished_query_changes_nothing(console: Any) -> None:
    identifier = console.run("SELECT 1")["QueryExecutionId"]
    console.athena.stop_query_execution(QueryExecutionId=identifier)
    console.finished(identifier, "SUCCEEDED")


def test_a_query_in_flight_when_the_server_stops_is_failed_afterwards(console: Any) -> None:
    identifier = console.start(ENDLESS)
    console.cloud.restart()
    reason = console.finished(identifier, "FAILED")["Status"]["StateChangeReason"]
    assert "Boathouse was stopped while the query was running" in reason


def test_a_query_in_flight_when_the_server_is_killed_is_failed_afterwards(process_cloud: Any) -> None:
    from tests.services.athena.conftest import Console

    console = Console(process_cloud)
    done = console.run("SELECT 42")["QueryExecutionId"]
    identifier = console.start(ENDLESS)
    process_cloud.kill()
    process_cloud.open()
    console.finished(identifier, "FAILED")
    console.finished(done)
    assert console.rows("SELECT 1") == [["1"]]


def test_executions_are_listed_newest_first_page_by_page(console: Any) -> None:
    started = [console.run(f"SELECT {n}")["QueryExecutionId"] for n in range(3)]
    first = console.athena.list_query_executions(MaxResults=2)
    assert first["QueryExecutionIds"] == [started[2], started[1]]
    second = console.athena.list_query_executions(NextToken=first["NextToken"])
    assert second["QueryExecutionIds"] == [started[0]]
    assert "NextToken" not in second


def test_several_executions_are_answered_at_once(console: Any) -> None:
    known = console.run("SELECT 1")["QueryExecutionId"]
    answer = console.athena.batch_get_query_execution(QueryExecutionIds=[known, "unknown"])
    assert [e["QueryExecutionId"] for e in answer["QueryExecutions"]] == [known]
    assert [e["QueryExecutionId"] for e in answer["UnprocessedQueryExecutionIds"]] == ["unknown"]


def test_an_unknown_execution_is_an_error(console: Any) -> None:
    code, message = refused(lambda: console.athena.get_query_execution(QueryExecutionId="x"))
    assert (code, message) == ("InvalidRequestException", "QueryExecution x was not found")


def test_a_member_that_is_not_honoured_is_refused_by_name(console: Any) -> None:
    reuse = {"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 5}}
    call = lambda: console.start("SELECT 1", ResultReuseConfiguration=reuse)  # noqa: E731
    assert "ResultReuseConfiguration" in refused(call)[1]


def test_encryption_is_kept_with_the_execution(console: Any) -> None:
    asked = {"OutputLocation": "s3://lake/athena/", "EncryptionConfiguration": {"EncryptionOption": "SSE_S3"}}
    execution = console.finished(console.start("SELECT 1", ResultConfiguration=asked))
    assert execution["ResultConfiguration"]["EncryptionConfiguration"] == {"EncryptionOption": "SSE_S3"}


def test_parameters_take_the_places_of_question_marks(console: Any) -> None:
    sql = "SELECT ? AS a, '?' AS b, 10 - ? AS c LIMIT ?"
    execution = console.finished(console.start(sql, ExecutionParameters=["'it''s'", "-5", "1"]))
    answer = console.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    row = [cell["VarCharValue"] for cell in answer["ResultSet"]["Rows"][1]["Data"]]
    assert row == ["it's", "?", "15"]
    assert (execution["Query"], execution["ExecutionParameters"]) == (sql, ["'it''s'", "-5", "1"])


@pytest.mark.parametrize(("parameters", "reason"), [
    (["1", "2"], "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 2"),
    (["x"], "EXPRESSION_NOT_CONSTANT: Constant expression cannot contain column references: x"),
])  # fmt: skip
def test_wrong_parameters_fail_the_query(console: Any, parameters: list[str], reason: str) -> None:
    identifier = console.start("SELECT ? FROM (VALUES 1) t(x)", ExecutionParameters=parameters)
    assert console.finished(identifier, "FAILED")["Status"]["StateChangeReason"] == reason


def test_a_question_mark_without_a_parameter_fails_the_query(console: Any) -> None:
    reason = "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 0"
    assert console.fails("SELECT ?")["StateChangeReason"] == reason


@pytest.mark.parametrize(
    "sql",
    [
        "-- which city?\nSELECT 1 AS a",
        "/* why?\n */ -- what's it?\n\n SELECT '?' AS a",
        "-- a new one?\nCREATE TABLE made AS SELECT 1 AS a",
    ],
)
def test_a_question_in_a_comment_ahead_is_no_parameter(console: Any, sql: str) -> None:
    console.run(sql)


def test_parameters_come_after_a_comment_that_asks(console: Any) -> None:
    execution = console.finished(console.start("-- what's it?\nSELECT ? AS a", ExecutionParameters=["5"]))
    answer = console.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    assert answer["ResultSet"]["Rows"][1]["Data"] == [{"VarCharValue": "5"}]
