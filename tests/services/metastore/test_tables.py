"""Tables as Hive's client reads and writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pymetastore.hive_metastore.ttypes import (
    FieldSchema,
    GetTableRequest,
    MetaException,
    NoSuchObjectException,
    SerDeInfo,
    StorageDescriptor,
    Table,
)

from tests.services.metastore.conftest import MetastoreUnderTest

PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


def hive_table(name: str = "t", location: str | None = "s3://bucket/t", **members: Any) -> Any:
    made: Any = Table
    return made(
        tableName=name,
        dbName="stedi",
        owner="root",
        sd=StorageDescriptor(
            cols=[FieldSchema(name="a", type="int", comment="first")],
            location=location,
            inputFormat="in",
            outputFormat="out",
            compressed=False,
            numBuckets=-1,
            serdeInfo=SerDeInfo(serializationLib=PARQUET, parameters={"serialization.format": "1"}),
        ),
        partitionKeys=[FieldSchema(name="p", type="string")],
        **({"tableType": "EXTERNAL_TABLE", "parameters": {"EXTERNAL": "TRUE", "comment": "words"}} | members),
    )


def test_a_table_that_hive_makes_is_in_the_catalog_as_glue_spells_it(metastore: MetastoreUnderTest) -> None:
    metastore.hive.create_table_with_environment_context(hive_table("T"), None)
    stored = metastore.glue.tables.get_table(database_name="stedi", name="t")["Table"]
    assert stored["TableType"] == "EXTERNAL_TABLE"
    assert stored["Description"] == "words"
    assert stored["PartitionKeys"] == [{"Name": "p", "Type": "string"}]
    storage = stored["StorageDescriptor"]
    assert storage["Columns"] == [{"Name": "a", "Type": "int", "Comment": "first"}]
    assert storage["Location"] == "s3://bucket/t"
    assert storage["SerdeInfo"] == {
        "SerializationLibrary": PARQUET,
        "Parameters": {"serialization.format": "1"},
    }


def test_a_new_tables_folder_is_made(metastore: MetastoreUnderTest) -> None:
    metastore.hive.create_table(hive_table(location="s3://bucket/deep/t"))
    assert (metastore.lake.folder("bucket") / "deep" / "t").is_dir()


def test_a_new_tables_folder_is_made_in_the_warehouse_and_nowhere_else_on_the_disk(
    metastore: MetastoreUnderTest, tmp_path: Path
) -> None:
    inside, outside = metastore.lake.warehouse / "new.db" / "a b", tmp_path / "elsewhere"
    metastore.hive.create_table(hive_table("inside", inside.as_uri(), tableType="MANAGED_TABLE"))
    metastore.hive.create_table(hive_table("place", f"{inside.as_uri()}-__PLACEHOLDER__"))
    metastore.hive.create_table(hive_table("outside", outside.as_uri()))
    assert list(inside.parent.iterdir()) == [inside]
    assert not outside.exists()


def test_a_table_comes_back_as_it_went(metastore: MetastoreUnderTest) -> None:
    metastore.hive.create_table(hive_table())
    shown = metastore.hive.get_table_req(GetTableRequest(dbName="stedi", tblName="t")).table
    assert [(c.name, c.type, c.comment) for c in shown.sd.cols] == [("a", "int", "first")]
    assert [(c.name, c.type) for c in shown.partitionKeys] == [("p", "string")]
    assert shown.parameters == {"EXTERNAL": "TRUE", "comment": "words"}
    assert (shown.sd.bucketCols, shown.sd.sortCols, shown.sd.parameters) == ([], [], {})


def test_a_table_without_a_place_goes_below_its_database(metastore: MetastoreUnderTest) -> None:
    metastore.hive.create_table(hive_table("Mine", None, tableType="MANAGED_TABLE", parameters={}))
    assert metastore.hive.get_table("stedi", "mine").sd.location == "s3://bucket/mine"


def test_a_table_without_a_place_in_a_database_without_one_is_refused(metastore: MetastoreUnderTest) -> None:
    metastore.glue.databases.create_database(database_input={"Name": "nowhere"})
    table = hive_table("t", None)
    table.dbName = "nowhere"
    with pytest.raises(MetaException, match="Can not create a Path from an empty string"):
        metastore.hive.create_table(table)


def test_a_table_in_default_makes_default(metastore: MetastoreUnderTest) -> None:
    table = hive_table()
    table.dbName = "default"
    metastore.hive.create_table(table)
    assert metastore.glue.databases.get_database(name="default")["Database"]["Name"] == "default"


def test_a_missing_table_is_no_such_object(metastore: MetastoreUnderTest) -> None:
    with pytest.raises(NoSuchObjectException, match=r"stedi\.nope table not found"):
        metastore.hive.get_table("stedi", "nope")
    assert metastore.hive.get_all_tables("nope") == []


def test_tables_are_listed_by_pattern_and_kind(metastore: MetastoreUnderTest) -> None:
    for name, kind in (("one", "EXTERNAL_TABLE"), ("two", "VIRTUAL_VIEW")):
        table = {"Name": name, "TableType": kind, "StorageDescriptor": {"Columns": []}}
        metastore.glue.tables.create_table(database_name="stedi", table_input=table)
    assert metastore.hive.get_tables("stedi", "o*") == ["one"]
    assert metastore.hive.get_tables_by_type("stedi", "*", "VIRTUAL_VIEW") == ["two"]
    assert [t.tableName for t in metastore.hive.get_table_objects_by_name("stedi", ["ONE", "x"])] == ["one"]


def test_altering_replaces_the_definition(metastore: MetastoreUnderTest) -> None:
    metastore.hive.create_table(hive_table())
    table = metastore.hive.get_table("stedi", "t")
    table.parameters["k"] = "v"
    metastore.hive.alter_table_with_environment_context("stedi", "t", table, None)
    assert metastore.hive.get_table("stedi", "t").parameters["k"] == "v"


def test_renaming_takes_the_partitions_along(metastore: MetastoreUnderTest) -> None:
    metastore.hive.create_table(hive_table())
    partition = {"Values": ["x"], "StorageDescriptor": {"Location": "s3://bucket/t/p=x"}}
    metastore.glue.partitions.create_partition(
        database_name="stedi", table_name="t", partition_input=partition
    )
    metastore.hive.alter_table("stedi", "t", hive_table("u"))
    assert metastore.hive.get_all_tables("stedi") == ["u"]
    assert metastore.hive.get_partition_names("stedi", "u", -1) == ["p=x"]


def test_a_managed_table_in_its_default_place_moves_with_its_name(metastore: MetastoreUnderTest) -> None:
    table = hive_table(location=None, tableType="MANAGED_TABLE")
    table.sd.serdeInfo.parameters["path"] = "s3://bucket/t"
    metastore.hive.create_table(table)
    for value in ("x", "y"):
        metastore.lake.write("bucket", f"t/p={value}/file", [b"x"])
    for place in ("s3://bucket/t/p=x", "s3://bucket/elsewhere"):
        partition = {"Values": [place], "StorageDescriptor": {"Location": place}}
        metastore.glue.partitions.create_partition(
            database_name="stedi", table_name="t", partition_input=partition
        )
    renamed = metastore.hive.get_table("stedi", "t")
    renamed.tableName = "U"
    metastore.hive.alter_table("stedi", "t", renamed)
    shown = metastore.hive.get_table("stedi", "u")
    assert (shown.sd.location, shown.sd.serdeInfo.parameters["path"]) == ("s3://bucket/u", "s3://bucket/u")
    places = {partition.sd.location for partition in metastore.hive.get_partitions("stedi", "u", -1)}
    assert places == {"s3://bucket/u/p=x", "s3://bucket/elsewhere"}
    assert [found.key for found in metastore.lake.list("bucket")] == ["u/p=x/file", "u/p=y/file"]


def test_a_table_that_does_not_say_its_format_is_refused_in_awss_words(metastore: MetastoreUnderTest) -> None:
    for name, kind in (("bare", "EXTERNAL_TABLE"), ("view", "VIRTUAL_VIEW")):
        table = {"Name": name, "TableType": kind, "StorageDescriptor": {"Location": "", "Columns": []}}
        metastore.glue.tables.create_table(database_name="stedi", table_input=table)
    with pytest.raises(MetaException, match="StorageDescriptor#InputFormat cannot be null for table: bare"):
        metastore.hive.get_table("stedi", "bare")
    assert metastore.hive.get_table("stedi", "view").sd.location is None


@pytest.mark.parametrize(
    ("kind", "delete", "left"),
    [
        ("EXTERNAL_TABLE", True, ["t/a"]),
        ("MANAGED_TABLE", False, ["t/a"]),
        ("MANAGED_TABLE", True, []),
    ],
)
def test_only_a_managed_tables_files_go_with_it(
    metastore: MetastoreUnderTest, kind: str, delete: bool, left: list[str]
) -> None:
    metastore.hive.create_table(hive_table(tableType=kind))
    metastore.lake.write("bucket", "t/a", [b"x"])
    metastore.hive.drop_table_with_environment_context("stedi", "t", delete, None)
    assert metastore.hive.get_all_tables("stedi") == []
    assert [found.key for found in metastore.lake.list("bucket")] == left
