"""Quoted text tables: OpenCSVSerde."""

from __future__ import annotations

from typing import Any

import pytest

OPEN = "org.apache.hadoop.hive.serde2.OpenCSVSerde"


def declare(
    bench: Any, columns: str, content: str, parameters: dict[str, str] | None = None, **given: str
) -> None:
    bench.declare("t", columns, serde=OPEN, serde_parameters=given, parameters=parameters)
    bench.put("s3://bucket/t/1.csv", content)


def test_quoted_fields_are_read(bench: Any) -> None:
    declare(bench, "a string; b int", '"x, y","1"\nz,2\n')
    assert bench.rows("SELECT a, b FROM t") == [("x, y", "1"), ("z", "2")]


def test_chars_are_padded_and_cut_to_their_length(bench: Any) -> None:
    declare(bench, "a char(2)", '"x"\nyyy\n')
    assert bench.rows("SELECT a FROM t") == [("x ",), ("yy",)]


def test_a_column_that_is_not_read_fails_the_queries_that_name_it(bench: Any) -> None:
    declare(bench, "a int; b array<int>; c binary", "1,2,3\n")
    assert bench.rows("SELECT a FROM t") == [("1",)]
    for column in ("b", "c"):
        assert bench.reason(f"SELECT {column} FROM t").startswith(f"NOT_SUPPORTED: Column '{column}': ")


LINES = [
    ('"say ""hi""",1', 'say "hi"', "1"),
    ('"say \\"hi\\"",1', 'say "hi"', "1"),
    ('"""quoted""",1', '"quoted"', "1"),
    ('"","1"', "", "1"),
    (",", "", ""),
    ('"a\\\\b",1', "a\\b", "1"),
    ("a\\b,1", "ab", "1"),  # an escape character outside quotes is dropped
    ('"tab\\t",1', "tabt", "1"),
    ('abc"d"ef,1', 'abc"d"ef', "1"),
    ('   "x",1', "x", "1"),
    ('"open,1', "open,1", None),
    ("x", "x", None),
    ("x,1,more", "x", "1"),
    ("'x',é\r", "'x'", "é"),
]


@pytest.mark.parametrize(("line", "first", "second"), LINES, ids=[line for line, _, _ in LINES])
def test_a_line_is_taken_apart_as_opencsv_does(bench: Any, line: str, first: str, second: str | None) -> None:
    declare(bench, "a string; b string", f"{line}\n")
    assert bench.rows("SELECT a, b FROM t") == [(first, second)]


def test_bytes_that_are_no_text_are_replacement_characters(bench: Any) -> None:
    declare(bench, "a string; b int", "")
    bench.put("s3://bucket/t/1.csv", '"José","1"\n'.encode("latin-1"))
    assert bench.rows("SELECT a, b FROM t") == [("Jos\ufffd", "1")]


def test_the_characters_may_be_chosen(bench: Any) -> None:
    declare(
        bench,
        "a string; b string",
        "'x;y';z\n'it''s';'a^'b'\n",
        separatorChar=";",
        quoteChar="'",
        escapeChar="^",
    )
    assert bench.rows("SELECT a, b FROM t") == [("x;y", "z"), ("it's", "a'b")]


def test_a_quote_as_escape_character_leaves_the_backslash(bench: Any) -> None:
    declare(bench, "a string", '"say ""hi"" \\"ho\\""\n', escapeChar='"')
    assert bench.rows("SELECT a FROM t") == [('say "hi" "ho"',)]


def test_header_lines_are_skipped(bench: Any) -> None:
    declare(bench, "a string", '"a"\n"1"\n', {"skip.header.line.count": "1"})
    assert bench.rows("SELECT a FROM t") == [("1",)]


def test_dates_are_days_and_timestamps_milliseconds_since_1970(bench: Any) -> None:
    declare(bench, "d date; ts timestamp", '"18276","1579059880000"\n')
    assert bench.rows("SELECT d, ts FROM t") == [("2020-01-15", "2020-01-15 03:44:40.000")]


@pytest.mark.parametrize(("kind", "text"), [
    ("int", ""), ("double", ""), ("int", "x"), ("date", "2020-01-15"), ("timestamp", "2020-01-15 03:44:40"),
])  # fmt: skip
def test_text_that_does_not_fit_is_bad_data_unless_the_table_wants_null(
    bench: Any, kind: str, text: str
) -> None:
    declare(bench, f"a {kind}", f'"{text}"\n')
    assert bench.reason("SELECT a FROM t").startswith(
        f"HIVE_BAD_DATA: Error parsing field value '{text}' for field 0"
    )
    declare(bench, f"a {kind}", f'"{text}"\n', {"use.null.for.invalid.data": "TRUE"})
    assert bench.rows("SELECT a FROM t") == [(None,)]


@pytest.mark.parametrize("kind", ["array<int>", "struct<a:int>"])
def test_nested_columns_are_refused(bench: Any, kind: str) -> None:
    declare(bench, f"a {kind}", "1\n")
    assert bench.reason("SELECT a FROM t").startswith("NOT_SUPPORTED")


def test_a_serde_that_is_not_emulated_is_named(bench: Any) -> None:
    bench.declare("t", "a int", serde="com.amazonaws.glue.serde.GrokSerDe")
    bench.put("s3://bucket/t/1.log", "1\n")
    assert "com.amazonaws.glue.serde.GrokSerDe" in bench.reason("SELECT a FROM t")
