"""Databases of the Data Catalog."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from tests.services.glue.under_test import GlueUnderTest, refused


def test_a_database_answers_what_was_given_and_its_name_in_lower_case(glue: GlueUnderTest) -> None:
    glue.client.create_database(
        DatabaseInput={
            "Name": "STEDI",
            "Description": "steps",
            "LocationUri": "s3://lake/db/",
            "Parameters": {"Owner": "Me"},
        }
    )

    assert glue.client.get_database(Name="Stedi")["Database"] == {
        "Name": "stedi",
        "Description": "steps",
        "LocationUri": "s3://lake/db/",
        "Parameters": {"Owner": "Me"},
        "CreateTime": datetime(2026, 1, 1, tzinfo=UTC),
        "CatalogId": "000000000000",
    }


def test_a_second_database_of_the_name_is_refused(glue: GlueUnderTest) -> None:
    glue.client.create_database(DatabaseInput={"Name": "stedi"})

    with refused() as refusal:
        glue.client.create_database(DatabaseInput={"Name": "Stedi"})

    assert (refusal.code, refusal.words) == ("AlreadyExistsException", "Database already exists.")


def test_a_missing_database_is_not_found(glue: GlueUnderTest) -> None:
    calls: list[Callable[[], object]] = [
        lambda: glue.client.get_database(Name="Nope"),
        lambda: glue.client.delete_database(Name="Nope"),
        lambda: glue.client.update_database(Name="Nope", DatabaseInput={"Name": "nope"}),
        lambda: glue.client.get_tables(DatabaseName="Nope"),
        lambda: glue.client.create_table(DatabaseName="Nope", TableInput={"Name": "t"}),
    ]
    for call in calls:
        with refused() as refusal:
            call()
        assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Database nope not found.")
        assert refusal.status == 400


def test_databases_come_by_name_in_pages(glue: GlueUnderTest) -> None:
    for name in ("c", "a", "e", "b", "d"):
        glue.client.create_database(DatabaseInput={"Name": name})
    pages = glue.client.get_paginator("get_databases").paginate(PaginationConfig={"PageSize": 2})

    assert [[d["Name"] for d in page["DatabaseList"]] for page in pages] == [["a", "b"], ["c", "d"], ["e"]]


def test_a_page_goes_on_where_it_stopped_though_names_came_and_went(glue: GlueUnderTest) -> None:
    for name in ("a", "b", "c", "d"):
        glue.client.create_database(DatabaseInput={"Name": name})
    first = glue.client.get_databases(MaxResults=2)
    glue.client.delete_database(Name="a")
    glue.client.create_database(DatabaseInput={"Name": "aa"})

    second = glue.client.get_databases(MaxResults=2, NextToken=first["NextToken"])

    assert [d["Name"] for d in second["DatabaseList"]] == ["c", "d"]


def test_a_token_of_nobodys_is_refused(glue: GlueUnderTest) -> None:
    with refused() as refusal:
        glue.client.get_databases(NextToken="no token")
    assert refusal.code == "InvalidInputException"


def test_only_names_on_request(glue: GlueUnderTest) -> None:
    glue.client.create_database(DatabaseInput={"Name": "a", "Description": "x"})
    assert glue.client.get_databases(AttributesToGet=["NAME"])["DatabaseList"] == [{"Name": "a"}]


def test_nothing_is_shared_from_other_accounts(glue: GlueUnderTest) -> None:
    glue.client.create_database(DatabaseInput={"Name": "a"})
    assert glue.client.get_databases(ResourceShareType="FOREIGN")["DatabaseList"] == []
    assert len(glue.client.get_databases(ResourceShareType="ALL")["DatabaseList"]) == 1


def test_an_update_replaces_the_definition_and_keeps_the_age(glue: GlueUnderTest) -> None:
    glue.client.create_database(DatabaseInput={"Name": "a", "Description": "old"})
    glue.pass_time(days=1)

    glue.client.update_database(Name="A", DatabaseInput={"Name": "A", "LocationUri": "s3://lake/a/"})

    assert glue.client.get_database(Name="a")["Database"] == {
        "Name": "a",
        "LocationUri": "s3://lake/a/",
        "CreateTime": datetime(2026, 1, 1, tzinfo=UTC),
        "CatalogId": "000000000000",
    }


def test_a_renamed_database_keeps_its_tables_partitions_and_tags(glue: GlueUnderTest) -> None:
    glue.client.create_database(DatabaseInput={"Name": "old"}, Tags={"team": "x"})
    table = {"Name": "t", "PartitionKeys": [{"Name": "day", "Type": "string"}]}
    glue.client.create_table(DatabaseName="old", TableInput=table)
    glue.client.create_partition(DatabaseName="old", TableName="t", PartitionInput={"Values": ["1"]})

    glue.client.update_database(Name="old", DatabaseInput={"Name": "new"})

    [partition] = glue.client.get_partitions(DatabaseName="new", TableName="t")["Partitions"]
    assert (partition["DatabaseName"], partition["Values"]) == ("new", ["1"])
    arn = "arn:aws:glue:us-east-1:000000000000:database/new"
    assert glue.client.get_tags(ResourceArn=arn)["Tags"] == {"team": "x"}


def test_a_database_cannot_take_the_name_of_another(glue: GlueUnderTest) -> None:
    glue.client.create_database(DatabaseInput={"Name": "a"})
    glue.client.create_database(DatabaseInput={"Name": "b"})

    with refused() as refusal:
        glue.client.update_database(Name="a", DatabaseInput={"Name": "b"})

    assert refusal.code == "AlreadyExistsException"


def test_a_deleted_database_takes_tables_versions_and_partitions_along(glue: GlueUnderTest) -> None:
    glue.client.create_database(DatabaseInput={"Name": "a"})
    table = {"Name": "t", "PartitionKeys": [{"Name": "day", "Type": "string"}]}
    glue.client.create_table(DatabaseName="a", TableInput=table)
    glue.client.update_table(DatabaseName="a", TableInput=table)
    glue.client.create_partition(DatabaseName="a", TableName="t", PartitionInput={"Values": ["1"]})

    glue.client.delete_database(Name="A")
    glue.client.create_database(DatabaseInput={"Name": "a"})
    assert glue.client.get_tables(DatabaseName="a")["TableList"] == []
    glue.client.create_table(DatabaseName="a", TableInput=table)

    assert glue.client.get_partitions(DatabaseName="a", TableName="t")["Partitions"] == []
    assert len(glue.client.get_table_versions(DatabaseName="a", TableName="t")["TableVersions"]) == 1


def test_what_is_not_emulated_is_named(glue: GlueUnderTest) -> None:
    with refused() as refusal:
        glue.client.create_dev_endpoint(EndpointName="e", RoleArn="arn:aws:iam::000000000000:role/r")
    assert (refusal.code, refusal.status) == ("NotEmulated", 501)
    assert "CreateDevEndpoint" in refusal.words
