"""Aggregates over groups of rows.

https://trino.io/docs/current/functions/aggregate.html
"""

from __future__ import annotations

from typing import Any

import pytest

ROWS = (
    '{"g": "a", "k": "x", "n": 1, "m": {"p": 1}}\n{"g": "a", "k": "y", "n": 2, "m": {"q": 5}}\n'
    '{"g": "a", "k": "x", "n": 3, "m": {}}\n{"g": "b", "k": null, "n": 4, "m": null}\n'
    '{"g": "b", "k": "z", "n": null, "m": {"r": null}}\n'
)

CASES: list[tuple[str, list[str | None]]] = [
    ("map_agg(k, n)['x'] IN (1, 3)", ["true"]),
    ("cardinality(map_agg(k, n))", ["2", "1"]),
    ("map_agg(k, n) FILTER (WHERE n = 2)", ["{y=2}", None]),
    ("array_sort(multimap_agg(k, n)['x'])", ["[1, 3]"]),
    ("histogram(k)", ["{x=2, y=1}", "{z=1}"]),
    ("map_union(m)", ["{p=1, q=5}", "{r=null}"]),
    ("max(n, 2)", ["[3, 2]", "[4]"]),
    ("min(n, 2)", ["[1, 2]", "[4]"]),
    ("max_by(k, n, 2)", ["[x, y]", "[null]"]),
    ("min_by(k, n, 2)", ["[x, y]", "[null]"]),
    ("approx_percentile(n, ARRAY[0.5, 1.0])", ["[2, 3]", "[4, 4]"]),
    ("bitwise_or_agg(n)", ["3", "4"]),
    ("bitwise_and_agg(n)", ["0", "4"]),
]


@pytest.fixture
def table(bench: Any) -> Any:
    bench.json("t", "g string; k string; n bigint; m map<string,int>", ROWS)
    return bench


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[e for e, _ in CASES])
def test_an_aggregate_of_each_group(table: Any, expression: str, expected: list[str | None]) -> None:
    groups = "g" if len(expected) == 2 else "g HAVING g = 'a'"
    assert table.rows(f"SELECT {expression} FROM t GROUP BY {groups} ORDER BY g") == [(v,) for v in expected]


def test_a_map_of_nothing_is_null(table: Any) -> None:
    sql = "SELECT map_agg(k, n), multimap_agg(k, n), histogram(k), map_union(m) FROM t WHERE n = 4"
    assert table.rows(sql) == [(None, None, None, None)]


def test_a_geometric_mean_takes_a_filter_and_zero(table: Any) -> None:
    sql = "SELECT geometric_mean(x) FILTER (WHERE x > 0), geometric_mean(x) FROM (VALUES 0, 4, 9) t(x)"
    assert table.rows(sql) == [("6.0", "0.0")]


def test_a_map_may_be_gathered_by_a_window(table: Any) -> None:
    sql = "SELECT n, map_agg(k, n) OVER (PARTITION BY g)['y'] FROM t WHERE g = 'a' ORDER BY n"
    assert table.rows(sql) == [("1", "2"), ("2", "2"), ("3", "2")]


def test_skewness_and_kurtosis_are_trinos(table: Any) -> None:
    # m3 = 38.8125, m2 = 38.75 of (1, 2, 5, 9): sqrt(4) * m3 / m2 ** 1.5; excess kurtosis of a sample
    sql = "SELECT round(skewness(x), 6), round(kurtosis(x), 6) FROM (VALUES 1, 2, 5, 9) t(x)"
    assert table.rows(sql) == [("0.513024", "-0.581894")]


def test_grouping_tells_by_which_columns_a_row_is_grouped(table: Any) -> None:
    sql = (
        "SELECT a, b, grouping(a, b), count(*) FROM (VALUES (1, 2), (1, 3)) t(a, b) "
        "GROUP BY GROUPING SETS ((a, b), (a), ()) ORDER BY 3, 1, 2"
    )
    assert table.rows(sql) == [
        ("1", "2", "0", "1"),
        ("1", "3", "0", "1"),
        ("1", None, "1", "2"),
        (None, None, "3", "2"),
    ]
