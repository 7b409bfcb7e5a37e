"""The code of field names: reversible, and the same in any case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsglue._frame.names import MARK, encoded, segments


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("timestamp", "timestamp"),
        ("serialNumber", "serial_number"),
        ("serial_number", "serial__number"),
        ("a.b", "a_02e_b"),
        ("É", "_0c9_"),
        ("", "_0_"),
    ],
)
def test_the_code(name: str, code: str) -> None:
    assert encoded(name) == code


@given(st.text(max_size=6), st.text(max_size=6))
def test_different_names_have_codes_that_differ_in_any_case(one: str, two: str) -> None:
    assert (encoded(one).lower() == encoded(two).lower()) == (one == two)


@given(st.text("aA_.0é", max_size=6), st.text("aA_.0é", max_size=6))
def test_confusable_names_too(one: str, two: str) -> None:
    assert (encoded(one).lower() == encoded(two).lower()) == (one == two)


@given(st.text("_01:a", max_size=4), st.text("_01:a", max_size=4))
def test_no_name_has_the_code_of_anothers_marker(one: str, two: str) -> None:
    assert encoded(one) + MARK != encoded(two)


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("a.b.c", ("a", "b", "c")),
        ("`a.b`.c", ("a.b", "c")),
        ("`.zip`", (".zip",)),
        (".zip", (".zip",)),
        ("list[].price", ("list", "price")),
        ("right_x", ("right_x",)),
        ("`(right) x`", ("(right) x",)),
    ],
)
def test_paths_split_at_dots_outside_backticks(path: str, parts: tuple[str, ...]) -> None:
    assert segments(path) == parts
