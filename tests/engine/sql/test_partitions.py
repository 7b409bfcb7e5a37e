"""Partitions come from the catalog, and those that WHERE rules out are not opened."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse.engine.sql import Partition


@pytest.fixture
def partitioned(bench: Any) -> Any:
    bench.declare("t", "a bigint", keys="year int; kind string")
    for year, kind, content in [
        ("2023", "x", '{"a": 1}\n'),
        ("2024", "x", '{"a": 2}\n'),
        ("2024", "y", "broken"),
    ]:
        bench.put(f"s3://bucket/t/year={year}/kind={kind}/1.json", content)
    bench.registered["t"] = [
        Partition((year, kind), f"s3://bucket/t/year={year}/kind={kind}/")
        for year, kind in [("2023", "x"), ("2024", "x"), ("2024", "y")]
    ]
    return bench


@pytest.mark.parametrize("condition", [
    "kind = 'x'", "year = 2023 OR kind <> 'y'", "kind IN ('x', 'z')", "year < 2024",
    "kind LIKE 'x%' AND a > 0",
    "(year = 2023 AND a = 1)",
])  # fmt: skip
def test_a_partition_that_is_ruled_out_is_never_read(partitioned: Any, condition: str) -> None:
    rows = partitioned.rows(f"SELECT a, year, kind FROM t WHERE {condition} ORDER BY a")
    assert rows[0] == ("1", "2023", "x")


@pytest.mark.parametrize("condition", ["a > 0", "a = 1 OR kind = 'x'", "true"])
def test_a_condition_on_other_columns_rules_nothing_out(partitioned: Any, condition: str) -> None:
    assert partitioned.reason(f"SELECT a FROM t WHERE {condition}").startswith("HIVE_CURSOR_ERROR")


def test_a_condition_above_an_outer_join_rules_nothing_out(partitioned: Any) -> None:
    sql = "SELECT v.x, t.a FROM (VALUES 2) v(x) LEFT JOIN t ON t.a = v.x WHERE t.kind IS NULL"
    assert partitioned.reason(sql).startswith("HIVE_CURSOR_ERROR")


def test_partition_keys_follow_the_columns(partitioned: Any) -> None:
    assert partitioned.types("SELECT * FROM t") == [("a", "bigint"), ("year", "integer"), ("kind", "varchar")]


def test_the_partitions_table_lists_the_values(partitioned: Any) -> None:
    assert partitioned.rows('SELECT * FROM "t$partitions" WHERE year = 2024 ORDER BY kind') == [
        ("2024", "x"),
        ("2024", "y"),
    ]


def test_files_that_are_in_no_partition_are_not_read(partitioned: Any) -> None:
    partitioned.registered["t"] = partitioned.registered["t"][:1]
    assert partitioned.rows("SELECT a FROM t") == [("1",)]


def test_the_default_partition_is_null(bench: Any) -> None:
    bench.declare("t", "a bigint", keys="k string")
    bench.put("s3://bucket/t/k=__HIVE_DEFAULT_PARTITION__/1.json", '{"a": 1}\n')
    bench.registered["t"] = [
        Partition(("__HIVE_DEFAULT_PARTITION__",), "s3://bucket/t/k=__HIVE_DEFAULT_PARTITION__/")
    ]
    assert bench.rows("SELECT a, k FROM t WHERE k IS NULL") == [("1", None)]
