"""Delimited text tables."""

from __future__ import annotations

from typing import Any

import pytest

LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
OPEN = "org.apache.hadoop.hive.serde2.OpenCSVSerde"


def test_lazy_simple_reads_fields_without_quotes(bench: Any) -> None:
    bench.declare("t", "a int; b string; c double", serde=LAZY, serde_parameters={"field.delim": ","})
    bench.put("s3://bucket/t/1.csv", '1,"x",2.5\n2,\\N,\n')
    assert bench.rows("SELECT * FROM t") == [("1", '"x"', "2.5"), ("2", None, None)]


def test_a_short_line_is_filled_up_with_nulls(bench: Any) -> None:
    bench.declare("t", "a int; b string", serde=LAZY, serde_parameters={"field.delim": "\t"})
    bench.put("s3://bucket/t/1.csv", "1\n2\ty\n")
    assert bench.rows("SELECT a, b FROM t") == [("1", None), ("2", "y")]


def test_header_lines_are_skipped(bench: Any) -> None:
    bench.declare(
        "t",
        "a int",
        serde=LAZY,
        serde_parameters={"field.delim": ","},
        parameters={"skip.header.line.count": "1"},
    )
    bench.put("s3://bucket/t/1.csv", "a\n1\n")
    assert bench.rows("SELECT a FROM t") == [("1",)]


def test_open_csv_reads_quoted_fields(bench: Any) -> None:
    bench.declare("t", "a string; b int", serde=OPEN)
    bench.put("s3://bucket/t/1.csv", '"x, y","1"\nz,2\n')
    assert bench.rows("SELECT a, b FROM t") == [("x, y", "1"), ("z", "2")]


def test_text_in_a_number_is_bad_data(bench: Any) -> None:
    bench.declare("t", "a int", serde=LAZY, serde_parameters={"field.delim": ","})
    bench.put("s3://bucket/t/1.csv", "abc\n")
    assert bench.reason("SELECT a FROM t").startswith(
        "HIVE_BAD_DATA: Error parsing field value 'abc' for field 0"
    )


@pytest.mark.parametrize("kind", ["array<int>", "struct<a:int>"])
def test_nested_columns_are_refused(bench: Any, kind: str) -> None:
    bench.declare("t", f"a {kind}", serde=LAZY)
    bench.put("s3://bucket/t/1.csv", "1\n")
    assert bench.reason("SELECT a FROM t").startswith("NOT_SUPPORTED")


def test_a_serde_that_is_not_emulated_is_named(bench: Any) -> None:
    bench.declare("t", "a int", serde="com.amazonaws.glue.serde.GrokSerDe")
    bench.put("s3://bucket/t/1.log", "1\n")
    assert "com.amazonaws.glue.serde.GrokSerDe" in bench.reason("SELECT a FROM t")
