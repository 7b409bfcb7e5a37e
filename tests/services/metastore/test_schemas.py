"""Hive's type names as Spark's schema."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse.errors import ServiceError
from boathouse.services.metastore.schemas import struct


def kind(text: str) -> Any:
    return struct([("c", text)], {})["fields"][0]["type"]


@pytest.mark.parametrize(
    ("hive", "spark"),
    [
        ("string", "string"),
        ("INT", "integer"),
        ("bigint", "long"),
        ("tinyint", "byte"),
        ("smallint", "short"),
        ("varchar(20)", "string"),
        ("char(1)", "string"),
        ("decimal(10, 2)", "decimal(10,2)"),
        ("decimal", "decimal(10,0)"),
        ("timestamp", "timestamp"),
        ("array<double>", {"type": "array", "elementType": "double", "containsNull": True}),
        (
            "map<string,array<int>>",
            {
                "type": "map",
                "keyType": "string",
                "valueType": {"type": "array", "elementType": "integer", "containsNull": True},
                "valueContainsNull": True,
            },
        ),
    ],
)
def test_a_type_is_told_as_spark_tells_it(hive: str, spark: Any) -> None:
    assert kind(hive) == spark


def test_a_struct_keeps_its_fields_in_order() -> None:
    inner = kind("struct<b:int,a:array<struct<x:date>>>")
    assert [field["name"] for field in inner["fields"]] == ["b", "a"]
    assert inner["fields"][1]["type"]["elementType"]["fields"][0]["type"] == "date"


@pytest.mark.parametrize("text", ["uniontype<int>", "array<int", "int>", "struct<a>", ""])
def test_a_type_that_spark_does_not_read_is_named(text: str) -> None:
    with pytest.raises(ServiceError, match="is no type that Spark reads"):
        kind(text)
