"""CREATE TABLE AS of Iceberg tables: https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html"""

from __future__ import annotations

import json
from typing import Any

import pytest

GIVEN = "table_type = 'ICEBERG', is_external = false, location = 's3://lake/t/'"
ROWS = (
    "SELECT * FROM (VALUES (1, 'a', TIMESTAMP '2024-01-31 10:00:00.123456'),"
    " (34, NULL, TIMESTAMP '2024-02-01 10:00:00.000000')) AS x(N, s, at)"
)


def test_the_rows_are_a_table(console: Any) -> None:
    execution = console.run(
        f"CREATE TABLE t WITH ({GIVEN}, format = 'PARQUET', write_compression = 'SNAPPY',"
        " partitioning = ARRAY['month(at)', 'bucket(n, 64)', 's'],"
        f" vacuum_max_snapshot_age_seconds = 86400) AS {ROWS}"
    )
    assert execution["StatementType"] == "DDL"
    assert execution["SubstatementType"] == "CREATE_TABLE_AS_SELECT"
    answer = console.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    assert (answer["UpdateCount"], answer["ResultSet"]["Rows"]) == (2, [])
    assert console.rows("SELECT n, s, at FROM t ORDER BY n") == [
        ["1", "a", "2024-01-31 10:00:00.123456"],
        ["34", None, "2024-02-01 10:00:00.000000"],
    ]
    ((place,),) = console.rows('SELECT "$path" FROM t WHERE n = 34')
    assert place.startswith("s3://lake/t/data/at_month=2024-02/n_bucket=19/s=null/")
    table = console.glue.get_table(DatabaseName="db", Name="t")["Table"]
    assert [(c["Name"], c["Type"]) for c in table["StorageDescriptor"]["Columns"]] == [
        ("n", "int"),
        ("s", "string"),
        ("at", "timestamp"),
    ]
    assert table["Parameters"]["metadata_location"].startswith("s3://lake/t/metadata/00000-")
    made = json.loads(console.object(table["Parameters"]["metadata_location"]))
    assert made["properties"] == {
        "write.format.default": "parquet",
        "write.parquet.compression-codec": "snappy",
        "vacuum_max_snapshot_age_seconds": "86400",
    }
    assert len(made["snapshots"]) == 1
    console.run("INSERT INTO t VALUES (2, 'b', TIMESTAMP '2024-03-01 00:00:00.000001')")
    assert console.rows("SELECT count(*) FROM t") == [["3"]]


@pytest.mark.parametrize("query", [f"{ROWS} WITH NO DATA", f"{ROWS} WHERE false"])
def test_without_rows_there_are_columns_and_no_snapshot(console: Any, query: str) -> None:
    console.run(f"CREATE TABLE t WITH ({GIVEN}) AS {query}")
    assert console.rows("SELECT * FROM t") == []
    assert console.rows("SHOW COLUMNS IN t") == [[f"{name:<20}"] for name in ("n", "s", "at")]
    assert console.rows('SELECT * FROM "t$snapshots"') == []


@pytest.mark.parametrize(("given", "query", "reason"), [
    ("table_type = 'ICEBERG', location = 's3://lake/t/'", "SELECT 1 a",
     "INVALID_TABLE_PROPERTY: An Iceberg table is not external: CREATE TABLE AS needs is_external = false"),
    ("table_type = 'ICEBERG', is_external = false", "SELECT 1 a",
     "INVALID_TABLE_PROPERTY: CREATE TABLE AS of an Iceberg table needs location"),
    (f"{GIVEN}, format = 'ORC'", "SELECT 1 a",
     "NOT_SUPPORTED: Writing an Iceberg table of ORC files is not emulated by Boathouse"),
    (f"{GIVEN}, colour = 'red'", "SELECT 1 a",
     "INVALID_TABLE_PROPERTY: line 1:1: Catalog 'awsdatacatalog' table property 'colour' does not exist"),
    (f"{GIVEN}, partitioning = ARRAY['week(a)']", "SELECT 1 a",
     "INVALID_TABLE_PROPERTY: Invalid partition field declaration: week(a)"),
    (f"{GIVEN}, partitioning = ARRAY['b']", "SELECT 1 a",
     "COLUMN_NOT_FOUND: The partition column b is no column of the table"),
    (GIVEN, "SELECT CAST(now() AS timestamp(3)) a",
     'NOT_SUPPORTED: Timestamp precision (3) not supported for Iceberg. Use "timestamp(6)" instead.'),
    (GIVEN, "SELECT CAST(1 AS smallint) a", "NOT_SUPPORTED: Column 'a': Iceberg tables have no type"),
    (GIVEN, "SELECT NULL a", "COLUMN_TYPE_UNKNOWN: Column type is unknown: a"),
    (GIVEN, "SELECT 1", "MISSING_COLUMN_NAME: line 1:"),
    (GIVEN, "SELECT 1 / (n - 1) a FROM (VALUES 1) x(n)", "DIVISION_BY_ZERO"),
])  # fmt: skip
def test_what_cannot_be_made_leaves_nothing(console: Any, given: str, query: str, reason: str) -> None:
    assert console.fails(f"CREATE TABLE t WITH ({given}) AS {query}")["StateChangeReason"].startswith(reason)
    assert console.glue.get_tables(DatabaseName="db")["TableList"] == []
    assert "Contents" not in console.s3.list_objects_v2(Bucket="lake", Prefix="t/")


def test_a_place_with_files_is_refused_and_kept(console: Any) -> None:
    console.put("t/old", "x")
    reason = console.fails(f"CREATE TABLE t WITH ({GIVEN}) AS SELECT 1 a")["StateChangeReason"]
    assert reason.startswith("HIVE_PATH_ALREADY_EXISTS: Target directory for table 'db.t' already exists")
    assert console.object("s3://lake/t/old") == "x"
