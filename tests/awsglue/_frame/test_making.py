"""Records that a function made: their text, and what is seen in them."""

from __future__ import annotations

import datetime
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsglue._frame.discovery import Seen
from awsglue._frame.making import Observed, Observing, names_and_order
from awsglue._frame.names import decoded, encoded

_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=3))
_RECORDS = st.dictionaries(
    st.sampled_from(["a", "A", "b.c", "_1", "a_1"]),
    st.one_of(_SCALARS, st.lists(_SCALARS, max_size=2), st.dictionaries(st.just("x"), _SCALARS)),
    min_size=1,
)


@given(st.text(max_size=6))
def test_a_code_is_read_back(name: str) -> None:
    assert decoded(encoded(name)) == name


@given(st.lists(_RECORDS, max_size=8))
def test_shapes_are_seen_as_records_one_by_one_are(records: list[dict[str, Any]]) -> None:
    observed, plain = Observed(), Seen()
    for record in records:
        observed.text(record)
        plain.add(record)
    assert _told(observed.seen()) == _told(plain)
    assert _told(observed.seen()) == _told(plain)  # asked twice, counted once


def _told(seen: Seen) -> Any:
    inner = {name: _told(part) for name, part in seen.fields.items()}
    element = _told(seen.element) if seen.element else None
    return seen.scalars, seen.times, seen.nulls, seen.structs, inner, element


@given(_RECORDS)
def test_a_text_has_the_record_s_names_and_nulls(record: dict[str, Any]) -> None:
    again = names_and_order(Observed().text(record))
    assert {name: value is None for name, value in again.items()} == {
        name: value is None for name, value in record.items()
    }


def test_what_json_does_not_have_travels_beside_the_text() -> None:
    day = datetime.date(2020, 1, 2)
    text = Observed().text({"d": day, "n": None})
    assert text.startswith("#")
    assert names_and_order(text) == {"d": "2020-01-02", "n": None}


def test_what_no_record_can_hold_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="cannot hold a value of type set_iterator"):
        Observed().text({"a": iter({1})})


def test_what_two_processes_saw_is_merged() -> None:
    param, total = Observing(), Observed()
    for numbers in ([1, 2], [2**40], []):
        process = param.addInPlace(param.zero(total), Observed())
        for number in numbers:
            process.text({"a": number})
        total = param.addInPlace(total, pickle.loads(pickle.dumps(process)))
    seen = total.seen()
    assert (seen.times, seen.fields["a"].scalars) == (3, {"int", "long"})
