"""Commits of several at a time, and of those that fail."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from boathouse.errors import ServiceError
from boathouse.services.glue.tables import Tables

MAKING = "CREATE TABLE t (a int) LOCATION 's3://lake/t/' TBLPROPERTIES ('table_type' = 'ICEBERG')"


def keys(console: Any) -> list[str]:
    return [o["Key"] for o in console.s3.list_objects_v2(Bucket="lake", Prefix="t/")["Contents"]]


def status(console: Any, identifier: str) -> Any:
    return console.athena.get_query_execution(QueryExecutionId=identifier)["QueryExecution"]["Status"]


def ended(console: Any, identifier: str) -> Any:
    """The status of a statement that has succeeded or failed."""
    while (found := status(console, identifier))["State"] not in ("SUCCEEDED", "FAILED"):
        time.sleep(0.01)
    return found


def test_commits_that_were_too_slow_leave_nothing_behind(console: Any) -> None:
    console.run(MAKING)
    started = [console.start(f"INSERT INTO t VALUES {n}") for n in range(8)]
    for identifier in started:
        console.finished(identifier)
    assert console.rows("SELECT count(DISTINCT a) FROM t") == [["8"]]
    # of each statement its data, its manifest, the list of manifests and the metadata, and the table's first
    assert len(keys(console)) == 8 * 4 + 1


def test_of_changes_to_the_same_state_one_is_made_and_the_others_fail(console: Any) -> None:
    console.run(MAKING)
    console.run("INSERT INTO t VALUES 0")
    started = [console.start("UPDATE t SET a = a + 1") for _ in range(4)]
    ends = [ended(console, identifier) for identifier in started]
    reasons = [end["StateChangeReason"] for end in ends if end["State"] == "FAILED"]
    start = "ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: db.t "
    assert all(reason.startswith(start) for reason in reasons)
    done = len(ends) - len(reasons)
    assert done >= 1
    assert console.rows("SELECT a FROM t") == [[str(done)]]
    assert len(keys(console)) <= 1 + 4 + done * 5


def test_an_entry_that_changes_otherwise_does_not_hold_a_commit_up(
    console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.run(MAKING)
    update, calls = Tables.update_table, []

    def disturbed(self: Tables, *args: Any, **given: Any) -> None:
        calls.append(given)
        if len(calls) == 1:
            raise ServiceError("ConcurrentModificationException", "Update table failed", status=400)
        update(self, *args, **given)

    monkeypatch.setattr(Tables, "update_table", disturbed)
    console.run("INSERT INTO t VALUES 1")
    assert [call["version_id"] for call in calls] == ["0", "0"]
    assert console.rows("SELECT a FROM t") == [["1"]]


def test_a_catalog_that_refuses_leaves_the_table_and_its_folder_as_they_were(
    console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.run(MAKING)
    before, files = console.glue.get_table(DatabaseName="db", Name="t")["Table"], keys(console)

    def refuse(*args: Any, **given: Any) -> None:
        raise ServiceError("AccessDeniedException", "no", status=400)

    monkeypatch.setattr(Tables, "update_table", refuse)
    reason = console.fails("INSERT INTO t VALUES 1")["StateChangeReason"]
    assert "AccessDeniedException: no" in reason
    assert console.glue.get_table(DatabaseName="db", Name="t")["Table"] == before
    assert keys(console) == files


def test_a_stopped_statement_changes_nothing(console: Any) -> None:
    console.run(MAKING)
    files = keys(console)
    many = "UNNEST(sequence(1, 9000))"
    sql = (
        f"INSERT INTO t SELECT CAST(x AS integer) FROM {many} a(x), {many} b(y), {many} c(z) WHERE x + y = -z"
    )
    identifier = console.start(sql)
    console.athena.stop_query_execution(QueryExecutionId=identifier)
    console.finished(identifier, "CANCELLED")
    assert keys(console) == files
    console.run("INSERT INTO t VALUES 1")
    assert console.rows("SELECT a FROM t") == [["1"]]


def test_what_was_answered_survives_a_kill(process_cloud: Any) -> None:
    cloud = process_cloud
    cloud.client("s3").create_bucket(Bucket="lake")
    cloud.client("glue").create_database(DatabaseInput={"Name": "db"})

    def run(sql: str) -> Any:
        athena = cloud.client("athena")
        given = {"ResultConfiguration": {"OutputLocation": "s3://lake/out/"}}
        identifier = athena.start_query_execution(
            QueryString=sql, QueryExecutionContext={"Database": "db"}, **given
        )["QueryExecutionId"]
        while True:
            execution = athena.get_query_execution(QueryExecutionId=identifier)["QueryExecution"]
            if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
                break
            time.sleep(0.01)
        assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
        rows = athena.get_query_results(QueryExecutionId=identifier)["ResultSet"]["Rows"]
        return [row["Data"][0]["VarCharValue"] for row in rows[1:]]

    for sql in (MAKING, "INSERT INTO t VALUES 1, 2", "DELETE FROM t WHERE a = 1"):
        run(sql)
    cloud.kill()
    cloud.open()
    assert run("SELECT a FROM t") == ["2"]
    run("INSERT INTO t VALUES 3")
    pointer = cloud.client("glue").get_table(DatabaseName="db", Name="t")["Table"]["Parameters"]
    key = pointer["metadata_location"].removeprefix("s3://lake/")
    content = cloud.client("s3").get_object(Bucket="lake", Key=key)["Body"].read()
    assert len(json.loads(content)["snapshots"]) == 3
