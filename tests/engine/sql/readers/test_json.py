"""The openx JSON SerDe, case by case."""

from __future__ import annotations

import gzip
from typing import Any

import pytest


def test_keys_match_columns_whatever_their_case(bench: Any) -> None:
    bench.json("t", "customername string; n int", '{"customerName": "A", "N": 1}\n')
    assert bench.rows("SELECT customername, n FROM t") == [("A", "1")]


def test_two_spellings_in_one_file_are_one_column(bench: Any) -> None:
    bench.json("t", "ts bigint", '{"timeStamp": 1}\n{"timestamp": 2}\n{"TS": 3}\n')
    bench.json("u", "timestamp bigint", '{"timeStamp": 1}\n{"timestamp": 2}\n')
    assert bench.rows('SELECT "timestamp" FROM u') == [("1",), ("2",)]


def test_each_file_may_have_its_own_spelling(bench: Any) -> None:
    bench.declare("t", "a int")
    bench.put("s3://bucket/t/1.json", '{"A": 1}\n')
    bench.put("s3://bucket/t/2.json", '{"a": 2}\n')
    assert sorted(bench.rows("SELECT a FROM t")) == [("1",), ("2",)]


def test_a_missing_key_and_a_json_null_are_null(bench: Any) -> None:
    bench.json("t", "a bigint; b string", '{"b": null}\n{"a": 7, "b": "x"}\n')
    assert bench.rows("SELECT a, b FROM t") == [(None, None), ("7", "x")]


def test_a_key_that_is_in_no_file_is_null(bench: Any) -> None:
    bench.json("t", "a bigint; z string", '{"a": 1}\n')
    assert bench.rows("SELECT z, a FROM t") == [(None, "1")]


VALUES = [
    ("bigint", "123", "123"),
    ("bigint", '"123"', "123"),
    ("bigint", "1655564376361.0", "1655564376361"),
    ("bigint", "-1.9", "-1"),
    ("int", "2147483647", "2147483647"),
    ("double", "-1.0", "-1.0"),
    ("double", '"2.5"', "2.5"),
    ("double", "3", "3.0"),
    ("decimal(5,2)", "1.5", "1.50"),
    ("boolean", "true", "true"),
    ("boolean", '"TRUE"', "true"),
    ("boolean", '"x"', "false"),
    ("string", '"x"', "x"),
    ("string", "12", "12"),
    ("string", "true", "true"),
    ("string", '{"b": [1, 2]}', '{"b":[1,2]}'),
    ("string", '"null"', "null"),
    ("varchar(2)", '"abc"', "ab"),
    ("char(2)", '"abc"', "ab"),
    ("char(2)", '"a"', "a "),
    ("date", '"2024-01-15"', "2024-01-15"),
    ("timestamp", "1655564376361", "2022-06-18 14:59:36.361"),
    ("timestamp", '"1655564376361"', "2022-06-18 14:59:36.361"),
    ("timestamp", "1655564376", "2022-06-18 14:59:36.000"),
    ("timestamp", '"2024-01-15 10:30:00"', "2024-01-15 10:30:00.000"),
    ("timestamp", '"2024-01-15 10:30:00.25"', "2024-01-15 10:30:00.250"),
    ("timestamp", '"2024-01-15T10:30:00Z"', "2024-01-15 10:30:00.000"),
    ("timestamp", '"2024-01-15T10:30:00+02:00"', "2024-01-15 08:30:00.000"),
    ("array<int>", "[1, null, 2]", "[1, null, 2]"),
    ("array<int>", "5", "[5]"),
    ("array<string>", '""', None),
    ("struct<x:int,y:string>", '{"X": 1}', "{x=1, y=null}"),
    ("array<struct<a:int,b:array<string>>>", '[{"A": 1, "b": ["p", "q"]}]', "[{a=1, b=[p, q]}]"),
    ("map<string,int>", '{"k": 1, "K2": 2}', "{k=1, K2=2}"),
]


@pytest.mark.parametrize(("kind", "value", "expected"), VALUES, ids=[f"{k} from {v}" for k, v, _ in VALUES])
def test_a_value_becomes_its_columns_type(bench: Any, kind: str, value: str, expected: str | None) -> None:
    bench.json("t", f"a {kind}", f'{{"a": {value}}}\n')
    assert bench.rows("SELECT a FROM t") == [(expected,)]


@pytest.mark.parametrize(("kind", "value"), [
    ("bigint", '"abc"'), ("bigint", '""'), ("bigint", '{"x": 1}'), ("int", "2147483648"), ("double", '"x"'),
    ("date", '"15.01.2024"'), ("timestamp", '"yesterday"'), ("struct<x:int>", '"x"'),
])  # fmt: skip
def test_a_value_that_does_not_fit_is_bad_data_that_names_the_file(bench: Any, kind: str, value: str) -> None:
    bench.json("t", f"a {kind}", f'{{"a": {value}}}\n')
    reason = bench.reason("SELECT a FROM t")
    assert reason.startswith("HIVE_BAD_DATA: Error parsing field value")
    assert "s3://bucket/t/part-1.json" in reason


def test_bad_values_are_null_if_the_table_says_so(bench: Any) -> None:
    bench.json("t", "a bigint", '{"a": "abc"}\n', use_null_for_invalid_data="true")
    assert bench.rows("SELECT a FROM t") == [(None,)]


def test_a_column_that_is_not_asked_for_may_be_bad(bench: Any) -> None:
    bench.json("t", "a bigint; b int", '{"a": "abc", "b": 1}\n')
    assert bench.rows("SELECT b FROM t") == [("1",)]


@pytest.mark.parametrize(("lines", "line"), [
    ('{"a": 1}\n{"a": \n', 2),
    ('{"a": 1}\n\n{"a": 2,},\n', 3),
    ('{"a" 1}\n', 1),
    ('{"a": 1}\nabc\n', 2),
    ('{\n  "a": 1\n}\n', 1),
    ('{"a": 1}\n{"a": "cut', 2),
])  # fmt: skip
def test_a_malformed_line_is_an_error_that_names_file_and_line(bench: Any, lines: str, line: int) -> None:
    bench.json("t", "a bigint", lines)
    reason = bench.reason("SELECT count(*) FROM t")
    assert reason.startswith("HIVE_CURSOR_ERROR: Row is not a valid JSON Object")
    assert reason.endswith(f"in file s3://bucket/t/part-1.json, line {line}")


@pytest.mark.parametrize(("line", "row"), [
    ('{"a": 1, "b": "x"},', ("1", "x")),
    ('{"a": 1, "b": "x"}{"a": 2, "b": "cut', ("1", "x")),
    ('{a: 1, b: x}', ("1", "x")),
    ("{'a': 1, 'b': 'it\\'s \\u00e9'}", ("1", "it's é")),
    ('{a=1; "b" => "x"} and more', ("1", "x")),
    ('/* one */ {"a": 1, /* two */ "b": None} # three', ("1", "None")),
    ('{"A": "1", "b": [1, TRUE, Null, 007, {c: {}}]}x', ("1", '[1,true,null,"007",{"c":{}}]')),
    ('{"a": 0, "b": [,2;]}', ("0", "[null,2,null]")),
    ('{"b": NaN}', (None, "NaN")),
])  # fmt: skip
def test_the_first_object_of_a_line_counts_and_need_not_be_strict(bench: Any, line: str, row: Any) -> None:
    bench.json("t", "a bigint; b string", f'{{"a": 8, "b": "y"}}\n{line}\n')
    assert bench.rows("SELECT a, b FROM t") == [("8", "y"), row]
    assert bench.rows("SELECT count(*) FROM t") == [("2",)]


def test_objects_without_quotes_are_read_from_packed_files_and_not_by_hive_s_own_serde(bench: Any) -> None:
    bench.declare("t", "a int")
    bench.put("s3://bucket/t/1.json.gz", gzip.compress(b"{a: 1},\n{a: 2},\n"))
    bench.put("s3://bucket/t/2.json", '{"a": 3}\n')
    assert bench.rows("SELECT a FROM t ORDER BY a") == [("1",), ("2",), ("3",)]
    bench.declare("u", "a int", serde="org.apache.hive.hcatalog.data.JsonSerDe")
    bench.put("s3://bucket/u/1.json", "{a: 1}\n")
    assert bench.reason("SELECT a FROM u").startswith("HIVE_CURSOR_ERROR")


def test_malformed_lines_are_rows_of_nulls_if_the_table_says_so(bench: Any) -> None:
    bench.json(
        "t", "a bigint; b string", '{"a": 1, "b": "x"}\nnonsense\n{"a": 2}\n', ignore_malformed_json="true"
    )
    assert bench.rows("SELECT a, b FROM t") == [("1", "x"), (None, None), ("2", None)]
    assert bench.rows("SELECT count(*) FROM t") == [("3",)]


def test_a_bad_value_is_an_error_though_malformed_lines_are_not(bench: Any) -> None:
    bench.json("t", "a bigint", '{"a": "abc"}\nnonsense\n', ignore_malformed_json="true")
    assert bench.reason("SELECT a FROM t").startswith("HIVE_BAD_DATA")


def test_one_row_with_a_key_in_two_cases_is_an_error(bench: Any) -> None:
    bench.json("t", "a bigint", '{"a": 1, "A": 2}\n')
    assert bench.reason("SELECT a FROM t").startswith("HIVE_CURSOR_ERROR: Row is not a valid JSON Object")


def test_a_mapping_reads_another_key(bench: Any) -> None:
    bench.declare("t", "stamp bigint", serde_parameters={"mapping.stamp": "timestamp"})
    bench.put("s3://bucket/t/1.json", '{"timestamp": 5, "stamp": 6}\n')
    assert bench.rows("SELECT stamp FROM t") == [("5",)]


def test_dots_in_keys_become_underscores(bench: Any) -> None:
    bench.json("t", "a_b bigint", '{"a.b": 5}\n', dots_in_keys="true")
    assert bench.rows("SELECT a_b FROM t") == [("5",)]


def test_exact_case_gives_nulls_for_other_spellings(bench: Any) -> None:
    bench.json("t", "customername string; a int", '{"customerName": "A", "a": 1}\n', case_insensitive="false")
    assert bench.rows("SELECT customername, a FROM t") == [(None, "1")]


def test_gzip_files_are_read(bench: Any) -> None:
    bench.declare("t", "a bigint")
    bench.put("s3://bucket/t/1.json.gz", gzip.compress(b'{"a": 1}\n'))
    bench.put("s3://bucket/t/2.json", '{"a": 2}\n')
    assert sorted(bench.rows("SELECT a FROM t")) == [("1",), ("2",)]


def test_no_files_and_empty_files_are_no_rows(bench: Any) -> None:
    bench.declare("t", "a bigint; s struct<x:int>")
    bench.put("s3://bucket/t/empty.json", "")
    bench.put("s3://bucket/t/_SUCCESS", "not json")
    assert bench.rows("SELECT * FROM t") == []
    assert bench.rows("SELECT count(*) FROM t") == [("0",)]


def test_a_file_that_changes_is_read_anew(bench: Any) -> None:
    bench.json("t", "a bigint", '{"a": 1}\n')
    assert bench.rows("SELECT a FROM t") == [("1",)]
    bench.put("s3://bucket/t/part-1.json", '{"A": 22}\n')
    assert bench.rows("SELECT a FROM t") == [("22",)]


def test_a_key_with_wildcards_is_one_file(bench: Any) -> None:
    bench.declare("t", "a bigint")
    bench.put("s3://bucket/t/[1]*?.json", '{"a": 1}\n')
    bench.put("s3://bucket/t/1x.json", '{"a": 2}\n')
    assert sorted(bench.rows('SELECT a, "$path" FROM t')) == [
        ("1", "s3://bucket/t/[1]*?.json"),
        ("2", "s3://bucket/t/1x.json"),
    ]


def test_keys_with_quotes_are_names_and_not_code(bench: Any) -> None:
    bench.json("t", "a bigint", '{"a": 1, "x\\"y\'z": 2, "p\\\\q": 3}\n')
    assert bench.rows("SELECT a FROM t") == [("1",)]


def test_bytes_that_are_no_text_are_replacement_characters(bench: Any) -> None:
    bench.declare("t", "a int; b string")
    bench.put("s3://bucket/t/1.json", '{"a": 1, "b": "José"}\n{"a": 2, "b": "x"}\n'.encode("latin-1"))
    assert bench.rows("SELECT * FROM t") == [("1", "Jos\ufffd"), ("2", "x")]
