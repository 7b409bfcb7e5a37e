"""Partitions of tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused

T = {"DatabaseName": "db", "TableName": "t"}


@pytest.fixture
def catalog(glue: GlueUnderTest) -> Any:
    """A client of a catalog with the table `t`, partitioned by year (int) and city (string)."""
    glue.client.create_database(DatabaseInput={"Name": "db"})
    keys = [{"Name": "Year", "Type": "int"}, {"Name": "city", "Type": "string"}]
    glue.client.create_table(DatabaseName="db", TableInput={"Name": "t", "PartitionKeys": keys})
    return glue.client


def fill(catalog: Any) -> None:
    """Create six partitions."""
    inputs = [{"Values": [year, city]} for year in ("2019", "2020", "2021") for city in ("Bonn", "Ulm")]
    assert catalog.batch_create_partition(**T, PartitionInputList=inputs)["Errors"] == []


def test_a_partition_answers_what_was_given_and_where_it_belongs(catalog: Any) -> None:
    catalog.create_partition(
        DatabaseName="DB",
        TableName="T",
        PartitionInput={
            "Values": ["2020", "Ulm"],
            "StorageDescriptor": {
                "Location": "s3://lake/t/year=2020/city=Ulm/",
                "Columns": [{"Name": "Steps", "Type": "int"}],
            },
            "Parameters": {"k": "V"},
        },
    )

    assert catalog.get_partition(**T, PartitionValues=["2020", "Ulm"])["Partition"] == {
        "Values": ["2020", "Ulm"],
        "DatabaseName": "db",
        "TableName": "t",
        "CatalogId": "000000000000",
        "CreationTime": datetime(2026, 1, 1, tzinfo=UTC),
        "Parameters": {"k": "V"},
        "StorageDescriptor": {
            "Location": "s3://lake/t/year=2020/city=Ulm/",
            "Columns": [{"Name": "steps", "Type": "int"}],
            "Compressed": False,
            "NumberOfBuckets": 0,
            "SortColumns": [],
            "StoredAsSubDirectories": False,
        },
    }


def test_values_keep_their_case(catalog: Any) -> None:
    catalog.create_partition(**T, PartitionInput={"Values": ["2020", "ULM"]})
    with refused() as refusal:
        catalog.get_partition(**T, PartitionValues=["2020", "ulm"])
    assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Cannot find partition.")


def test_a_second_partition_of_the_values_is_refused(catalog: Any) -> None:
    catalog.create_partition(**T, PartitionInput={"Values": ["2020", "Ulm"]})
    with refused() as refusal:
        catalog.create_partition(**T, PartitionInput={"Values": ["2020", "Ulm"]})
    assert (refusal.code, refusal.words) == ("AlreadyExistsException", "Partition already exists.")


def test_the_values_must_be_as_many_as_the_keys(catalog: Any) -> None:
    with refused() as refusal:
        catalog.create_partition(**T, PartitionInput={"Values": ["2020"]})
    assert refusal.code == "InvalidInputException"
    assert refusal.words == "The number of partition keys do not match the number of partition values"


def test_a_missing_table_is_not_found(catalog: Any) -> None:
    with refused() as refusal:
        catalog.get_partitions(DatabaseName="db", TableName="nope")
    assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Entity Not Found")


def test_a_batch_creates_what_it_can_and_names_the_rest(catalog: Any) -> None:
    catalog.create_partition(**T, PartitionInput={"Values": ["2020", "Ulm"]})
    answer = catalog.batch_create_partition(
        **T, PartitionInputList=[{"Values": ["2020", "Ulm"]}, {"Values": ["2020", "Bonn"]}]
    )
    assert answer["Errors"] == [
        {
            "PartitionValues": ["2020", "Ulm"],
            "ErrorDetail": {
                "ErrorCode": "AlreadyExistsException",
                "ErrorMessage": "Partition already exists.",
            },
        }
    ]
    assert [p["Values"][1] for p in catalog.get_partitions(**T)["Partitions"]] == ["Bonn", "Ulm"]


def test_a_batch_get_leaves_missing_ones_out(catalog: Any) -> None:
    fill(catalog)
    wanted = [{"Values": ["2019", "Ulm"]}, {"Values": ["1999", "Ulm"]}, {"Values": ["2021", "Bonn"]}]
    answer = catalog.batch_get_partition(**T, PartitionsToGet=wanted)
    assert [p["Values"] for p in answer["Partitions"]] == [["2019", "Ulm"], ["2021", "Bonn"]]
    assert answer["UnprocessedKeys"] == []


def test_partitions_come_by_value_in_pages(catalog: Any) -> None:
    fill(catalog)
    pages = catalog.get_paginator("get_partitions").paginate(
        **T, Expression="city = 'Ulm'", PaginationConfig={"PageSize": 2}
    )
    assert [[p["Values"] for p in page["Partitions"]] for page in pages] == [
        [["2019", "Ulm"], ["2020", "Ulm"]],
        [["2021", "Ulm"]],
    ]


def test_an_expression_compares_as_the_keys_type_does(catalog: Any) -> None:
    for year in ("9", "10", "100"):
        catalog.create_partition(**T, PartitionInput={"Values": [year, "x"]})
    found = catalog.get_partitions(**T, Expression="YEAR > 9 and Year <= '100'")["Partitions"]
    assert [p["Values"][0] for p in found] == ["10", "100"]


def test_an_expression_over_an_unknown_key_is_refused(catalog: Any) -> None:
    with refused() as refusal:
        catalog.get_partitions(**T, Expression="month = 1")
    assert refusal.code == "InvalidInputException"
    assert "unexpected month" in refusal.words
    assert "The partition keys are: year, city." in refusal.words


def test_segments_share_the_partitions_out(catalog: Any) -> None:
    fill(catalog)
    shares = [
        [
            tuple(p["Values"])
            for p in catalog.get_partitions(**T, Segment={"SegmentNumber": n, "TotalSegments": 3})[
                "Partitions"
            ]
        ]
        for n in range(3)
    ]
    assert sorted(values for share in shares for values in share) == [
        (year, city) for year in ("2019", "2020", "2021") for city in ("Bonn", "Ulm")
    ]


def test_columns_can_be_left_out(catalog: Any) -> None:
    storage = {"Location": "s3://lake/x/", "Columns": [{"Name": "a", "Type": "int"}]}
    catalog.create_partition(**T, PartitionInput={"Values": ["1", "x"], "StorageDescriptor": storage})
    [found] = catalog.get_partitions(**T, ExcludeColumnSchema=True)["Partitions"]
    assert found["StorageDescriptor"]["Location"] == "s3://lake/x/"
    assert "Columns" not in found["StorageDescriptor"]


def test_an_update_replaces_and_can_move_a_partition(glue: GlueUnderTest, catalog: Any) -> None:
    fill(catalog)
    glue.pass_time(days=1)
    catalog.update_partition(
        **T,
        PartitionValueList=["2019", "Ulm"],
        PartitionInput={"Values": ["2018", "Ulm"], "Parameters": {"a": "b"}},
    )
    moved = catalog.get_partition(**T, PartitionValues=["2018", "Ulm"])["Partition"]
    assert moved["Parameters"] == {"a": "b"}
    assert moved["CreationTime"] == datetime(2026, 1, 1, tzinfo=UTC)
    with refused() as refusal:
        catalog.get_partition(**T, PartitionValues=["2019", "Ulm"])
    assert refusal.words == "Cannot find partition."


def test_a_partition_cannot_move_onto_another(catalog: Any) -> None:
    fill(catalog)
    with refused() as refusal:
        catalog.update_partition(
            **T, PartitionValueList=["2019", "Ulm"], PartitionInput={"Values": ["2020", "Ulm"]}
        )
    assert refusal.words == "Partition already exists."


def test_a_batch_update_names_what_it_could_not_do(catalog: Any) -> None:
    fill(catalog)
    entries = [
        {"PartitionValueList": ["2019", "Ulm"], "PartitionInput": {"Parameters": {"a": "1"}}},
        {"PartitionValueList": ["1999", "Ulm"], "PartitionInput": {"Parameters": {"a": "1"}}},
    ]
    answer = catalog.batch_update_partition(**T, Entries=entries)
    assert [(e["PartitionValueList"], e["ErrorDetail"]["ErrorMessage"]) for e in answer["Errors"]] == [
        (["1999", "Ulm"], "Cannot find partition.")
    ]
    updated = catalog.get_partition(**T, PartitionValues=["2019", "Ulm"])["Partition"]
    assert (updated["Values"], updated["Parameters"]) == (["2019", "Ulm"], {"a": "1"})


def test_partitions_can_be_deleted(catalog: Any) -> None:
    fill(catalog)
    catalog.delete_partition(**T, PartitionValues=["2019", "Ulm"])
    doomed = [{"Values": ["2019", "Ulm"]}, {"Values": ["2019", "Bonn"]}]
    answer = catalog.batch_delete_partition(**T, PartitionsToDelete=doomed)
    assert [e["PartitionValues"] for e in answer["Errors"]] == [["2019", "Ulm"]]
    assert [p["Values"][0] for p in catalog.get_partitions(**T)["Partitions"]] == [
        "2020",
        "2020",
        "2021",
        "2021",
    ]


def test_a_key_that_was_added_later_is_null_in_older_partitions(catalog: Any) -> None:
    fill(catalog)
    keys = [{"Name": n, "Type": t} for n, t in (("year", "int"), ("city", "string"), ("day", "int"))]
    catalog.update_table(DatabaseName="db", TableInput={"Name": "t", "PartitionKeys": keys})
    assert len(catalog.get_partitions(**T, Expression="day is null")["Partitions"]) == 6
