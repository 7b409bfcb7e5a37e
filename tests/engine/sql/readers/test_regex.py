"""Tables of lines that a regular expression takes apart."""

from __future__ import annotations

from typing import Any

SERDE = "org.apache.hadoop.hive.serde2.RegexSerDe"
PATTERN = r"^(\S+) \[(.*?)\] \"(?:(\w+) )?([^\"]*)\" (\d+|-)$"
LINES = '10.0.0.1 [1/Jan] "GET /a" 200\nnonsense\n10.0.0.2 [2/Jan] "/b" -\n'


def declare(bench: Any, columns: str, **given: str) -> None:
    bench.declare(
        "t", columns, serde=SERDE, serde_parameters={k.replace("_", "."): v for k, v in given.items()}
    )
    bench.put("s3://bucket/t/1.log", LINES)


def test_groups_are_columns_and_a_line_that_does_not_match_is_nulls(bench: Any) -> None:
    declare(bench, "ip string; at string; verb string; path string; status string", input_regex=PATTERN)
    assert bench.rows("SELECT * FROM t") == [
        ("10.0.0.1", "1/Jan", "GET", "/a", "200"),
        (None, None, None, None, None),
        ("10.0.0.2", "2/Jan", None, "/b", "-"),
    ]


def test_columns_have_types(bench: Any) -> None:
    declare(bench, "last int", input_regex=r".*\.(\d) .*")
    assert bench.rows("SELECT last FROM t") == [("1",), (None,), ("2",)]


def test_a_group_that_is_no_value_of_the_type_is_null(bench: Any) -> None:
    pattern = r"(\S+) \[(\d)/.* \"([A-Z]*).*\" (\S+)"
    declare(bench, "ip double; day int; verb bigint; status int", input_regex=pattern)
    assert bench.rows("SELECT * FROM t") == [
        (None, "1", None, "200"),
        (None, None, None, None),
        (None, "2", None, None),
    ]


def test_the_pattern_must_match_the_whole_line_and_may_ignore_case(bench: Any) -> None:
    declare(bench, "a string", input_regex="(NONSENS)")
    assert bench.rows("SELECT count(a) FROM t") == [("0",)]
    declare(bench, "a string", input_regex="(NONSENSE)", input_regex_case_insensitive="true")
    assert bench.rows("SELECT a FROM t WHERE a IS NOT NULL") == [("nonsense",)]


def test_a_table_without_a_pattern_is_an_error(bench: Any) -> None:
    declare(bench, "a string")
    assert "input.regex" in bench.reason("SELECT a FROM t")
