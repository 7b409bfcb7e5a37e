"""Two lakehouses side by side."""

from __future__ import annotations

from boathouse.comparison import Side, lines, pairs

ORDERS = Side(1_234, {"id": "bigint"})


def test_what_only_one_side_has_differs() -> None:
    compared = pairs({"orders": ORDERS, "here": ORDERS}, {"orders": ORDERS, "there": ORDERS})
    assert [(pair.table, pair.same) for pair in compared] == [
        ("orders", True),
        ("here", False),
        ("there", False),
    ]
    assert [line.split() for line in lines(compared)][1:] == [
        ["=", "orders", "1,234", "1,234", "same"],
        ["≠", "here", "1,234", "no", "table"],
        ["≠", "there", "no", "table", "1,234"],
    ]


def test_what_cannot_be_counted_is_not_the_same() -> None:
    (pair,) = pairs({"orders": Side(None, {})}, {"orders": Side(None, {})})
    assert not pair.same
    assert [line.split() for line in lines([pair])][1] == ["≠", "orders", "?", "?", "same"]
