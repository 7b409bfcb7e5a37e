"""Records that a function made: what is seen in them, and how they are packed and read again."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awsglue._frame.discovery import Seen, as_record_schema, ordered
from awsglue._frame.making import Made, brought
from awsglue._frame.names import decoded, encoded
from awsglue._frame.unpacking import records

_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.integers(-(2**33), 2**33),
    st.integers(-5, 5),
    st.floats(allow_nan=False),
    st.text(max_size=3),
    st.dates(),
    st.binary(max_size=3),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-99, max_value=99),
)
_RECORDS = st.dictionaries(
    st.sampled_from(["a", "A", "b.c", "_1", "a_1"]),
    st.recursive(
        _SCALARS,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["x", "Y"]), inner),
        max_leaves=4,
    ),
    min_size=1,
)


_SLOWLY = settings(deadline=None)  # Arrow is imported in the first example


@given(st.text(max_size=6))
def test_a_code_is_read_back(name: str) -> None:
    assert decoded(encoded(name)) == name


@_SLOWLY
@given(st.lists(_RECORDS, min_size=1, max_size=8))
def test_columns_are_seen_as_records_one_by_one_are(rows: list[dict[str, Any]]) -> None:
    plain = Seen()
    for record in rows:
        plain.add(record)
    assert _told(_made(rows).packed()[0]) == _told(plain)


@_SLOWLY
@given(st.lists(_RECORDS, min_size=1, max_size=8), st.lists(_RECORDS, min_size=1, max_size=3))
def test_records_are_read_as_they_were_in_a_wider_schema(
    rows: list[dict[str, Any]], others: list[dict[str, Any]]
) -> None:
    seen, batch = _made(rows).packed()
    total = Seen().merge(_made(others).packed()[0]).merge(seen)
    schema = as_record_schema(ordered(total.node(), None))
    again = brought(batch, seen.struct(), schema)
    assert records(batch.columns, len(rows), seen.struct()) == list(map(_held, rows))
    assert records(again.columns, len(rows), schema) == list(map(_held, rows))


def test_a_function_may_change_a_record_that_it_has_handed_over() -> None:
    made, shared = Made(), {"n": 1, "tags": ["a"]}
    made.keep(shared)
    shared["n"] = 2
    shared["tags"].append("b")  # type: ignore[attr-defined]
    made.keep(shared)
    seen, batch = made.packed()
    assert records(batch.columns, 2, seen.struct()) == [{"n": 1, "tags": ["a"]}, {"n": 2, "tags": ["a", "b"]}]


def test_values_of_python_keep_their_types() -> None:
    class Name(str):
        pass

    zone = datetime.timezone(datetime.timedelta(hours=2))
    record = {
        "at": datetime.datetime(2020, 1, 2, 3, 4, 5, 6, zone),
        "day": datetime.date(2020, 1, 2),
        "price": Decimal("1.50"),
        "none": Decimal("NaN"),
        "name": Name("n"),
        "broken": "\ud800",
        "bytes": bytearray(b"x"),
        "set": frozenset({1}),
        7: 8,
    }
    made = Made()
    made.keep(record)
    seen, batch = made.packed()
    (again,) = records(batch.columns, 1, seen.struct())
    again["at"] = again["at"].astimezone(zone)
    assert again == {
        **{name: value for name, value in record.items() if name not in ("none", 7)},
        "broken": "?",
        "set": [1],
        "7": 8,
    }


@pytest.mark.parametrize("nothing", [None, {}, 5, []])
def test_what_is_no_record_is_refused(nothing: Any) -> None:
    with pytest.raises(ValueError, match="not a record with fields"):
        Made().keep(nothing)


def test_what_no_record_can_hold_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="cannot hold a value of type set_iterator"):
        _made([{"a": 1}, {"a": iter({1})}]).packed()


def _made(rows: list[dict[str, Any]]) -> Made:
    made = Made()
    for row in rows:
        made.keep(row)
    return made


def _told(seen: Seen) -> Any:
    inner = {name: _told(part) for name, part in seen.fields.items()}
    element = _told(seen.element) if seen.element else None
    return seen.scalars, seen.times, seen.nulls, seen.structs, inner, element


def _held(value: Any) -> Any:
    """The value as a column holds it: an integer beyond a long is a double."""
    if isinstance(value, dict):
        return {name: _held(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_held(inner) for inner in value]
    return float(value) if type(value) is int and not -(2**63) <= value < 2**63 else value
