"""Timestamps and other scalars in AWS's spellings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from boathouse.wire.scalars import format_time, parse_time

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("unixTimestamp", 1767323045.678),
        ("iso8601", "2026-01-02T03:04:05.678Z"),
        ("rfc822", "Fri, 02 Jan 2026 03:04:05 GMT"),
    ],
)
def test_a_moment_is_written_in_each_style(style: str, text: str | float) -> None:
    assert format_time(MOMENT, style) == text


@pytest.mark.parametrize(
    "text", [1767323045.678, "1767323045.678", "2026-01-02T03:04:05.678Z", "2026-01-02T04:04:05.678+01:00"]
)
def test_every_style_is_read(text: str | float) -> None:
    assert parse_time(text) == MOMENT


def test_an_http_date_is_read() -> None:
    assert parse_time("Fri, 02 Jan 2026 03:04:05 GMT") == MOMENT.replace(microsecond=0)


@pytest.mark.parametrize("text", ["", "yesterday", "99999999999999999999"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        parse_time(text)
