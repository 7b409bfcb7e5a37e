"""Delimited text tables: LazySimpleSerDe."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"


def declare(
    bench: Any, columns: str, content: str, parameters: dict[str, str] | None = None, **delims: str
) -> None:
    given = {key.replace("_", "."): value for key, value in delims.items()}
    bench.declare("t", columns, serde=LAZY, serde_parameters=given, parameters=parameters)
    bench.put("s3://bucket/t/1.csv", content)


def test_fields_have_no_quotes(bench: Any) -> None:
    declare(bench, "a int; b string; c double", '1,"x",2.5\n2,\\N,\n', field_delim=",")
    assert bench.rows("SELECT * FROM t") == [("1", '"x"', "2.5"), ("2", None, None)]


def test_a_short_line_is_filled_up_with_nulls_and_a_long_one_cut(bench: Any) -> None:
    declare(bench, "a int; b string", "1\n2\ty\tz\r\n3\t\n", field_delim="\t")
    assert bench.rows("SELECT a, b FROM t") == [("1", None), ("2", "y"), ("3", "")]


def test_header_lines_are_skipped(bench: Any) -> None:
    declare(bench, "a int", "a\n1\n", {"skip.header.line.count": "1"}, field_delim=",")
    assert bench.rows("SELECT a FROM t") == [("1",)]


def test_the_delimiter_is_control_a_unless_given(bench: Any) -> None:
    declare(bench, "a int; b string", "1\x01x,y\n", serialization_format="1")
    assert bench.rows("SELECT a, b FROM t") == [("1", "x,y")]


@pytest.mark.parametrize(
    ("spelled", "meant"), [("\\t", "\t"), ("\\001", "\x01"), ("\\u0001", "\x01"), ("|", "|")]
)
def test_a_delimiter_may_be_spelled_as_an_escape(bench: Any, spelled: str, meant: str) -> None:
    declare(bench, "a int; b string", f"1{meant}x\n", field_delim=spelled)
    assert bench.rows("SELECT a, b FROM t") == [("1", "x")]


def test_an_escaped_delimiter_belongs_to_the_field(bench: Any) -> None:
    content = "1,a\\,b,c\n2,\\\\,x\\\\\\,y\n3,\\N,\n4,,plain\n5,z\n"
    declare(bench, "n int; a string; b string", content, field_delim=",", escape_delim="\\")
    assert bench.rows("SELECT * FROM t") == [
        ("1", "a,b", "c"),
        ("2", "\\", "x\\,y"),
        ("3", None, ""),
        ("4", "", "plain"),
        ("5", "z", None),
    ]


def test_what_stands_for_null_may_be_chosen(bench: Any) -> None:
    declare(bench, "a string; b string", "NA,\\N\n", field_delim=",", serialization_null_format="NA")
    assert bench.rows("SELECT a, b FROM t") == [(None, "\\N")]


def test_arrays_maps_and_structs_have_delimiters_of_their_own(bench: Any) -> None:
    declare(
        bench, "n int; l array<int>; m map<string,int>; s struct<a:string,b:int>",
        "1,1|2|3,x:1|y:2,q|7\n2,,,\n3,\\N,\\N,\\N\n4,5|\\N,z:\\N,q\n",
        field_delim=",", collection_delim="|", mapkey_delim=":",
    )  # fmt: skip
    assert bench.rows("SELECT * FROM t") == [
        ("1", "[1, 2, 3]", "{x=1, y=2}", "{a=q, b=7}"),
        ("2", "[]", "{}", "{a=, b=null}"),
        ("3", None, None, None),
        ("4", "[5, null]", "{z=null}", "{a=q, b=null}"),
    ]


def test_hives_spelling_of_the_collections_delimiter_is_known(bench: Any) -> None:
    declare(bench, "l array<string>", "a;b\n", field_delim=",", colelction_delim=";")
    assert bench.rows("SELECT l[2], cardinality(l) FROM t") == [("b", "2")]


def test_what_lies_deeper_is_separated_by_control_characters(bench: Any) -> None:
    declare(bench, "l array<struct<a:int,b:array<string>>>", "1\x03x\x04y\x022\x03z\n")
    assert bench.rows("SELECT l FROM t") == [("[{a=1, b=[x, y]}, {a=2, b=[z]}]",)]


@pytest.mark.parametrize(("kind", "text", "good", "shown"), [
    ("tinyint", "128", "127", "127"),
    ("int", "-", "-7", "-7"),
    ("bigint", "N/A", "5000000000", "5000000000"),
    ("double", "null", "2.5", "2.5"),
    ("decimal(5,2)", "1234.5", "123.45", "123.45"),
    ("date", "15.01.2024", "2024-01-15", "2024-01-15"),
    ("timestamp", "yesterday", "2024-01-15 10:30:00", "2024-01-15 10:30:00.000"),
    ("boolean", "yes", "FALSE", "false"),
])  # fmt: skip
def test_text_that_is_no_value_of_the_type_is_null(
    bench: Any, kind: str, text: str, good: str, shown: str
) -> None:
    content = f"{text},{text}|{good}\n{good},{good}\n"
    declare(bench, f"a {kind}; l array<{kind}>", content, field_delim=",", collection_delim="|")
    assert bench.rows("SELECT * FROM t") == [(None, f"[null, {shown}]"), (shown, f"[{shown}]")]
    assert bench.rows("SELECT count(*) FROM t WHERE a IS NULL") == [("1",)]


def test_a_map_has_no_entry_whose_key_is_null(bench: Any) -> None:
    declare(bench, "m map<int,string>", "x:a|2:b|\\N:c\n", collection_delim="|", mapkey_delim=":")
    assert bench.rows("SELECT m FROM t") == [("{2=b}",)]


def test_compressed_files_are_read_by_their_suffix(bench: Any) -> None:
    declare(bench, "a int; b string", "1,x\n", field_delim=",")
    bench.put("s3://bucket/t/2.csv.gz", gzip.compress(b"2,y\n"))
    assert sorted(bench.rows("SELECT a, b FROM t")) == [("1", "x"), ("2", "y")]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst", ".bz2"])
def test_bytes_that_are_no_text_are_replacement_characters(bench: Any, suffix: str) -> None:
    packings: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress}
    packings |= {"": bytes, ".zst": lambda content: pa.Codec("zstd").compress(content, asbytes=True)}
    bench.declare(
        "t", "a int; b string", serde=LAZY, serde_parameters={"field.delim": ";"},
        parameters={"skip.header.line.count": "1"},
    )  # fmt: skip
    pack = packings[suffix]
    bench.put(f"s3://bucket/t/1.csv{suffix}", pack("id;prénom\r\n1;José\r\n\r\n2;Ana\n".encode("latin-1")))
    bench.put(f"s3://bucket/t/2.csv{suffix}", pack("id;prénom\n3;José\n".encode()))
    assert sorted(bench.rows('SELECT a, b, "$path" FROM t')) == [
        ("1", "Jos\ufffd", f"s3://bucket/t/1.csv{suffix}"),
        ("2", "Ana", f"s3://bucket/t/1.csv{suffix}"),
        ("3", "José", f"s3://bucket/t/2.csv{suffix}"),
    ]


@pytest.mark.parametrize(("name", "codec", "text"), [
    ("ISO-8859-1", "latin-1", "José"), ("SJIS", "shift_jis", "表計算"), ("windows-31j", "cp932", "①"),
    ("UTF-8", "utf-8", "表"),
])  # fmt: skip
def test_a_table_may_have_an_encoding(bench: Any, name: str, codec: str, text: str) -> None:
    declare(bench, "a int; b string", "", field_delim="|", serialization_encoding=name)
    bench.put("s3://bucket/t/1.csv", f"1|{text}|\n".encode(codec))
    bench.put("s3://bucket/t/2.csv.gz", gzip.compress(f"2|{text}\n".encode(codec)))
    assert sorted(bench.rows("SELECT a, b FROM t")) == [("1", text), ("2", text)]


@pytest.mark.parametrize("name", ["no-such", "hex"])
def test_an_encoding_that_is_not_known_is_named(bench: Any, name: str) -> None:
    declare(bench, "a int", "1\n", serialization_encoding=name)
    assert bench.reason("SELECT a FROM t") == (
        f"NOT_SUPPORTED: serialization.encoding '{name}' of db.t is not emulated by Boathouse"
    )


def test_chars_are_padded_and_cut_to_their_length(bench: Any) -> None:
    declare(
        bench, "a char(3); b array<char(2)>", "x,y|zzz\nabcd,\n\\N,\n", field_delim=",", collection_delim="|"
    )
    assert bench.rows("SELECT a, b FROM t") == [("x  ", "[y , zz]"), ("abc", "[]"), (None, "[]")]
    assert bench.rows("SELECT b[1] FROM t WHERE a = 'x'") == [("y ",)]


def test_a_column_that_is_not_read_fails_the_queries_that_name_it(bench: Any) -> None:
    declare(bench, "a int; b binary", "1,x\n", field_delim=",")
    assert bench.rows("SELECT a FROM t") == [("1",)]
    assert bench.rows("SELECT count(*) FROM t") == [("1",)]
    assert bench.reason("SELECT b FROM t") == (
        "NOT_SUPPORTED: Column 'b': varbinary in a table of text or JSON is not emulated by Boathouse"
    )
