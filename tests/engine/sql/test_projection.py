"""Partitions that the table's properties describe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from boathouse.engine.sql import Partition, jodadate


def declare(bench: Any, keys: str, **properties: str) -> None:
    given = {f"projection.{k.replace('__', '.')}": v for k, v in properties.items() if k != "template"}
    if "template" in properties:
        given["storage.location.template"] = properties["template"]
    bench.declare("t", "a bigint", keys=keys, parameters={"projection.enabled": "TRUE", **given})


def put(bench: Any, *folders: str) -> None:
    for number, folder in enumerate(folders, 1):
        bench.put(f"s3://bucket/{folder}/1.json", f'{{"a": {number}}}\n')


@pytest.mark.parametrize("word", ["false", "FALSE", ""])
def test_a_table_whose_projection_is_off_has_the_catalogs_partitions(bench: Any, word: str) -> None:
    parameters = {"projection.enabled": word, "projection.k.type": "enum", "projection.k.values": "z"}
    bench.declare("t", "a bigint", keys="k string", parameters=parameters)
    put(bench, "t/k=x")
    bench.registered["t"] = [Partition(("x",), "s3://bucket/t/k=x/")]
    assert bench.rows("SELECT a, k FROM t") == [("1", "x")]


def test_the_catalogs_partitions_do_not_count_where_projection_is_on(bench: Any) -> None:
    declare(bench, "k string", k__type="enum", k__values="x,y")
    put(bench, "t/k=x", "t/k=z")
    bench.registered["t"] = [Partition(("z",), "s3://bucket/t/k=z/")]
    assert bench.rows("SELECT a, k FROM t") == [("1", "x")]


def test_integers_have_an_interval_and_digits(bench: Any) -> None:
    declare(bench, "n string", n__type="integer", n__range=" 0, 10", n__interval="5", n__digits="2")
    put(bench, "t/n=00", "t/n=5", "t/n=05", "t/n=07", "t/n=10")
    assert bench.rows("SELECT n, a FROM t ORDER BY n") == [("00", "1"), ("05", "3"), ("10", "5")]


def test_integers_may_be_of_a_numeric_column(bench: Any) -> None:
    declare(bench, "n int", n__type="integer", n__range="-1,1")
    put(bench, "t/n=-1", "t/n=1")
    assert bench.rows("SELECT n, a FROM t WHERE n < 0") == [("-1", "1")]


def test_dates_are_written_in_their_format_below_a_template(bench: Any) -> None:
    declare(
        bench, "day string; region string", template="s3://bucket/logs/${region}/${day}",
        day__type="date", day__range="2024/02/27,2024/03/02", day__format="yyyy/MM/dd",
        region__type="enum", region__values="eu,us",
    )  # fmt: skip
    put(bench, "logs/eu/2024/02/28", "logs/us/2024/03/01", "logs/us/2024/03/03")
    assert bench.rows("SELECT day, region, a FROM t ORDER BY a") == [
        ("2024/02/28", "eu", "1"),
        ("2024/03/01", "us", "2"),
    ]
    assert bench.rows("SELECT a FROM t WHERE day >= '2024/03/01' AND region IN ('us')") == [("2",)]


def test_minutes_of_years_are_not_listed_for_one_of_them(bench: Any, monkeypatch: Any) -> None:
    declare(
        bench, "at string", template="s3://bucket/waf/${at}", at__type="date",
        at__range="2000/01/01/00/00,NOW", at__format="yyyy/MM/dd/HH/mm", at__interval="5",
        at__interval__unit="minutes",
    )  # fmt: skip
    put(bench, "waf/2024/02/28/10/05", "waf/2024/02/28/10/06", "waf/2024/02/29/23/55", "waf/1999/12/31/23/55")
    formatted, written = jodadate.formatted, []

    def counted(moment: datetime, pattern: str) -> str:
        written.append(moment)
        return formatted(moment, pattern)

    monkeypatch.setattr(jodadate, "formatted", counted)
    minutes = [
        "2024/02/28/10/05",
        "2024/02/28/10/06",
        "2024/02/29/23/55",
        "1999/12/31/23/55",
        "2024/2/29",
        "x",
    ]
    asked = ", ".join(f"'{minute}'" for minute in minutes)
    assert bench.rows(f"SELECT a FROM t WHERE at IN ({asked}) ORDER BY a") == [("1",), ("3",)]
    assert bench.rows("SELECT a, at FROM t WHERE at = '2024/02/28/10/05'") == [("1", "2024/02/28/10/05")]
    for condition, found in {
        "at >= '2024/02/28' AND at < '2024/03'": ["1", "3"],
        "'2024/02/29' > at AND at > '2024/02/28/10'": ["1"],
        "at BETWEEN '2024/02/28/10/06' AND '2024/02/29/23/55'": ["3"],
        "at > '2024/02/29/23/50' AND at <= '2024/02/29/23/54' AND at <= '2025'": [],
    }.items():
        assert [a for (a,) in bench.rows(f"SELECT a FROM t WHERE {condition} ORDER BY a")] == found
    assert len(written) < 2000


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("substr(day, 1, 7) IN ('2024-02')", ["1"]),
        ("substr(day, 1, 7) = '2024-02'", ["1"]),
        ("substr(day, 1, 7) BETWEEN '2024-02' AND '2024-02'", ["1"]),
        ("NOT day < '2024-03'", ["2"]),
        ("day < '2024-02-30' OR day > '2024-03-01'", ["1"]),
        ("day >= '2024-02-29' AND day >= '2024-01'", ["1", "2"]),
    ],
)
def test_conditions_of_any_form_choose_among_days(bench: Any, condition: str, found: list[str]) -> None:
    declare(
        bench, "day string", day__type="date", day__range="2024-01-01,2024-12-31", day__format="yyyy-MM-dd"
    )
    put(bench, "t/day=2024-02-29", "t/day=2024-03-01")
    assert [a for (a,) in bench.rows(f"SELECT a FROM t WHERE {condition} ORDER BY a")] == found


def test_ends_are_not_compared_in_formats_that_are_not_sorted(bench: Any) -> None:
    declare(
        bench, "day string", day__type="date", day__range="01.01.2024,31.12.2024", day__format="dd.MM.yyyy"
    )
    put(bench, "t/day=29.02.2024", "t/day=01.03.2024")
    assert bench.rows("SELECT a FROM t WHERE day > '02'") == [("1",)]


def test_months_are_counted_by_months(bench: Any) -> None:
    declare(bench, "m string", m__type="date", m__range="202311,202403", m__format="yyyyMM", m__interval="2",
            m__interval__unit="MONTHS")  # fmt: skip
    put(bench, "t/m=202311", "t/m=202312", "t/m=202401", "t/m=202403")
    assert bench.rows("SELECT m FROM t ORDER BY m") == [("202311",), ("202401",), ("202403",)]


def test_hours_need_an_interval_of_their_own(bench: Any) -> None:
    declare(
        bench, "h string", h__type="date", h__range="2024-01-01-22,2024-01-02-01", h__format="yyyy-MM-dd-HH"
    )
    assert "interval is missing" in bench.reason("SELECT a FROM t")
    declare(bench, "h string", h__type="date", h__range="2024-01-01-22,2024-01-02-01",
            h__format="yyyy-MM-dd-HH", h__interval="1", h__interval__unit="HOURS")  # fmt: skip
    put(bench, "t/h=2024-01-01-23", "t/h=2024-01-02-00")
    assert bench.rows("SELECT h FROM t ORDER BY h") == [("2024-01-01-23",), ("2024-01-02-00",)]


def test_a_range_may_be_told_from_now(bench: Any) -> None:
    declare(bench, "d date", d__type="date", d__range="NOW-3DAYS,NOW", d__format="yyyy-MM-dd")
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=n) for n in (4, 3, 0)]
    put(bench, *(f"t/d={day}" for day in days), f"t/d={today + timedelta(days=2)}")
    assert bench.rows("SELECT d FROM t ORDER BY d") == [(str(day),) for day in days[1:]]


def test_injected_values_come_from_the_query(bench: Any) -> None:
    declare(bench, "device string", device__type="injected", template="s3://bucket/d/${device}/")
    put(bench, "d/x", "d/y", "d/z")
    assert bench.rows("SELECT device, a FROM t WHERE device = 'y' AND a > 0") == [("y", "2")]
    assert bench.rows("SELECT a FROM t WHERE device IN ('x', 'z', 'none') ORDER BY a") == [("1",), ("3",)]
    assert bench.reason("SELECT a FROM t WHERE device > 'x'").startswith(
        "CONSTRAINT_VIOLATION: For the injected projected partition column device, the WHERE clause"
    )


def test_partitions_that_the_query_rules_out_are_not_looked_for(bench: Any) -> None:
    second = {"s__type": "date", "s__range": "2020-01-01T12:00:00,2020-01-01T13:00:00", "s__interval": "1",
              "s__interval__unit": "SECONDS", "s__format": "yyyy-MM-dd'T'HH:mm:ss"}  # fmt: skip
    declare(bench, "s string; n int", n__type="integer", n__range="1,1000", **second)
    put(bench, "t/s=2020-01-01T12:00:01/n=7")
    assert bench.rows("SELECT a FROM t WHERE s = '2020-01-01T12:00:01' AND n BETWEEN 5 AND 9") == []
    bench.put("s3://bucket/t/s=2020-01-01T12%3A00%3A01/n=7/1.json", '{"a": 2}\n')
    assert bench.rows("SELECT a FROM t WHERE s = '2020-01-01T12:00:01' AND n BETWEEN 5 AND 9") == [("2",)]


@pytest.mark.parametrize(("properties", "problem"), [
    ({}, "type is missing"),
    ({"k__type": "guess"}, "unknown type guess"),
    ({"k__type": "integer", "k__range": "1"}, "range needs two values"),
    ({"k__type": "integer", "k__range": "a,b"}, "range must hold integers"),
    ({"k__type": "integer", "k__range": "1,2", "k__interval": "0"}, "interval must be a positive integer"),
    ({"k__type": "date", "k__range": "x,NOW", "k__format": "yyyy"}, 'Invalid format: "x"'),
])  # fmt: skip
def test_properties_that_are_wrong_are_named(bench: Any, properties: dict[str, str], problem: str) -> None:
    declare(bench, "k string", **properties)
    reason = bench.reason("SELECT a FROM t")
    assert reason.startswith("INVALID_TABLE_PROPERTY: Table db.t has invalid partition projection properties")
    assert problem in reason
