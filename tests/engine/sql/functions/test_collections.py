"""Functions of arrays and maps, over columns.

https://trino.io/docs/current/functions/array.html
https://trino.io/docs/current/functions/map.html
"""

from __future__ import annotations

from typing import Any

import pytest

ROWS = (
    '{"n": 1, "l": [3, 1, 2, 1], "m": {"p": 1, "q": 2}}\n{"n": 2, "l": [], "m": {}}\n'
    '{"n": 3, "l": [7, null, 7], "m": {"r": null}}\n{"n": 4, "l": null, "m": null}\n'
)

CASES: list[tuple[str, list[str | None]]] = [
    ("array_distinct(l)", ["[3, 1, 2]", "[]", "[7, null]", None]),
    ("array_union(l, ARRAY[2, 9])", ["[3, 1, 2, 9]", "[2, 9]", "[7, null, 2, 9]", None]),
    ("array_union(l, ARRAY[NULL])", ["[3, 1, 2, null]", "[null]", "[7, null]", None]),
    ("array_intersect(l, ARRAY[1, 7, 1])", ["[1]", "[]", "[7]", None]),
    ("array_intersect(l, ARRAY[NULL, 2])", ["[2]", "[]", "[null]", None]),
    ("array_except(l, ARRAY[1, NULL])", ["[3, 2]", "[]", "[7]", None]),
    ("arrays_overlap(l, ARRAY[1])", ["true", "false", None, None]),
    ("zip(l, ARRAY['a'])", [
        "[{field0=3, field1=a}, {field0=1, field1=null}, {field0=2, field1=null}, {field0=1, field1=null}]",
        "[{field0=null, field1=a}]",
        "[{field0=7, field1=a}, {field0=null, field1=null}, {field0=7, field1=null}]",
        None,
    ]),
    ("zip_with(l, ARRAY[10, 20, 30, 40], (x, y) -> coalesce(x, 0) + y)",
     ["[13, 21, 32, 41]", "[10, 20, 30, 40]", "[17, 20, 37, 40]", None]),
    ("ngrams(l, 2)", ["[[3, 1], [1, 2], [2, 1]]", "[[]]", "[[7, null], [null, 7]]", None]),
    ("trim_array(l, 0)", ["[3, 1, 2, 1]", "[]", "[7, null, 7]", None]),
    ("reverse(l)", ["[1, 2, 1, 3]", "[]", "[7, null, 7]", None]),
    ("l || 9", ["[3, 1, 2, 1, 9]", "[9]", "[7, null, 7, 9]", None]),
    ("0 || l", ["[0, 3, 1, 2, 1]", "[0]", "[0, 7, null, 7]", None]),
    ("cardinality(shuffle(l))", ["4", "0", "3", None]),
    ("reduce(l, 0, (s, x) -> s + x * n, s -> s)", ["7", "0", None, None]),
    ("reduce(l, '', (s, x) -> s || coalesce(CAST(x AS varchar), '-'), s -> s || '.')",
     ["3121.", ".", "7-7.", None]),
    ("reduce(l, CAST(ROW(0.0, 0) AS row(sum double, count integer)), "
     "(s, x) -> CAST(ROW(x + s.sum, s.count + 1) AS row(sum double, count integer)), "
     "s -> IF(s.count = 0, NULL, s.sum / s.count))",
     ["1.75", None, None, None]),
    ("transform(l, x -> reduce(l, 0, (s, y) -> s + y * x, s -> s))",
     ["[21, 7, 14, 7]", "[]", "[null, null, null]", None]),
    ("map_filter(m, (k, v) -> v > 1)", ["{q=2}", "{}", "{}", None]),
    ("transform_values(m, (k, v) -> v * 10 + n)", ["{p=11, q=21}", "{}", "{r=null}", None]),
    ("transform_keys(m, (k, v) -> upper(k))", ["{P=1, Q=2}", "{}", "{R=null}", None]),
    ("map_entries(m)",
     ["[{field0=p, field1=1}, {field0=q, field1=2}]", "[]", "[{field0=r, field1=null}]", None]),
    ("map_concat(m, MAP(ARRAY['q', 'z'], ARRAY[8, 9]))",
     ["{p=1, q=8, z=9}", "{q=8, z=9}", "{r=null, q=8, z=9}", None]),
    ("map_zip_with(m, MAP(ARRAY['q'], ARRAY[5]), "
     "(k, v, w) -> k || ':' || CAST(coalesce(v, 0) + coalesce(w, 0) AS varchar))",
     ["{p=p:1, q=q:7}", "{q=q:5}", "{r=r:0, q=q:5}", None]),
    ("transform(l, x -> cardinality(map_filter(m, (k, v) -> v >= x)))",
     ["[0, 2, 1, 2]", "[]", "[0, 0, 0]", None]),
    ("map_from_entries(ARRAY[(n, 'x'), (n + 1, 'y')])[n + 1]", ["y", "y", "y", "y"]),
    ("multimap_from_entries(ARRAY[(1, n), (2, n), (1, 9)])[1]", ["[1, 9]", "[2, 9]", "[3, 9]", "[4, 9]"]),
]  # fmt: skip


@pytest.fixture
def table(bench: Any) -> Any:
    bench.json("t", "n bigint; l array<int>; m map<string,int>", ROWS)
    return bench


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[e for e, _ in CASES])
def test_a_function_of_collections_is_worth_what_trino_says(
    table: Any, expression: str, expected: list[str | None]
) -> None:
    assert table.rows(f"SELECT {expression} FROM t ORDER BY n") == [(value,) for value in expected]


@pytest.mark.parametrize(("expression", "reason"), [
    ("trim_array(l, 3)", "INVALID_FUNCTION_ARGUMENT: size must not exceed array cardinality"),
    ("map_from_entries(ARRAY[(1, n), (1, n)])", "INVALID_FUNCTION_ARGUMENT: Duplicate map keys"),
    ("reduce(l, 'a', (s, x) -> x, s -> s)", "TYPE_MISMATCH"),
    ("map_filter(m, v -> true)", "TYPE_MISMATCH"),
])  # fmt: skip
def test_a_function_of_collections_fails_where_trino_fails(table: Any, expression: str, reason: str) -> None:
    assert table.reason(f"SELECT {expression} FROM t").startswith(reason)


@pytest.mark.parametrize(("expression", "expected"), [
    ("element_at(MAP(ARRAY['US', 'GB'], ARRAY['a', 'b']), c)", ["b", None]),
    ("TRY(MAP(ARRAY['US', 'GB'], ARRAY[1, 2])[c])", ["2", None]),
    ("element_at(MAP(ARRAY[1, 2], ARRAY['a', 'b']), n)", ["b", None]),
    ("array_position(ARRAY['US', 'GB'], c)", ["2", "0"]),
    ("contains(ARRAY['US', 'GB'], c)", ["true", "false"]),
    ("array_remove(ARRAY['US', 'GB'], c)", ["[US]", "[US, GB]"]),
    ("ARRAY['US'] || c", ["[US, GB]", "[US, Chile]"]),
    ("n || ARRAY[1, 2]", ["[2, 1, 2]", "[7000000000, 1, 2]"]),
])  # fmt: skip
def test_an_item_and_what_holds_it_widen_to_their_common_type(
    bench: Any, expression: str, expected: list[str | None]
) -> None:
    bench.json("t", "c string; n bigint", '{"c": "GB", "n": 2}\n{"c": "Chile", "n": 7000000000}\n')
    assert bench.rows(f"SELECT {expression} FROM t ORDER BY n") == [(value,) for value in expected]
