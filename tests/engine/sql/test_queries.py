"""Whole queries: clauses, joins, grouping, windows, set operations."""

from __future__ import annotations

from typing import Any

import pytest

PEOPLE = "ARRAY[CAST(ROW('Bob', 38) AS row(name varchar, age integer)), NULL]"
BOTH = "[{name=Bob, age=38}, null]"
QUERIES = [
    ("VALUES 1, 2", [("1",), ("2",)]),
    ("SELECT x FROM (VALUES 1, NULL, 2) t(x) ORDER BY x DESC", [("2",), ("1",), (None,)]),
    ("SELECT x FROM (VALUES 1, NULL, 2) t(x) ORDER BY x", [("1",), ("2",), (None,)]),
    ("SELECT x FROM (VALUES 1, NULL) t(x) ORDER BY x NULLS FIRST", [(None,), ("1",)]),
    ("SELECT x FROM (VALUES 3, 1, 2) t(x) ORDER BY x OFFSET 1 LIMIT 1", [("2",)]),
    ("SELECT x FROM (VALUES 3, 1) t(x) ORDER BY x FETCH FIRST 1 ROW ONLY", [("1",)]),
    ("SELECT a AS b FROM (VALUES 3, 1) t(a) ORDER BY b + 0", [("1",), ("3",)]),
    ("SELECT DISTINCT x FROM (VALUES 1, 1) t(x)", [("1",)]),
    ("WITH a(x) AS (SELECT 1), b AS (SELECT x + 1 AS y FROM a) SELECT x, y FROM a, b", [("1", "2")]),
    ("SELECT 1 UNION SELECT 1", [("1",)]),
    ("SELECT 1 UNION ALL SELECT 2.5 ORDER BY 1", [("1.0",), ("2.5",)]),
    ("SELECT x FROM (VALUES 1, 2) t(x) EXCEPT SELECT 1", [("2",)]),
    ("SELECT x FROM (VALUES 1, 2) t(x) INTERSECT SELECT 1", [("1",)]),
    (
        "SELECT count(*), count(x), sum(x), avg(x), min(x) FROM (VALUES 1, NULL, 2) t(x)",
        [("3", "2", "3", "1.5", "1")],
    ),
    ("SELECT sum(x) FROM (VALUES 1) t(x) WHERE x > 5", [(None,)]),
    ("SELECT avg(x) FROM (VALUES 1.0, 2.0, 2.0) t(x)", [("1.7",)]),
    (
        "SELECT a, count(*) FROM (VALUES ('x', 1), ('y', 1), ('x', 2)) t(a, b) GROUP BY a "
        "HAVING count(*) > 1",
        [("x", "2")],
    ),
    ("SELECT upper(a) FROM (VALUES 'x', 'X') t(a) GROUP BY upper(a)", [("X",)]),
    ("SELECT a FROM (VALUES 'x', 'x') t(a) GROUP BY 1", [("x",)]),
    (
        "SELECT a, b, count(*) FROM (VALUES (1, 2)) t(a, b) GROUP BY "
        "GROUPING SETS ((a), (a, b), ()) ORDER BY 1, 2",
        [("1", "2", "1"), ("1", None, "1"), (None, None, "1")],
    ),
    (
        "SELECT a, b, count(*) FROM (VALUES (1, 2)) t(a, b) GROUP BY ROLLUP (a, b) ORDER BY 1, 2",
        [("1", "2", "1"), ("1", None, "1"), (None, None, "1")],
    ),
    ("SELECT count(*) FILTER (WHERE x > 1), count(DISTINCT x) FROM (VALUES 1, 2, 2) t(x)", [("2", "2")]),
    ("SELECT array_agg(x ORDER BY x DESC) FROM (VALUES 1, 3, 2) t(x)", [("[3, 2, 1]",)]),
    ("SELECT listagg(x, '-') WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a') t(x)", [("a-b",)]),
    ("SELECT approx_distinct(x), max_by(x, y) FROM (VALUES (1, 9), (2, 3)) t(x, y)", [("2", "1")]),
    ("SELECT arbitrary(x), bool_and(x > 0), count_if(x > 0) FROM (VALUES 1) t(x)", [("1", "true", "1")]),
    (
        "SELECT x, row_number() OVER (ORDER BY x DESC), sum(x) OVER (ORDER BY x), lag(x) OVER (ORDER BY x) "
        "FROM (VALUES 1, 2, 3) t(x) ORDER BY x",
        [("1", "3", "1", None), ("2", "2", "3", "1"), ("3", "1", "6", "2")],
    ),
    (
        "SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) "
        "FROM (VALUES 1, 2, 3) t(x) "
        "ORDER BY x",
        [("1", "1"), ("2", "3"), ("3", "5")],
    ),
    (
        "SELECT x, first_value(x) IGNORE NULLS OVER (ORDER BY n) FROM (VALUES (NULL, 1), (5, 2)) t(x, n) "
        "ORDER BY n",
        [(None, None), ("5", "5")],
    ),
    ("SELECT rank() OVER w FROM (VALUES 1, 1) t(x) WINDOW w AS (ORDER BY x)", [("1",), ("1",)]),
    ("SELECT sum(sum(x)) OVER () FROM (VALUES 1, 2) t(x) GROUP BY x", [("3",), ("3",)]),
    ("SELECT count(*) FROM (VALUES nan(), 1) a(x) JOIN (VALUES nan(), 1) b(x) ON a.x = b.x", [("1",)]),
    ("SELECT x FROM (VALUES nan(), 6e0, 4e0) t(x) WHERE x > 5", [("6.0",)]),
    ("SELECT x FROM (VALUES 1, 2) a(x) JOIN (VALUES 2, 3) b(x) USING (x)", [("2",)]),
    (
        "SELECT a.x, b.x FROM (VALUES 1, 2) a(x) LEFT JOIN (VALUES 2) b(x) ON a.x = b.x ORDER BY 1",
        [("1", None), ("2", "2")],
    ),
    ("SELECT x FROM (VALUES 1) a(x) FULL JOIN (VALUES 2) b(x) USING (x) ORDER BY 1", [("1",), ("2",)]),
    (
        "SELECT a.x FROM (VALUES 1, 2) a(x) WHERE NOT EXISTS (SELECT 1 FROM (VALUES 1) b(y) WHERE b.y = a.x)",
        [("2",)],
    ),
    ("SELECT x, n FROM UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n)", [("a", "1"), ("b", "2")]),
    ("SELECT x, y FROM UNNEST(ARRAY[1, 2], ARRAY['a']) AS t(x, y)", [("1", "a"), ("2", None)]),
    ("SELECT k, v FROM UNNEST(MAP(ARRAY['a'], ARRAY[1])) AS t(k, v)", [("a", "1")]),
    ("SELECT a, b FROM UNNEST(ARRAY[ROW(1, 'x')]) AS t(a, b)", [("1", "x")]),
    (
        f"SELECT p.name, t.p.age, p FROM UNNEST({PEOPLE}) AS t(p)",
        [("Bob", "38", "{name=Bob, age=38}"), (None, None, None)],
    ),
    (
        f"SELECT * FROM (SELECT {PEOPLE} AS l) CROSS JOIN UNNEST(l)",
        [(BOTH, "{name=Bob, age=38}"), (BOTH, None)],
    ),
    (
        f"SELECT x.name, y, n FROM UNNEST({PEOPLE}, ARRAY[7, 8, 9]) WITH ORDINALITY AS t(x, y, n)",
        [("Bob", "7", "1"), (None, "8", "2"), (None, "9", "3")],
    ),
    ("SELECT x.a FROM UNNEST(ARRAY[CAST(ROW(1) AS row(a integer))]) AS t(x)", [("1",)]),
    (
        "SELECT a, x FROM (VALUES (1, ARRAY[7, 8]), (2, ARRAY[])) t(a, l) CROSS JOIN UNNEST(l) AS u(x)",
        [("1", "7"), ("1", "8")],
    ),
    (
        "SELECT a, x FROM (VALUES (1, ARRAY[7]), (2, CAST(NULL AS array(integer)))) t(a, l) "
        "LEFT JOIN UNNEST(l) AS u(x) ON true ORDER BY a",
        [("1", "7"), ("2", None)],
    ),
    ("SELECT t.r.a FROM (SELECT CAST(ROW(1) AS row(a integer)) AS r) t", [("1",)]),
]


@pytest.mark.parametrize(("sql", "expected"), QUERIES, ids=[q for q, _ in QUERIES])
def test_a_query_gives_its_rows(bench: Any, sql: str, expected: list[tuple[str | None, ...]]) -> None:
    assert bench.rows(sql) == expected


def test_names_must_be_as_many_as_the_columns_of_unnest(bench: Any) -> None:
    for names, given in (("a, b, c", 3), ("a, b, n, x", 4)):
        ordinality = "WITH ORDINALITY " if given == 4 else ""
        reason = bench.reason(f"SELECT 1 FROM UNNEST({PEOPLE}) {ordinality}AS t({names})")
        assert reason.startswith("MISMATCHED_COLUMN_ALIASES: ")
        assert f"list has {given} entries but 't' has {given - 2} columns available" in reason


def test_columns_without_a_name_are_numbered_and_typed(bench: Any) -> None:
    assert bench.types("SELECT count(*), 1 AS Total, 'a', sum(CAST(1 AS bigint)), 1.5") == [
        ("_col0", "bigint"),
        ("Total", "integer"),
        ("_col2", "varchar(1)"),
        ("_col3", "bigint"),
        ("_col4", "decimal(2,1)"),
    ]


def test_a_query_may_have_two_columns_of_one_name(bench: Any) -> None:
    assert bench.rows("SELECT * FROM (VALUES 1) a(x), (VALUES 2) b(x)") == [("1", "2")]


REFUSALS = [
    ("SELECT y FROM (VALUES 1) t(x)", "COLUMN_NOT_FOUND: line 1:8: Column 'y' cannot be resolved"),
    ("SELECT 1,\n  t.y\nFROM (VALUES 1) t(x)", "COLUMN_NOT_FOUND: line 2:3: Column 't.y' cannot be resolved"),
    ("SELECT x AS y FROM (VALUES 1) t(x) WHERE y = 1", "COLUMN_NOT_FOUND: line 1:42"),
    ("SELECT x AS y FROM (VALUES 1) t(x) GROUP BY y", "COLUMN_NOT_FOUND: line 1:45"),
    ("SELECT x FROM (VALUES 1) a(x), (VALUES 1) b(x)", "AMBIGUOUS_NAME: line 1:8: Column 'x' is ambiguous"),
    (
        "SELECT b FROM (VALUES (1, 2)) t(a, b) GROUP BY a",
        "EXPRESSION_NOT_AGGREGATE: line 1:8: 'b' must be an aggregate",
    ),
    ("SELECT a, count(*) FROM (VALUES 1) t(a)", "EXPRESSION_NOT_AGGREGATE: line 1:8"),
    ("SELECT * FROM nope", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.nope' does not exist"),
    ("SELECT * FROM other.nope", "SCHEMA_NOT_FOUND: line 1:15: Schema 'other' does not exist"),
    ("SELECT * FROM cat.db.nope", "CATALOG_NOT_FOUND: line 1:15: Catalog 'cat' not found"),
    ("SELECT 1; SELECT 2", "SYNTAX_ERROR: line 1:1: Only one sql statement is allowed"),
    (
        "SELECT 'a`b' AS x,\n  `y` FROM t",
        "SYNTAX_ERROR: line 2:3: backquoted identifiers are not supported; use double quotes",
    ),
    ("SELECT 'it''s', 'b", "SYNTAX_ERROR: line 1:17: mismatched input '''. It is never closed"),
    ('SELECT 1 AS "b', "SYNTAX_ERROR: line 1:13: mismatched input '\"'. It is never closed"),
    ("SELECT 1 /* 'why", "SYNTAX_ERROR: line 1:10: mismatched input '/*'. It is never closed"),
    ("SELEC 1", "SYNTAX_ERROR: line 1:1: mismatched input 'SELEC'"),
    (
        "SELECT 1 UNION SELECT 1, 2",
        "TYPE_MISMATCH: line 1:23: UNION query has different number of fields: 1, 2",
    ),
    ("SELECT 1 UNION SELECT 'a'", "TYPE_MISMATCH: line 1:23: column 1 in UNION query has incompatible types"),
    ("SELECT DISTINCT x FROM (VALUES 1) t(x) ORDER BY x + 1", "EXPRESSION_NOT_IN_DISTINCT"),
    ("SELECT 1 ORDER BY 2", "INVALID_COLUMN_REFERENCE: line 1:19: ORDER BY position 2 is not in select list"),
    ("INSERT INTO t VALUES 1", "NOT_SUPPORTED: INSERT"),
    ("SELECT x FROM (VALUES 1) t(x) ORDER BY x FETCH FIRST 1 ROW WITH TIES", "NOT_SUPPORTED"),
    ("SELECT * FROM (VALUES 1) t(x) TABLESAMPLE BERNOULLI (10)", "NOT_SUPPORTED"),
]


@pytest.mark.parametrize(("sql", "reason"), REFUSALS, ids=[s for s, _ in REFUSALS])
def test_a_wrong_query_is_refused_with_its_place(bench: Any, sql: str, reason: str) -> None:
    assert bench.reason(sql).startswith(reason)
