"""Partition indexes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused

T = {"DatabaseName": "db", "TableName": "t"}
KEYS = [{"Name": "Year", "Type": "int"}, {"Name": "city", "Type": "string"}, {"Name": "day", "Type": "date"}]


@pytest.fixture
def catalog(glue: GlueUnderTest) -> Any:
    """A client of a catalog with the table `t`, partitioned by year, city and day."""
    glue.client.create_database(DatabaseInput={"Name": "db"})
    glue.client.create_table(DatabaseName="db", TableInput={"Name": "t", "PartitionKeys": KEYS})
    return glue.client


def index(name: str, *keys: str) -> dict[str, Any]:
    return {"IndexName": name, "Keys": list(keys)}


def indexes(catalog: Any, table: str = "t") -> list[Any]:
    found: list[Any] = catalog.get_partition_indexes(DatabaseName="db", TableName=table)[
        "PartitionIndexDescriptorList"
    ]
    return found


def test_an_index_is_active_at_once_and_tells_its_keys_types(catalog: Any) -> None:
    assert indexes(catalog) == []
    catalog.create_partition_index(**T, PartitionIndex=index("by-year", "YEAR"))
    catalog.create_partition_index(**T, PartitionIndex=index("by-city", "city", "year"))
    year, city = {"Name": "year", "Type": "int"}, {"Name": "city", "Type": "string"}
    assert indexes(catalog) == [
        {"IndexName": "by-city", "Keys": [city, year], "IndexStatus": "ACTIVE"},
        {"IndexName": "by-year", "Keys": [year], "IndexStatus": "ACTIVE"},
    ]
    catalog.delete_partition_index(**T, IndexName="by-city")
    assert [found["IndexName"] for found in indexes(catalog)] == ["by-year"]


def test_a_table_is_made_with_its_indexes_or_not_at_all(catalog: Any) -> None:
    table = {"Name": "u", "PartitionKeys": KEYS}
    catalog.create_table(DatabaseName="db", TableInput=table, PartitionIndexes=[index("i", "year")])
    assert [found["IndexName"] for found in indexes(catalog, "u")] == ["i"]
    with refused() as refusal:
        catalog.create_table(
            DatabaseName="db", TableInput={**table, "Name": "v"}, PartitionIndexes=[index("i", "nope")]
        )
    assert refusal.words == "nope is not a partition key of v, which has year, city, day."
    with refused() as refusal:
        catalog.get_table(DatabaseName="db", Name="v")
    assert refusal.code == "EntityNotFoundException"


def test_indexes_survive_an_update_and_go_with_their_table(catalog: Any, glue: GlueUnderTest) -> None:
    catalog.create_partition_index(**T, PartitionIndex=index("i", "year"))
    catalog.update_table(DatabaseName="db", TableInput={"Name": "t", "PartitionKeys": KEYS})
    glue.crash()
    assert len(indexes(catalog)) == 1
    catalog.delete_table(DatabaseName="db", Name="t")
    catalog.create_table(DatabaseName="db", TableInput={"Name": "t", "PartitionKeys": KEYS})
    assert indexes(catalog) == []


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (index("i", "steps"), "InvalidInputException"),
        (index("i", "year", "Year"), "InvalidInputException"),
        (index("one", "day"), "AlreadyExistsException"),
        (index("i", "year"), "AlreadyExistsException"),
        (index("i", "day"), "ResourceNumberLimitExceededException"),
    ],
)
def test_an_index_that_cannot_be_is_refused(catalog: Any, made: dict[str, Any], code: str) -> None:
    for number, key in (("one", "year"), ("two", "city"), ("three", "day")):
        keys = [key] if key != "day" else ["day", "year"]
        catalog.create_partition_index(**T, PartitionIndex=index(number, *keys))
    with refused() as refusal:
        catalog.create_partition_index(**T, PartitionIndex=made)
    assert refusal.code == code
    assert len(indexes(catalog)) == 3


def test_what_is_not_there_is_not_found(catalog: Any) -> None:
    with refused() as refusal:
        catalog.delete_partition_index(**T, IndexName="i")
    assert refusal.code == "EntityNotFoundException"
    with refused() as refusal:
        catalog.get_partition_indexes(DatabaseName="db", TableName="nope")
    assert refusal.code == "EntityNotFoundException"
