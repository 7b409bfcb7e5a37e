"""Transforms of machine learning: missing values are filled; what finds matches says that it is not here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from awsglue.dynamicframe import DynamicFrame
from awsglueml.transforms import FillMissingValues, FindIncrementalMatches, FindMatches

FRAME: Any = None
Read = Callable[..., DynamicFrame]


def test_missing_numbers_are_guessed_from_the_other_fields_and_the_rest_stays(read: Read) -> None:
    rows = [{"size": n % 5, "kind": "ab"[n % 2], "price": 10 * (n % 5)} for n in range(60)]
    rows += [{"size": 4, "kind": "a", "price": None}, {"size": 0, "kind": "b"}]
    full = FillMissingValues.apply(frame=read(*rows), missing_values_column="price", transformation_ctx="x")
    df = full.toDF()
    assert df.columns == ["size", "kind", "price", "price_filled"]
    assert df.schema["price_filled"].dataType == df.schema["price"].dataType
    found = {(row["size"], row["price"], row["price_filled"]) for row in df.collect()}
    guessed = {size: value for size, price, value in found if price is None}
    assert {(size, price) for size, price, value in found if price is not None and price == value} == {
        (n, 10 * n) for n in range(5)
    }
    assert guessed[4] > 30
    assert guessed[0] < 10


def test_missing_texts_and_booleans_are_guessed_by_their_class(read: Read) -> None:
    rows = [{"n": n, "word": "low" if n < 20 else "high", "flag": n < 20} for n in range(40)]
    rows += [{"n": 1, "word": "", "flag": True}, {"n": 39, "word": "high"}]
    words = FillMissingValues.apply(read(*rows), "word", "told").toDF().where("word = ''").collect()
    assert [row["told"] for row in words] == ["low"]
    flags = FillMissingValues.apply(read(*rows), "flag").toDF().where("flag is null").collect()
    assert [row["flag_filled"] for row in flags] == [False]


def test_a_text_that_names_the_rows_tells_nothing(read: Read) -> None:
    rows = [{"name": f"n{i}", "dept": "ab"[i % 2], "pay": [10, 90][i % 2]} for i in range(6)]
    frame = read(*rows, {"name": "new", "dept": "b", "pay": None})
    made = FillMissingValues.apply(frame, "pay").toDF().where("name = 'new'").collect()
    assert made[0]["pay_filled"] > 50


def test_without_anything_to_tell_by_the_guess_is_the_plainest(read: Read) -> None:
    numbers = FillMissingValues.apply(read({"a": 1.0}, {"a": 2.0}, {"a": None}), "a").toDF()
    assert sorted(row["a_filled"] for row in numbers.collect()) == [1.0, 1.5, 2.0]
    words = FillMissingValues.apply(read({"a": "x"}, {"a": "x"}, {"a": "y"}, {"a": ""}), "a").toDF()
    assert sorted(row["a_filled"] for row in words.collect()) == ["x", "x", "x", "y"]
    nothing = FillMissingValues.apply(read({"a": "", "b": 1}), "a").toDF()
    assert [row["a_filled"] for row in nothing.collect()] == [None]


def test_what_cannot_be_filled_is_refused(read: Read) -> None:
    frame = read({"a": 1, "l": [1]})
    with pytest.raises(ValueError, match="no column 'b' to fill; there are a, l"):
        FillMissingValues.apply(frame, "b")
    with pytest.raises(ValueError, match="Column 'l' is array; only numbers, texts and booleans"):
        FillMissingValues.apply(frame, "l")


def test_each_says_so_with_aws_s_page() -> None:
    with pytest.raises(NotImplementedError, match=r"FindMatches.*docs\.aws\.amazon\.com"):
        FindMatches.apply(frame=FRAME, transformId="tfm-1")
    with pytest.raises(NotImplementedError, match="FindIncrementalMatches"):
        FindIncrementalMatches.apply(existingFrame=FRAME, incrementalFrame=FRAME, transformId="tfm-1")
