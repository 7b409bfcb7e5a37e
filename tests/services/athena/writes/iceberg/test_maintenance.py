"""OPTIMIZE and VACUUM: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-data-optimization.html"""

from __future__ import annotations

from typing import Any

import pytest

MAKING = (
    "CREATE TABLE t (id int, k string) PARTITIONED BY (k) LOCATION 's3://lake/t/' TBLPROPERTIES ("
    "'table_type' = 'ICEBERG', 'optimize_rewrite_data_file_threshold' = '2',"
    " 'vacuum_max_snapshot_age_seconds' = '0')"
)


@pytest.fixture
def table(console: Any) -> Any:
    """A table `t` with three files in one partition and one in another."""
    console.run(MAKING)
    console.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
    console.run("INSERT INTO t VALUES (3, 'a')")
    console.run("INSERT INTO t VALUES (4, 'a')")
    return console


def files(console: Any) -> list[list[str | None]]:
    found: list[list[str | None]] = console.rows(
        'SELECT partition.k, file_count, record_count FROM "t$partitions" ORDER BY 1'
    )
    return found


def keys(console: Any, folder: str = "") -> set[str]:
    found = console.s3.list_objects_v2(Bucket="lake", Prefix=f"t/{folder}")
    return {o["Key"] for o in found.get("Contents", [])}


def test_small_files_of_a_partition_become_one(table: Any) -> None:
    execution = table.run("OPTIMIZE db.t REWRITE DATA USING BIN_PACK")
    assert (execution["StatementType"], execution["SubstatementType"]) == ("DML", "OPTIMIZE")
    assert files(table) == [["a", "1", "3"], ["b", "1", "1"]]
    assert table.rows("SELECT id FROM t ORDER BY id") == [["1"], ["2"], ["3"], ["4"]]
    newest = (
        "SELECT operation, summary['total-records'] FROM \"t$snapshots\" ORDER BY committed_at DESC LIMIT 1"
    )
    assert table.rows(newest) == [["replace", "4"]]
    before = table.glue.get_table(DatabaseName="db", Name="t")["Table"]
    table.run("OPTIMIZE t REWRITE DATA USING BIN_PACK")
    assert table.glue.get_table(DatabaseName="db", Name="t")["Table"] == before


def test_a_condition_names_the_partitions_whose_files_are_rewritten(table: Any) -> None:
    table.run("OPTIMIZE t REWRITE DATA USING BIN_PACK\nWHERE k = 'b' AND k <> 'a'")
    assert files(table) == [["a", "3", "3"], ["b", "1", "1"]]
    table.run("OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE k = 'a'")
    assert files(table) == [["a", "1", "3"], ["b", "1", "1"]]


def test_fewer_files_than_the_threshold_stay(table: Any) -> None:
    table.run("ALTER TABLE t UNSET TBLPROPERTIES ('optimize_rewrite_data_file_threshold')")
    table.run("OPTIMIZE t REWRITE DATA USING BIN_PACK")
    assert files(table) == [["a", "3", "3"], ["b", "1", "1"]]


def test_files_with_delete_files_are_written_without_the_deleted_rows(made: Any) -> None:
    console = made("deletes")
    console.run("ALTER TABLE deletes SET TBLPROPERTIES ('optimize_rewrite_delete_file_threshold' = '1')")
    before = console.rows("SELECT * FROM deletes ORDER BY id")
    console.run("OPTIMIZE deletes REWRITE DATA USING BIN_PACK")
    assert console.rows("SELECT * FROM deletes ORDER BY id") == before
    assert len(before) == 4
    summary = "summary['total-delete-files'], summary['total-records'], summary['total-position-deletes']"
    newest = f'SELECT {summary} FROM "deletes$snapshots" ORDER BY committed_at DESC LIMIT 1'
    assert console.rows(newest) == [["0", "4", "0"]]


def test_old_snapshots_go_with_the_files_that_only_they_had(table: Any) -> None:
    table.run("DELETE FROM t WHERE k = 'a'")
    table.put("t/data/orphan.parquet", "x")
    table.put("t/other/kept.txt", "x")
    execution = table.run("VACUUM t")
    assert (execution["StatementType"], execution["SubstatementType"]) == ("DML", "VACUUM")
    assert table.rows('SELECT count(*) FROM "t$snapshots"') == [["1"]]
    assert table.rows("SELECT * FROM t") == [["2", "b"]]
    ((place,),) = table.rows('SELECT "$path" FROM t')
    assert keys(table, "data/") == {place.removeprefix("s3://lake/")}
    assert "t/other/kept.txt" in keys(table)
    assert len([key for key in keys(table, "metadata/") if key.endswith(".avro")]) <= 3
    table.run("INSERT INTO t VALUES (5, 'c')")
    assert table.rows("SELECT id FROM t ORDER BY id") == [["2"], ["5"]]


def test_snapshots_and_files_that_are_young_enough_stay(table: Any) -> None:
    table.run("ALTER TABLE t SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds' = '86400')")
    table.put("t/data/orphan.parquet", "x")
    before = keys(table)
    table.run("VACUUM t")
    assert keys(table) == before
    assert table.rows('SELECT count(*) FROM "t$snapshots"') == [["3"]]


def test_as_many_snapshots_are_kept_as_are_wanted(table: Any) -> None:
    table.run("ALTER TABLE t SET TBLPROPERTIES ('vacuum_min_snapshots_to_keep' = '2')")
    table.run("VACUUM t")
    assert table.rows('SELECT count(*) FROM "t$snapshots"') == [["2"]]


def test_a_tagged_snapshot_stays(made: Any) -> None:
    console = made("marked")
    console.run("INSERT INTO marked VALUES 3")
    console.run("ALTER TABLE marked SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds' = '0')")
    console.run("VACUUM marked")
    assert console.rows('SELECT count(*) FROM "marked$snapshots"') == [["2"]]
    assert console.rows("SELECT id FROM marked ORDER BY id") == [["1"], ["2"], ["3"]]


@pytest.mark.parametrize(("sql", "reason"), [
    ("OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE id = 1",
     "NOT_SUPPORTED: OPTIMIZE takes partition columns only in WHERE, and id is none"),
    ("OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE nope = 1", "COLUMN_NOT_FOUND: line 1:46: Column 'nope'"),
    ("OPTIMIZE h REWRITE DATA USING BIN_PACK", "NOT_SUPPORTED: line 1:13: Modifying Hive table rows is only"),
    ("VACUUM nowhere", "TABLE_NOT_FOUND: "),
])  # fmt: skip
def test_what_cannot_be_tidied_is_told(table: Any, sql: str, reason: str) -> None:
    table.run("CREATE TABLE h AS SELECT 1 AS a")
    assert table.fails(sql)["StateChangeReason"].startswith(reason)


def test_a_dropped_table_takes_its_files_along_and_no_others(table: Any) -> None:
    table.run("DELETE FROM t WHERE id = 3")
    table.put("t/other/kept.txt", "x")
    table.put("t/data/kept.parquet", "x")
    table.run("DROP TABLE t")
    assert keys(table) == {"t/other/kept.txt", "t/data/kept.parquet"}
    assert table.rows("SHOW TABLES") == []


def test_a_table_without_its_metadata_is_dropped(table: Any) -> None:
    for key in keys(table, "metadata/"):
        table.s3.delete_object(Bucket="lake", Key=key)
    table.run("DROP TABLE IF EXISTS t")
    assert table.rows("SHOW TABLES") == []
    assert len(keys(table, "data/")) == 4


def test_a_table_that_fills_a_bucket_is_not_vacuumed(console: Any) -> None:
    console.run("CREATE TABLE t (a int) LOCATION 's3://lake/' TBLPROPERTIES ('table_type' = 'ICEBERG')")
    reason = console.fails("VACUUM t")["StateChangeReason"]
    assert reason == "GENERIC_INTERNAL_ERROR: Path missing in file system location: s3://lake"
