"""The Data Catalog after a sink, field by field, and frames of catalog tables."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import functions

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from tests.clouds import ThreadCloud

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]

RUN = "jr_" + "0a" * 32


@pytest.fixture
def catalog(cloud: ThreadCloud, glue: GlueContext, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A Glue client of a fresh cloud with a database `stedi`, and a run whose arguments name job and run."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr("sys.argv", ["script.py", "--JOB_NAME", "my_job", "--JOB_RUN_ID", RUN])
    monkeypatch.setattr(glue, "_catalog", type(glue._catalog)())
    client = cloud.client("glue")
    client.create_database(DatabaseInput={"Name": "stedi"})
    return client


def _write(glue: GlueContext, frame: DynamicFrame, path: str, kind: str = "json", **options: Any) -> None:
    sink = glue.getSink(connection_type="s3", path=path, enableUpdateCatalog=True, **options)
    sink.setCatalogInfo(catalogDatabase="stedi", catalogTableName="readings")
    sink.setFormat(kind)
    sink.writeFrame(frame)


def _columns(catalog: Any) -> list[tuple[str, str]]:
    table = catalog.get_table(DatabaseName="stedi", Name="readings")["Table"]
    return [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]


ROW = (
    '{"serialNumber": "s", "timestamp": 1655564376361, "distanceFromObject": 251, "x": -1.0, '
    '"tags": ["a"], "place": {"Lat": 1.5}, "ok": true}'
)


def test_a_json_sink_creates_this_table(glue: GlueContext, read: Read, uri: str, catalog: Any) -> None:
    _write(glue, read(ROW), f"{uri}out", updateBehavior="UPDATE_IN_DATABASE")
    table = catalog.get_table(DatabaseName="stedi", Name="readings")["Table"]
    assert _columns(catalog) == [
        ("serialnumber", "string"),
        ("timestamp", "bigint"),
        ("distancefromobject", "int"),
        ("x", "double"),
        ("tags", "array<string>"),
        ("place", "struct<Lat:double>"),
        ("ok", "boolean"),
    ]
    assert table["TableType"] == "EXTERNAL_TABLE"
    assert table["Parameters"] == {
        "CreatedByJob": "my_job",
        "CreatedByJobRun": RUN,
        "classification": "json",
    }
    storage = table["StorageDescriptor"]
    assert storage["Location"] == f"{uri}out/"
    assert storage["SerdeInfo"]["SerializationLibrary"] == "org.openx.data.jsonserde.JsonSerDe"
    assert storage["InputFormat"] == "org.apache.hadoop.mapred.TextInputFormat"
    assert storage["OutputFormat"] == "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
    assert table["PartitionKeys"] == []


def test_a_glueparquet_sink_creates_this_table(glue: GlueContext, read: Read, uri: str, catalog: Any) -> None:
    _write(glue, read('{"aB": 1}'), f"{uri}out/", "glueparquet")
    table = catalog.get_table(DatabaseName="stedi", Name="readings")["Table"]
    assert table["Parameters"] == {
        "CreatedByJob": "my_job",
        "CreatedByJobRun": RUN,
        "classification": "parquet",
        "useGlueParquetWriter": "true",
    }
    storage, base = table["StorageDescriptor"], "org.apache.hadoop.hive.ql.io.parquet"
    assert storage["SerdeInfo"]["SerializationLibrary"] == f"{base}.serde.ParquetHiveSerDe"
    assert storage["InputFormat"] == f"{base}.MapredParquetInputFormat"
    assert storage["OutputFormat"] == f"{base}.MapredParquetOutputFormat"


STORED = {
    "json": (
        "org.openx.data.jsonserde.JsonSerDe",
        "org.apache.hadoop.mapred.TextInputFormat",
        "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        {"classification": "json"},
    ),
    "glueparquet": (
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        {"classification": "parquet", "useGlueParquetWriter": "true"},
    ),
}
TYPES = {
    "s": "string",
    "i": "int",
    "l": "bigint",
    "d": "double",
    "b": "boolean",
    "day": "date",
    "at": "timestamp",
    "price": "decimal(12,3)",
    "list": "array<int>",
    "place": "struct<Lat:double,tags:array<string>>",
}


@pytest.mark.parametrize("kind", STORED)
def test_a_table_and_its_partition_are_stored_like_this_field_by_field(
    glue: GlueContext, uri: str, catalog: Any, kind: str
) -> None:
    df = glue.spark_session.sql(
        "select 's' s, 1 i, 5000000000 L, 1.5D d, true b, date'2020-01-02' day, "
        "timestamp'2020-01-02 03:04:05' At, 1.5BD price, array(1) list, "
        "named_struct('Lat', 1.5D, 'tags', array('x')) place, 'k' AS Key"
    ).withColumn("price", functions.lit(1).cast("decimal(12,3)"))
    _write(glue, DynamicFrame.fromDF(df, glue, "all"), f"{uri}out", kind, partitionKeys=["Key"])
    serde, reads, writes, parameters = STORED[kind]
    storage = {
        "Columns": [{"Name": name, "Type": kind_} for name, kind_ in TYPES.items()],
        "Location": f"{uri}out/",
        "InputFormat": reads,
        "OutputFormat": writes,
        "Compressed": False,
        "NumberOfBuckets": -1,
        "SerdeInfo": {"SerializationLibrary": serde, "Parameters": {"serialization.format": "1"}},
        "BucketColumns": [],
        "SortColumns": [],
        "Parameters": {},
        "StoredAsSubDirectories": False,
    }
    table = catalog.get_table(DatabaseName="stedi", Name="readings")["Table"]
    given = {name: value for name, value in table.items() if name not in _SERVICE_S_OWN}
    assert given == {
        "Name": "readings",
        "DatabaseName": "stedi",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"CreatedByJob": "my_job", "CreatedByJobRun": RUN, **parameters},
        "PartitionKeys": [{"Name": "key", "Type": "string"}],
        "StorageDescriptor": storage,
    }
    (partition,) = catalog.get_partitions(DatabaseName="stedi", TableName="readings")["Partitions"]
    assert partition["Values"] == ["k"]
    assert partition["StorageDescriptor"] == {**storage, "Location": f"{uri}out/Key=k/"}


_SERVICE_S_OWN = {
    "CatalogId",
    "CreateTime",
    "UpdateTime",
    "CreatedBy",
    "VersionId",
    "Retention",
    "IsRegisteredWithLakeFormation",
}


@pytest.mark.parametrize("kind", STORED)
def test_a_decimal_without_digits_has_glue_s_in_the_catalog_wherever_it_stands(
    glue: GlueContext, read: Read, uri: str, catalog: Any, kind: str
) -> None:
    frame = read('{"p": "10.57", "q": 1, "k": "1.5", "c": 1}', '{"p": "2", "q": 2, "k": "1.5", "c": "x"}')
    mapped = frame.apply_mapping(
        [
            ("p", "string", "p", "decimal"),
            ("q", "int", "s.q", "decimal"),
            ("k", "string", "k", "decimal"),
            ("c", "choice", "c", "choice"),
        ]
    ).resolveChoice(specs=[("c", "cast:decimal")])
    for _ in ("made", "updated"):
        _write(glue, mapped, f"{uri}out/", kind, partitionKeys=["k"])
        assert _columns(catalog) == [
            ("p", "decimal(10,2)"),
            ("s", "struct<q:decimal(10,2)>"),
            ("c", "decimal(10,2)"),
        ]
    table = catalog.get_table(DatabaseName="stedi", Name="readings")["Table"]
    assert table["PartitionKeys"] == [{"Name": "k", "Type": "decimal(10,2)"}]
    again = glue.create_dynamic_frame.from_catalog("stedi", "readings")
    assert {str(row["p"]) for row in again.toDF().collect()} == {"10.57", "2.00"}


def _rows(cloud: ThreadCloud, folder: Path, sql: str) -> list[list[str]]:
    """The rows of a query over what is in a folder of Spark's lake, which is not the cloud's own."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    for file in sorted(folder.rglob("run-*")):
        s3.upload_file(str(file), "lake", str(file.relative_to(folder.parent)))
    return _asked(cloud, sql)[1:]


def _asked(cloud: ThreadCloud, sql: str) -> list[list[str]]:
    """What Athena answers, with the header of a query."""
    cloud.client("s3").create_bucket(Bucket="results")
    athena = cloud.client("athena")
    query = athena.start_query_execution(
        QueryString=sql, ResultConfiguration={"OutputLocation": "s3://results/"}
    )["QueryExecutionId"]
    until = time.monotonic() + 60
    status: Any = {}
    while status.get("State") not in ("SUCCEEDED", "FAILED") and time.monotonic() < until:
        time.sleep(0.05)
        status = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
    assert status["State"] == "SUCCEEDED", status["StateChangeReason"]
    rows = athena.get_query_results(QueryExecutionId=query)["ResultSet"]["Rows"]
    return [[value.get("VarCharValue", "") for value in row["Data"]] for row in rows]


@pytest.mark.parametrize("kind", STORED)
def test_athena_shows_the_table_as_it_shows_aws_s(
    glue: GlueContext, read: Read, uri: str, catalog: Any, cloud: ThreadCloud, kind: str
) -> None:
    _write(glue, read('{"serialNumber": "s", "n": 1}'), f"{uri}out/", kind)
    rows = _asked(cloud, "SHOW CREATE TABLE stedi.readings")
    serde, reads, writes, parameters = STORED[kind]
    comment = " COMMENT 'from deserializer'" if kind == "json" else ""
    told = {"CreatedByJob": "my_job", "CreatedByJobRun": RUN, **parameters}
    assert [row[0].strip() for row in rows] == [
        "CREATE EXTERNAL TABLE `stedi.readings`(",
        f"`serialnumber` string{comment},",
        f"`n` int{comment})",
        "ROW FORMAT SERDE",
        f"'{serde}'",
        "STORED AS INPUTFORMAT",
        f"'{reads}'",
        "OUTPUTFORMAT",
        f"'{writes}'",
        "LOCATION",
        f"'{uri}out/'",
        "TBLPROPERTIES (",
        *(f"'{name}'='{value}'{',' if name != list(told)[-1] else ')'}" for name, value in told.items()),
    ]


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_choice_has_a_type_that_holds_all_its_values_where_the_files_have_these(
    glue: GlueContext, read: Read, folder: Path, uri: str, catalog: Any, cloud: ThreadCloud, kind: str
) -> None:
    frame = read(
        '{"id": 1, "price": 3, "code": 7, "flag": true, "n": 1}',
        '{"id": 2, "price": 1.5, "code": "x", "flag": 0, "n": 2}',
    )
    _write(glue, frame, f"{uri}out/", kind)
    assert _columns(catalog) == [
        ("id", "int"),
        ("price", "double"),
        ("code", "string"),
        ("flag", "string"),
        ("n", "int"),
    ]
    assert _rows(cloud, folder, "SELECT id, price, code, flag FROM stedi.readings ORDER BY id") == [
        ["1", "3.0", "7", "true"],
        ["2", "1.5", "x", "0"],
    ]


def test_choices_deep_in_a_json_table_have_types_that_hold_all_their_values(
    glue: GlueContext, read: Read, folder: Path, uri: str, catalog: Any, cloud: ThreadCloud
) -> None:
    frame = read('{"s": {"a": 1, "l": [1, 2.5]}, "m": {"b": 1}}', '{"s": {"a": 2.5, "l": [3]}, "m": "x"}')
    _write(glue, frame, f"{uri}out/")
    assert _columns(catalog) == [("s", "struct<a:double,l:array<double>>"), ("m", "string")]
    assert _rows(cloud, folder, "SELECT s.a, s.l[1], m FROM stedi.readings ORDER BY 1") == [
        ["1.0", "1.0", '{"b":1}'],
        ["2.5", "3.0", "x"],
    ]


@pytest.mark.parametrize(
    ("version", "types"),
    [("1.7", ["string", "string", "string"]), ("1.8", ["date", "timestamp", "decimal(5,2)"])],
)
def test_an_avro_table_has_the_types_that_its_version_writes(
    glue: GlueContext,
    folder: Path,
    uri: str,
    catalog: Any,
    cloud: ThreadCloud,
    version: str,
    types: list[str],
) -> None:
    df = glue.spark_session.sql(
        "SELECT DATE'2026-01-05' AS d, TIMESTAMP'2026-01-05 10:00:00' AS t, CAST(1.5 AS decimal(5,2)) AS p, "
        "DATE'2026-01-05' AS k"
    )
    sink = glue.getSink(
        connection_type="s3", path=f"{uri}out/", enableUpdateCatalog=True, partitionKeys=["k"]
    )
    sink.setCatalogInfo(catalogDatabase="stedi", catalogTableName="readings")
    sink.setFormat("avro", version=version)
    sink.writeFrame(DynamicFrame.fromDF(df, glue, "f"))
    assert _columns(catalog) == list(zip("dtp", types, strict=True))
    assert _rows(cloud, folder, "SELECT substr(CAST(t AS varchar), 1, 10), p, k FROM stedi.readings") == [
        ["2026-01-05", "1.50", "2026-01-05"]
    ]


def test_update_in_database_replaces_the_columns_and_log_does_not(
    glue: GlueContext, read: Read, uri: str, catalog: Any
) -> None:
    _write(glue, read('{"a": 1}'), f"{uri}out/")
    _write(glue, read('{"a": 1, "b": 2}'), f"{uri}out/", updateBehavior="LOG")
    assert _columns(catalog) == [("a", "int")]
    _write(glue, read('{"a": 1, "b": 2}'), f"{uri}out/")
    assert _columns(catalog) == [("a", "int"), ("b", "int")]


def test_partitions_are_registered_and_readable(
    glue: GlueContext, read: Read, uri: str, catalog: Any, shown: Shown
) -> None:
    frame = read('{"Day": "01", "v": 1}', '{"Day": "02", "v": 2}')
    _write(glue, frame, f"{uri}out/", partitionKeys=["Day"])
    partitions = catalog.get_partitions(DatabaseName="stedi", TableName="readings")["Partitions"]
    assert sorted((p["Values"], p["StorageDescriptor"]["Location"]) for p in partitions) == [
        (["01"], f"{uri}out/Day=01/"),
        (["02"], f"{uri}out/Day=02/"),
    ]
    assert _columns(catalog) == [("v", "int")]
    again = glue.create_dynamic_frame.from_catalog("stedi", "readings", push_down_predicate="day = '02'")
    assert shown(again) == [{"v": 2, "day": "02"}]


def test_without_the_switch_the_catalog_is_untouched(
    glue: GlueContext, read: Read, uri: str, catalog: Any
) -> None:
    sink = glue.getSink(connection_type="s3", path=f"{uri}out/")
    sink.setCatalogInfo(catalogDatabase="stedi", catalogTableName="readings")
    sink.setFormat("json")
    sink.writeFrame(read('{"a": 1}'))
    assert catalog.get_tables(DatabaseName="stedi")["TableList"] == []


def test_a_frame_without_records_makes_no_table(
    glue: GlueContext, read: Read, uri: str, catalog: Any
) -> None:
    _write(glue, read('{"a": 1}').filter(lambda row: False), f"{uri}out/")
    assert catalog.get_tables(DatabaseName="stedi")["TableList"] == []


def test_a_missing_database_stops_the_job_before_it_writes(
    glue: GlueContext, read: Read, folder: Path, uri: str, catalog: Any
) -> None:
    catalog.delete_database(Name="stedi")
    with pytest.raises(Exception, match="EntityNotFoundException"):
        _write(glue, read('{"a": 1}'), f"{uri}out/")
    assert not (folder / "out").exists()


def test_a_table_has_the_catalog_s_names_and_types(
    glue: GlueContext, read: Read, uri: str, catalog: Any, shown: Shown
) -> None:
    _write(glue, read('{"camelCase": 1, "other": 2}'), f"{uri}out/")
    table = catalog.get_table(DatabaseName="stedi", Name="readings")["Table"]
    storage = table["StorageDescriptor"]
    storage["Columns"] = [{"Name": "camelcase", "Type": "bigint"}, {"Name": "missing", "Type": "string"}]
    catalog.update_table(DatabaseName="stedi", TableInput={"Name": "readings", "StorageDescriptor": storage})
    frame = glue.create_dynamic_frame.from_catalog(database="stedi", table_name="readings")
    assert frame.toDF().dtypes == [("camelcase", "bigint")]
    assert shown(frame) == [{"camelcase": 1}]


def test_csv_values_that_are_not_of_the_catalog_s_type_make_a_choice(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    (folder / "rows.csv").write_text("id,name\n1,a\nx2,b\n,c\n")
    catalog.create_table(
        DatabaseName="stedi",
        TableInput={
            "Name": "providers",
            "Parameters": {"classification": "csv", "skip.header.line.count": "1"},
            "StorageDescriptor": {
                "Location": uri,
                "Columns": [{"Name": "id", "Type": "bigint"}, {"Name": "name", "Type": "string"}],
                "SerdeInfo": {"Parameters": {"field.delim": ","}},
            },
        },
    )
    frame = glue.create_dynamic_frame.from_catalog("stedi", "providers")
    assert frame.toDF().dtypes == [("id", "struct<long:bigint,string:string>"), ("name", "string")]
    projected = frame.resolveChoice(specs=[("id", "project:long")])
    assert [row["id"] for row in projected.toDF().orderBy("name").collect()] == [1, None, None]


def test_missing_parameters_are_named(glue: GlueContext) -> None:
    with pytest.raises(Exception, match=r"^Parameter table_name is missing\.$"):
        glue.create_dynamic_frame.from_catalog(database="d", tableName="t")
    with pytest.raises(Exception, match=r"^Parameter name_space or database is missing\.$"):
        glue.create_dynamic_frame.from_catalog(table_name="t")


def test_a_frame_goes_to_the_place_of_a_table(
    glue: GlueContext, read: Read, uri: str, catalog: Any, shown: Shown
) -> None:
    _write(glue, read('{"a": 1}'), f"{uri}out/")
    glue.write_dynamic_frame.from_catalog(read('{"a": 2}'), database="stedi", table_name="readings")
    assert shown(glue.create_dynamic_frame.from_catalog("stedi", "readings")) == [{"a": 1}, {"a": 2}]
    glue.purge_table("stedi", "readings", {"retentionPeriod": 0})
    assert glue.create_dynamic_frame.from_catalog("stedi", "readings").count() == 0


def test_a_field_has_the_catalog_s_type_where_it_holds_all_values(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    (folder / "rows.json").write_text(
        '{"id": 1, "x": 1, "s": 5, "n": 1.5, "t": 1}\n'
        '{"id": 3000000000, "x": 1.5, "s": "q", "n": 2, "t": "u"}\n'
    )
    kinds = {"id": "bigint", "x": "double", "s": "string", "n": "int", "t": "date"}
    columns = [{"Name": name, "Type": kind} for name, kind in kinds.items()]
    table = {"Name": "mixed", "Parameters": {"classification": "json"}}
    storage = {"Location": uri, "Columns": columns}
    catalog.create_table(DatabaseName="stedi", TableInput={**table, "StorageDescriptor": storage})
    frame = glue.create_dynamic_frame.from_catalog("stedi", "mixed")
    assert frame.toDF().dtypes == [
        ("id", "bigint"),
        ("x", "double"),
        ("s", "string"),
        ("n", "struct<int:int,double:double>"),
        ("t", "struct<int:int,string:string>"),
    ]
    assert shown(frame) == [
        {"id": 1, "x": 1.0, "s": "5", "n": 1.5, "t": 1},
        {"id": 3000000000, "x": 1.5, "s": "q", "n": 2, "t": "u"},
    ]
    schema = glue.get_catalog_schema_as_spark_schema("stedi", "mixed")
    assert schema.simpleString() == "struct<id:bigint,x:double,s:string,n:int,t:date>"


def test_a_csv_table_s_escape_character_is_obeyed_both_ways(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    (folder / "rows.csv").write_text('"x\\"y","\\\\"\n"q, ""z""",2\n')
    serde = {"separatorChar": ",", "quoteChar": '"', "escapeChar": "\\"}
    library = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
    storage = {
        "Location": uri,
        "Columns": [{"Name": "a", "Type": "string"}, {"Name": "b", "Type": "string"}],
        "SerdeInfo": {"SerializationLibrary": library, "Parameters": serde},
    }
    table = {"Name": "escaped", "Parameters": {"classification": "csv"}, "StorageDescriptor": storage}
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    rows = [{"a": 'q, "z"', "b": "2"}, {"a": 'x"y', "b": "\\"}]
    frame = glue.create_dynamic_frame.from_catalog("stedi", "escaped")
    assert shown(frame) == rows
    glue.write_dynamic_frame.from_catalog(frame, "stedi", "escaped")
    assert shown(glue.create_dynamic_frame.from_catalog("stedi", "escaped")) == sorted(rows + rows, key=str)


def test_a_json_table_that_was_crawled_has_the_files_own_names(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    (folder / "1.json").write_text('{"userId": 1, "at": {"invoiceDate": "x"}, "other": 2}\n')
    storage: Any = {
        "Location": uri,
        "Columns": [
            {"Name": "userid", "Type": "int"},
            {"Name": "at", "Type": "struct<invoiceDate:string>"},
            {"Name": "other", "Type": "int"},
        ],
        "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
    }
    storage["SerdeInfo"]["Parameters"] = {"paths": "at,other,userId"}  # as crawlers write it
    table: Any = {"Name": "t", "Parameters": {"classification": "json"}, "StorageDescriptor": storage}
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    frame = glue.create_dynamic_frame.from_catalog("stedi", "t")
    assert shown(frame) == [{"userId": 1, "at": {"invoiceDate": "x"}, "other": 2}]
    assert frame.toDF().columns == ["userId", "at", "other"]
    by_catalog = frame.rename_field("userid", "id").drop_fields(["Other"]).filter(lambda row: row["id"] == 1)
    assert shown(by_catalog) == [{"id": 1, "at": {"invoiceDate": "x"}}]
    assert frame.filter(lambda row: row["userid"] == 1).count() == 1
    assert frame.filter(lambda row: row["USERID"] == 2).count() == 0
    assert shown(frame.map(_moved)) == [{"at": {"invoiceDate": "x"}, "other": 3, "copy": 1, "had": True}]
    assert shown(frame.join("userid", "userId", frame.select_fields(["userId"]))) == [
        {".userId": 1, "userId": 1, "at": {"invoiceDate": "x"}, "other": 2}
    ]


def _moved(row: Any) -> Any:
    row["copy"], row["had"] = row.get("userid"), "userid" in row
    row["other"] += row.setdefault("userid", 5)
    assert row.pop("userid") == row["copy"] == 1
    assert row.pop("userid", None) is row.get("userid") is None
    return row


@pytest.mark.parametrize("kind", ["parquet", "orc"])
def test_a_columnar_table_has_the_first_files_own_names(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown, kind: str
) -> None:
    session = glue.spark_session
    for day, name in (("1", "VendorID"), ("2", "vendorid")):
        df = session.createDataFrame([(int(day), "x")], f"{name} long, flag string")
        df.write.format(kind).save(f"{uri}day={day}")
    storage: Any = {"Location": uri, "Columns": [{"Name": "vendorid", "Type": "bigint"}]}
    storage["Columns"].append({"Name": "flag", "Type": "string"})
    table: Any = {"Name": "t", "Parameters": {"classification": kind}, "StorageDescriptor": storage}
    table["PartitionKeys"] = [{"Name": "day", "Type": "string"}]
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    for day, place in (("1", f"{uri}day=1/"), ("2", f"{uri}day=2/")):
        values: Any = {"Values": [day], "StorageDescriptor": {**storage, "Location": place}}
        catalog.create_partition(DatabaseName="stedi", TableName="t", PartitionInput=values)
    frame = glue.create_dynamic_frame.from_catalog("stedi", "t")
    assert sorted(frame.toDF().columns) == ["VendorID", "day", "flag"]
    mapped = frame.apply_mapping([("vendorid", "long", "id", "long"), ("day", "string", "day", "string")])
    assert sorted(shown(mapped), key=str) == [{"id": 1, "day": "1"}, {"id": 2, "day": "2"}]
    assert shown(frame.map(_second).filter(lambda row: row["vendorid"] == 2)) == [
        {"VendorID": 2, "flag": "xx", "day": "2"}
    ]
    glue.write_dynamic_frame.from_options(
        frame, "s3", {"path": f"{uri}out", "partitionKeys": ["vendorid"]}, "json"
    )
    assert sorted(part.name for part in (folder / "out").iterdir()) == ["vendorid=1", "vendorid=2"]


def _second(row: Any) -> Any:
    if row["vendorid"] == 2:
        row["flag"] *= 2
    return row


def test_a_csv_table_has_the_catalog_s_columns_though_its_first_line_has_fewer(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    (folder / "1.csv").write_text("1,2\n3,4,5\n")
    columns = [{"Name": name, "Type": "int"} for name in "abcd"]
    table = {"Name": "t", "Parameters": {"classification": "csv"}}
    storage = {"Location": uri, "Columns": columns}
    catalog.create_table(DatabaseName="stedi", TableInput={**table, "StorageDescriptor": storage})
    frame = glue.create_dynamic_frame.from_catalog("stedi", "t")
    assert shown(frame) == [{"a": 1, "b": 2, "c": None, "d": None}, {"a": 3, "b": 4, "c": 5, "d": None}]
    assert frame.map(lambda row: {"c": row["c"]}).errorsCount() == 0


@pytest.mark.parametrize(
    ("text", "parameters", "serde"),
    [
        ("title\nid,n\n1,a\n2,b\n", {"classification": "csv", "skip.header.line.count": "2"}, {}),
        ("id|n\n1|a\n2|b\n", {"classification": "csv", "skip.header.line.count": "1", "delimiter": "|"}, {}),
        ("1\x01a\n2\x01b\n", {}, {"serialization.format": "1"}),
    ],
)
def test_a_text_table_is_read_as_its_parameters_say(
    glue: GlueContext,
    folder: Path,
    uri: str,
    catalog: Any,
    shown: Shown,
    text: str,
    parameters: dict[str, str],
    serde: dict[str, str],
) -> None:
    (folder / "1.csv").write_text(text)
    library = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
    storage: Any = {
        "Location": uri,
        "Columns": [{"Name": "id", "Type": "int"}, {"Name": "n", "Type": "string"}],
        "SerdeInfo": {"SerializationLibrary": library, "Parameters": serde},
    }
    table: Any = {"Name": "t", "Parameters": parameters, "StorageDescriptor": storage}
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    rows = shown(glue.create_dynamic_frame.from_catalog("stedi", "t"))
    assert rows == [{"id": 1, "n": "a"}, {"id": 2, "n": "b"}]


def test_a_table_that_a_sink_updates_keeps_its_serde(
    glue: GlueContext, read: Read, uri: str, catalog: Any, shown: Shown
) -> None:
    serde = {
        "SerializationLibrary": "org.apache.hadoop.hive.serde2.OpenCSVSerde",
        "Parameters": {"separatorChar": ";", "quoteChar": '"'},
    }
    storage = {"Location": uri, "Columns": [{"Name": "a", "Type": "string"}], "SerdeInfo": serde}
    table: Any = {
        "Name": "t",
        "Parameters": {"classification": "csv"},
        "PartitionKeys": [{"Name": "p", "Type": "string"}],
        "StorageDescriptor": storage,
    }
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    glue.write_dynamic_frame.from_catalog(
        read('{"a": "x;1", "n": 5, "p": "q"}'),
        "stedi",
        "t",
        additional_options={"enableUpdateCatalog": True, "partitionKeys": ["p"]},
    )
    found = catalog.get_table(DatabaseName="stedi", Name="t")["Table"]["StorageDescriptor"]
    (partition,) = catalog.get_partitions(DatabaseName="stedi", TableName="t")["Partitions"]
    assert found["SerdeInfo"] == partition["StorageDescriptor"]["SerdeInfo"] == serde
    assert [column["Name"] for column in found["Columns"]] == ["a", "n"]
    assert shown(glue.create_dynamic_frame.from_catalog("stedi", "t")) == [{"a": "x;1", "n": 5, "p": "q"}]


@pytest.mark.parametrize("kind", ["paimon", "unknown"])
def test_a_table_of_another_kind_is_refused_and_not_taken_for_an_empty_one(
    glue: GlueContext, catalog: Any, kind: str
) -> None:
    storage = {"Location": "shop.public.orders", "Columns": [{"Name": "a", "Type": "int"}]}
    table = {"Name": "t", "Parameters": {"classification": kind}, "StorageDescriptor": storage}
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    with pytest.raises(
        NotImplementedError, match=f"Reading table stedi.t, whose data is '{kind}', is not built"
    ):
        glue.create_dynamic_frame.from_catalog("stedi", "t")


@pytest.mark.parametrize("several", [False, True])
def test_paths_of_a_script_are_read_in_the_place_of_the_location(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown, several: bool
) -> None:
    for name in "abc":
        (folder / f"{name}.csv").write_text(f"{name},1\n")
    columns = [{"Name": "name", "Type": "string"}, {"Name": "n", "Type": "int"}]
    serde = {"Parameters": {"field.delim": ","}}
    storage: Any = {"Location": uri, "Columns": columns, "SerdeInfo": serde}
    table: Any = {"Name": "t", "Parameters": {"classification": "csv"}, "StorageDescriptor": storage}
    table["PartitionKeys"] = [{"Name": "identifier", "Type": "string"}] if several else []
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    paths = [f"{uri}a.csv", f"{uri}c.csv"] if several else [f"{uri}b.csv"]
    frame = glue.create_dynamic_frame.from_catalog("stedi", "t", additional_options={"paths": paths})
    assert shown(frame) == [{"name": path.removeprefix(uri)[0], "n": 1} for path in paths]


@pytest.mark.parametrize(
    ("classification", "serde", "input_format"),
    [
        ("cloudtrail", "com.amazon.emr.hive.serde.CloudTrailSerde", "CloudTrailInputFormat"),
        ("cloudtrail", "org.openx.data.jsonserde.JsonSerDe", ""),
        ("", "org.apache.hive.hcatalog.data.JsonSerDe", "CloudTrailInputFormat"),
    ],
)
def test_a_record_of_cloudtrail_s_files_is_an_element_of_their_records(
    glue: GlueContext,
    folder: Path,
    uri: str,
    catalog: Any,
    shown: Shown,
    classification: str,
    serde: str,
    input_format: str,
) -> None:
    events: Any = [
        {"eventName": "GetObject", "userIdentity": {"userName": "ann"}, "readOnly": True},
        {"eventName": "Run", "responseElements": None},
    ]
    (folder / "a.json.gz").write_bytes(gzip.compress(json.dumps({"Records": events}).encode()))
    (folder / "b.json").write_text(json.dumps({"Records": [{"eventName": "Stop"}]}, indent=2))
    (folder / "digest.json").write_text(json.dumps({"digestEndTime": "2026-01-01T00:00:00Z"}))
    columns = ["eventname:string", "useridentity:struct<username:string>", "readonly:string"]
    storage: Any = {
        "Location": uri,
        "InputFormat": f"com.amazon.emr.cloudtrail.{input_format}" if input_format else "",
        "Columns": [dict(zip(("Name", "Type"), c.split(":", 1), strict=True)) for c in columns],
        "SerdeInfo": {"SerializationLibrary": serde},
    }
    table: Any = {"Name": "trail", "StorageDescriptor": storage}
    table["Parameters"] = {"classification": classification} if classification else {}
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    frame = glue.create_dynamic_frame.from_catalog("stedi", "trail")
    assert sorted(shown(frame), key=lambda row: str(row["eventname"])) == [
        {"eventname": "GetObject", "useridentity": {"userName": "ann"}, "readonly": "true"},
        {"eventname": "Run"},
        {"eventname": "Stop"},
    ]
    assert frame.errorsCount() == 0
