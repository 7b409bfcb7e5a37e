"""Archived versions of tables."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused

T = {"DatabaseName": "db", "TableName": "t"}


@pytest.fixture
def catalog(glue: GlueUnderTest) -> Any:
    """A client of a catalog with the table `t` in four versions, of which `2` was not archived."""
    glue.client.create_database(DatabaseInput={"Name": "db"})
    glue.client.create_table(DatabaseName="db", TableInput={"Name": "t", "Description": "zero"})
    glue.client.update_table(DatabaseName="db", TableInput={"Name": "t", "Description": "one"})
    glue.client.update_table(DatabaseName="db", TableInput={"Name": "t", "Description": "two"})
    glue.client.update_table(
        DatabaseName="db", TableInput={"Name": "t", "Description": "three"}, SkipArchive=True
    )
    return glue.client


def test_versions_come_newest_first_in_pages(catalog: Any) -> None:
    pages = catalog.get_paginator("get_table_versions").paginate(**T, PaginationConfig={"PageSize": 2})
    found = [[(v["VersionId"], v["Table"]["Description"]) for v in p["TableVersions"]] for p in pages]
    assert found == [[("3", "three"), ("1", "one")], [("0", "zero")]]


def test_one_version_can_be_read(catalog: Any) -> None:
    old = catalog.get_table_version(**T, VersionId="1")["TableVersion"]
    assert (old["VersionId"], old["Table"]["Description"], old["Table"]["DatabaseName"]) == ("1", "one", "db")
    assert catalog.get_table_version(**T)["TableVersion"]["VersionId"] == "3"


@pytest.mark.parametrize(
    ("version", "code"),
    [("2", "EntityNotFoundException"), ("9", "EntityNotFoundException"), ("x", "InvalidInputException")],
)
def test_a_version_that_is_not_there_is_refused(catalog: Any, version: str, code: str) -> None:
    with refused() as refusal:
        catalog.get_table_version(**T, VersionId=version)
    assert refusal.code == code


def test_archived_versions_can_be_deleted_and_the_current_one_not(catalog: Any) -> None:
    catalog.delete_table_version(**T, VersionId="0")
    answer = catalog.batch_delete_table_version(**T, VersionIds=["1", "0", "3"])

    assert [(e["VersionId"], e["ErrorDetail"]["ErrorCode"]) for e in answer["Errors"]] == [
        ("0", "EntityNotFoundException"),
        ("3", "InvalidInputException"),
    ]
    assert [v["VersionId"] for v in catalog.get_table_versions(**T)["TableVersions"]] == ["3"]
