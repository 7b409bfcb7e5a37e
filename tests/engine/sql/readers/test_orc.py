"""ORC tables."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.orc
import pytest

from boathouse.engine.sql import Partition

SERDE = "org.apache.hadoop.hive.ql.io.orc.OrcSerde"
BY_NAME = {"orc.column.index.access": "false"}


def put(bench: Any, uri: str, columns: dict[str, Any]) -> None:
    pa.orc.write_table(pa.table(columns), str(bench.put(uri, "")))


def test_columns_are_found_by_their_place(bench: Any) -> None:
    bench.declare("t", "a bigint; b string; missing int", serde=SERDE)
    put(bench, "s3://bucket/t/1.orc", {"_col0": pa.array([1, None], pa.int64()), "_col1": ["x", "y"]})
    assert bench.rows("SELECT * FROM t") == [("1", "x", None), (None, "y", None)]


def test_columns_are_found_by_name_where_the_table_says_so(bench: Any) -> None:
    bench.declare("t", "b string; a bigint; missing int", serde=SERDE, serde_parameters=BY_NAME)
    put(bench, "s3://bucket/t/1.orc", {"A": pa.array([1], pa.int64()), "b": ["x"]})
    put(bench, "s3://bucket/t/2.orc", {"b": ["y"]})
    assert sorted(bench.rows("SELECT * FROM t")) == [("x", "1", None), ("y", None, None)]


def test_all_types_are_read(bench: Any) -> None:
    kinds = (
        "i tinyint; f float; d decimal(10,2); s string; v varchar(2); b boolean; day date; ts timestamp; "
        "x binary; l array<int>; m map<string,bigint>; r struct<p:int,q:string>"
    )
    bench.declare("t", kinds, serde=SERDE)
    put(bench, "s3://bucket/t/1.orc", {
        "i": pa.array([1], pa.int8()),
        "f": pa.array([1.5], pa.float32()),
        "d": pa.array([Decimal("2.50")], pa.decimal128(10, 2)),
        "s": ["é"],
        "v": ["abc"],
        "b": [True],
        "day": [date(2020, 1, 15)],
        "ts": pa.array([datetime(2024, 1, 15, 10, 30, 0, 250600)], pa.timestamp("ns")),
        "x": [b"\x01\xff"],
        "l": pa.array([[1, None]], pa.list_(pa.int32())),
        "m": pa.array([[("k", 7)]], pa.map_(pa.string(), pa.int64())),
        "r": pa.array([{"p": 1, "q": "z"}], pa.struct([("p", pa.int32()), ("q", pa.string())])),
    })  # fmt: skip
    assert bench.rows("SELECT * FROM t") == [
        ("1", "1.5", "2.50", "é", "ab", "true", "2020-01-15", "2024-01-15 10:30:00.251", "01 ff", "[1, null]",
         "{k=7}", "{p=1, q=z}")
    ]  # fmt: skip


def test_partitions_are_read_and_pruned_and_files_named(bench: Any) -> None:
    bench.declare("t", "a bigint", serde=SERDE, keys="k string")
    put(bench, "s3://bucket/t/k=x/1.orc", {"a": pa.array([1], pa.int64())})
    bench.put("s3://bucket/t/k=y/1.orc", "broken")
    bench.registered["t"] = [Partition((k,), f"s3://bucket/t/k={k}/") for k in ("x", "y")]
    assert bench.rows("""SELECT a, k, "$path" FROM t WHERE k = 'x'""") == [
        ("1", "x", "s3://bucket/t/k=x/1.orc")
    ]
    assert bench.reason("SELECT a FROM t").startswith(
        "HIVE_CANNOT_OPEN_SPLIT: Malformed ORC file s3://bucket/t/k=y/"
    )


def test_a_table_may_be_read_twice_in_one_query(bench: Any) -> None:
    bench.declare("t", "a bigint", serde=SERDE)
    put(bench, "s3://bucket/t/1.orc", {"a": pa.array([1, 2], pa.int64())})
    sql = (
        "WITH w AS (SELECT a FROM t) "
        "SELECT count(*), sum(x.a + y.a) FROM w x CROSS JOIN w y JOIN t ON t.a = x.a"
    )
    assert bench.rows(sql) == [("4", "12")]


@pytest.mark.parametrize("parameters", [{}, BY_NAME])
def test_a_type_that_does_not_fit_is_bad_data(bench: Any, parameters: dict[str, str]) -> None:
    bench.declare("t", "a bigint", serde=SERDE, serde_parameters=parameters)
    put(bench, "s3://bucket/t/1.orc", {"a": ["x"]})
    assert bench.reason("SELECT a FROM t") == (
        "HIVE_BAD_DATA: Field a's type VARCHAR in ORC file s3://bucket/t/1.orc is incompatible with type "
        "bigint defined in table schema"
    )
