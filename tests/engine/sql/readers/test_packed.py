"""Text files in packings that DuckDB does not read."""

from __future__ import annotations

import bz2
import zlib
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"


def snappy(*blocks: list[bytes]) -> bytes:
    """Hadoop's blocks of chunks."""
    packed = b""
    for chunks in blocks:
        packed += sum(map(len, chunks)).to_bytes(4, "big")
        for chunk in chunks:
            content = pa.Codec("snappy").compress(chunk, asbytes=True)
            packed += len(content).to_bytes(4, "big") + content
    return packed


def in_one(content: bytes) -> bytes:
    return snappy([content])


PACKINGS = [(".bz2", bz2.compress), (".deflate", zlib.compress), (".snappy", in_one)]


@pytest.mark.parametrize(("suffix", "pack"), PACKINGS)
def test_packed_files_lie_beside_plain_ones(bench: Any, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    given = {"field.delim": ","}
    header = {"skip.header.line.count": "1"}
    bench.declare("t", "a int; b string", serde=LAZY, serde_parameters=given, parameters=header)
    bench.put("s3://bucket/t/1.csv", "a,b\n1,x\n")
    bench.put(f"s3://bucket/t/2.csv{suffix}", pack("a,b\r\n2,é\r\n\n3,\\N".encode()))
    assert sorted(bench.rows('SELECT a, b, "$path" FROM t')) == [
        ("1", "x", "s3://bucket/t/1.csv"),
        ("2", "é", f"s3://bucket/t/2.csv{suffix}"),
        ("3", None, f"s3://bucket/t/2.csv{suffix}"),
    ]
    bench.declare("j", "a bigint; s struct<x:int>")
    bench.put("s3://bucket/j/1.json", '{"a": 1, "s": {"x": 10}}\n')
    bench.put(f"s3://bucket/j/2.json{suffix}", pack(b'{"A": 2, "s": {"x": 20}}\n\n{"a": 3}\n'))
    assert sorted(bench.rows("SELECT * FROM j")) == [("1", "{x=10}"), ("2", "{x=20}"), ("3", None)]


def test_snappy_blocks_may_have_several_chunks(bench: Any) -> None:
    bench.declare("t", "a int", serde=LAZY)
    long = "".join(f"{i}\n" for i in range(50_000)).encode()
    content = snappy([long[:70_000], long[70_000:100_000]], [long[100_000:]], [])
    bench.put("s3://bucket/t/1.csv.snappy", content)
    assert bench.rows("SELECT count(*), sum(a) FROM t") == [("50000", "1249975000")]


def test_a_damaged_file_is_named(bench: Any) -> None:
    bench.declare("t", "a int", serde=LAZY)
    for content in (
        in_one(b"1\n2\n")[:-3],
        b"\x00\x00",
        b"\x00\x00\x00\x05\x00\x00\x00\x00",
        b"plain text\n",
    ):
        bench.put("s3://bucket/t/1.csv.snappy", content)
        begin = "HIVE_CURSOR_ERROR: Failed to read file: s3://bucket/t/1.csv.snappy ("
        assert bench.reason("SELECT * FROM t").startswith(begin)


def test_a_malformed_line_of_a_packed_file_is_found(bench: Any) -> None:
    bench.declare("t", "a int")
    bench.put("s3://bucket/t/1.json.snappy", in_one(b'{"a": 1}\n{"a": \n'))
    assert bench.reason("SELECT * FROM t").endswith("in file s3://bucket/t/1.json.snappy, line 2")


def test_packings_that_no_library_reads_here_are_refused(bench: Any) -> None:
    bench.declare("t", "a int", serde=LAZY)
    bench.put("s3://bucket/t/1.csv.lzo", b"x")
    text = "NOT_SUPPORTED: Reading .lzo is not emulated by Boathouse: s3://bucket/t/1.csv.lzo"
    assert bench.reason("SELECT * FROM t") == text
