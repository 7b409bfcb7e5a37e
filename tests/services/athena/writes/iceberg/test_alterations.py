"""ALTER TABLE: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-evolving-table-schema.html"""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.fixture
def table(console: Any) -> Any:
    """A table `t` with one row."""
    console.run(
        "CREATE TABLE t (id int, f float, n decimal(5,2), s struct<a:int>, k string) PARTITIONED BY (k)"
        " LOCATION 's3://lake/t/' TBLPROPERTIES ('table_type' = 'ICEBERG')"
    )
    console.run("INSERT INTO t VALUES (1, REAL '0.5', DECIMAL '1.25', CAST(ROW(7) AS ROW(a integer)), 'x')")
    return console


def columns(console: Any) -> list[tuple[str, str, str]]:
    """The columns that the catalog shows, and whether they are those of today."""
    found = console.glue.get_table(DatabaseName="db", Name="t")["Table"]["StorageDescriptor"]["Columns"]
    return [(c["Name"], c["Type"], c["Parameters"]["iceberg.field.current"]) for c in found]


def test_new_columns_are_null_in_old_rows(table: Any) -> None:
    table.run("ALTER TABLE t ADD COLUMNS (more string COMMENT 'it', points array<struct<x:double>>)")
    assert table.rows("SELECT * FROM t") == [["1", "0.5", "1.25", "{a=7}", "x", None, None]]
    table.run("INSERT INTO t (id, more, points) VALUES (2, 'm', ARRAY[CAST(ROW(1.5e0) AS ROW(x double))])")
    assert table.rows("SELECT more, points FROM t WHERE id = 2") == [["m", "[{x=1.5}]"]]
    assert columns(table)[5:] == [
        ("more", "string", "true"),
        ("points", "array<struct<x:double>>", "true"),
    ]
    assert table.rows("DESCRIBE t")[7] == ["more\tstring\tit"]


def test_a_dropped_column_does_not_come_back(table: Any) -> None:
    table.run("ALTER TABLE db.t DROP COLUMN f")
    assert columns(table)[-1] == ("f", "float", "false")
    table.run("ALTER TABLE t ADD COLUMNS (f double)")
    assert table.rows("SELECT id, f FROM t") == [["1", None]]


def test_columns_change(table: Any) -> None:
    table.run("ALTER TABLE t CHANGE COLUMN id number bigint COMMENT 'big' AFTER f")
    table.run("ALTER TABLE t CHANGE f f double")
    table.run("ALTER TABLE t CHANGE COLUMN n n decimal(10,2) FIRST")
    table.run("ALTER TABLE t CHANGE COLUMN s t struct<a:int>")
    assert columns(table)[:5] == [
        ("n", "decimal(10,2)", "true"),
        ("f", "double", "true"),
        ("number", "bigint", "true"),
        ("t", "struct<a:int>", "true"),
        ("k", "string", "true"),
    ]
    table.run("UPDATE t SET number = 3000000000, n = DECIMAL '12345678.12'")
    assert table.rows("SELECT * FROM t") == [["12345678.12", "0.5", "3000000000", "{a=7}", "x"]]


def test_properties_are_set_and_unset(table: Any) -> None:
    table.run(
        "ALTER TABLE t SET TBLPROPERTIES ('write_compression' = 'GZIP', 'vacuum_min_snapshots_to_keep' = '2')"
    )
    pointer = table.glue.get_table(DatabaseName="db", Name="t")["Table"]["Parameters"]["metadata_location"]
    assert json.loads(table.object(pointer))["properties"] == {
        "write.parquet.compression-codec": "gzip",
        "vacuum_min_snapshots_to_keep": "2",
    }
    table.run("ALTER TABLE t UNSET TBLPROPERTIES ('write_compression', 'nothing')")
    pointer = table.glue.get_table(DatabaseName="db", Name="t")["Table"]["Parameters"]["metadata_location"]
    assert json.loads(table.object(pointer))["properties"] == {"vacuum_min_snapshots_to_keep": "2"}


def test_a_renamed_table_is_written_where_it_lies(table: Any) -> None:
    table.glue.create_database(DatabaseInput={"Name": "other"})
    table.run("ALTER TABLE t RENAME TO `other`.`u`")
    assert table.rows("SHOW TABLES") == []
    table.run("UPDATE other.u SET id = 5")
    assert table.rows("SELECT id, regexp_extract(\"$path\", '^s3://lake/t/data/') FROM other.u") == [
        ["5", "s3://lake/t/data/"]
    ]


@pytest.mark.parametrize(("sql", "reason"), [
    ("ALTER TABLE t ADD COLUMNS (ID string)", "FAILED: SemanticException Cannot add column, name already"),
    ("ALTER TABLE t ADD COLUMNS (x smallint)", "NOT_SUPPORTED: Column 'x': Iceberg tables have no"),
    ("ALTER TABLE t DROP COLUMN k", "FAILED: SemanticException Cannot drop partition field: k"),
    ("ALTER TABLE t DROP COLUMN nope", "FAILED: SemanticException Could not find field with name nope"),
    ("ALTER TABLE t CHANGE COLUMN id id string",
     "FAILED: SemanticException Cannot change column type: id: int -> string"),
    ("ALTER TABLE t CHANGE COLUMN s s struct<a:int,b:int>",
     "FAILED: SemanticException Cannot change column type: s: struct"),
    ("ALTER TABLE t CHANGE COLUMN n n decimal(4,2)", "FAILED: SemanticException Cannot change column"),
    ("ALTER TABLE t REPLACE COLUMNS (id int)",
     "FAILED: SemanticException [Error 10001]: REPLACE COLUMNS is not supported for Iceberg tables"),
    ("ALTER TABLE h DROP COLUMN a", "NOT_SUPPORTED: ALTER TABLE … DROP COLUMN of a table that is no Iceberg"),
    ("ALTER TABLE t RENAME TO h", "FAILED: Execution Error, return code 1 from DDLTask. AlreadyExistsExce"),
])  # fmt: skip
def test_what_cannot_be_changed_changes_nothing(table: Any, sql: str, reason: str) -> None:
    table.run("CREATE TABLE h AS SELECT 1 AS a")
    before = table.glue.get_table(DatabaseName="db", Name="t")["Table"]
    files = [o["Key"] for o in table.s3.list_objects_v2(Bucket="lake", Prefix="t/")["Contents"]]
    assert table.fails(sql)["StateChangeReason"].startswith(reason)
    assert table.glue.get_table(DatabaseName="db", Name="t")["Table"] == before
    assert [o["Key"] for o in table.s3.list_objects_v2(Bucket="lake", Prefix="t/")["Contents"]] == files
