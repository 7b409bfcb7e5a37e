"""SQL and its rows; expectations come from Trino's documentation, not from what the engine answers."""

from __future__ import annotations

from typing import Any

import pytest

Rows = list[tuple[str | None, ...]]

SCALARS: list[tuple[str, str | None]] = [
    # https://trino.io/docs/current/functions/math.html
    ("7 / 2", "3"),
    ("-7 / 2", "-3"),
    ("7 % 3", "1"),
    ("-7 % 3", "-1"),
    ("7 / 2e0", "3.5"),
    ("10.00 / 3.00", "3.33"),
    ("-1.00 / 3", "-0.33"),
    ("2.0 / 3", "0.7"),
    ("1.5 * 2", "3.0"),
    ("1.5 + 1", "2.5"),
    ("round(2.5)", "3"),
    ("round(-2.5e0)", "-3.0"),
    ("round(2.345, 2)", "2.350"),
    ("ceil(1.2)", "2"),
    ("floor(-1.5e0)", "-2.0"),
    ("power(2, 10)", "1024.0"),
    ("mod(-7, 3)", "-1"),
    ("sqrt(-1)", "NaN"),
    ("abs(-3)", "3"),
    ("sign(-2.5)", "-1"),
    ("truncate(-2.7e0)", "-2.0"),
    ("greatest(1, 5, 3)", "5"),
    ("greatest(1, NULL)", None),
    ("least('b', 'a')", "a"),
    # https://trino.io/docs/current/functions/conversion.html
    ("CAST(2.5e0 AS integer)", "3"),
    ("CAST(-2.5e0 AS integer)", "-3"),
    ("CAST(2.5 AS bigint)", "3"),
    ("CAST('12' AS bigint)", "12"),
    ("TRY_CAST('1.5' AS integer)", None),
    ("TRY_CAST('x' AS date)", None),
    ("CAST(1e10 AS varchar)", "1.0E10"),
    ("CAST(1.5e0 AS varchar)", "1.5"),
    ("CAST(0.0001e0 AS varchar)", "1.0E-4"),
    ("CAST(true AS varchar)", "true"),
    ("CAST('abcdef' AS varchar(3))", "abc"),
    ("CAST('ab' AS char(4)) || '|'", "ab  |"),
    ("CAST(TIMESTAMP '2024-01-15 10:30:00' AS varchar)", "2024-01-15 10:30:00.000"),
    ("CAST('T' AS boolean)", "true"),
    ("CAST(1 AS boolean)", "true"),
    ("CAST('1.555' AS decimal(3,2))", "1.56"),
    ("CAST(ARRAY[1, 2] AS array(varchar))", "[1, 2]"),
    ("CAST(ROW(1, 'x') AS row(a integer, b varchar)).b", "x"),
    ("typeof(1)", "integer"),
    ("typeof(2147483648)", "bigint"),
    ("typeof('abc')", "varchar(3)"),
    ("typeof(1.50)", "decimal(3,2)"),
    ("typeof(1e0)", "double"),
    ("typeof(1.5 * 2.25)", "decimal(5,3)"),
    ("typeof(DATE '2024-01-01' + INTERVAL '1' DAY)", "date"),
    # https://trino.io/docs/current/functions/conditional.html
    ("TRY(1 / 0)", None),
    ("TRY(CAST('x' AS bigint))", None),
    ("COALESCE(TRY(1 / 0), 7)", "7"),
    ("NULLIF(1, 1)", None),
    ("IF(1 > 2, 'a')", None),
    ("CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END", "b"),
    ("CASE WHEN NULL THEN 1 ELSE 2 END", "2"),
    # https://trino.io/docs/current/functions/string.html
    ("'a' || 'b'", "ab"),
    ("concat('a', NULL)", None),
    ("concat_ws(',', 'a', NULL, 'b')", "a,b"),
    ("substr('hello', 2, 3)", "ell"),
    ("substr('hello', -3)", "llo"),
    ("substr('hello', 0)", ""),
    ("split('a,b,', ',')", "[a, b, ]"),
    ("split_part('a,b', ',', 2)", "b"),
    ("split_part('a,b', ',', 3)", None),
    ("strpos('abc', 'z')", "0"),
    ("position('c' IN 'abc')", "3"),
    ("trim('  a ')", "a"),
    ("trim(LEADING 'x' FROM 'xxa')", "a"),
    ("lpad('7', 3, '0')", "007"),
    ("replace('aXbX', 'X')", "ab"),
    ("reverse('abc')", "cba"),
    ("length('é')", "1"),
    ("upper('abc')", "ABC"),
    ("to_hex(md5(to_utf8('')))", "D41D8CD98F00B204E9800998ECF8427E"),
    ("levenshtein_distance('kitten', 'sitting')", "3"),
    ("'a_c' LIKE 'a$_c' ESCAPE '$'", "true"),
    ("'abc' NOT LIKE 'a%'", "false"),
    # https://trino.io/docs/current/functions/regexp.html
    ("regexp_like('abc', 'a(?=b)')", "true"),
    (r"regexp_extract('1a 2b 14m', '(\d+)([a-z]+)', 2)", "a"),
    (r"regexp_extract_all('1a 2b 14m', '\d+')", "[1, 2, 14]"),
    (r"regexp_replace('1a 2b 14m', '(\d+)([ab]) ', '3c$2 ')", "3ca 3cb 14m"),
    (r"regexp_split('1a 2b 14m', '\s*[a-z]+\s*')", "[1, 2, 14, ]"),
    (r"regexp_count('1a 2b 14m', '\s*[a-z]+\s*')", "3"),
    ("regexp_extract('x', 'y')", None),
    # https://trino.io/docs/current/functions/datetime.html
    ("date_diff('day', DATE '2024-01-01', DATE '2024-02-01')", "31"),
    ("date_diff('hour', TIMESTAMP '2024-01-01 00:30:00', TIMESTAMP '2024-01-01 02:00:00')", "1"),
    ("date_diff('month', DATE '2024-01-15', DATE '2024-03-14')", "1"),
    ("date_diff('year', DATE '2024-12-31', DATE '2025-01-01')", "0"),
    ("date_diff('day', DATE '2024-01-02', DATE '2024-01-01')", "-1"),
    ("date_trunc('month', DATE '2024-01-15')", "2024-01-01"),
    ("date_trunc('hour', TIMESTAMP '2001-08-22 03:04:05.321')", "2001-08-22 03:00:00.000"),
    ("date_add('month', 1, DATE '2024-01-31')", "2024-02-29"),
    ("date_add('millisecond', 1500, TIMESTAMP '2024-01-01 00:00:00')", "2024-01-01 00:00:01.500"),
    ("DATE '2024-03-31' - INTERVAL '1' MONTH", "2024-02-29"),
    ("TIMESTAMP '2024-01-01 00:00:00' - INTERVAL '1' HOUR", "2023-12-31 23:00:00.000"),
    ("from_unixtime(1655564376.361)", "2022-06-18 14:59:36.361 UTC"),
    ("to_unixtime(TIMESTAMP '1970-01-01 00:00:01.500')", "1.5"),
    ("date_format(TIMESTAMP '2022-10-20 05:10:00', '%m-%d-%Y %H')", "10-20-2022 05"),
    ("date_format(DATE '2024-01-05', '%a %W %b %e %y')", "Fri Friday Jan 5 24"),
    ("date_parse('2022/10/20/05', '%Y/%m/%d/%H')", "2022-10-20 05:00:00.000"),
    ("from_iso8601_timestamp('2020-05-11T11:15:05.055Z')", "2020-05-11 11:15:05.055 UTC"),
    ("from_iso8601_date('2020-05-11')", "2020-05-11"),
    ("day_of_week(DATE '2024-01-07')", "7"),
    ("week(DATE '2024-12-30')", "1"),
    ("EXTRACT(year FROM DATE '2024-02-03')", "2024"),
    ("last_day_of_month(DATE '2024-02-03')", "2024-02-29"),
    ("millisecond(TIMESTAMP '2024-01-01 00:00:07.125')", "125"),
    # https://trino.io/docs/current/functions/json.html
    ("""json_extract_scalar('{"a": {"b": 1.50}}', '$.a.b')""", "1.50"),
    ("""json_extract_scalar('{"a": {}}', '$.a')""", None),
    ("""json_extract_scalar('{bad', '$.a')""", None),
    ("""json_extract_scalar('[true, "x"]', '$[1]')""", "x"),
    ("""json_extract('{"a": [1, 2]}', '$.a')""", "[1,2]"),
    ("""json_array_length('[1, 2, 3]')""", "3"),
    ("""CAST(json_extract('[1, 2]', '$') AS array(bigint))""", "[1, 2]"),
    ("""CAST(JSON '"x"' AS varchar)""", "x"),
    # https://trino.io/docs/current/functions/array.html
    ("ARRAY[1, NULL, 3]", "[1, null, 3]"),
    ("ARRAY[5, 6][2]", "6"),
    ("element_at(ARRAY[1], 3)", None),
    ("element_at(ARRAY[1, 2, 3], -1)", "3"),
    ("cardinality(ARRAY[1, 2])", "2"),
    ("contains(ARRAY[1, NULL], 2)", None),
    ("array_position(ARRAY['a', 'b'], 'c')", "0"),
    ("array_join(ARRAY[1, NULL, 3], ',')", "1,3"),
    ("array_join(ARRAY[1, NULL, 3], ',', '-')", "1,-,3"),
    ("array_distinct(ARRAY[2, 1, 2, NULL, NULL])", "[2, 1, null]"),
    ("array_sort(ARRAY[3, NULL, 1])", "[1, 3, null]"),
    ("array_max(ARRAY[1, NULL])", None),
    ("slice(ARRAY[1, 2, 3, 4], 2, 2)", "[2, 3]"),
    ("slice(ARRAY[1, 2, 3, 4], -2, 2)", "[3, 4]"),
    ("flatten(ARRAY[ARRAY[1], ARRAY[2, 3]])", "[1, 2, 3]"),
    ("sequence(1, 5, 2)", "[1, 3, 5]"),
    ("sequence(DATE '2024-01-30', DATE '2024-02-01')", "[2024-01-30, 2024-01-31, 2024-02-01]"),
    ("transform(ARRAY[5, 6], x -> x + 1)", "[6, 7]"),
    ("filter(ARRAY[5, -6, NULL, 7], x -> x > 0)", "[5, 7]"),
    ("reduce(ARRAY[5, 20, 50], 0, (s, x) -> s + x, s -> s * 10)", "750"),
    ("any_match(ARRAY[1, 2], x -> x = 2)", "true"),
    ("all_match(ARRAY[1, NULL], x -> x = 1)", None),
    ("none_match(ARRAY[1], x -> x = 2)", "true"),
    ("transform(ARRAY[ARRAY[1, 2]], x -> transform(x, y -> y * 2))", "[[2, 4]]"),
    ("MAP(ARRAY['a', 'b'], ARRAY[1, 2])", "{a=1, b=2}"),
    ("MAP(ARRAY['a'], ARRAY[1])['a']", "1"),
    ("element_at(MAP(ARRAY['a'], ARRAY[1]), 'z')", None),
    ("map_keys(MAP(ARRAY['a'], ARRAY[1]))", "[a]"),
    ("CAST(ROW(1, 'x') AS row(a integer, b varchar))", "{a=1, b=x}"),
    # logic
    ("NULL AND false", "false"),
    ("1 IN (2, NULL)", None),
    ("NULL IS NOT DISTINCT FROM NULL", "true"),
    ("2 BETWEEN 1 AND 3", "true"),
    ("EXISTS (SELECT 1 WHERE false)", "false"),
    ("5 > ALL (SELECT 1)", "true"),
    ("(SELECT max(x) FROM (VALUES 1, 2) t(x))", "2"),
]


@pytest.mark.parametrize(("expression", "expected"), SCALARS, ids=[e for e, _ in SCALARS])
def test_an_expression_is_worth_what_trino_says(bench: Any, expression: str, expected: str | None) -> None:
    assert bench.rows(f"SELECT {expression}") == [(expected,)]


FAILURES = [
    ("1 / 0", "DIVISION_BY_ZERO: Division by zero"),
    ("1.0 / 0", "DIVISION_BY_ZERO: Division by zero"),
    ("5 % 0", "DIVISION_BY_ZERO: Division by zero"),
    ("CAST('1.5' AS integer)", "INVALID_CAST_ARGUMENT: Cannot cast '1.5' to INT"),
    ("CAST('x' AS date)", "INVALID_CAST_ARGUMENT: Value cannot be cast to date: x"),
    ("CAST(300 AS tinyint)", "INVALID_CAST_ARGUMENT"),
    ("2147483647 + 1", "NUMERIC_VALUE_OUT_OF_RANGE"),
    (
        "ARRAY[1, 2][5]",
        "INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length",
    ),
    ("ARRAY[1][0]", "INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1"),
    ("MAP(ARRAY['a'], ARRAY[1])['b']", "INVALID_FUNCTION_ARGUMENT: Key not present in map: b"),
    ("date_parse('x', '%Y')", 'INVALID_FUNCTION_ARGUMENT: Invalid format: "x"'),
    (
        "regexp_extract('a', '(a)', 2)",
        "INVALID_FUNCTION_ARGUMENT: Pattern has 1 groups. Cannot access group 2",
    ),
    ("json_parse('{')", "INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '{'"),
    ("(SELECT x FROM (VALUES 1, 2) t(x))", "SUBQUERY_MULTIPLE_ROWS"),
]


@pytest.mark.parametrize(("expression", "reason"), FAILURES, ids=[e for e, _ in FAILURES])
def test_an_expression_fails_where_trino_fails(bench: Any, expression: str, reason: str) -> None:
    assert bench.reason(f"SELECT {expression}").startswith(reason)


REFUSALS = [
    ("SELECT 1 = '1'", "TYPE_MISMATCH: line 1:10: Cannot apply operator: integer = varchar(1)"),
    (
        "SELECT DATE '2024-01-01' = '2024-01-01'",
        "TYPE_MISMATCH: line 1:26: Cannot apply operator: date = varchar(10)",
    ),
    ("SELECT 1 + 'a'", "TYPE_MISMATCH: line 1:10: Cannot apply operator: integer + varchar(1)"),
    ("SELECT foo(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered"),
    ("SELECT list_sum(ARRAY[1])", "FUNCTION_NOT_FOUND: line 1:8: Function 'list_sum' not registered"),
    ("SELECT json_value('{}', 'lax $')", "NOT_SUPPORTED: line 1:8"),
    ("SELECT sum('a')", "TYPE_MISMATCH: line 1:8: Unexpected parameters (varchar(1)) for function sum"),
    ("SELECT lower(1)", "TYPE_MISMATCH: line 1:8: Unexpected parameters (integer) for function lower"),
    ("SELECT CAST(DATE '2024-01-01' AS bigint)", "TYPE_MISMATCH: line 1:18: Cannot cast date to bigint"),
    ("SELECT 1 WHERE 'a'", "TYPE_MISMATCH: line 1:16: WHERE clause must evaluate to a boolean"),
    ("SELECT row_number()", "MISSING_OVER: line 1:8"),
    ("SELECT x FROM (VALUES 1) t(x) WHERE sum(x) > 1", "EXPRESSION_NOT_SCALAR: line 1:37"),
]


@pytest.mark.parametrize(("sql", "reason"), REFUSALS, ids=[s for s, _ in REFUSALS])
def test_a_wrong_query_is_refused_before_it_runs(bench: Any, sql: str, reason: str) -> None:
    assert bench.reason(sql).startswith(reason)
