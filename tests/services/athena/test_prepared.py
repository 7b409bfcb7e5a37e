"""Prepared statements, by SQL and by the API."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def rows(console: Any, sql: str, **more: Any) -> list[list[str]]:
    identifier = console.start(sql, **more)
    console.finished(identifier)
    answer = console.athena.get_query_results(QueryExecutionId=identifier)
    return [[cell["VarCharValue"] for cell in row["Data"]] for row in answer["ResultSet"]["Rows"][1:]]


def test_a_statement_is_prepared_executed_and_deallocated(console: Any) -> None:
    assert console.run("PREPARE adding FROM SELECT ? + ? AS n")["StatementType"] == "DDL"
    execution = console.run("EXECUTE adding USING 40, 2")
    assert execution["StatementType"] == "DML"
    assert execution["Query"] == "EXECUTE adding USING 40, 2"
    assert rows(console, "EXECUTE adding USING 40, 2") == [["42"]]
    assert rows(console, "EXECUTE adding", ExecutionParameters=["1", "2"]) == [["3"]]
    console.run("DEALLOCATE PREPARE adding")
    reason = "PreparedStatement adding was not found in workGroup primary"
    assert console.fails("EXECUTE adding USING 40, 2")["StateChangeReason"] == reason
    assert console.fails("DEALLOCATE PREPARE adding")["StateChangeReason"] == reason


def test_a_prepared_insert_writes(console: Any) -> None:
    console.run("CREATE TABLE t AS SELECT 'a' AS s WITH NO DATA")
    console.run("PREPARE more FROM INSERT INTO t VALUES ?")
    assert console.run("EXECUTE more USING 'x'")["SubstatementType"] == "INSERT"
    assert console.rows("SELECT s FROM t") == [["x"]]


def test_the_api_creates_lists_changes_and_deletes(console: Any) -> None:
    athena = console.athena
    for name in ("b", "A1"):
        athena.create_prepared_statement(
            StatementName=name, WorkGroup="primary", QueryStatement="SELECT ? AS x"
        )
    listed = athena.list_prepared_statements(WorkGroup="primary", MaxResults=1)
    assert [s["StatementName"] for s in listed["PreparedStatements"]] == ["A1"]
    listed = athena.list_prepared_statements(WorkGroup="primary", NextToken=listed["NextToken"])
    assert [s["StatementName"] for s in listed["PreparedStatements"]] == ["b"]
    athena.update_prepared_statement(
        StatementName="A1", WorkGroup="primary", QueryStatement="SELECT ? || '!' AS x", Description="loud"
    )
    found = athena.get_prepared_statement(StatementName="A1", WorkGroup="primary")["PreparedStatement"]
    del found["LastModifiedTime"]
    assert found == {
        "StatementName": "A1",
        "QueryStatement": "SELECT ? || '!' AS x",
        "WorkGroupName": "primary",
        "Description": "loud",
    }
    assert rows(console, "EXECUTE A1 USING 'hey'") == [["hey!"]]
    several = athena.batch_get_prepared_statement(PreparedStatementNames=["b", "c"], WorkGroup="primary")
    assert [s["StatementName"] for s in several["PreparedStatements"]] == ["b"]
    assert [s["StatementName"] for s in several["UnprocessedPreparedStatementNames"]] == ["c"]
    athena.delete_prepared_statement(StatementName="A1", WorkGroup="primary")
    with pytest.raises(ClientError) as caught:
        athena.get_prepared_statement(StatementName="A1", WorkGroup="primary")
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_a_name_is_given_once_in_a_workgroup(console: Any) -> None:
    console.athena.create_work_group(Name="other")
    given = {"StatementName": "x", "QueryStatement": "SELECT 1"}
    for group in ("primary", "other"):
        console.athena.create_prepared_statement(WorkGroup=group, **given)
    with pytest.raises(ClientError, match="already exists in WorkGroup primary"):
        console.athena.create_prepared_statement(WorkGroup="primary", **given)
    assert "already exists" in console.fails("PREPARE x FROM SELECT 2")["StateChangeReason"]


def test_only_what_asks_or_writes_is_prepared(console: Any) -> None:
    reason = "NOT_SUPPORTED: Only SELECT, CREATE TABLE AS, INSERT INTO and UNLOAD can be prepared"
    assert console.fails("PREPARE x FROM DROP TABLE t")["StateChangeReason"] == reason
    given = {"StatementName": "x", "QueryStatement": "DROP TABLE t", "WorkGroup": "primary"}
    console.athena.create_prepared_statement(**given)
    assert console.fails("EXECUTE x")["StateChangeReason"] == reason


def test_text_that_is_no_statement_is_not_prepared(console: Any) -> None:
    with pytest.raises(ClientError, match="mismatched input 'SELEC'"):
        console.start("PREPARE x FROM SELEC 1")
