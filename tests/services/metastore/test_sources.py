"""JSON and Delta tables as Spark's own data source tables, and back."""

from __future__ import annotations

import json
from typing import Any

from boathouse.engine.spark import jsonformat
from boathouse.services.metastore import sources
from tests.services.metastore.conftest import MetastoreUnderTest

OPENX = "org.openx.data.jsonserde.JsonSerDe"
SPARK = "spark.sql.sources."


def json_table(metastore: MetastoreUnderTest, serde: dict[str, str] | None = None, **members: Any) -> None:
    storage = {
        "Columns": [
            {"Name": "serialnumber", "Type": "string"},
            {"Name": "user", "Type": "struct<firstname:int>"},
        ],
        "Location": "s3://bucket/landing/",
        "SerdeInfo": {"SerializationLibrary": OPENX, "Parameters": serde or {}},
    }
    table = {"Name": "t", "TableType": "EXTERNAL_TABLE", "StorageDescriptor": storage, **members}
    metastore.glue.tables.create_table(database_name="stedi", table_input=table)


def fields(shown: Any) -> list[tuple[str, Any]]:
    schema = "".join(
        shown.parameters[f"{SPARK}schema.part.{i}"]
        for i in range(int(shown.parameters[f"{SPARK}schema.numParts"]))
    )
    return [(field["name"], field["type"]) for field in json.loads(schema)["fields"]]


def spelled(shown: Any) -> list[tuple[str, Any]]:
    schema = json.loads(shown.sd.serdeInfo.parameters[jsonformat.SPELLED])
    return [(field["name"], field["type"]) for field in schema["fields"]]


def test_a_json_table_has_the_files_own_spelling_at_every_level(metastore: MetastoreUnderTest) -> None:
    metastore.lake.write("bucket", "landing/.hidden", [b'{"SERIALNUMBER":1}'])
    metastore.lake.write(
        "bucket", "landing/a", [b'not json\n{"serialNumber":"1"}\n{"user":{"firstName":1}}\n']
    )
    json_table(metastore)
    shown = metastore.hive.get_table("stedi", "t")
    assert shown.parameters[f"{SPARK}provider"] == jsonformat.NAME
    assert shown.sd.serdeInfo.parameters["path"] == "s3://bucket/landing/"
    (first, second) = spelled(shown)
    assert first == ("serialNumber", "string")
    assert second[0] == "user"
    assert [(f["name"], f["type"]) for f in second[1]["fields"]] == [("firstName", "integer")]
    assert [name for name, _ in fields(shown)] == ["serialnumber", "user"]


def test_a_spark_without_our_classes_sees_the_files_names(metastore: MetastoreUnderTest) -> None:
    metastore.lake.write("bucket", "landing/a", [b'{"serialNumber":"1"}\n'])
    json_table(metastore)
    table = metastore.glue.tables.get_table(database_name="stedi", name="t")["Table"]
    shown = sources.shown(table, metastore.lake, ours=False)["Parameters"]
    assert shown[f"{SPARK}provider"] == "json"
    assert '"serialNumber"' in shown[f"{SPARK}schema.part.0"]


def test_a_key_that_stands_far_behind_is_found(metastore: MetastoreUnderTest) -> None:
    rows = [b'{"serialNumber":"1"}\n'] * 700
    metastore.lake.write("bucket", "landing/a", [*rows, b'{"USER":{"firstName":1}}\n'])
    json_table(metastore)
    assert [name for name, _ in spelled(metastore.hive.get_table("stedi", "t"))] == ["serialNumber", "USER"]


def test_without_files_the_catalogs_spelling_stays(metastore: MetastoreUnderTest) -> None:
    json_table(metastore)
    assert [name for name, _ in fields(metastore.hive.get_table("stedi", "t"))] == ["serialnumber", "user"]


def test_the_serdes_mapping_wins_over_the_files(metastore: MetastoreUnderTest) -> None:
    metastore.lake.write("bucket", "landing/a", [b'{"serialNumber":"1","SN":"2"}'])
    json_table(metastore, {"mapping.serialnumber": "SN"})
    shown = metastore.hive.get_table("stedi", "t")
    assert (spelled(shown)[0], fields(shown)[0]) == (("SN", "string"), ("serialnumber", "string"))


def test_a_malformed_record_is_an_error_unless_the_table_allows_it(
    metastore: MetastoreUnderTest,
) -> None:
    json_table(metastore)
    assert metastore.hive.get_table("stedi", "t").sd.serdeInfo.parameters["mode"] == "FAILFAST"
    metastore.hive.drop_table("stedi", "t", False)
    json_table(metastore, {"ignore.malformed.json": "TRUE"})
    assert metastore.hive.get_table("stedi", "t").sd.serdeInfo.parameters["mode"] == "PERMISSIVE"


def test_partition_keys_are_the_last_columns(metastore: MetastoreUnderTest) -> None:
    json_table(metastore, PartitionKeys=[{"Name": "year", "Type": "int"}])
    shown = metastore.hive.get_table("stedi", "t")
    assert fields(shown)[-1] == ("year", "integer")
    assert shown.parameters[f"{SPARK}schema.numPartCols"] == "1"
    assert shown.parameters[f"{SPARK}schema.partCol.0"] == "year"


def test_writing_a_shown_table_back_leaves_the_catalogs_own_definition(metastore: MetastoreUnderTest) -> None:
    json_table(metastore, {"case.insensitive": "TRUE"}, Parameters={"classification": "json"})
    shown = metastore.hive.get_table("stedi", "t")
    shown.parameters["k"] = "v"
    metastore.hive.alter_table("stedi", "t", shown)
    stored = metastore.glue.tables.get_table(database_name="stedi", name="t")["Table"]
    assert stored["Parameters"] == {"classification": "json", "k": "v"}
    assert stored["StorageDescriptor"]["SerdeInfo"] == {
        "SerializationLibrary": OPENX,
        "Parameters": {"case.insensitive": "TRUE"},
    }


def test_a_delta_table_from_athena_is_read_by_delta(metastore: MetastoreUnderTest) -> None:
    table = {
        "Name": "d",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"table_type": "DELTA"},
        "StorageDescriptor": {"Columns": [], "Location": "s3://bucket/d/"},
    }
    metastore.glue.tables.create_table(database_name="stedi", table_input=table)
    shown = metastore.hive.get_table("stedi", "d")
    assert shown.parameters[f"{SPARK}provider"] == "delta"
    assert shown.sd.serdeInfo.parameters["path"] == "s3://bucket/d/"


def test_other_tables_are_shown_as_they_are(metastore: MetastoreUnderTest) -> None:
    storage = {"Columns": [], "InputFormat": "in"}
    table = {"Name": "p", "Parameters": {"classification": "parquet"}, "StorageDescriptor": storage}
    metastore.glue.tables.create_table(database_name="stedi", table_input=table)
    assert metastore.hive.get_table("stedi", "p").parameters == {"classification": "parquet"}


def test_a_type_that_spark_writes_back_keeps_the_catalogs_spelling(metastore: MetastoreUnderTest) -> None:
    metastore.lake.write("bucket", "landing/a", [b'{"user":{"firstName":1}}\n'])
    json_table(metastore)
    table = metastore.hive.get_table("stedi", "t")
    table.sd.cols[1].type = "struct<firstName:int>"
    table.sd.cols[0].type = "int"
    metastore.hive.alter_table("stedi", "t", table)
    stored = metastore.glue.tables.get_table(database_name="stedi", name="t")["Table"]
    assert [c["Type"] for c in stored["StorageDescriptor"]["Columns"]] == ["int", "struct<firstname:int>"]


def test_cloudtrail_s_files_are_no_table_of_json_whatever_the_serde(metastore: MetastoreUnderTest) -> None:
    json_table(metastore)
    table = metastore.glue.tables.get_table(database_name="stedi", name="t")["Table"]
    storage = {**table["StorageDescriptor"], "InputFormat": "com.amazon.emr.cloudtrail.CloudTrailInputFormat"}
    trail = {**table, "StorageDescriptor": storage}
    assert sources.shown(trail, metastore.lake, ours=True) == trail
