"""DELETE, UPDATE and MERGE INTO of Iceberg tables.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-updating-iceberg-table-data.html
"""

from __future__ import annotations

from typing import Any

import pytest

ICEBERG = "TBLPROPERTIES ('table_type' = 'ICEBERG')"


@pytest.fixture
def table(console: Any) -> Any:
    """A table `t` of two partitions, of two files and one."""
    console.run(
        "CREATE TABLE t (id int, name string, n double) PARTITIONED BY (name)"
        f" LOCATION 's3://lake/t/' {ICEBERG}"
    )
    console.run("INSERT INTO t VALUES (1, 'a', 1.5), (2, 'a', NULL), (3, 'b', 3)")
    console.run("INSERT INTO t VALUES (4, 'a', 4)")
    return console


def paths(console: Any) -> set[str]:
    return {path for (path,) in console.rows('SELECT DISTINCT "$path" FROM t')}


def counted(console: Any, sql: str, kind: str) -> int:
    """How many rows a statement has changed, as the API tells it."""
    execution = console.run(sql)
    assert (execution["StatementType"], execution["SubstatementType"]) == ("DML", kind)
    answer = console.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    assert answer["ResultSet"]["Rows"] == []
    return int(answer["UpdateCount"])


def test_deleted_rows_are_gone_and_other_files_stay(table: Any) -> None:
    before = paths(table)
    assert counted(table, "DELETE FROM t WHERE id IN (SELECT id FROM t WHERE n < 2) OR id = 3", "DELETE") == 2
    assert table.rows("SELECT * FROM t ORDER BY id") == [["2", "a", None], ["4", "a", "4.0"]]
    assert len(paths(table) & before) == 1
    ((old,),) = table.rows(
        'SELECT snapshot_id FROM "t$snapshots" ORDER BY committed_at DESC OFFSET 1 LIMIT 1'
    )
    assert table.rows(f"SELECT count(*) FROM t FOR VERSION AS OF {old}") == [["4"]]
    assert counted(table, "DELETE FROM db.t", "DELETE") == 2
    assert table.rows("SELECT * FROM t") == []
    assert counted(table, "DELETE FROM t", "DELETE") == 0
    table.run("INSERT INTO t VALUES (5, 'c', 5)")
    assert table.rows("SELECT id FROM t") == [["5"]]


def test_a_condition_that_is_not_true_deletes_nothing(table: Any) -> None:
    before = table.glue.get_table(DatabaseName="db", Name="t")["Table"]
    assert counted(table, "DELETE FROM t WHERE n > 100 OR n = NULL", "DELETE") == 0
    assert table.glue.get_table(DatabaseName="db", Name="t")["Table"] == before


def test_updated_rows_have_new_values_and_may_change_their_partition(table: Any) -> None:
    sql = "UPDATE t SET name = concat(name, '!'), n = coalesce(n, 0) + id WHERE id <= 2"
    assert counted(table, sql, "UPDATE") == 2
    assert table.rows("SELECT * FROM t ORDER BY id") == [
        ["1", "a!", "2.5"],
        ["2", "a!", "2.0"],
        ["3", "b", "3.0"],
        ["4", "a", "4.0"],
    ]
    assert table.rows('SELECT partition.name, file_count FROM "t$partitions" ORDER BY 1') == [
        ["a", "1"],
        ["a!", "1"],
        ["b", "1"],
    ]
    assert counted(table, 'UPDATE "db"."t" SET "id" = (SELECT max(id) FROM t), n = NULL', "UPDATE") == 4
    assert table.rows("SELECT DISTINCT id, n FROM t") == [["4", None]]


def test_rows_are_merged(table: Any) -> None:
    table.run(
        "CREATE TABLE s AS SELECT * FROM (VALUES (1, 'x', true), (3, 'y', false), (7, 'new', false),"
        " (8, 'never', true)) AS v(id, name, gone)"
    )
    sql = """
        MERGE INTO t AS target USING (SELECT * FROM s) AS source ON target.id = source.id
        WHEN MATCHED AND source.gone THEN DELETE
        WHEN MATCHED THEN UPDATE SET name = source.name, n = target.n * 2
        WHEN NOT MATCHED AND NOT gone THEN INSERT (name, id) VALUES (upper(source.name), source.id)
    """
    assert counted(table, sql, "MERGE") == 3
    assert table.rows("SELECT * FROM t ORDER BY id") == [
        ["2", "a", None],
        ["3", "y", "6.0"],
        ["4", "a", "4.0"],
        ["7", "NEW", None],
    ]


def test_a_clause_that_does_not_hold_leaves_the_row_to_the_next(table: Any) -> None:
    before = paths(table)
    sql = (
        "MERGE INTO t USING (VALUES (2, 9.0), (3, 1.0)) s(id, n) ON t.id = s.id "
        "WHEN MATCHED AND t.n > s.n THEN UPDATE SET n = s.n WHEN MATCHED AND t.n < s.n THEN DELETE"
    )
    assert counted(table, sql, "MERGE") == 1
    assert table.rows("SELECT id, n FROM t ORDER BY id")[1:3] == [["2", None], ["3", "1.0"]]
    assert len(paths(table) & before) == 2


def test_rows_are_merged_into_a_table_that_has_none(console: Any) -> None:
    console.run(f"CREATE TABLE t (id int, name string) LOCATION 's3://lake/t/' {ICEBERG}")
    console.run(f"CREATE TABLE s (id int, name string) LOCATION 's3://lake/s/' {ICEBERG}")
    console.run("INSERT INTO s VALUES (1, 'a'), (1, 'b')")
    sql = "MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.name)"
    assert counted(console, sql, "MERGE") == 2
    assert console.rows("SELECT * FROM t ORDER BY name") == [["1", "a"], ["1", "b"]]


FAILING = [
    ("MERGE INTO t USING (VALUES 1, 1) s(id) ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = 'x'",
     "MERGE_TARGET_ROW_MULTIPLE_MATCHES: One MERGE target table row matched more than one source row"),
    ("UPDATE t SET nope = 1", "COLUMN_NOT_FOUND: line 1:14: The UPDATE SET target column nope doesn't exist"),
    ("UPDATE t SET id = 'x'", "TYPE_MISMATCH: line 1:14: UPDATE table column types don't match SET "
     "expressions: Table: [integer], Expressions: [varchar(1)]"),
    ("UPDATE t SET id = 1, id = 2", "NOT_SUPPORTED: line 1:22: Multiple assignments for column id"),
    ("UPDATE t SET id = id / 0", "DIVISION_BY_ZERO"),
    ("DELETE FROM t WHERE id", "TYPE_MISMATCH: line 1:21: WHERE clause must evaluate to a boolean"),
    ("DELETE FROM t WHERE other = 1", "COLUMN_NOT_FOUND: line 1:21: Column 'other' cannot be resolved"),
    ("DELETE FROM nowhere", "TABLE_NOT_FOUND: line 1:13: Table 'awsdatacatalog.db.nowhere' does not exist"),
    ("DELETE FROM v", "NOT_SUPPORTED: line 1:13: Updating or deleting in a view is not supported"),
    ("DELETE FROM h", "NOT_SUPPORTED: line 1:13: Modifying Hive table rows is only supported for"),
    ("MERGE INTO t USING h ON t.id = h.a WHEN MATCHED THEN UPDATE SET n = 'x'",
     "TYPE_MISMATCH: line 1:65: MERGE table column types don't match for MERGE case 0, SET expressions:"),
    ("MERGE INTO t USING h ON t.id = h.a WHEN NOT MATCHED THEN INSERT (id) VALUES (h.a, 1)",
     "TYPE_MISMATCH: line 1:66: MERGE table column types don't match for MERGE case 0, SET expressions:"),
    ("MERGE INTO t USING h ON t.id = h.a WHEN NOT MATCHED THEN INSERT (no) VALUES (h.a)",
     "COLUMN_NOT_FOUND: line 1:66: Insert column name does not exist in target table: no"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "reason"), FAILING, ids=[sql for sql, _ in FAILING])
def test_what_fails_changes_nothing(table: Any, sql: str, reason: str) -> None:
    table.run("CREATE TABLE h AS SELECT 1 AS a")
    table.run("CREATE VIEW v AS SELECT 1 AS a")
    before = table.glue.get_table(DatabaseName="db", Name="t")["Table"]
    files = [o["Key"] for o in table.s3.list_objects_v2(Bucket="lake", Prefix="t/")["Contents"]]
    assert table.fails(sql)["StateChangeReason"].startswith(reason)
    assert table.glue.get_table(DatabaseName="db", Name="t")["Table"] == before
    assert [o["Key"] for o in table.s3.list_objects_v2(Bucket="lake", Prefix="t/")["Contents"]] == files


def test_parameters_are_bound(table: Any) -> None:
    table.finished(table.start("DELETE FROM t WHERE id = ? OR name = ?", ExecutionParameters=["1", "'b'"]))
    assert table.rows("SELECT id FROM t ORDER BY id") == [["2"], ["4"]]
