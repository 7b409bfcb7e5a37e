"""Bytes of bounds, literally."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from boathouse.engine.sql.iceberg.values import decoded, told


@pytest.mark.parametrize(
    ("raw", "kind", "value", "text"),
    [
        (b"\xff\xff\xff\xff", "int", -1, "-1"),
        (b"\x05\x00\x00\x00", "long", 5, "5"),  # the column was an int when the file was written
        (b"\x00\x00\xc0\x3f", "double", 1.5, "1.5"),
        (b"\x01", "boolean", True, "true"),
        (b"\xff", "decimal(9,2)", Decimal("-0.01"), "-0.01"),
        (b"\xff\xff\xff\xff", "date", -1, "1969-12-31"),
        (b"\xff" * 8, "timestamp", -1, "1969-12-31T23:59:59.999999"),
        (b"\x00" * 8, "timestamptz", 0, "1970-01-01T00:00Z"),
        (b"\x20\xa1\x07\x00\x00\x00\x00\x00", "time", 500_000, "00:00:00.500"),
        ("é".encode(), "string", "é", "é"),
        (bytes(range(16)), "uuid", "00010203-0405-0607-0809-0a0b0c0d0e0f", None),
        (b"\x01\x02", "binary", b"\x01\x02", "AQI="),
    ],
)
def test_a_bound_has_its_columns_type(raw: bytes, kind: str, value: Any, text: str | None) -> None:
    assert decoded(raw, kind) == value
    assert told(value, kind) == (text or value)


@pytest.mark.parametrize(
    ("value", "transform", "text"),
    [(-1, "year", "1969"), (-1, "month", "1969-12"), (-1, "hour", "1969-12-31-23"), (3, "bucket[4]", "3"),
     (None, "void", "null")],
)  # fmt: skip
def test_what_a_transform_makes_is_told_as_iceberg_tells_it(
    value: int | None, transform: str, text: str
) -> None:
    assert told(value, "int", transform) == text
