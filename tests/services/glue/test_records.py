"""Documents in the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from boathouse.services.glue.records import dump, given, load, now


def test_a_document_comes_back_as_it_went_in() -> None:
    document = {
        "Name": "é",
        "CreateTime": datetime(2026, 1, 1, 12, 0, 0, 250000, tzinfo=UTC),
        "MaxCapacity": 0.0625,
        "Timeout": 5,
        "Parameters": {"CreateTime": "1.5"},
        "PartitionKeys": [{"Name": "a"}],
    }
    assert load(dump(document)) == document


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    there = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert load(dump({"StartedOn": there})) == {"StartedOn": datetime(2026, 1, 1, 10, tzinfo=UTC)}


def test_what_was_not_given_is_not_kept() -> None:
    assert given({"a": 0, "b": None, "c": ""}) == {"a": 0, "c": ""}
    assert load(dump({"a": 1, "b": None})) == {"a": 1}


def test_what_has_no_place_in_a_document_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        dump({"a": b"x"})


def test_the_time_is_utc_in_milliseconds() -> None:
    moment = now()
    assert moment.tzinfo is UTC
    assert moment.microsecond % 1000 == 0
