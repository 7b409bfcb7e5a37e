"""Java's date patterns, and timestamps told in a time zone.

https://trino.io/docs/current/functions/datetime.html
"""

from __future__ import annotations

from typing import Any

import pytest

NEW_YORK = "TIMESTAMP '2020-07-01 02:00:00' AT TIME ZONE 'America/New_York'"

MICROS = "TIMESTAMP '2024-01-01 10:00:00.123556'"

CASES: list[tuple[str, str | None]] = [
    (
        "format_datetime(TIMESTAMP '2020-01-05 13:04:09.123', 'yyyy-MM-dd''T''HH:mm:ss.SSS')",
        "2020-01-05T13:04:09.123",
    ),
    ("format_datetime(TIMESTAMP '2020-01-05 13:04:09', 'EEE EEEE MMM MMMM d')", "Sun Sunday Jan January 5"),
    (
        "format_datetime(TIMESTAMP '2020-01-05 00:04:09', 'a hh K k D ww e xxxx yy')",
        "AM 12 0 24 5 01 7 2020 20",
    ),
    ("format_datetime(DATE '2020-01-05', 'yyyyMMdd')", "20200105"),
    ("parse_datetime('2020-01-02 03:04:05 PM', 'yyyy-MM-dd hh:mm:ss a')", "2020-01-02 15:04:05.000 UTC"),
    ("parse_datetime('20200102', 'yyyyMMdd')", "2020-01-02 00:00:00.000 UTC"),
    ("parse_datetime('5/Feb/2020:10:00 +0000', 'd/MMM/yyyy:HH:mm Z')", "2020-02-05 10:00:00.000 UTC"),
    ("parse_datetime('2020-032', 'yyyy-DDD')", "2020-02-01 00:00:00.000 UTC"),
    ("TRY(parse_datetime('2020-13', 'yyyy-MM'))", None),
    ("to_milliseconds(INTERVAL '1' DAY)", "86400000"),
    ("from_unixtime_nanos(1500000000123456789)", "2017-07-14 02:40:00.123 UTC"),
    (MICROS, "2024-01-01 10:00:00.123556"),
    (f"CAST({MICROS} AS timestamp)", "2024-01-01 10:00:00.124"),
    (f"CAST(ARRAY[{MICROS}] AS array(timestamp(3)))", "[2024-01-01 10:00:00.124]"),
    (f"CAST({MICROS} AS timestamp(6) with time zone)", "2024-01-01 10:00:00.123556 UTC"),
    ("CAST('2024-01-01 10:00:00.123456' AS timestamp(6))", "2024-01-01 10:00:00.123456"),
    (f"{MICROS} = TIMESTAMP '2024-01-01 10:00:00.124'", "false"),
    (f"greatest({MICROS}, DATE '2024-01-02')", "2024-01-02 00:00:00.000000"),
    (f"date_trunc('second', {MICROS})", "2024-01-01 10:00:00.000000"),
    (f"date_add('day', 1, {MICROS})", "2024-01-02 10:00:00.123556"),
    (f"{MICROS} - INTERVAL '0.001' SECOND", "2024-01-01 10:00:00.122556"),
    (f"hour({MICROS}) * 1000 + millisecond({MICROS})", "10123"),
    (f"to_unixtime({MICROS})", "1.704103200123556E9"),
    (f"to_iso8601({MICROS})", "2024-01-01T10:00:00.123556"),
    (f"format_datetime({MICROS}, 'ss.SSSSSS')", "00.123000"),
    (f"date_format({MICROS}, '%s.%f')", "00.123000"),
    (f"{MICROS} AT TIME ZONE 'Asia/Tokyo'", "2024-01-01 19:00:00.123556 Asia/Tokyo"),
    (f"with_timezone({MICROS}, 'Asia/Tokyo')", "2024-01-01 10:00:00.123556 Asia/Tokyo"),
    ("TIMESTAMP '2024-01-01 10:00:00.123456 +09:00'", "2024-01-01 10:00:00.123456 +09:00"),
    (NEW_YORK, "2020-06-30 22:00:00.000 America/New_York"),
    (
        "at_timezone(TIMESTAMP '2012-10-31 01:00:00 UTC', 'America/Los_Angeles')",
        "2012-10-30 18:00:00.000 America/Los_Angeles",
    ),
    (
        "with_timezone(TIMESTAMP '2021-08-01 07:10:05', 'America/New_York')",
        "2021-08-01 07:10:05.000 America/New_York",
    ),
    ("from_unixtime(0, 'Asia/Kolkata')", "1970-01-01 05:30:00.000 Asia/Kolkata"),
    ("TIMESTAMP '2020-01-01 00:00:00' AT TIME ZONE '-02:30'", "2019-12-31 21:30:00.000 -02:30"),
    ("TIMESTAMP '2020-01-01 00:00:00 Asia/Tokyo'", "2020-01-01 00:00:00.000 Asia/Tokyo"),
    ("TIMESTAMP '2020-01-01 00:00 +09:00' = TIMESTAMP '2019-12-31 15:00 UTC'", "true"),
    ("CAST('2020-01-01 00:00:00 UTC' AS timestamp with time zone)", "2020-01-01 00:00:00.000 UTC"),
    (f"CAST({NEW_YORK} AS timestamp)", "2020-06-30 22:00:00.000"),
    (f"CAST({NEW_YORK} AS date)", "2020-06-30"),
    (f"CAST({NEW_YORK} AS timestamp with time zone)", "2020-06-30 22:00:00.000 America/New_York"),
    (f"date({NEW_YORK})", "2020-06-30"),
    (f"hour({NEW_YORK})", "22"),
    (f"EXTRACT(day FROM {NEW_YORK})", "30"),
    (f"date_trunc('day', {NEW_YORK})", "2020-06-30 00:00:00.000 America/New_York"),
    (f"date_format({NEW_YORK}, '%d %H')", "30 22"),
    (f"format_datetime({NEW_YORK}, 'dd HH')", "30 22"),
    (f"to_iso8601({NEW_YORK})", "2020-06-30T22:00:00.000-04:00"),
    (f"timezone_hour({NEW_YORK})", "-4"),
    ("timezone_minute(TIMESTAMP '2020-01-01 00:00:00 Asia/Kolkata')", "30"),
    (f"to_unixtime({NEW_YORK})", "1.5935688E9"),
    (f"date_add('month', 1, {NEW_YORK})", "2020-07-30 22:00:00.000 America/New_York"),
    (f"{NEW_YORK} + INTERVAL '1' MONTH", "2020-07-30 22:00:00.000 America/New_York"),
    (f"date_diff('day', {NEW_YORK}, TIMESTAMP '2020-07-03 01:00:00 UTC')", "1"),
    (
        "date_add('day', 1, TIMESTAMP '2020-03-07 12:00:00 America/New_York')",  # over a change of clocks
        "2020-03-08 12:00:00.000 America/New_York",
    ),
    (
        "TIMESTAMP '2020-03-07 12:00:00 America/New_York' + INTERVAL '1' DAY",
        "2020-03-08 13:00:00.000 America/New_York",
    ),
    ("to_iso8601(TIMESTAMP '2020-01-01 00:00:00')", "2020-01-01T00:00:00.000"),
]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[e for e, _ in CASES])
def test_a_function_of_dates_is_worth_what_trino_says(
    bench: Any, expression: str, expected: str | None
) -> None:
    assert bench.rows(f"SELECT {expression}") == [(expected,)]


@pytest.mark.parametrize(("expression", "reason"), [
    ("parse_datetime('x', 'yyyy')", 'INVALID_FUNCTION_ARGUMENT: Invalid format: "x"'),
    ("parse_datetime('2020 +0200', 'yyyy Z')", "NOT_SUPPORTED: text with an offset other than UTC"),
    ("format_datetime(now(), 'b')", "INVALID_FUNCTION_ARGUMENT: Illegal pattern component: b"),
    ("now() AT TIME ZONE 'Nowhere/Land'", "INVALID_FUNCTION_ARGUMENT"),
    ("coalesce(now(), now() AT TIME ZONE 'Asia/Tokyo')", "NOT_SUPPORTED: Timestamps of several time zones"),
    ("DATE '2020-01-01' AT TIME ZONE 'Asia/Tokyo'", "TYPE_MISMATCH"),
])  # fmt: skip
def test_a_function_of_dates_fails_where_it_must(bench: Any, expression: str, reason: str) -> None:
    assert bench.reason(f"SELECT {expression}").startswith(reason)


def test_days_are_counted_by_the_clock_of_a_zone(bench: Any) -> None:
    bench.json("t", "at bigint", '{"at": 0}\n{"at": 50399}\n{"at": 50400}\n{"at": null}\n')
    sql = (
        "SELECT date(from_unixtime(at) AT TIME ZONE 'Australia/Sydney') AS day, count(*) FROM t "
        "GROUP BY date(from_unixtime(at) AT TIME ZONE 'Australia/Sydney') ORDER BY day"
    )
    assert bench.rows(sql) == [("1970-01-01", "2"), ("1970-01-02", "1"), (None, "1")]
