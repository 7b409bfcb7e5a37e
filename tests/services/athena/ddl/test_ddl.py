"""Hive's DDL, and what the Glue catalog holds afterwards."""

from __future__ import annotations

from typing import Any

OPENX = "org.openx.data.jsonserde.JsonSerDe"
LANDING = (
    "CREATE EXTERNAL TABLE IF NOT EXISTS t (customerName string COMMENT 'who', n bigint)\n"
    f"PARTITIONED BY (dt string)\nROW FORMAT SERDE '{OPENX}'\n"
    "WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')\n"
    "LOCATION 's3://lake/t/'\nTBLPROPERTIES ('classification' = 'json');"
)


def stored(console: Any, name: str = "t") -> Any:
    return console.glue.get_table(DatabaseName="db", Name=name)["Table"]


def test_create_table_stores_what_athena_stores(console: Any) -> None:
    console.run(LANDING)
    table = stored(console)
    assert int(table["Parameters"].pop("transient_lastDdlTime")) > 1_600_000_000
    assert {
        key: table[key]
        for key in ("Name", "TableType", "Owner", "Parameters", "PartitionKeys", "StorageDescriptor")
    } == {
        "Name": "t",
        "TableType": "EXTERNAL_TABLE",
        "Owner": "hadoop",
        "Parameters": {"EXTERNAL": "TRUE", "classification": "json"},
        "PartitionKeys": [{"Name": "dt", "Type": "string"}],
        "StorageDescriptor": {
            "Columns": [
                {"Name": "customername", "Type": "string", "Comment": "who"},
                {"Name": "n", "Type": "bigint"},
            ],
            "Location": "s3://lake/t/",
            "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "Compressed": False,
            "NumberOfBuckets": -1,
            "SerdeInfo": {
                "SerializationLibrary": OPENX,
                "Parameters": {"serialization.format": "1", "ignore.malformed.json": "true"},
            },
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": {},
            "SkewedInfo": {
                "SkewedColumnNames": [],
                "SkewedColumnValues": [],
                "SkewedColumnValueLocationMaps": {},
            },
            "StoredAsSubDirectories": False,
        },
    }


def test_creating_twice_is_an_error_unless_the_statement_says_so(console: Any) -> None:
    console.run(LANDING)
    console.run(LANDING)
    status = console.fails(LANDING.replace("IF NOT EXISTS ", ""))
    assert "Table db.t already exists" in status["StateChangeReason"]


def test_a_table_needs_its_database(console: Any) -> None:
    status = console.fails("CREATE EXTERNAL TABLE nowhere.t (a int) LOCATION 's3://lake/t/'")
    assert (
        status["StateChangeReason"]
        == "FAILED: SemanticException [Error 10072]: Database does not exist: nowhere"
    )


def test_drop_table_leaves_the_files(console: Any) -> None:
    console.put("t/1.json", "{}\n")
    console.run(LANDING)
    console.run("DROP TABLE t")
    assert console.rows("SHOW TABLES") == []
    assert console.object("s3://lake/t/1.json") == "{}\n"
    console.run("DROP TABLE IF EXISTS t")


def test_show_create_table_prints_what_athena_prints(console: Any) -> None:
    console.run(LANDING)
    console.run("ALTER TABLE t SET TBLPROPERTIES ('transient_lastDdlTime' = 'x')")
    lines = [line[0] for line in console.rows("SHOW CREATE TABLE db.t")]
    assert lines[:-1] == [
        "CREATE EXTERNAL TABLE `db.t`(",
        "  `customername` string COMMENT 'who', ",
        "  `n` bigint COMMENT 'from deserializer')",
        "PARTITIONED BY ( ",
        "  `dt` string)",
        "ROW FORMAT SERDE ",
        f"  '{OPENX}' ",
        "WITH SERDEPROPERTIES ( ",
        "  'ignore.malformed.json'='true') ",
        "STORED AS INPUTFORMAT ",
        "  'org.apache.hadoop.mapred.TextInputFormat' ",
        "OUTPUTFORMAT ",
        "  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
        "LOCATION",
        "  's3://lake/t/'",
        "TBLPROPERTIES (",
        "  'classification'='json', ",
    ]


def test_tables_and_columns_are_shown(console: Any) -> None:
    console.run(LANDING)
    console.run("CREATE EXTERNAL TABLE other (a int) LOCATION 's3://lake/o/'")
    assert console.rows("SHOW TABLES") == [["other"], ["t"]]
    assert console.rows("SHOW TABLES IN db 'o*'") == [["other"]]
    assert console.rows("SHOW TABLES '.*th.*'") == [["other"]]
    assert console.rows("SHOW TABLES 'x|*T'") == [["t"]]
    assert console.rows("SHOW TABLES '[n-p]ther'") == [["other"]]
    assert console.rows("SHOW TABLES 'othe'") == []
    assert "is no regular expression" in console.fails("SHOW TABLES '('")["StateChangeReason"]
    assert [row[0].strip() for row in console.rows("SHOW COLUMNS IN t")] == ["customername", "n", "dt"]
    assert console.rows("DESCRIBE other") == [
        ["a                   \tint                 \t                    "]
    ]
    assert ["classification\tjson"] in console.rows("SHOW TBLPROPERTIES t")


def test_databases_are_created_and_dropped(console: Any) -> None:
    console.run("CREATE DATABASE IF NOT EXISTS Two COMMENT 'second'")
    assert console.glue.get_database(Name="two")["Database"]["Description"] == "second"
    assert console.rows("SHOW DATABASES") == [["db"], ["two"]]
    assert console.rows("SHOW SCHEMAS LIKE 't.*'") == [["two"]]
    console.run("DROP DATABASE two")
    assert console.rows("SHOW DATABASES 't*'") == []
    console.run(LANDING)
    assert "is not empty" in console.fails("DROP DATABASE db")["StateChangeReason"]
    console.run("DROP DATABASE db CASCADE")


def test_partitions_are_added_found_dropped_and_pruned(console: Any) -> None:
    console.run(LANDING)
    console.put("t/dt=2024-01-01/1.json", '{"n": 1}\n')
    console.put("t/dt=a%20b/1.json", '{"n": 2}\n')
    console.put("elsewhere/1.json", '{"n": 3}\n')
    console.run("MSCK REPAIR TABLE t")
    console.run("ALTER TABLE t ADD IF NOT EXISTS PARTITION (dt = 'x') LOCATION 's3://lake/elsewhere/'")
    assert console.rows("SHOW PARTITIONS t") == [["dt=2024-01-01"], ["dt=a b"], ["dt=x"]]
    assert console.rows("SELECT n, dt FROM t ORDER BY n") == [["1", "2024-01-01"], ["2", "a b"], ["3", "x"]]
    assert console.run("SELECT n FROM t WHERE dt = 'x'")["Statistics"]["DataScannedInBytes"] == 9
    console.run("ALTER TABLE t DROP PARTITION (dt = 'x')")
    assert console.rows("SELECT count(*) FROM t") == [["2"]]


def test_columns_are_added(console: Any) -> None:
    console.run(LANDING)
    console.run("ALTER TABLE t ADD COLUMNS (Extra double)")
    assert [c["Name"] for c in stored(console)["StorageDescriptor"]["Columns"]] == [
        "customername",
        "n",
        "extra",
    ]
    assert (
        "Duplicate column name: n" in console.fails("ALTER TABLE t ADD COLUMNS (n int)")["StateChangeReason"]
    )


def test_a_view_is_stored_as_prestos_json_and_queried(console: Any) -> None:
    console.run("CREATE VIEW v AS SELECT 1 AS One, 'x' AS s")
    view = stored(console, "v")
    assert view["TableType"] == "VIRTUAL_VIEW"
    assert view["ViewOriginalText"].startswith("/* Presto View: ")
    assert view["StorageDescriptor"]["Columns"] == [
        {"Name": "one", "Type": "int"},
        {"Name": "s", "Type": "varchar(1)"},
    ]
    assert console.rows("SELECT v.one + 1, s FROM v") == [["2", "x"]]
    console.run("CREATE OR REPLACE VIEW v AS SELECT 5 AS one")
    assert console.rows("SELECT * FROM v") == [["5"]]
    console.run("DROP VIEW v")
    assert console.fails("SELECT * FROM v")["StateChangeReason"].startswith("TABLE_NOT_FOUND")


def test_a_view_that_athena_did_not_make_is_listed_and_fails_when_it_is_read(console: Any) -> None:
    console.run("CREATE VIEW v AS SELECT 1 AS one")
    entry = {
        "Name": "hive",
        "TableType": "VIRTUAL_VIEW",
        "ViewOriginalText": "SELECT 1 AS a",
        "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "int"}]},
    }
    console.glue.create_table(DatabaseName="db", TableInput=entry)
    listed = "SELECT table_name, table_type FROM information_schema.tables ORDER BY 1"
    assert console.rows(listed) == [["hive", "VIEW"], ["v", "VIEW"]]
    columns = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'hive'"
    assert console.rows(columns) == [["a", "integer"]]
    for statement in ("SELECT * FROM hive", "SHOW CREATE VIEW hive"):
        assert console.fails(statement)["StateChangeReason"] == (
            "NOT_SUPPORTED: View db.hive was not made by Athena"
        )
    refused = "NOT_SUPPORTED: line 1:1: Inserting into views is not supported"
    assert console.fails("INSERT INTO hive VALUES (1)")["StateChangeReason"] == refused


def test_a_location_that_is_a_prefix_of_another_reads_only_its_own(console: Any) -> None:
    console.put("a/1.json", '{"n": 1}\n')
    console.put("ab/1.json", '{"n": 2}\n')
    console.put("a/_SUCCESS", "")
    console.put("a/.hidden/1.json", "broken")
    console.run(f"CREATE EXTERNAL TABLE a (n int) ROW FORMAT SERDE '{OPENX}' LOCATION 's3://lake/a'")
    assert console.rows("SELECT n FROM a") == [["1"]]


def test_a_missing_prefix_is_no_rows_and_a_missing_bucket_an_error(console: Any) -> None:
    console.run(f"CREATE EXTERNAL TABLE e (n int) ROW FORMAT SERDE '{OPENX}' LOCATION 's3://lake/nothing/'")
    console.run(f"CREATE EXTERNAL TABLE g (n int) ROW FORMAT SERDE '{OPENX}' LOCATION 's3://gone/x/'")
    assert console.rows("SELECT * FROM e") == []
    assert "gone" in console.fails("SELECT * FROM g")["StateChangeReason"]


def test_a_malformed_file_is_named(console: Any) -> None:
    console.put("t/bad.json", '{"n": 1}\n{"n":\n')
    console.run(f"CREATE EXTERNAL TABLE m (n int) ROW FORMAT SERDE '{OPENX}' LOCATION 's3://lake/t/'")
    reason = console.fails("SELECT * FROM m")["StateChangeReason"]
    assert reason.startswith("HIVE_CURSOR_ERROR: ")
    assert reason.endswith("s3://lake/t/bad.json, line 2")
