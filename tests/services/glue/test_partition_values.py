"""Partition values by their key's type."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from boathouse.errors import ServiceError
from boathouse.services.glue.partition_values import kind_of, literal, value


@pytest.mark.parametrize(
    ("type_name", "kind"),
    [
        ("string", "string"),
        ("VARCHAR(20)", "string"),
        ("int", "number"),
        ("long", "number"),
        ("decimal(10, 2)", "number"),
        ("date", "date"),
        ("Timestamp", "timestamp"),
    ],
)
def test_a_type_says_how_its_values_compare(type_name: str, kind: str) -> None:
    assert kind_of("k", type_name) == kind


@pytest.mark.parametrize("type_name", ["boolean", "double", "array<int>", ""])
def test_other_types_cannot_be_filtered(type_name: str) -> None:
    with pytest.raises(ServiceError, match="of key 'k'"):
        kind_of("k", type_name)


def test_values_are_read_by_kind_and_otherwise_null() -> None:
    assert value("007", "number") == Decimal(7)
    assert value("007", "string") == "007"
    assert value("2020-02-29", "date") == date(2020, 2, 29)
    assert value("2020-02-29 10:00:00.5", "timestamp") == datetime(2020, 2, 29, 10, 0, 0, 500000)
    assert value("2021-02-29", "date") is None
    assert value("Infinity", "number") is None
    assert value("__HIVE_DEFAULT_PARTITION__", "string") is None


def test_a_literal_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(ServiceError, match="'x' in the expression is not a number"):
        literal("x", "number")
