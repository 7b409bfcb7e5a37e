"""User-defined functions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused

JAR = [{"ResourceType": "JAR", "Uri": "s3://lake/udf.jar"}]


@pytest.fixture
def catalog(glue: GlueUnderTest) -> Any:
    """A client of a catalog with two databases."""
    for name in ("one", "two"):
        glue.client.create_database(DatabaseInput={"Name": name})
    return glue.client


def create(catalog: Any, database: str, *names: str, **members: Any) -> None:
    for name in names:
        told = {"FunctionName": name, "ClassName": f"org.example.{name}", **members}
        catalog.create_user_defined_function(DatabaseName=database, FunctionInput=told)


def names(answer: dict[str, Any]) -> list[str]:
    return [f"{f['DatabaseName']}.{f['FunctionName']}" for f in answer["UserDefinedFunctions"]]


def test_a_function_answers_what_was_given(catalog: Any) -> None:
    create(catalog, "ONE", "Clean", OwnerName="ann", OwnerType="USER", ResourceUris=JAR)
    found = catalog.get_user_defined_function(DatabaseName="one", FunctionName="CLEAN")["UserDefinedFunction"]
    assert found == {
        "FunctionName": "clean",
        "DatabaseName": "one",
        "ClassName": "org.example.Clean",
        "OwnerName": "ann",
        "OwnerType": "USER",
        "CreateTime": datetime(2026, 1, 1, tzinfo=UTC),
        "ResourceUris": JAR,
        "CatalogId": "000000000000",
    }


def test_functions_are_listed_by_pattern_and_database_page_by_page(catalog: Any) -> None:
    assert catalog.get_user_defined_functions(Pattern="*")["UserDefinedFunctions"] == []
    create(catalog, "two", "clean")
    create(catalog, "one", "clean", "tidy", "clear")
    listed = catalog.get_user_defined_functions
    assert names(listed(Pattern=".*")) == ["one.clean", "one.clear", "one.tidy", "two.clean"]
    assert names(listed(Pattern="cle*")) == ["one.clean", "one.clear", "two.clean"]
    assert names(listed(DatabaseName="one", Pattern="*n")) == ["one.clean"]
    first = listed(Pattern="*", MaxResults=3)
    rest = listed(Pattern="*", MaxResults=3, NextToken=first["NextToken"])
    assert (names(first), names(rest)) == (["one.clean", "one.clear", "one.tidy"], ["two.clean"])


def test_a_function_is_replaced_and_renamed(catalog: Any, glue: GlueUnderTest) -> None:
    create(catalog, "one", "clean", "tidy", ResourceUris=JAR)
    glue.pass_time(seconds=60)
    update = {"FunctionName": "Scrub", "ClassName": "org.example.Scrub"}
    catalog.update_user_defined_function(DatabaseName="one", FunctionName="clean", FunctionInput=update)
    [scrub, _] = catalog.get_user_defined_functions(DatabaseName="one", Pattern="*")["UserDefinedFunctions"]
    assert (scrub["FunctionName"], scrub["ClassName"]) == ("scrub", "org.example.Scrub")
    assert scrub["CreateTime"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert "ResourceUris" not in scrub
    with refused() as refusal:
        update = {"FunctionName": "tidy"}
        catalog.update_user_defined_function(DatabaseName="one", FunctionName="scrub", FunctionInput=update)
    assert refusal.code == "AlreadyExistsException"


def test_functions_stay_in_a_database_of_another_name(catalog: Any) -> None:
    create(catalog, "one", "clean")
    catalog.update_database(Name="one", DatabaseInput={"Name": "three"})
    catalog.create_database(DatabaseInput={"Name": "one"})
    create(catalog, "one", "clean")
    assert names(catalog.get_user_defined_functions(Pattern="*")) == ["one.clean", "three.clean"]


def test_functions_go_by_themselves_and_with_their_database(catalog: Any) -> None:
    create(catalog, "one", "clean", "tidy")
    catalog.delete_user_defined_function(DatabaseName="one", FunctionName="Clean")
    assert names(catalog.get_user_defined_functions(Pattern="*")) == ["one.tidy"]
    catalog.delete_database(Name="one")
    assert names(catalog.get_user_defined_functions(Pattern="*")) == []


def test_what_is_not_there_or_there_already_is_refused(catalog: Any) -> None:
    create(catalog, "one", "clean")
    with refused() as refusal:
        create(catalog, "one", "CLEAN")
    assert (refusal.code, refusal.words) == ("AlreadyExistsException", "Function already exists.")
    for call in ("get_user_defined_function", "delete_user_defined_function"):
        with refused() as refusal:
            getattr(catalog, call)(DatabaseName="two", FunctionName="clean")
        assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Function clean not found.")
    with refused() as refusal:
        catalog.get_user_defined_functions(DatabaseName="nope", Pattern="*")
    assert refusal.words == "Database nope not found."
    with refused() as refusal:
        catalog.create_user_defined_function(DatabaseName="one", FunctionInput={"ClassName": "c"})
    assert refusal.code == "InvalidInputException"
