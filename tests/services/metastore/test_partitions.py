"""Partitions as Hive's client reads and writes them."""

from __future__ import annotations

from typing import Any

import pytest
from pymetastore.hive_metastore.ttypes import (
    AddPartitionsRequest,
    AlreadyExistsException,
    NoSuchObjectException,
    Partition,
    StorageDescriptor,
)

from tests.services.metastore.conftest import MetastoreUnderTest


def partition(*values: str) -> Any:
    made: Any = Partition
    location = "s3://bucket/t/" + "/".join(values)
    return made(
        values=list(values),
        dbName="stedi",
        tableName="t",
        sd=StorageDescriptor(cols=[], location=location, compressed=False, numBuckets=-1),
        parameters={},
    )


@pytest.fixture
def table(metastore: MetastoreUnderTest) -> MetastoreUnderTest:
    """A managed table partitioned by year and name, with three partitions."""
    told = {
        "Name": "t",
        "TableType": "MANAGED_TABLE",
        "PartitionKeys": [{"Name": "year", "Type": "int"}, {"Name": "name", "Type": "string"}],
        "StorageDescriptor": {"Columns": [], "Location": "s3://bucket/t"},
    }
    metastore.glue.tables.create_table(database_name="stedi", table_input=told)
    metastore.hive.add_partitions([partition("2023", "a"), partition("2024", "a"), partition("2024", "b/c")])
    return metastore


def values(found: list[Any]) -> list[list[str]]:
    return [p.values for p in found]


def test_partitions_have_names_that_escape_odd_characters(table: MetastoreUnderTest) -> None:
    names = table.hive.get_partition_names("stedi", "t", -1)
    assert names == ["year=2023/name=a", "year=2024/name=a", "year=2024/name=b%2Fc"]
    assert table.hive.get_partition_by_name("stedi", "t", names[2]).values == ["2024", "b/c"]
    assert values(table.hive.get_partitions_by_names("stedi", "t", names[2:])) == [["2024", "b/c"]]


def test_some_values_choose_partitions(table: MetastoreUnderTest) -> None:
    assert values(table.hive.get_partitions_ps("stedi", "t", ["", "a"], -1)) == [["2023", "a"], ["2024", "a"]]
    assert len(table.hive.get_partitions_with_auth("stedi", "t", 2, "", [])) == 2


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("year = 2023", [["2023", "a"]]),
        ('year > 2023 and name = "a"', [["2024", "a"]]),
        ('name = "it\'s"', []),
        ('name like "a.*"', [["2023", "a"], ["2024", "a"]]),
        ('name like ".*/c" or name like ".*b.*"', [["2024", "b/c"]]),
        ("no such language", [["2023", "a"], ["2024", "a"], ["2024", "b/c"]]),
    ],
)
def test_a_filter_is_passed_on_or_left_to_spark(
    table: MetastoreUnderTest, expression: str, expected: list[list[str]]
) -> None:
    assert values(table.hive.get_partitions_by_filter("stedi", "t", expression, -1)) == expected


def test_adding_a_partition_that_is_there_is_an_error_unless_that_is_fine(table: MetastoreUnderTest) -> None:
    request: Any = AddPartitionsRequest
    parts = [partition("2023", "a"), partition("2025", "n")]
    with pytest.raises(AlreadyExistsException):
        table.hive.add_partitions_req(request(dbName="stedi", tblName="t", parts=parts, ifNotExists=False))
    added = table.hive.add_partitions_req(request(dbName="stedi", tblName="t", parts=parts, ifNotExists=True))
    assert values(added.partitions) == [["2025", "n"]]


def test_a_partition_is_altered_and_renamed(table: MetastoreUnderTest) -> None:
    changed = partition("2023", "a")
    changed.sd.location = "s3://bucket/elsewhere"
    table.hive.alter_partitions("stedi", "t", [changed])
    assert table.hive.get_partition("stedi", "t", ["2023", "a"]).sd.location == "s3://bucket/elsewhere"
    table.hive.rename_partition("stedi", "t", ["2023", "a"], partition("2022", "z"))
    with pytest.raises(NoSuchObjectException):
        table.hive.get_partition("stedi", "t", ["2023", "a"])


def test_dropping_a_managed_tables_partition_deletes_its_files(table: MetastoreUnderTest) -> None:
    table.lake.write("bucket", "t/2023/a/file", [b"x"])
    table.hive.drop_partition_with_environment_context("stedi", "t", ["2023", "a"], True, None)
    assert list(table.lake.list("bucket")) == []
    assert values(table.hive.get_partitions("stedi", "t", -1)) == [["2024", "a"], ["2024", "b/c"]]


def test_a_partition_is_dropped_by_its_name(table: MetastoreUnderTest) -> None:
    assert table.hive.drop_partition_by_name_with_environment_context(
        "stedi", "t", "year=2024/month=b%2Fc", False, None
    )
    assert values(table.hive.get_partitions("stedi", "t", -1)) == [["2023", "a"], ["2024", "a"]]
    assert table.hive.drop_partition_by_name("stedi", "t", "year=2023/month=a", False)
    with pytest.raises(NoSuchObjectException):
        table.hive.drop_partition_by_name("stedi", "t", "year=2023/month=a", False)
