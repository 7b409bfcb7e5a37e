"""Tables of the Data Catalog."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused


@pytest.fixture
def catalog(glue: GlueUnderTest) -> Any:
    """A client of a catalog with the database `stedi`."""
    glue.client.create_database(DatabaseInput={"Name": "stedi"})
    return glue.client


def test_a_table_answers_what_was_given_with_every_name_folded(glue: GlueUnderTest, catalog: Any) -> None:
    catalog.create_table(
        DatabaseName="STEDI",
        TableInput={
            "Name": "Customer_Landing",
            "TableType": "EXTERNAL_TABLE",
            "LastAccessTime": datetime(2025, 5, 5, tzinfo=UTC),
            "PartitionKeys": [{"Name": "Day", "Type": "string"}],
            "Parameters": {"EXTERNAL": "TRUE", "CreateTime": "12.5"},
            "StorageDescriptor": {
                "Columns": [
                    {"Name": "serialNumber", "Type": "string", "Comment": "Hers"},
                    {"Name": "birthDay", "Type": "struct<Year:int>"},
                ],
                "Location": "s3://lake/customer/landing/",
                "SerdeInfo": {
                    "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
                    "Parameters": {"mapping.serialnumber": "serialNumber"},
                },
                "NumberOfBuckets": -1,
            },
        },
    )

    assert catalog.get_table(DatabaseName="Stedi", Name="CUSTOMER_LANDING")["Table"] == {
        "Name": "customer_landing",
        "DatabaseName": "stedi",
        "CatalogId": "000000000000",
        "TableType": "EXTERNAL_TABLE",
        "CreateTime": datetime(2026, 1, 1, tzinfo=UTC),
        "UpdateTime": datetime(2026, 1, 1, tzinfo=UTC),
        "LastAccessTime": datetime(2025, 5, 5, tzinfo=UTC),
        "CreatedBy": "arn:aws:iam::000000000000:root",
        "IsRegisteredWithLakeFormation": False,
        "Retention": 0,
        "VersionId": "0",
        "PartitionKeys": [{"Name": "day", "Type": "string"}],
        "Parameters": {"EXTERNAL": "TRUE", "CreateTime": "12.5"},
        "StorageDescriptor": {
            "Columns": [
                {"Name": "serialnumber", "Type": "string", "Comment": "Hers"},
                {"Name": "birthday", "Type": "struct<Year:int>"},
            ],
            "Location": "s3://lake/customer/landing/",
            "Compressed": False,
            "NumberOfBuckets": -1,
            "SortColumns": [],
            "StoredAsSubDirectories": False,
            "SerdeInfo": {
                "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
                "Parameters": {"mapping.serialnumber": "serialNumber"},
            },
        },
    }


def test_the_first_table_in_default_makes_that_database(catalog: Any) -> None:
    catalog.create_table(DatabaseName="Default", TableInput={"Name": "first"})
    assert [found["Name"] for found in catalog.get_databases()["DatabaseList"]] == ["default", "stedi"]
    assert catalog.get_table(DatabaseName="default", Name="first")["Table"]["DatabaseName"] == "default"


def test_a_second_table_of_the_name_is_refused(catalog: Any) -> None:
    catalog.create_table(DatabaseName="stedi", TableInput={"Name": "t"})
    with refused() as refusal:
        catalog.create_table(DatabaseName="stedi", TableInput={"Name": "T"})
    assert (refusal.code, refusal.words) == ("AlreadyExistsException", "Table already exists.")


def test_a_missing_table_is_not_found(catalog: Any) -> None:
    with refused() as refusal:
        catalog.get_table(DatabaseName="stedi", Name="nope")
    assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Entity Not Found")
    with refused() as refusal:
        catalog.delete_table(DatabaseName="stedi", Name="Nope")
    assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Table nope not found.")
    with refused() as refusal:
        catalog.update_table(DatabaseName="stedi", TableInput={"Name": "nope"})
    assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Table nope not found.")


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        (".*_trusted", ["accelerometer_trusted", "customer_trusted"]),
        ("*_trusted", ["accelerometer_trusted", "customer_trusted"]),
        ("customer*", ["customer_curated", "customer_trusted"]),
        ("CUSTOMER.*", ["customer_curated", "customer_trusted"]),
        ("*er_t*", ["accelerometer_trusted", "customer_trusted"]),
        ("customer", []),
        ("customer_(curated|trusted)", ["customer_curated", "customer_trusted"]),
        ("[a-b][a-z_]*", ["accelerometer_trusted"]),
    ],
)
def test_tables_can_be_asked_for_by_pattern_or_glob(catalog: Any, expression: str, names: list[str]) -> None:
    for name in ("customer_trusted", "customer_curated", "accelerometer_trusted"):
        catalog.create_table(DatabaseName="stedi", TableInput={"Name": name})
    found = catalog.get_tables(DatabaseName="stedi", Expression=expression)["TableList"]
    assert [table["Name"] for table in found] == names


def test_a_broken_pattern_is_refused(catalog: Any) -> None:
    with refused() as refusal:
        catalog.get_tables(DatabaseName="stedi", Expression="(")
    assert refusal.code == "InvalidInputException"


def test_tables_come_by_name_in_pages(catalog: Any) -> None:
    for number in range(5):
        catalog.create_table(DatabaseName="stedi", TableInput={"Name": f"t{number}"})
    pages = catalog.get_paginator("get_tables").paginate(
        DatabaseName="stedi", Expression="t[0234]", PaginationConfig={"PageSize": 3}
    )
    assert [[t["Name"] for t in page["TableList"]] for page in pages] == [["t0", "t2", "t3"], ["t4"]]


def test_only_names_and_types_on_request(catalog: Any) -> None:
    catalog.create_table(DatabaseName="stedi", TableInput={"Name": "t", "TableType": "EXTERNAL_TABLE"})
    assert catalog.get_tables(DatabaseName="stedi", AttributesToGet=["NAME", "TABLE_TYPE"])["TableList"] == [
        {"Name": "t", "TableType": "EXTERNAL_TABLE"}
    ]
    assert catalog.get_tables(DatabaseName="stedi", AttributesToGet=["NAME"])["TableList"] == [{"Name": "t"}]


def test_an_update_replaces_the_table_and_counts_the_version(glue: GlueUnderTest, catalog: Any) -> None:
    catalog.create_table(DatabaseName="stedi", TableInput={"Name": "t", "Description": "old", "Owner": "me"})
    glue.pass_time(hours=1)
    catalog.update_table(DatabaseName="stedi", TableInput={"Name": "T", "Description": "new"})

    table = catalog.get_table(DatabaseName="stedi", Name="t")["Table"]
    assert (table["Description"], table["VersionId"], "Owner" in table) == ("new", "1", False)
    assert table["CreateTime"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert table["UpdateTime"] == datetime(2026, 1, 1, 1, tzinfo=UTC)


def test_an_update_of_another_version_is_refused(catalog: Any) -> None:
    catalog.create_table(DatabaseName="stedi", TableInput={"Name": "t"})
    catalog.update_table(DatabaseName="stedi", TableInput={"Name": "t"}, VersionId="0")
    with refused() as refusal:
        catalog.update_table(DatabaseName="stedi", TableInput={"Name": "t"}, VersionId="0")
    assert refusal.code == "ConcurrentModificationException"
    assert refusal.words == "Update table failed due to concurrent modifications."


def test_a_batch_deletes_what_it_can_and_names_the_rest(catalog: Any) -> None:
    for name in ("a", "b", "c"):
        catalog.create_table(DatabaseName="stedi", TableInput={"Name": name})

    answer = catalog.batch_delete_table(DatabaseName="stedi", TablesToDelete=["A", "nope", "b"])

    assert answer["Errors"] == [
        {
            "TableName": "nope",
            "ErrorDetail": {
                "ErrorCode": "EntityNotFoundException",
                "ErrorMessage": "Table nope not found.",
            },
        }
    ]
    assert [t["Name"] for t in catalog.get_tables(DatabaseName="stedi")["TableList"]] == ["c"]


def test_members_that_are_not_honoured_are_refused_by_name(catalog: Any) -> None:
    with refused() as refusal:
        catalog.get_table(DatabaseName="stedi", Name="t", TransactionId="1")
    assert refusal.code == "NotEmulated"
    assert "GetTable with TransactionId" in refusal.words
