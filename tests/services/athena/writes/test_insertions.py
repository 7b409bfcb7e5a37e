"""INSERT INTO: https://docs.aws.amazon.com/athena/latest/ug/insert-into.html"""

from __future__ import annotations

from typing import Any

import pytest

SERDES = {
    "parquet": "STORED AS PARQUET",
    "orc": "STORED AS ORC",
    "json": "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'",
    "openx": "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'",
    "text": "ROW FORMAT DELIMITED FIELDS TERMINATED BY '|'",
}


@pytest.mark.parametrize("form", SERDES.values(), ids=SERDES)
def test_rows_come_beside_those_that_are_there(console: Any, form: str) -> None:
    console.run(f"CREATE EXTERNAL TABLE t (a bigint, b string, c double) {form} LOCATION 's3://lake/t'")
    execution = console.run("INSERT INTO t VALUES (1, 'x', 1.5), (2, NULL, NULL)")
    assert (execution["StatementType"], execution["SubstatementType"]) == ("DML", "INSERT")
    identifier = execution["QueryExecutionId"]
    assert console.athena.get_query_results(QueryExecutionId=identifier)["UpdateCount"] == 2
    place = execution["Statistics"]["DataManifestLocation"]
    assert place == f"s3://lake/athena/{identifier}-manifest.csv"
    assert console.object(place).startswith("s3://lake/t/")
    console.run("INSERT INTO db.t (c, a) SELECT c, a + 10 FROM t WHERE a = 1")
    assert console.rows("SELECT * FROM t ORDER BY a") == [
        ["1", "x", "1.5"],
        ["2", None, None],
        ["11", None, "1.5"],
    ]


def test_new_partitions_are_registered_and_known_ones_used(console: Any) -> None:
    console.run(
        "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (k string) STORED AS PARQUET LOCATION 's3://lake/t/'"
    )
    console.run("ALTER TABLE t ADD PARTITION (k = 'old') LOCATION 's3://lake/elsewhere/'")
    console.run("INSERT INTO t SELECT * FROM (VALUES (1, 'old'), (2, 'new'), (3, NULL)) x(a, k)")
    found = console.glue.get_partitions(DatabaseName="db", TableName="t")["Partitions"]
    assert {p["Values"][0]: p["StorageDescriptor"]["Location"] for p in found} == {
        "old": "s3://lake/elsewhere/",
        "new": "s3://lake/t/k=new/",
        "__HIVE_DEFAULT_PARTITION__": "s3://lake/t/k=__HIVE_DEFAULT_PARTITION__/",
    }
    assert console.rows("SELECT a, k FROM t ORDER BY a") == [["1", "old"], ["2", "new"], ["3", None]]
    assert len(console.s3.list_objects_v2(Bucket="lake", Prefix="elsewhere/")["Contents"]) == 1


@pytest.mark.parametrize(("sql", "reason"), [
    ("INSERT INTO t SELECT 'x', 'y'", "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: "
     "Table: [integer, varchar(3)], Query: [varchar(1), varchar(1)]"),
    ("INSERT INTO t SELECT 1", "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: "
     "Table: [integer, varchar(3)], Query: [integer]"),
    ("INSERT INTO t (a, z) SELECT 1, 2", "COLUMN_NOT_FOUND: Insert column name does not exist"),
    ("INSERT INTO t (a, a) SELECT 1, 2", "DUPLICATE_COLUMN_NAME: Insert column name is specified more"),
    ("INSERT INTO t SELECT 1, 'four'", "INVALID_CAST_ARGUMENT: Cannot truncate non-space characters when "
     "casting from varchar(4) to varchar(3) on INSERT"),
    ("INSERT INTO t\nSELECT 1, nope", "COLUMN_NOT_FOUND: line 2:11: Column 'nope' cannot be resolved"),
    ("INSERT INTO v SELECT 1", "NOT_SUPPORTED: line 1:1: Inserting into views is not supported"),
    ("INSERT INTO d SELECT 1", "NOT_SUPPORTED: Inserting into a Delta Lake table is not supported"),
    ("INSERT INTO q SELECT 'x'", "NOT_SUPPORTED: Inserting into a table of org.apache.hadoop.hive"),
    ("INSERT INTO h SELECT 'x'", "NOT_SUPPORTED: Inserting into Hive table with skip.header.line"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_written(console: Any, sql: str, reason: str) -> None:
    console.run("CREATE EXTERNAL TABLE t (a int, s varchar(3)) STORED AS PARQUET LOCATION 's3://lake/t/'")
    console.run("CREATE VIEW v AS SELECT 1 AS a")
    console.run(
        "CREATE EXTERNAL TABLE q (a string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' "
        "LOCATION 's3://lake/t/'"
    )
    console.run(
        "CREATE EXTERNAL TABLE h (a string) ROW FORMAT DELIMITED LOCATION 's3://lake/t/' "
        "TBLPROPERTIES ('skip.header.line.count' = '1')"
    )
    delta = {
        "Name": "d",
        "Parameters": {"table_type": "DELTA"},
        "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "int"}], "Location": "s3://lake/t/"},
    }
    console.glue.create_table(DatabaseName="db", TableInput=delta)
    assert console.fails(sql)["StateChangeReason"].startswith(reason)
    assert "Contents" not in console.s3.list_objects_v2(Bucket="lake", Prefix="t/")


def test_spaces_at_the_end_may_be_cut(console: Any) -> None:
    console.run("CREATE EXTERNAL TABLE t (s varchar(3)) STORED AS PARQUET LOCATION 's3://lake/t/'")
    console.run("INSERT INTO t VALUES 'abc  ', 'a'")
    assert console.rows("SELECT s FROM t ORDER BY s") == [["a"], ["abc"]]
