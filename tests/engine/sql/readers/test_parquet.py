"""Parquet tables."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


def put(bench: Any, uri: str, columns: dict[str, Any]) -> None:
    path = bench.put(uri, "")
    pq.write_table(pa.table(columns), path)


def test_columns_are_found_by_name_whatever_their_case_and_order(bench: Any) -> None:
    bench.declare("t", "a bigint; customername string; missing int", serde=SERDE)
    put(bench, "s3://bucket/t/1.parquet", {"customerName": ["x"], "A": pa.array([1], pa.int64())})
    assert bench.rows("SELECT * FROM t") == [("1", "x", None)]


def test_files_of_different_schemas_are_read_together(bench: Any) -> None:
    bench.declare("t", "a bigint; b string", serde=SERDE)
    put(bench, "s3://bucket/t/1.parquet", {"a": pa.array([1], pa.int64())})
    put(bench, "s3://bucket/t/2.parquet", {"b": ["y"], "a": pa.array([2], pa.int32())})
    assert sorted(bench.rows("SELECT a, b FROM t")) == [("1", None), ("2", "y")]


def test_nested_types_and_timestamps_are_read(bench: Any) -> None:
    bench.declare(
        "t",
        "s struct<x:int,z:int>; l array<string>; ts timestamp; d decimal(5,2); m map<string,int>",
        serde=SERDE,
    )
    put(bench, "s3://bucket/t/1.parquet", {
        "s": pa.array([{"X": 1, "y": "q"}], pa.struct([("X", pa.int32()), ("y", pa.string())])),
        "l": [["a", None]],
        "ts": pa.array([datetime(2024, 1, 15, 10, 30, 0, 250600, UTC)], pa.timestamp("us", "UTC")),
        "d": pa.array([Decimal("1.50")], pa.decimal128(5, 2)),
        "m": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int32())),
    })  # fmt: skip
    assert bench.rows("SELECT * FROM t") == [
        ("{x=1, z=null}", "[a, null]", "2024-01-15 10:30:00.251", "1.50", "{k=1}")
    ]


def test_decimals_have_the_tables_scale_whatever_the_files_is(bench: Any) -> None:
    bench.declare("t", "d decimal(10,2); l array<decimal(4,1)>; s struct<x:decimal(3,0)>", serde=SERDE)
    files: list[tuple[Any, list[str | None]]] = [
        (pa.decimal128(5, 3), ["0.750", "50.125", "-50.125", None]),
        (pa.decimal128(28, 26), ["1.995"]),
        (pa.decimal128(3, 0), ["1"]),
        (pa.decimal128(10, 2), ["7.10"]),
    ]
    for i, (kind, texts) in enumerate(files):
        values = [text and Decimal(text) for text in texts]
        items = pa.array([[value] for value in values], pa.list_(kind))
        fields = pa.array([{"x": value} for value in values], pa.struct([("x", kind)]))
        put(bench, f"s3://bucket/t/{i}.parquet", {"d": pa.array(values, kind), "l": items, "s": fields})
    assert sorted(bench.rows("SELECT * FROM t WHERE d IS NOT NULL")) == [
        ("-50.13", "[-50.1]", "{x=-50}"),
        ("0.75", "[0.8]", "{x=1}"),
        ("1.00", "[1.0]", "{x=1}"),
        ("2.00", "[2.0]", "{x=2}"),
        ("50.13", "[50.1]", "{x=50}"),
        ("7.10", "[7.1]", "{x=7}"),
    ]
    assert bench.rows("SELECT sum(d), count(*) FROM t WHERE d = 50.13") == [("50.13", "1")]


def test_a_decimal_that_does_not_fit_the_tables_is_an_error(bench: Any) -> None:
    bench.declare("t", "d decimal(3,2)", serde=SERDE)
    put(bench, "s3://bucket/t/1.parquet", {"d": pa.array([Decimal("12.5")], pa.decimal128(5, 1))})
    assert bench.reason("SELECT d FROM t").startswith("INVALID_CAST_ARGUMENT: ")


def test_a_type_that_does_not_fit_is_bad_data(bench: Any) -> None:
    bench.declare("t", "a bigint", serde=SERDE)
    put(bench, "s3://bucket/t/1.parquet", {"a": ["x"]})
    assert bench.reason("SELECT a FROM t") == (
        "HIVE_BAD_DATA: Field a's type VARCHAR in parquet file s3://bucket/t/1.parquet is incompatible "
        "with type "
        "bigint defined in table schema"
    )


def test_a_column_that_does_not_fit_harms_no_query_that_leaves_it_out(bench: Any) -> None:
    bench.declare("t", "a bigint; b string; s struct<x:bigint,y:string>", serde=SERDE)
    inner = pa.array([{"x": "no", "y": "q"}], pa.struct([("x", pa.string()), ("y", pa.string())]))
    put(bench, "s3://bucket/t/1.parquet", {"a": ["x"], "b": ["y"], "s": inner})
    assert bench.rows("SELECT b, count(*) FROM t GROUP BY b") == [("y", "1")]
    assert bench.rows("SELECT count(*) FROM t") == [("1",)]
    assert bench.reason("SELECT s FROM t").startswith("HIVE_BAD_DATA: Field s's type VARCHAR in parquet file")


def test_timestamps_as_bigint_are_the_numbers_of_the_file(bench: Any) -> None:
    bench.declare("t", "s struct<x:bigint>; ms bigint; us bigint; ns bigint", serde=SERDE)
    moment = datetime(2024, 1, 15, 10, 30, 0, 250600, UTC)
    inner = pa.array([{"x": 1}], pa.struct([("x", pa.int64())]))
    for zone in (None, "UTC"):
        columns = {u: pa.array([moment, None], pa.timestamp(u, zone)) for u in ("ms", "us", "ns")}
        put(bench, f"s3://bucket/t/{zone}.parquet", {"s": pa.concat_arrays([inner, inner]), **columns})
    assert bench.rows("SELECT ms, us, ns FROM t WHERE us IS NOT NULL") == 2 * [
        ("1705314600250", "1705314600250600", "1705314600250600000")
    ]
    assert bench.rows("SELECT count(*) FROM t WHERE ms IS NULL AND s.x = 1") == [("2",)]


def test_an_overwritten_file_is_read_anew(bench: Any) -> None:
    bench.declare("t", "a bigint", serde=SERDE)
    for number in (1, 2, 3):
        put(bench, "s3://bucket/t/1.parquet", {"a": pa.array([number], pa.int64())})
        assert bench.rows("SELECT a FROM t") == [(str(number),)]


def test_a_file_that_is_no_parquet_is_an_error(bench: Any) -> None:
    bench.declare("t", "a bigint", serde=SERDE)
    bench.put("s3://bucket/t/1.parquet", "hello, this is text")
    assert "s3://bucket/t/1.parquet" in bench.reason("SELECT a FROM t")


@pytest.mark.parametrize(
    "expression",
    [
        "date_parse(day, '%Y-%m-%d')",
        "parse_datetime(day, 'yyyy-MM-dd')",
        "from_iso8601_date(day)",
        "from_iso8601_timestamp(day)",
        "from_base(n, 10)",
        "luhn_check(n)",
        "format('%d', n)",
        "json_parse(n)",
        "cast(json_parse('[' || n || ']') AS array(integer))",
        "cast(json_extract(json, '$.l') AS array(integer))",
        "cast(json_extract(json, '$.m') AS map(varchar, integer))",
        "cast(split(n, ',') AS array(integer))",
        "transform(split(n, ','), x -> cast(x AS integer))",
        "filter(split(n, ','), x -> cast(x AS integer) > 1)",
        "any_match(split(n, ','), x -> cast(x AS integer) > 1)",
        "reduce(split(n, ','), 0, (a, x) -> a + cast(x AS integer), a -> a)",
        "zip_with(split(n, ','), split(n, ','), (x, y) -> cast(x AS integer))",
        "transform_values(split_to_map('a=' || n, ',', '='), (k, v) -> cast(v AS integer))",
    ],
)
def test_a_value_that_fails_fails_for_its_own_rows(bench: Any, expression: str) -> None:
    bench.declare("t", "day string; n string; json string; k int", serde=SERDE)
    put(bench, "s3://bucket/t/1.parquet", {  # values that come again stand in a dictionary
        "day": ["2024-01-01", "2024-01-02", "n/a"] * 3,
        "n": ["12", "18", "n/a"] * 3,
        "json": ['{"l":[1],"m":{"a":1}}', '{"l":[2],"m":{"a":2}}', '{"l":["n/a"],"m":{"a":"n/a"}}'] * 3,
        "k": pa.array([0, 1, 2] * 3, pa.int32()),
    })  # fmt: skip
    assert bench.rows(f"SELECT count(*), count(TRY({expression})) FROM t") == [("9", "6")]
    assert bench.rows(f"SELECT count(CASE WHEN k < 2 THEN {expression} END) FROM t") == [("6",)]
    assert bench.rows(f"SELECT count({expression}) FROM t WHERE k < 2") == [("6",)]
