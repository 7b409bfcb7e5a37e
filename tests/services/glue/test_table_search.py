"""Tables found by text and filters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused


@pytest.fixture
def catalog(glue: GlueUnderTest) -> Any:
    """A client of a catalog with four tables in two databases, made a day after each other."""
    for name in ("shop", "web"):
        glue.client.create_database(DatabaseInput={"Name": name})
    for database, name, description, classification, columns in (
        ("shop", "customer-link", "Whom we know", "parquet", ["id", "email"]),
        ("shop", "orders", "What was sold", "csv", ["id", "price"]),
        ("web", "customer_clicks", "", "json", ["page"]),
        ("web", "xxlinkyy", "Other", "parquet", ["page", "price_net"]),
    ):
        glue.client.create_table(
            DatabaseName=database,
            TableInput={
                "Name": name,
                "Description": description,
                "Parameters": {"classification": classification},
                "StorageDescriptor": {
                    "Location": f"s3://lake/{database}/{name}/",
                    "Columns": [{"Name": column, "Type": "string"} for column in columns],
                },
            },
        )
        glue.pass_time(days=1)
    return glue.client


def found(catalog: Any, **members: Any) -> list[str]:
    return [table["Name"] for table in catalog.search_tables(**members)["TableList"]]


def test_without_a_question_all_tables_are_found_whole(catalog: Any) -> None:
    assert found(catalog) == ["customer-link", "orders", "customer_clicks", "xxlinkyy"]
    [table] = catalog.search_tables(SearchText="orders")["TableList"]
    assert table == catalog.get_table(DatabaseName="shop", Name="orders")["Table"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CUSTOMER", ["customer-link", "customer_clicks"]),
        ("customer parquet", ["customer-link"]),
        ("price", ["orders", "xxlinkyy"]),
        ('"price"', ["orders"]),
        ("web", ["customer_clicks", "xxlinkyy"]),
        ("s3://lake/shop", ["customer-link", "orders"]),
        ("sold", ["orders"]),
        ("classification", ["customer-link", "orders", "customer_clicks", "xxlinkyy"]),
        ("nothing", []),
    ],
)
def test_a_text_is_looked_for_in_all_metadata(catalog: Any, text: str, names: list[str]) -> None:
    assert found(catalog, SearchText=text) == names


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ([("Name", "link")], ["customer-link"]),
        ([("Name", "customer")], ["customer-link", "customer_clicks"]),
        ([("DatabaseName", "web")], ["customer_clicks", "xxlinkyy"]),
        ([("classification", "parquet")], ["customer-link", "xxlinkyy"]),
        ([("classification", "parquet"), ("DatabaseName", "web")], ["xxlinkyy"]),
        ([("Location", "shop/orders")], ["orders"]),
        ([("Owner", "ann")], []),
    ],
)
def test_filters_compare_whole_words(catalog: Any, filters: list[tuple[str, str]], names: list[str]) -> None:
    assert found(catalog, Filters=[{"Key": key, "Value": value} for key, value in filters]) == names


def test_times_are_compared(catalog: Any) -> None:
    def since(comparator: str) -> list[str]:
        moment = {"Key": "CreateTime", "Value": "2026-01-03T00:00:00Z", "Comparator": comparator}
        return found(catalog, Filters=[moment])

    assert since("EQUALS") == ["customer_clicks"]
    assert since("LESS_THAN") == ["customer-link", "orders"]
    assert since("GREATER_THAN_EQUALS") == ["customer_clicks", "xxlinkyy"]
    with refused() as refusal:
        found(catalog, Filters=[{"Key": "CreateTime", "Value": "yesterday"}])
    assert refusal.code == "InvalidInputException"


def test_tables_are_sorted_and_paged(catalog: Any) -> None:
    order = {"SortCriteria": [{"FieldName": "Name", "Sort": "DESC"}]}
    assert found(catalog, **order) == ["xxlinkyy", "orders", "customer_clicks", "customer-link"]
    first = catalog.search_tables(**order, MaxResults=3)
    rest = catalog.search_tables(**order, MaxResults=3, NextToken=first["NextToken"])
    assert [table["Name"] for table in rest["TableList"]] == ["customer-link"]
    assert "NextToken" not in rest


def test_nothing_is_shared_by_others(catalog: Any) -> None:
    assert found(catalog, ResourceShareType="FOREIGN") == []
    assert len(found(catalog, ResourceShareType="ALL")) == 4
