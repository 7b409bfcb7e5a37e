"""Statements about Iceberg tables, as a client makes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def iceberg(console: Any, made: Callable[[str], Any]) -> Any:
    """The tables `evolved` and `specs`, in the bucket and in the catalog."""
    for name in ("evolved", "specs"):
        made(name)
    return console


def test_a_table_is_queried_and_described_by_its_own_files(iceberg: Any) -> None:
    execution = iceberg.run("SELECT id, ts FROM specs WHERE id = 4")
    answer = iceberg.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])["ResultSet"]
    assert [cell["VarCharValue"] for cell in answer["Rows"][1]["Data"]] == [
        "4",
        "1969-12-31 23:00:00.000000 UTC",
    ]
    kinds = [column["Type"] for column in answer["ResultSetMetadata"]["ColumnInfo"]]
    assert kinds == ["bigint", "timestamp with time zone"]
    assert iceberg.rows("SHOW COLUMNS IN evolved") == [
        [f"{name:<20}"]
        for name in ("extra", "amount", "id", "title", "price", "s", "l", "m", "gone", "later")
    ]
    lines = [line for (line,) in iceberg.rows("DESCRIBE evolved")]
    assert lines[:4] == [
        "# Table schema:\t\t",
        "# col_name\tdata_type\tcomment",
        "extra\tint\t",
        "amount\tdecimal(10,2)\t",
    ]
    assert lines[7:] == [
        "s\tstruct<aa: bigint, c: int>\t",
        "l\tarray<struct<p: int, q: string>>\t",
        "m\tmap<string, struct<vv: int>>\t",
        "gone\tstring\t",
        "later\tstring\t",
        "\t\t",
        "# Partition spec:\t\t",
        "# field_name\tfield_transform\tcolumn_name",
    ]
    spec = [line for (line,) in iceberg.rows("DESCRIBE specs")][-4:]
    assert spec == [
        "s_trunc_2\ttruncate[2]\ts",
        "day_month\tmonth\tday",
        "m\tidentity\tm",
        "ts_hour\thour\tts",
    ]


def test_show_create_table_tells_a_statement_that_athena_takes(iceberg: Any) -> None:
    assert "\n".join(line for (line,) in iceberg.rows("SHOW CREATE TABLE specs")) == (
        "CREATE TABLE db.specs (\n  id bigint,\n  s string,\n  day date,\n  ts timestamp,\n"
        "  m decimal(9,2))\n"
        "PARTITIONED BY (truncate(2, `s`), month(`day`), `m`, hour(`ts`))\n"
        "LOCATION 's3://lake/db/specs'\nTBLPROPERTIES (\n  'table_type'='iceberg'\n)"
    )


def test_the_catalogs_own_statements_work(iceberg: Any) -> None:
    assert iceberg.rows("SHOW TBLPROPERTIES specs('table_type')") == [["ICEBERG"]]
    assert iceberg.rows("SHOW TABLES") == [["evolved"], ["specs"]]
    assert "is not a partitioned table" in iceberg.fails("SHOW PARTITIONS specs")["StateChangeReason"]
    iceberg.run("DROP TABLE specs")
    assert iceberg.rows("SHOW TABLES") == [["evolved"]]


REFUSED = [
    ("ALTER TABLE specs SET LOCATION 's3://lake/x/'", "ALTER TABLE on the Iceberg table db.specs is not"),
    ("ALTER TABLE specs ADD PARTITION (s = 'x')", "ALTER TABLE on the Iceberg table db.specs is not"),
    ("ALTER TABLE specs DROP PARTITION (s = 'x')", "ALTER TABLE on the Iceberg table db.specs is not"),
    ("MSCK REPAIR TABLE specs", "MSCK REPAIR TABLE on the Iceberg table db.specs is not emulated"),
    (
        "CREATE EXTERNAL TABLE x (a int) LOCATION 's3://lake/' TBLPROPERTIES ('table_type' = 'ICEBERG')",
        "External keyword not supported for table type ICEBERG",
    ),
    (
        "CREATE TABLE x AS SELECT CAST(ts AS timestamp(6)) a FROM specs",
        "Incorrect timestamp precision for timestamp(6); the configured precision is MILLISECONDS",
    ),
]


def test_a_statement_that_would_write_is_refused_by_name(iceberg: Any) -> None:
    before = iceberg.glue.get_table(DatabaseName="db", Name="specs")["Table"]
    for sql, reason in REFUSED:
        status = iceberg.fails(sql)
        assert status["StateChangeReason"].startswith("NOT_SUPPORTED: ")
        assert reason in status["StateChangeReason"], sql
    assert iceberg.glue.get_table(DatabaseName="db", Name="specs")["Table"] == before


def test_a_table_of_hives_is_made_from_milliseconds(iceberg: Any) -> None:
    iceberg.run("CREATE TABLE x AS SELECT id, CAST(ts AS timestamp(3)) ts FROM specs WHERE id = 3")
    assert iceberg.rows("SELECT * FROM x") == [["3", "2024-01-03 23:59:59.000"]]
    iceberg.run("CREATE VIEW v AS SELECT id, ts FROM specs")
    columns = iceberg.glue.get_table(DatabaseName="db", Name="v")["Table"]["StorageDescriptor"]["Columns"]
    assert [column["Type"] for column in columns] == ["bigint", "timestamp"]
    assert iceberg.rows("SELECT date(ts) FROM v WHERE id = 3") == [["2024-01-03"]]


MAKING = (
    "CREATE TABLE IF NOT EXISTS made (id bigint COMMENT 'who', At timestamp, name string, n decimal(10,2),"
    " s struct<a:int,b:array<string>>, m map<string,double>)\n"
    "PARTITIONED BY (name, day(at), bucket(16, id), truncate(4, name))\nLOCATION 's3://lake/made/'\n"
    "TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'PARQUET', 'write_compression' = 'ZSTD',"
    " 'optimize_rewrite_delete_file_threshold' = '10')"
)


def test_a_table_is_made_without_rows(console: Any) -> None:
    console.run(MAKING)
    table = console.glue.get_table(DatabaseName="db", Name="made")["Table"]
    assert (table["TableType"], table["Parameters"]["table_type"]) == ("EXTERNAL_TABLE", "ICEBERG")
    assert table["StorageDescriptor"]["Location"] == "s3://lake/made"
    pointer = table["Parameters"]["metadata_location"]
    assert pointer.startswith("s3://lake/made/metadata/00000-")
    content = console.s3.get_object(Bucket="lake", Key=pointer.removeprefix("s3://lake/"))["Body"].read()
    made = json.loads(content)
    assert (made["format-version"], made["last-column-id"], made["last-partition-id"]) == (2, 11, 1003)
    assert made["schemas"][0]["fields"] == [
        {"id": 1, "name": "id", "required": False, "type": "long", "doc": "who"},
        {"id": 2, "name": "at", "required": False, "type": "timestamp"},
        {"id": 3, "name": "name", "required": False, "type": "string"},
        {"id": 4, "name": "n", "required": False, "type": "decimal(10, 2)"},
        {"id": 5, "name": "s", "required": False, "type": {"type": "struct", "fields": [
            {"id": 7, "name": "a", "required": False, "type": "int"},
            {"id": 8, "name": "b", "required": False, "type": {
                "type": "list", "element-id": 9, "element": "string", "element-required": False}},
        ]}},
        {"id": 6, "name": "m", "required": False, "type": {
            "type": "map", "key-id": 10, "key": "string",
            "value-id": 11, "value": "double", "value-required": False}},
    ]  # fmt: skip
    assert [tuple(field.values()) for field in made["partition-specs"][0]["fields"]] == [
        (3, 1000, "name", "identity"),
        (2, 1001, "at_day", "day"),
        (1, 1002, "id_bucket", "bucket[16]"),
        (3, 1003, "name_trunc", "truncate[4]"),
    ]
    assert made["properties"] == {
        "write.format.default": "parquet",
        "write.parquet.compression-codec": "zstd",
        "optimize_rewrite_delete_file_threshold": "10",
    }
    assert console.rows("SELECT count(*) FROM made") == [["0"]]
    console.run(MAKING)
    assert (
        console.glue.get_table(DatabaseName="db", Name="made")["Table"]["Parameters"] == table["Parameters"]
    )


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (MAKING.replace("IF NOT EXISTS ", "").replace("made", "evolved"), "Table db.evolved already exists"),
        ("CREATE TABLE x (a int) LOCATION 's3://lake/x/'", "needs TBLPROPERTIES ('table_type' = 'ICEBERG')"),
        (MAKING.replace("LOCATION 's3://lake/made/'", ""), "LOCATION is mandatory for an Iceberg table"),
        (MAKING.replace("(name, ", "(other, "), "The partition column other is no column of the table"),
        (MAKING.replace("day(", "week("), "Unknown partition transform: week"),
        (MAKING.replace("bigint", "smallint"), "Column 'id': Iceberg tables have no type smallint"),
        (MAKING.replace("'s3://lake/made/'", "'s3://nowhere/made/'"), "bucket does not exist"),
    ],
    ids=["there already", "no type", "no location", "no column", "no transform", "smallint", "no bucket"],
)
def test_what_cannot_be_made_is_told(iceberg: Any, statement: str, reason: str) -> None:
    assert reason in iceberg.fails(statement)["StateChangeReason"]
    assert "made" not in [name for (name,) in iceberg.rows("SHOW TABLES")]
