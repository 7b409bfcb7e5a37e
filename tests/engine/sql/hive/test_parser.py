"""Hive DDL as people paste it."""

from __future__ import annotations

import pytest

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.hive import parse
from boathouse.engine.sql.hive import statements as s

TEXT = "org.apache.hadoop.mapred.TextInputFormat"
TEXT_OUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
OPENX = "org.openx.data.jsonserde.JsonSerDe"
LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"


def table(text: str) -> s.CreateTable:
    statement = parse(text)
    assert isinstance(statement, s.CreateTable)
    return statement


def test_the_consoles_wizard_with_windows_line_ends() -> None:
    found = table(
        "CREATE EXTERNAL TABLE IF NOT EXISTS `stedi`.`customer_landing` (\r\n"
        "  `customerName` string,\r\n  `registrationDate` bigint COMMENT 'it''s ms'\r\n) "
        'COMMENT "a feed"\r\n'
        "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\r\n"
        "WITH SERDEPROPERTIES (\r\n  'ignore.malformed.json' = 'FALSE',\r\n  'mapping' = 'TRUE'\r\n)\r\n"
        "STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat' "
        "OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'\r\n"
        "LOCATION 's3://stedi-jivd/customer/landing/'\r\nTBLPROPERTIES ('classification' = 'json');\r\n"
    )
    assert found == s.CreateTable(
        name=s.Name("stedi", "customer_landing"),
        columns=(
            s.ColumnDefinition("customername", "string"),
            s.ColumnDefinition("registrationdate", "bigint", "it's ms"),
        ),
        if_not_exists=True,
        comment="a feed",
        serde=OPENX,
        serde_parameters={"serialization.format": "1", "ignore.malformed.json": "FALSE", "mapping": "TRUE"},
        input_format=TEXT,
        output_format=TEXT_OUT,
        location="s3://stedi-jivd/customer/landing/",
        properties={"classification": "json"},
    )


def test_reserved_words_are_names_without_quotes() -> None:
    found = table("create external table t (user string, timestamp bigint, date date) location 's3://b/t/'")
    assert [(c.name, c.kind) for c in found.columns] == [
        ("user", "string"),
        ("timestamp", "bigint"),
        ("date", "date"),
    ]
    assert (found.serde, found.input_format, found.output_format) == (LAZY, TEXT, TEXT_OUT)


def test_types_are_spelled_as_glue_spells_them() -> None:
    found = table(
        "CREATE EXTERNAL TABLE t (a STRUCT<X: INT, Y: ARRAY<MAP<STRING, DECIMAL(3, 1)>> COMMENT 'y'>, "
        "b Decimal, "
        "c VARCHAR(20), d integer, e decimal(7)) LOCATION 's3://b/t/'"
    )
    assert [c.kind for c in found.columns] == [
        "struct<x:int,y:array<map<string,decimal(3,1)>>>",
        "decimal(10,0)",
        "varchar(20)",
        "int",
        "decimal(7,0)",
    ]


def test_two_names_in_one_pair_of_backticks_are_two_names() -> None:
    assert table("CREATE EXTERNAL TABLE `db.t` (a int) LOCATION 's3://b/t/'").name == s.Name("db", "t")


def test_comments_stand_anywhere() -> None:
    found = table(
        "-- head; with a semicolon\nCREATE /* x */ EXTERNAL TABLE t -- name\n(a int) "
        "LOCATION 's3://b/t/' -- end"
    )
    assert found.location == "s3://b/t/"


def test_delimiters_are_serde_parameters() -> None:
    found = table(
        "CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' "
        "LINES TERMINATED BY '\\n' STORED AS TEXTFILE LOCATION 's3://b/t/'"
    )
    assert found.serde_parameters == {
        "serialization.format": "\t",
        "field.delim": "\t",
        "escape.delim": "\\",
        "line.delim": "\n",
    }


@pytest.mark.parametrize(("name", "serde"), [
    ("PARQUET", "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"),
    ("orc", "org.apache.hadoop.hive.ql.io.orc.OrcSerde"),
    ("AVRO", "org.apache.hadoop.hive.serde2.avro.AvroSerDe"),
    ("JSONFILE", "org.apache.hive.hcatalog.data.JsonSerDe"),
])  # fmt: skip
def test_stored_as_names_a_serde(name: str, serde: str) -> None:
    assert table(f"CREATE EXTERNAL TABLE t (a int) STORED AS {name} LOCATION 's3://b/t/'").serde == serde


def test_partition_keys_and_a_delta_table_without_columns() -> None:
    keys = table(
        "CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (dt string, h int) LOCATION 's3://b/t/'"
    ).partition_keys
    assert [(k.name, k.kind) for k in keys] == [("dt", "string"), ("h", "int")]
    delta = table("CREATE EXTERNAL TABLE t LOCATION 's3://b/t/' TBLPROPERTIES ('table_type' = 'DELTA')")
    assert (delta.columns, delta.properties) == ((), {"table_type": "DELTA"})


T = s.Name("", "t")
OTHERS: list[tuple[str, s.Statement]] = [
    ("DROP TABLE IF EXISTS db.T;", s.DropTable(s.Name("db", "t"), True)),
    ("drop table t", s.DropTable(T)),
    (
        "CREATE DATABASE IF NOT EXISTS X COMMENT 'c' LOCATION 's3://b/'",
        s.CreateDatabase("x", True, "c", "s3://b/"),
    ),
    ("CREATE SCHEMA x", s.CreateDatabase("x")),
    ("DROP SCHEMA IF EXISTS x CASCADE", s.DropDatabase("x", True, True)),
    ("SHOW DATABASES LIKE 'a*'", s.ShowDatabases("a*")),
    ("SHOW SCHEMAS", s.ShowDatabases()),
    ("SHOW TABLES IN db 'c*|d*'", s.ShowTables("db", "c*|d*")),
    ("SHOW VIEWS", s.ShowTables(views_only=True)),
    ("SHOW COLUMNS FROM t IN db", s.ShowColumns(s.Name("db", "t"))),
    ("SHOW PARTITIONS db.t", s.ShowPartitions(s.Name("db", "t"))),
    ("SHOW CREATE TABLE `t`", s.ShowCreate(T)),
    ("SHOW CREATE VIEW t", s.ShowCreate(T, True)),
    ("SHOW TBLPROPERTIES t ('a')", s.ShowProperties(T, "a")),
    ("DESCRIBE t", s.Describe(T)),
    ("DESC t", s.Describe(T)),
    ("MSCK REPAIR TABLE t", s.Repair(T)),
    (
        "ALTER TABLE t ADD IF NOT EXISTS PARTITION (dt='1', h=2) LOCATION 's3://b/x/' "
        "PARTITION (dt='2', h=3)",
        s.AddPartitions(
            T,
            (s.PartitionSpec({"dt": "1", "h": "2"}, "s3://b/x/"), s.PartitionSpec({"dt": "2", "h": "3"})),
            True,
        ),
    ),
    (
        "ALTER TABLE t DROP IF EXISTS PARTITION (dt='1')",
        s.DropPartitions(T, (s.PartitionSpec({"dt": "1"}),), True),
    ),
    ("ALTER TABLE t SET TBLPROPERTIES ('a'='b')", s.SetProperties(T, {"a": "b"})),
    ("ALTER TABLE t SET LOCATION 's3://b/y/'", s.SetLocation(T, "s3://b/y/")),
    ("ALTER TABLE t ADD COLUMNS (A int)", s.AddColumns(T, (s.ColumnDefinition("a", "int"),))),
    ("CREATE OR REPLACE VIEW t AS SELECT 1 AS x;", s.CreateView(T, "SELECT 1 AS x", True)),
    ("DROP VIEW IF EXISTS t", s.DropView(T, True)),
]


@pytest.mark.parametrize(("text", "expected"), OTHERS, ids=[t for t, _ in OTHERS])
def test_a_statement_is_read(text: str, expected: s.Statement) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["SELECT 1", "-- x\nWITH a AS (SELECT 1) SELECT * FROM a", "VALUES 1", ""])
def test_queries_are_left_to_the_engine(text: str) -> None:
    assert parse(text) is None


ERRORS = [
    (
        "CREATE EXTERNAL TABLE t (a strin) LOCATION 's3://b/t/'",
        "SYNTAX_ERROR: line 1:28: mismatched input 'strin'",
    ),
    (
        "CREATE EXTERNAL TABLE t (a int\n  b int) LOCATION 's3://b/'",
        "SYNTAX_ERROR: line 2:3: mismatched input 'b'",
    ),
    (
        "CREATE EXTERNAL TABLE t (a int) LOCATON 's3://b/'",
        "SYNTAX_ERROR: line 1:33: mismatched input 'LOCATON'",
    ),
    ("DROP TABLE t u", "SYNTAX_ERROR: line 1:14: mismatched input 'u' expecting <EOF>"),
    ("CREATE EXTERNAL TABLE t (a int)", "INVALID_TABLE_PROPERTY"),
    ("CREATE TABLE t AS SELECT 1", "SYNTAX_ERROR: line 1:16: mismatched input 'AS' expecting '('"),
    ("ALTER TABLE t RENAME COLUMN a TO b", "NOT_SUPPORTED"),
    ("CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (a) INTO 2 BUCKETS LOCATION 's3://b/'", "NOT_SUPPORTED"),
]


@pytest.mark.parametrize(("text", "reason"), ERRORS, ids=[t for t, _ in ERRORS])
def test_a_wrong_statement_names_its_place(text: str, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.reason.startswith(reason)
