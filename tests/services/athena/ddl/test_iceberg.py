"""Statements about Iceberg tables, as a client makes them."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

MADE = Path(__file__).parents[3] / "engine/sql/iceberg/lake.tar.gz"  # by make.py beside it
MEMBERS = ("Name", "StorageDescriptor", "TableType", "Parameters")


@pytest.fixture
def iceberg(console: Any) -> Any:
    """The tables `evolved` and `specs`, in the bucket and in the catalog."""
    with tarfile.open(MADE) as archive:
        for member in archive:
            if member.name.startswith(("lake/db/evolved/", "lake/db/specs/")):
                content = archive.extractfile(member)
                assert content is not None
                key = member.name.removeprefix("lake/")
                console.s3.put_object(Bucket="lake", Key=key, Body=content.read())
        listed = archive.extractfile("tables.json")
        assert listed is not None
        documents = json.load(listed)
    for name in ("evolved", "specs"):
        table = {key: documents[name][key] for key in MEMBERS}
        console.glue.create_table(DatabaseName="db", TableInput=table)
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
    (
        "INSERT INTO specs SELECT * FROM specs",
        "Inserting into an Iceberg table is not emulated by Boathouse",
    ),
    ("UPDATE specs SET id = 1", "UPDATE statements are not emulated by Boathouse"),
    ("DELETE FROM specs WHERE id = 1", "DELETE statements are not emulated by Boathouse"),
    ("MERGE INTO specs USING evolved ON false", "MERGE statements are not emulated by Boathouse"),
    ("OPTIMIZE specs REWRITE DATA USING BIN_PACK", "OPTIMIZE statements are not emulated by Boathouse"),
    ("VACUUM specs", "VACUUM statements are not emulated by Boathouse"),
    (
        "ALTER TABLE specs ADD COLUMNS (x int)",
        "ALTER TABLE on the Iceberg table db.specs is not emulated",
    ),
    ("ALTER TABLE specs SET LOCATION 's3://lake/x/'", "ALTER TABLE on the Iceberg table db.specs is not"),
    (
        "ALTER TABLE specs SET TBLPROPERTIES ('a' = 'b')",
        "ALTER TABLE on the Iceberg table db.specs is not",
    ),
    ("ALTER TABLE specs ADD PARTITION (s = 'x')", "ALTER TABLE on the Iceberg table db.specs is not"),
    ("ALTER TABLE specs DROP PARTITION (s = 'x')", "ALTER TABLE on the Iceberg table db.specs is not"),
    ("MSCK REPAIR TABLE specs", "MSCK REPAIR TABLE on the Iceberg table db.specs is not emulated"),
    (
        "CREATE EXTERNAL TABLE x (a int) LOCATION 's3://lake/' TBLPROPERTIES ('table_type' = 'ICEBERG')",
        "External keyword not supported for table type ICEBERG",
    ),
    ("CREATE TABLE x (a int) LOCATION 's3://lake/x/'", "CREATE TABLE without EXTERNAL and without AS"),
    (
        "CREATE TABLE x WITH (table_type = 'ICEBERG', location = 's3://lake/x/') AS SELECT 1 a",
        "is not emulated by Boathouse",
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
