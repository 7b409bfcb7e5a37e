"""Functions of texts, URLs, binary data, numbers and JSON.

https://trino.io/docs/current/functions/string.html
https://trino.io/docs/current/functions/url.html
https://trino.io/docs/current/functions/binary.html
https://trino.io/docs/current/functions/conversion.html
https://trino.io/docs/current/functions/json.html
"""

from __future__ import annotations

from typing import Any

import pytest

URL = "'https://user@www.example.com:8080/a%20b/c?x=1&y=a%20b+c&z#frag'"

CASES: list[tuple[str, str | None]] = [
    (f"url_extract_protocol({URL})", "https"),
    (f"url_extract_host({URL})", "www.example.com"),
    (f"url_extract_port({URL})", "8080"),
    (f"url_extract_path({URL})", "/a b/c"),
    (f"url_extract_query({URL})", "x=1&y=a b+c&z"),
    (f"url_extract_fragment({URL})", "frag"),
    (f"url_extract_parameter({URL}, 'y')", "a b c"),
    (f"url_extract_parameter({URL}, 'z')", ""),
    (f"url_extract_parameter({URL}, 'none')", None),
    ("url_extract_port('http://example.com/')", None),
    ("url_extract_host('no url at all')", None),
    ("url_extract_host('/path')", ""),
    ("url_encode('a b&c=~*é')", "a+b%26c%3D%7E*%C3%A9"),
    ("url_decode('a+b%26')", "a b&"),
    ("format('%s%%', 123)", "123%"),
    ("format('%.5f', pi())", "3.14159"),
    ("format('%03d', 8)", "008"),
    ("format('%,.2f', 1234567.89)", "1,234,567.89"),
    ("format('%-7s,%7s', 'hello', 'world')", "hello  ,  world"),
    ("format('%2$s %3$s %1$s', 'a', 'b', 'c')", "b c a"),
    ("format('%s %s', DATE '2020-01-01', CAST(NULL AS varchar))", "2020-01-01 null"),
    ("format('%x %o %e', 255, 8, 12345.678)", "ff 10 1.234568e+04"),
    ("format('%+d %(d', 5, -5)", "+5 (5)"),
    ("format_number(123456)", "123K"),
    ("format_number(1000000)", "1M"),
    ("human_readable_seconds(96)", "1 minute, 36 seconds"),
    ("human_readable_seconds(56363463)", "93 weeks, 1 day, 8 hours, 31 minutes, 3 seconds"),
    ("split_to_map('a=1;b=2;', ';', '=')", "{a=1, b=2}"),
    ("split_to_map('', ';', '=')", "{}"),
    ("strpos('a-b-c', '-', 2)", "4"),
    ("strpos('a-b-c', '-', -2)", "2"),
    ("strpos('abc', '-', 1)", "0"),
    ("soundex('Tymczak')", "T522"),
    ("luhn_check('79927398713')", "true"),
    ("luhn_check('79927398714')", "false"),
    ("hamming_distance('karolin', 'kathrin')", "3"),
    ("length(normalize('é', NFD))", "2"),
    ("length(to_utf8('é'))", "2"),
    ("length(CAST(uuid() AS varchar))", "36"),
    ("uuid() = uuid()", "false"),
    ("typeof(uuid())", "uuid"),
    (
        "to_hex(hmac_sha256(to_utf8('The quick brown fox jumps over the lazy dog'), to_utf8('key')))",
        "F7BC83F430538424B13298E6AA6FB143EF4D59A14946175997479DBC2D1A3CD8",
    ),
    ("substr(to_hex(sha512(to_utf8(''))), 1, 16)", "CF83E1357EEFB8BD"),
    ("crc32(to_utf8('123456789'))", "3421780262"),
    ("to_base64url(from_hex('fbff'))", "-_8="),
    ("from_base64url('-_8=')", "fb ff"),
    # https://trino.io/docs/current/functions/math.html
    ("to_base(255, 16)", "ff"),
    ("from_base('-ff', 16)", "-255"),
    ("width_bucket(5.35e0, 0.024, 10.06, 5)", "3"),
    ("width_bucket(-1, 0, 10, 5)", "0"),
    ("width_bucket(10, 0, 10, 5)", "6"),
    ("width_bucket(3, ARRAY[1, 2, 4])", "2"),
    ("truncate(12.345, 1)", "12.300"),
    ("truncate(-12.345e0, 2)", "-12.34"),
    ("truncate(1999, -2)", "1900"),
    ("random(5) BETWEEN 0 AND 4", "true"),
    ("random(3, 5) BETWEEN 3 AND 4", "true"),
    # https://trino.io/docs/current/functions/bitwise.html
    ("bitwise_left_shift(1, 2)", "4"),
    ("bitwise_right_shift(-8, 1)", "9223372036854775804"),
    ("bitwise_right_shift_arithmetic(-8, 1)", "-4"),
    ("""json_size('{"x": {"a": 1, "b": 2}}', '$.x')""", "2"),
    ("""json_size('{"x": 1}', '$.x')""", "0"),
    ("""json_size('{"x": 1}', '$.y')""", None),
    ("""json_array_get('["a", [3, 9], "c"]', 1)""", "[3,9]"),
    ("""json_array_get('["a", "b"]', -1)""", '"b"'),
    ("""json_array_get('[1]', 5)""", None),
    ("""json_array_contains('[1, 2, 3]', 2)""", "true"),
    ("""json_array_contains('[1, "x"]', 'y')""", "false"),
    ("""json_array_contains('{}', 1)""", None),
    ("""CAST(JSON '{"a": 1, "b": null}' AS map(varchar, integer))""", "{a=1, b=null}"),
    ("""CAST(JSON '{"1": 2.5}' AS map(integer, double))""", "{1=2.5}"),
    ("""CAST(JSON '{"a": [1, 2]}' AS map(varchar, json))['a']""", "[1,2]"),
    (
        """CAST(JSON '[{"A": 1, "b": "x"}, [2, "y"], null]' AS array(row(a integer, b varchar)))""",
        "[{a=1, b=x}, {a=2, b=y}, null]",
    ),
    ("""CAST(JSON 'null' AS array(integer))""", None),
    ("""CAST(JSON '[[1], [2, 3]]' AS array(array(integer)))""", "[[1], [2, 3]]"),
    ("json_format(CAST(MAP(ARRAY['b', 'a'], ARRAY[1, 2]) AS json))", '{"a":2,"b":1}'),
    ("CAST(ARRAY[DATE '2020-01-01'] AS json)", '["2020-01-01"]'),
    ("CAST(TIMESTAMP '2020-01-01 00:00:00' AS json)", '"2020-01-01 00:00:00.000"'),
    ("CAST(CAST(NULL AS array(integer)) AS json)", None),
]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[e for e, _ in CASES])
def test_a_function_is_worth_what_trino_says(bench: Any, expression: str, expected: str | None) -> None:
    assert bench.rows(f"SELECT {expression}") == [(expected,)]


FAILURES = [
    ("format('%d', 1.5)", "INVALID_FUNCTION_ARGUMENT: Invalid format string: %d"),
    ("format('%d %d', 1)", "INVALID_FUNCTION_ARGUMENT: Invalid format string: %d %d"),
    (
        "split_to_map('a', ';', '=')",
        "INVALID_FUNCTION_ARGUMENT: Key-value delimiter must appear exactly once",
    ),
    ("split_to_map('a=1;a=2', ';', '=')", "INVALID_FUNCTION_ARGUMENT: Duplicate keys are not allowed"),
    ("from_base('z', 10)", "INVALID_FUNCTION_ARGUMENT: Not a valid base-10 number: z"),
    ("width_bucket(1, 0, 1, 0)", "INVALID_FUNCTION_ARGUMENT: bucketCount must be greater than 0"),
    (
        "CAST(JSON '[1]' AS map(varchar, integer))",
        "INVALID_CAST_ARGUMENT: Cannot cast to map(varchar, integer)",
    ),
    ("CAST(JSON '{}' AS array(integer))", "INVALID_CAST_ARGUMENT: Cannot cast to array(integer)"),
]


@pytest.mark.parametrize(("expression", "reason"), FAILURES, ids=[e for e, _ in FAILURES])
def test_a_function_fails_where_trino_fails(bench: Any, expression: str, reason: str) -> None:
    assert bench.reason(f"SELECT {expression}").startswith(reason)


def test_json_in_a_column_becomes_rows(bench: Any) -> None:
    bench.json("t", "j string", '{"j": "[{\\"name\\": \\"x\\", \\"qty\\": 1}, {\\"name\\": \\"y\\"}]"}\n{}\n')
    sql = (
        "SELECT name, qty FROM t CROSS JOIN "
        "UNNEST(CAST(json_parse(j) AS array(row(name varchar, qty integer)))) AS u(name, qty)"
    )
    assert bench.rows(sql) == [("x", "1"), ("y", None)]
