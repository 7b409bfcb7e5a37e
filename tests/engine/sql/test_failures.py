"""An error belongs to the rows that make it: over columns, the others keep their values."""

from __future__ import annotations

from typing import Any

import pytest

ROWS = """
{"n": 1, "d": 2, "one": 1, "two": 2, "s": "a-b", "number": "12", "day": "2024-01-31", "flag": "true", \
"l": [5, 6], "m": {"k": 7}}
{"n": 6, "d": 3, "one": 1, "two": 2, "s": "c-d", "number": "-3", "day": "2024-02-29", "flag": "f", \
"l": [8, 9, 10], "m": {"k": 8, "j": 1}}
{"n": null, "d": 4, "one": null, "two": null, "s": null, "number": null, "day": null, "flag": null, \
"l": null, "m": null}
"""
COLUMNS = (
    "n bigint; d int; one bigint; two bigint; s string; number string; day string; flag string; "
    "l array<int>; m map<string,int>"
)


@pytest.fixture
def table(bench: Any) -> Any:
    bench.json("t", COLUMNS, ROWS.strip() + "\n")
    return bench


VALUES: list[tuple[str, list[str | None]]] = [
    ("12 / n", ["12", "2", None]),
    ("n / d", ["0", "2", None]),
    ("7 % d", ["1", "1", "3"]),
    ("mod(n, d)", ["1", "0", None]),
    ("CAST(n AS decimal(5,2)) / d", ["0.50", "2.00", None]),
    ("CAST(n AS decimal(5,2)) % d", ["1.00", "0.00", None]),
    ("n / NULLIF(d, 3)", ["0", None, None]),
    ("CASE WHEN n > 1 THEN 12 / (n - 1) END", [None, "2", None]),
    ("l[1]", ["5", "8", None]),
    ("l[two]", ["6", "9", None]),
    ("element_at(l, two)", ["6", "9", None]),
    ("element_at(l, 3)", [None, "10", None]),
    ("slice(l, two, 1)", ["[6]", "[9]", None]),
    ("m['k']", ["7", "8", None]),
    ("element_at(m, 'j')", [None, "1", None]),
    ("split(s, '-')[2]", ["b", "d", None]),
    ("split(s, '-')[one]", ["a", "c", None]),
    ("split_part(s, '-', one)", ["a", "c", None]),
    ("split_part(s, '-', 3)", [None, None, None]),
    ("sequence(one, n, one)", ["[1]", "[1, 2, 3, 4, 5, 6]", None]),
    ("CAST(number AS integer)", ["12", "-3", None]),
    ("CAST(number AS decimal(4,1))", ["12.0", "-3.0", None]),
    ("CAST(day AS date)", ["2024-01-31", "2024-02-29", None]),
    ("CAST(day AS timestamp)", ["2024-01-31 00:00:00.000", "2024-02-29 00:00:00.000", None]),
    ("CAST(flag AS boolean)", ["true", "false", None]),
    ("CAST(d AS varchar(1))", ["2", "3", "4"]),
    ("CAST(CAST(n AS json) AS varchar)", ["1", "6", None]),
    ("transform(l, x -> x / n)", ["[5, 6]", "[1, 1, 1]", None]),
    ("TRY(6 / (n - 1))", [None, "1", None]),
    ("TRY(l[3])", [None, "10", None]),
    ("TRY(m['j'])", [None, "1", None]),
    ("TRY(split(s, '-')[n])", ["a", None, None]),
    ("TRY_CAST(flag AS integer)", [None, None, None]),
    ("sum(n) OVER (PARTITION BY n ORDER BY d) / d", ["0", "2", None]),
]


@pytest.mark.parametrize(("expression", "expected"), VALUES, ids=[e for e, _ in VALUES])
def test_rows_that_can_be_worked_out_have_their_value(
    table: Any, expression: str, expected: list[str | None]
) -> None:
    assert table.rows(f"SELECT {expression} FROM t ORDER BY d") == [(value,) for value in expected]


QUERIES = [
    ("SELECT sum(d) / count(*), sum(n) % count(n), 100.0 * count(n) / count(*) FROM t", [("3", "1", "66.7")]),
    ("SELECT d FROM t WHERE 12 / n = 2", [("3",)]),
    ("SELECT d FROM t WHERE m['k'] = 7 AND l[2] = 6 AND split(s, '-')[1] = 'a'", [("2",)]),
    ("SELECT d FROM t WHERE d > 2 AND 6 / (d - 2) = 6", [("3",)]),
    ("SELECT split(s, '-')[2], count(*) / 1 FROM t WHERE s IS NOT NULL GROUP BY split(s, '-')[2] ORDER BY 1",
     [("b", "1"), ("d", "1")]),
    ("SELECT max(l[1]), max(m['k']), array_agg(n ORDER BY d)[2] FROM t", [("8", "8", "6")]),
    ("SELECT n / d, sum(d) / count(*) FROM t GROUP BY n / d HAVING sum(d) / count(*) = 3", [("2", "3")]),
    ("SELECT a.d FROM t a JOIN t b ON a.n / a.d = b.d", [("3",)]),
    ("SELECT x / n FROM t CROSS JOIN UNNEST(l) AS u(x) ORDER BY x", [("5",), ("6",), ("1",), ("1",), ("1",)]),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "expected"), QUERIES, ids=[q for q, _ in QUERIES])
def test_every_clause_works_out_its_rows_only(table: Any, sql: str, expected: list[tuple[str, ...]]) -> None:
    assert table.rows(sql) == expected


def test_a_branch_that_is_not_taken_does_not_fail_for_another_that_is_alike(table: Any) -> None:
    sql = "SELECT TRY(6 / (n - 1)), IF(n > 1, 6 / (n - 1)) FROM t ORDER BY d"
    assert table.rows(sql) == [(None, None), ("1", "1"), (None, None)]


FAILURES = [
    ("6 / (n - 1)", "DIVISION_BY_ZERO: Division by zero"),
    ("6 % (n - 1)", "DIVISION_BY_ZERO: Division by zero"),
    ("CAST(n AS decimal(5,2)) / (d - 2)", "DIVISION_BY_ZERO: Division by zero"),
    ("l[3]", "INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length"),
    ("l[n - 1]", "INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1"),
    ("l[-n]", "INVALID_FUNCTION_ARGUMENT: Array subscript is negative"),
    ("element_at(l, n - 1)", "INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1"),
    ("slice(l, n - 1, 1)", "INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1"),
    ("m['j']", "INVALID_FUNCTION_ARGUMENT: Key not present in map: j"),
    ("split(s, '-')[n]", "INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal"),
    ("split_part(s, '-', n - 1)", "INVALID_FUNCTION_ARGUMENT: Index must be greater than zero"),
    ("sequence(one, n, one - 2)", "INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater"),
    ("CAST(flag AS integer)", "INVALID_CAST_ARGUMENT: Cannot cast 't"),
    ("CAST(s AS date)", "INVALID_CAST_ARGUMENT: Value cannot be cast to date: "),
    ("CAST(number AS varchar(1)) || CAST(d + 8 AS varchar(1))", "INVALID_CAST_ARGUMENT: Value 1"),
]


@pytest.mark.parametrize(("expression", "reason"), FAILURES, ids=[e for e, _ in FAILURES])
def test_one_row_that_cannot_be_worked_out_fails_the_query(table: Any, expression: str, reason: str) -> None:
    assert table.reason(f"SELECT {expression} FROM t").startswith(reason)
