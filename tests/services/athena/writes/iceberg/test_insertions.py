"""INSERT INTO Iceberg tables: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-insert-into.html"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

ICEBERG = "TBLPROPERTIES ('table_type' = 'ICEBERG')"


def test_rows_come_beside_those_that_are_there(console: Any) -> None:
    console.run(f"CREATE TABLE t (a bigint, b string, c double) LOCATION 's3://lake/t/' {ICEBERG}")
    execution = console.run("INSERT INTO t VALUES (1, 'x', 1.5), (2, NULL, NULL)")
    assert (execution["StatementType"], execution["SubstatementType"]) == ("DML", "INSERT")
    answer = console.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    assert (answer["UpdateCount"], answer["ResultSet"]["Rows"]) == (2, [])
    console.run("INSERT INTO db.t (c, A) SELECT c, a + 10 FROM t WHERE a = 1")
    assert console.rows("SELECT * FROM t ORDER BY a") == [
        ["1", "x", "1.5"],
        ["2", None, None],
        ["11", None, "1.5"],
    ]
    snapshots = console.rows("SELECT operation, summary['added-records'] FROM \"t$snapshots\"")
    assert sorted(snapshots) == [["append", "1"], ["append", "2"]]


def test_every_type_comes_back(console: Any) -> None:
    console.run(
        "CREATE TABLE t (i int, l bigint, f float, d double, n decimal(12,2), b boolean, s string, x binary,"
        " day date, at timestamp, a array<struct<p:int,q:array<string>>>, m map<string,struct<v:double>>)"
        f" LOCATION 's3://lake/t/' {ICEBERG}"
    )
    console.run(
        "INSERT INTO t SELECT 1, 2, REAL '0.5', 0.25e0, 1234567890.12, true, 'ä', X'00ff', DATE '1969-12-31',"
        " TIMESTAMP '1969-12-31 23:59:59.123456', ARRAY[CAST(ROW(1, ARRAY['u', NULL]) AS ROW(p integer, "
        "q array(varchar))), NULL], MAP(ARRAY['k'], ARRAY[CAST(ROW(0.5e0) AS ROW(v double))])"
    )
    console.run("INSERT INTO t (i) VALUES NULL")
    assert console.rows("SELECT * FROM t WHERE l IS NOT NULL") == [
        ["1", "2", "0.5", "0.25", "1234567890.12", "true", "ä", "00 ff", "1969-12-31",
         "1969-12-31 23:59:59.123456", "[{p=1, q=[u, null]}, null]", "{k={v=0.5}}"],
    ]  # fmt: skip
    assert console.rows("SELECT * FROM t WHERE l IS NULL") == [[None] * 12]


# 34 has the hash 2017239379: https://iceberg.apache.org/spec/#appendix-b-32-bit-hash-requirements
SPECS = {
    "identity": ("s", "s=a%2Fb"),
    "year": ("year(at)", "at_year=1969"),
    "month": ("month(at)", "at_month=1969-12"),
    "day": ("day(day)", "day_day=1969-12-31"),
    "hour": ("hour(at)", "at_hour=1969-12-31-23"),
    "bucket": ("bucket(64, i)", "i_bucket=19"),
    "truncate": ("truncate(1, s)", "s_trunc=a"),
    "two": ("day(at), bucket(16, i)", "at_day=1969-12-31/i_bucket=3"),
    "the same column twice": ("s, truncate(1, s)", "s=a%2Fb/s_trunc=a"),
}


@pytest.mark.parametrize(("spec", "folder"), SPECS.values(), ids=SPECS)
def test_rows_lie_in_the_folders_of_their_partitions(console: Any, spec: str, folder: str) -> None:
    console.run(
        f"CREATE TABLE t (i int, s string, day date, at timestamp) PARTITIONED BY ({spec})"
        f" LOCATION 's3://lake/t/' {ICEBERG}"
    )
    rows = "(34, 'a/b', DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59'), (2, NULL, NULL, NULL)"
    console.run(f"INSERT INTO t VALUES {rows}, (3, 'zz', DATE '2024-02-29', TIMESTAMP '2024-02-29 12:00:00')")
    assert console.rows("SELECT i FROM t ORDER BY i") == [["2"], ["3"], ["34"]]
    for condition in ("s = 'a/b'", "day = DATE '1969-12-31'", "at < TIMESTAMP '1970-01-01 00:00:00'"):
        ((place,),) = console.rows(f'SELECT "$path" FROM t WHERE {condition}')
        assert place.startswith(f"s3://lake/t/data/{folder}/"), condition
    assert console.rows("SELECT i FROM t WHERE s IS NULL") == [["2"]]
    assert len(console.rows('SELECT * FROM "t$partitions"')) == 3


@pytest.mark.parametrize(("sql", "reason"), [
    ("INSERT INTO t SELECT 'x', 'y'", "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: "
     "Table: [integer, varchar], Query: [varchar(1), varchar(1)]"),
    ("INSERT INTO t SELECT BIGINT '1', 'y'", "TYPE_MISMATCH: line 1:1: Insert query has mismatched"),
    ("INSERT INTO t (a, z) SELECT 1, 2", "COLUMN_NOT_FOUND: Insert column name does not exist"),
    ("INSERT INTO t SELECT 1 / (n - 3), 'x' FROM (VALUES 1, 2, 3) u(n)", "DIVISION_BY_ZERO"),
    ("INSERT INTO t SELECT CAST(n AS integer), 'x' FROM UNNEST(sequence(1, 101)) u(n)",
     "ICEBERG_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions"),
])  # fmt: skip
def test_what_fails_changes_nothing(console: Any, sql: str, reason: str) -> None:
    console.run(f"CREATE TABLE t (a int, s string) PARTITIONED BY (a) LOCATION 's3://lake/t/' {ICEBERG}")
    before = console.glue.get_table(DatabaseName="db", Name="t")["Table"]
    assert console.fails(sql)["StateChangeReason"].startswith(reason)
    assert console.glue.get_table(DatabaseName="db", Name="t")["Table"] == before
    assert len(console.s3.list_objects_v2(Bucket="lake", Prefix="t/")["Contents"]) == 1


def test_no_rows_are_no_snapshot(console: Any) -> None:
    console.run(f"CREATE TABLE t (a int) LOCATION 's3://lake/t/' {ICEBERG}")
    console.run("INSERT INTO t SELECT 1 WHERE false")
    assert console.rows('SELECT * FROM "t$snapshots"') == []


def test_insertions_at_the_same_time_all_arrive(console: Any) -> None:
    console.run(f"CREATE TABLE t (a int) LOCATION 's3://lake/t/' {ICEBERG}")
    started = [console.start(f"INSERT INTO t VALUES {n}") for n in range(12)]
    for identifier in started:
        console.finished(identifier)
    assert console.rows("SELECT count(DISTINCT a) FROM t") == [["12"]]
    assert console.rows('SELECT count(*) FROM "t$snapshots"') == [["12"]]


def test_the_entry_of_the_catalog_points_at_the_new_state_and_keeps_the_rest(console: Any) -> None:
    console.run(f"CREATE TABLE t (a int COMMENT 'it') COMMENT 'ours' LOCATION 's3://lake/t/' {ICEBERG}")
    before = console.glue.get_table(DatabaseName="db", Name="t")["Table"]
    console.run("INSERT INTO t VALUES 1")
    after = console.glue.get_table(DatabaseName="db", Name="t")["Table"]
    assert after["Parameters"]["previous_metadata_location"] == before["Parameters"]["metadata_location"]
    assert after["Parameters"]["metadata_location"].startswith("s3://lake/t/metadata/00001-")
    assert (after["Description"], after["StorageDescriptor"]) == ("ours", before["StorageDescriptor"])
    written = json.loads(console.object(after["Parameters"]["metadata_location"]))
    assert [entry["metadata-file"] for entry in written["metadata-log"]] == [
        before["Parameters"]["metadata_location"]
    ]


@pytest.mark.parametrize(
    ("codec", "packed"), [("snappy", "SNAPPY"), ("gzip", "GZIP"), ("none", "UNCOMPRESSED")]
)
def test_files_are_packed_as_the_table_wants_them(
    console: Any, tmp_path: Path, codec: str, packed: str
) -> None:
    console.run(
        "CREATE TABLE t (a int) LOCATION 's3://lake/t/' "
        f"TBLPROPERTIES ('table_type' = 'ICEBERG', 'write_compression' = '{codec}')"
    )
    console.run("INSERT INTO t VALUES 1")
    ((uri,),) = console.rows('SELECT "$path" FROM t')
    console.s3.download_file("lake", uri.removeprefix("s3://lake/"), str(tmp_path / "file"))
    metadata = parquet.ParquetFile(tmp_path / "file").metadata
    assert metadata.row_group(0).column(0).compression == packed


def test_a_required_column_takes_no_null(made: Any) -> None:
    console = made("nothing")
    pointer = console.glue.get_table(DatabaseName="db", Name="nothing")["Table"]["Parameters"][
        "metadata_location"
    ]
    content = console.object(pointer).replace('"required":false', '"required":true', 1)
    console.put(pointer.removeprefix("s3://lake/"), content)
    status = console.fails("INSERT INTO nothing (name) VALUES 'x'")
    reason = "CONSTRAINT_VIOLATION: NULL value not allowed for NOT NULL column: id"
    assert (status["StateChangeReason"], status["AthenaError"]["ErrorCategory"]) == (reason, 2)
    console.run("INSERT INTO nothing VALUES (1, NULL)")
    assert console.rows("SELECT * FROM nothing") == [["1", None]]


def test_a_table_of_other_files_is_refused(console: Any) -> None:
    console.run(
        "CREATE TABLE t (a int) LOCATION 's3://lake/t/' "
        "TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'ORC')"
    )
    reason = console.fails("INSERT INTO t VALUES 1")["StateChangeReason"]
    assert reason == "NOT_SUPPORTED: Writing an Iceberg table of ORC files is not emulated by Boathouse"
