"""Avro tables, over a file that Spark has packed with Snappy (spark.avro) and files written here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import orc

from boathouse.engine.sql.source import Partition
from tests.engine.sql.readers.containers import file, number, sized

SERDE = "org.apache.hadoop.hive.serde2.avro.AvroSerDe"
SPARKS = Path(__file__).with_name("spark.avro").read_bytes()


def put(bench: Any, uri: str, data: bytes) -> None:
    bench.put(uri, "").write_bytes(data)


def test_every_type_of_sparks_is_read(bench: Any) -> None:
    bench.declare(
        "t",
        "i int; l bigint; f float; d double; b boolean; s string; bin binary; dt date; ts timestamp; "
        "de decimal(10,2); a array<int>; m map<string,int>; "
        "st struct<x:int,y:date,w:array<struct<z:string>>>",
        serde=SERDE,
    )
    put(bench, "s3://bucket/t/1.avro", SPARKS)
    assert bench.rows("SELECT * FROM t ORDER BY i") == [
        (
            *("1", "2", "1.5", "2.5", "true", "é", "61 62", "2024-02-29", "2024-02-29 12:34:56.789", "-1.25"),
            *("[1, null, 3]", "{k=1}", "{x=1, y=2020-01-01, w=[{z=q}]}"),
        ),
        (None,) * 13,
    ]


def test_columns_are_found_by_name_in_files_of_several_schemas(bench: Any) -> None:
    bench.declare("t", "a bigint; customername string; missing int", serde=SERDE)
    put(bench, "s3://bucket/t/1.avro", file({"customerName": "string", "A": "int"}, sized(b"x") + number(1)))
    put(bench, "s3://bucket/t/2.avro", file({"a": "long"}, number(2**40), number(-3)))
    assert sorted(bench.rows('SELECT a, customername, missing, "$path" FROM t')) == [
        ("-3", None, None, "s3://bucket/t/2.avro"),
        ("1", "x", None, "s3://bucket/t/1.avro"),
        (str(2**40), None, None, "s3://bucket/t/2.avro"),
    ]


def test_partitions_are_read(bench: Any) -> None:
    bench.declare("t", "a bigint", serde=SERDE, keys="k string")
    put(bench, "s3://bucket/t/k=x/1.avro", file({"a": "long"}, number(7)))
    bench.registered["t"] = [Partition(("x",), "s3://bucket/t/k=x/")]
    assert bench.rows("SELECT a, k FROM t") == [("7", "x")]


def test_enumerations_are_texts(bench: Any) -> None:
    bench.declare("t", "e string", serde=SERDE)
    kind = {"type": "enum", "name": "e", "symbols": ["red", "green"]}
    put(bench, "s3://bucket/t/1.avro", file({"e": kind}, number(1), number(0)))
    assert bench.rows("SELECT e FROM t") == [("green",), ("red",)]


def test_orc_and_avro_are_read_in_one_query(bench: Any) -> None:
    bench.declare("o", "a bigint", serde="org.apache.hadoop.hive.ql.io.orc.OrcSerde")
    orc.write_table(pa.table({"a": [1, 2]}), str(bench.put("s3://bucket/o/1.orc", "")))
    bench.declare("t", "a bigint", serde=SERDE)
    put(bench, "s3://bucket/t/1.avro", file({"a": "long"}, number(2)))
    assert bench.rows("SELECT o.a FROM o JOIN t ON o.a = t.a") == [("2",)]


@pytest.mark.parametrize(
    ("kind", "value", "own"),
    [
        ({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}, sized(b"\x01"), "BLOB"),
        (["int", "string"], number(0) + number(1), "UNION(U0 INTEGER, U1 VARCHAR)"),
    ],
)
def test_what_is_not_read_is_told(bench: Any, kind: Any, value: bytes, own: str) -> None:
    bench.declare("t", "a decimal(9,2); b bigint", serde=SERDE)
    put(bench, "s3://bucket/t/1.avro", file({"a": kind, "b": "long"}, value + number(5)))
    assert bench.reason("SELECT a FROM t") == (
        f"HIVE_BAD_DATA: Field a's type {own} in Avro file s3://bucket/t/1.avro is incompatible with type "
        "decimal(9,2) defined in table schema"
    )
    assert bench.rows("SELECT b FROM t") == [("5",)]


@pytest.mark.parametrize(
    "data", [b"hello", SPARKS[:-30], SPARKS[:100]], ids=["text", "cut in a block", "cut in the head"]
)
def test_a_broken_file_is_an_error_that_names_it(bench: Any, data: bytes) -> None:
    bench.declare("t", "i int", serde=SERDE)
    put(bench, "s3://bucket/t/1.avro", data)
    assert bench.reason("SELECT i FROM t").startswith(
        "HIVE_CANNOT_OPEN_SPLIT: Malformed Avro file s3://bucket/t/1.avro: "
    )
