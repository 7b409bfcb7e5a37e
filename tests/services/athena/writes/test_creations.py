"""CREATE TABLE AS: https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html"""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

TWO = "SELECT * FROM (VALUES (1, 'a', 'x'), (2, 'b', 'y')) AS t(N, s, k)"


def keys(console: Any, prefix: str) -> list[str]:
    found = console.s3.list_objects_v2(Bucket="lake", Prefix=prefix).get("Contents", [])
    return [o["Key"] for o in found]


def tables(console: Any) -> list[str]:
    return [t["Name"] for t in console.glue.get_tables(DatabaseName="db")["TableList"]]


def test_the_rows_are_a_table_of_parquet_files_below_the_output_location(console: Any) -> None:
    execution = console.run(f"CREATE TABLE New AS {TWO}")
    identifier = execution["QueryExecutionId"]
    assert execution["StatementType"] == "DDL"
    assert execution["SubstatementType"] == "CREATE_TABLE_AS_SELECT"
    assert execution["ResultConfiguration"]["OutputLocation"] == f"s3://lake/athena/tables/{identifier}"
    table = console.glue.get_table(DatabaseName="db", Name="new")["Table"]
    storage = table["StorageDescriptor"]
    assert storage["Location"] == f"s3://lake/athena/tables/{identifier}/"
    assert [(c["Name"], c["Type"]) for c in storage["Columns"]] == [
        ("n", "int"),
        ("s", "varchar(1)"),
        ("k", "varchar(1)"),
    ]
    assert storage["InputFormat"] == "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    assert storage["SerdeInfo"]["SerializationLibrary"].endswith("ParquetHiveSerDe")
    assert table["TableType"] == "EXTERNAL_TABLE"
    assert table["Parameters"]["classification"] == "parquet"
    assert table["Parameters"]["parquet.compression"] == "GZIP"
    assert console.rows("SELECT * FROM new ORDER BY n") == [["1", "a", "x"], ["2", "b", "y"]]


def test_the_manifest_lists_the_files_and_the_answer_counts_the_rows(console: Any) -> None:
    execution = console.run(f"CREATE TABLE t WITH (external_location = 's3://lake/t/') AS {TWO}")
    identifier = execution["QueryExecutionId"]
    place = execution["Statistics"]["DataManifestLocation"]
    assert place == f"s3://lake/athena/tables/{identifier}-manifest.csv"
    assert console.object(place) == "".join(f"s3://lake/{key}\n" for key in keys(console, "t/"))
    answer = console.athena.get_query_results(QueryExecutionId=identifier)
    assert answer["UpdateCount"] == 2
    assert answer["ResultSet"]["Rows"] == []
    columns = answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    assert [(c["Name"], c["Type"]) for c in columns] == [("rows", "bigint")]


@pytest.mark.parametrize("kind", ["PARQUET", "ORC", "JSON", "TEXTFILE"])
def test_partitions_are_registered_and_read(console: Any, kind: str) -> None:
    sql = (
        f"CREATE TABLE t WITH (format = '{kind}', external_location = 's3://lake/t', "
        "partitioned_by = ARRAY['k', 'd']) AS "
        "SELECT * FROM (VALUES (1, 'a/b', DATE '2024-01-01'), (2, 'a/b', DATE '2024-01-01'), (3, NULL, NULL))"
        " AS t(n, k, d)"
    )
    console.run(sql)
    found = console.glue.get_partitions(DatabaseName="db", TableName="t")["Partitions"]
    assert sorted((p["Values"], p["StorageDescriptor"]["Location"]) for p in found) == [
        (
            ["__HIVE_DEFAULT_PARTITION__", "__HIVE_DEFAULT_PARTITION__"],
            "s3://lake/t/k=__HIVE_DEFAULT_PARTITION__/d=__HIVE_DEFAULT_PARTITION__/",
        ),
        (["a/b", "2024-01-01"], "s3://lake/t/k=a%2Fb/d=2024-01-01/"),
    ]
    table = console.glue.get_table(DatabaseName="db", Name="t")["Table"]
    assert [(c["Name"], c["Type"]) for c in table["PartitionKeys"]] == [("k", "varchar(3)"), ("d", "date")]
    assert console.rows("SELECT n, k, d FROM t WHERE k = 'a/b' OR k IS NULL ORDER BY n") == [
        ["1", "a/b", "2024-01-01"],
        ["2", "a/b", "2024-01-01"],
        ["3", None, None],
    ]


def test_text_has_its_delimiter_in_the_catalog(console: Any) -> None:
    console.run(
        "CREATE TABLE t WITH (format = 'TEXTFILE', field_delimiter = ',', write_compression = 'NONE', "
        f"external_location = 's3://lake/t/') AS {TWO}"
    )
    (key,) = keys(console, "t/")
    assert console.object(f"s3://lake/{key}") == "1,a,x\n2,b,y\n"
    serde = console.glue.get_table(DatabaseName="db", Name="t")["Table"]["StorageDescriptor"]["SerdeInfo"]
    assert serde["SerializationLibrary"] == "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
    assert serde["Parameters"]["field.delim"] == ","


def test_with_no_data_there_are_columns_and_no_files(console: Any) -> None:
    execution = console.run(f"CREATE TABLE t WITH (external_location = 's3://lake/t/') AS {TWO} WITH NO DATA")
    assert keys(console, "t/") == []
    assert console.object(execution["Statistics"]["DataManifestLocation"]) == ""
    assert console.rows("SELECT * FROM t") == []
    assert console.rows("SHOW COLUMNS IN t") == [[f"{name:<20}"] for name in "nsk"]


def test_a_location_with_files_is_refused_and_kept(console: Any) -> None:
    console.put("t/old", "x")
    reason = console.fails(f"CREATE TABLE t WITH (external_location = 's3://lake/t') AS {TWO}")[
        "StateChangeReason"
    ]
    assert reason.startswith(
        "HIVE_PATH_ALREADY_EXISTS: Target directory for table 'db.t' already exists: s3://lake/t."
    )
    assert (keys(console, "t/"), tables(console)) == (["t/old"], [])


def test_a_name_that_begins_alike_is_another_location(console: Any) -> None:
    console.put("table2/old", "x")
    console.run(f"CREATE TABLE t WITH (external_location = 's3://lake/table') AS {TWO}")
    assert console.rows("SELECT count(*) FROM t") == [["2"]]


@pytest.mark.parametrize(("sql", "reason"), [
    ("SELECT 1", "MISSING_COLUMN_NAME: line 2:4: Column name not specified at position 1"),
    ("SELECT 1 AS a, 2 AS A", "DUPLICATE_COLUMN_NAME: line 2:4: Column name 'a' specified more than once"),
    ("SELECT now() AS a", "NOT_SUPPORTED: Unsupported Hive type: timestamp(3) with time zone"),
    ("SELECT nope AS a", "COLUMN_NOT_FOUND: line 2:11: Column 'nope' cannot be resolved"),
    ("SELECT 1 / (1 - x) AS a FROM UNNEST(ARRAY[0, 1]) t(x)", "DIVISION_BY_ZERO: Division by zero"),
])  # fmt: skip
def test_a_failure_says_where_and_leaves_neither_table_nor_files(console: Any, sql: str, reason: str) -> None:
    status = console.fails(f"CREATE TABLE t WITH (external_location = 's3://lake/t/')\nAS {sql}")
    assert status["StateChangeReason"].startswith(reason)
    assert status["AthenaError"]["ErrorCategory"] == 2
    assert (keys(console, "t/"), tables(console)) == ([], [])


@pytest.mark.parametrize(("properties", "reason"), [
    ("bucketed_by = ARRAY['n'], bucket_count = 2", "NOT_SUPPORTED: CREATE TABLE AS with bucket_count is not"),
    ("format = 'AVRO'", "NOT_SUPPORTED: Writing AVRO is not emulated by Boathouse"),
    ("colour = 'red'", "INVALID_TABLE_PROPERTY: line 1:1: Catalog 'awsdatacatalog' table property 'colour'"),
])  # fmt: skip
def test_a_property_that_is_not_honoured_is_refused_by_name(
    console: Any, properties: str, reason: str
) -> None:
    assert console.fails(f"CREATE TABLE t WITH ({properties}) AS {TWO}")["StateChangeReason"].startswith(
        reason
    )


def test_char_is_stored_without_its_spaces_and_read_with_them(console: Any) -> None:
    console.run("CREATE TABLE t AS SELECT CAST('ab' AS char(4)) AS c")
    assert console.rows("SELECT c || '.' FROM t") == [["ab  ."]]


def test_a_table_that_is_there_stays(console: Any) -> None:
    console.run("CREATE TABLE t AS SELECT 1 AS a")
    reason = "TABLE_ALREADY_EXISTS: line 1:1: Table 'awsdatacatalog.db.t' already exists"
    assert console.fails("CREATE TABLE t AS SELECT 2 AS a")["StateChangeReason"] == reason
    console.run("CREATE TABLE IF NOT EXISTS t AS SELECT 2 AS a")
    assert console.rows("SELECT a FROM t") == [["1"]]
    reason = "SCHEMA_NOT_FOUND: line 1:1: Schema 'nope' does not exist"
    assert console.fails("CREATE TABLE nope.t AS SELECT 2 AS a")["StateChangeReason"] == reason


def test_parameters_reach_the_query_of_a_new_table(console: Any) -> None:
    console.finished(console.start("CREATE TABLE t AS SELECT ? AS a", ExecutionParameters=["'x'"]))
    assert console.rows("SELECT a FROM t") == [["x"]]


def test_a_workgroup_that_enforces_its_location_takes_no_other(console: Any) -> None:
    place = {"ResultConfiguration": {"OutputLocation": "s3://lake/own/"}}
    console.athena.create_work_group(Name="strict", Configuration=place)
    with pytest.raises(ClientError, match="workgroup strict enforces the location of results"):
        console.start(
            f"CREATE TABLE t WITH (external_location = 's3://lake/t/') AS {TWO}", WorkGroup="strict"
        )
    identifier = console.start(f"CREATE TABLE t AS {TWO}", WorkGroup="strict")
    console.finished(identifier)
    assert len(keys(console, f"own/tables/{identifier}/")) == 1


def test_a_stopped_statement_leaves_no_table(console: Any) -> None:
    numbers = "UNNEST(sequence(1, 1000000))"
    endless = f"SELECT count(*) AS n FROM {numbers} a(x) CROSS JOIN {numbers} b(y)"
    identifier = console.start(f"CREATE TABLE t AS {endless}")
    console.athena.stop_query_execution(QueryExecutionId=identifier)
    console.finished(identifier, "CANCELLED")
    assert console.rows("SELECT 1") == [["1"]]
    assert tables(console) == []
