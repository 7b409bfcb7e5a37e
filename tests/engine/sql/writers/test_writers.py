"""Files that a query's rows become."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyarrow import orc, parquet

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.types import Type
from boathouse.engine.sql.writers.layout import Layout, Part, layout


@dataclass(frozen=True)
class Column:
    name: str
    type: Type


def written(bench: Any, folder: Path, sql: str, **properties: Any) -> tuple[Layout, list[Part]]:
    query = bench.engine.query(bench)
    try:
        plan = query.plan(sql, "db")
        target = layout(plan.columns, properties, format_name="PARQUET", compression=("write_compression",))
        return target, query.write(plan.values, target, folder)
    finally:
        query.close()


def test_parquet_has_the_names_the_types_and_the_values(bench: Any, tmp_path: Path) -> None:
    sql = (
        "SELECT CAST(1 AS tinyint) AS A, 2 AS i, CAST(3 AS bigint) AS b, 1e0 AS d, CAST(2.5 AS real) AS r, "
        "CAST(1.50 AS decimal(10, 2)) AS n, 'x' AS s, true AS t, DATE '2024-02-03' AS day, "
        "TIMESTAMP '2024-01-01 10:00:00.123' AS ts, CAST('x' AS varbinary) AS bin, ARRAY[1, NULL] AS l, "
        "CAST(ROW(1, 'y') AS row(Q integer, w varchar)) AS o, "
        "MAP(ARRAY['k'], ARRAY[CAST(ROW(1) AS row(z integer))]) AS m"
    )
    _, (part,) = written(bench, tmp_path, sql)
    table = parquet.read_table(part.path)
    assert [(f.name, str(f.type)) for f in table.schema] == [
        ("a", "int8"),
        ("i", "int32"),
        ("b", "int64"),
        ("d", "double"),
        ("r", "float"),
        ("n", "decimal128(10, 2)"),
        ("s", "string"),
        ("t", "bool"),
        ("day", "date32[day]"),
        ("ts", "timestamp[ns]"),
        ("bin", "binary"),
        ("l", "list<element: int32>"),
        ("o", "struct<q: int32, w: string>"),
        ("m", "map<string, struct<z: int32> ('m')>"),
    ]
    assert part.rows == 1
    row = {key: str(value) for key, value in table.to_pylist()[0].items()}
    assert row == {
        "a": "1", "i": "2", "b": "3", "d": "1.0", "r": "2.5", "n": "1.50", "s": "x", "t": "True",
        "day": "2024-02-03", "ts": "2024-01-01 10:00:00.123000", "bin": "b'x'", "l": "[1, None]",
        "o": "{'q': 1, 'w': 'y'}", "m": "[('k', {'z': 1})]",
    }  # fmt: skip
    chunk = parquet.ParquetFile(part.path).metadata.row_group(0).column(9)
    assert (chunk.physical_type, chunk.compression) == ("INT96", "GZIP")


@pytest.mark.parametrize(
    ("given", "found"), [("snappy", "SNAPPY"), ("ZSTD", "ZSTD"), ("NONE", "UNCOMPRESSED")]
)
def test_parquet_is_packed_as_asked(bench: Any, tmp_path: Path, given: str, found: str) -> None:
    _, (part,) = written(bench, tmp_path, "SELECT 1 AS a", write_compression=given)
    assert parquet.ParquetFile(part.path).metadata.row_group(0).column(0).compression == found


@pytest.mark.parametrize(("given", "found"), [
    ({}, "ZLIB"), ({"write_compression": "snappy"}, "SNAPPY"),
    ({"write_compression": "NONE"}, "UNCOMPRESSED"),
])  # fmt: skip
def test_orc_has_the_names_the_types_and_the_values(
    bench: Any, tmp_path: Path, given: dict[str, str], found: str
) -> None:
    sql = (
        "SELECT CAST(1 AS tinyint) AS A, CAST(1.50 AS decimal(10, 2)) AS n, 'x' AS s, "
        "DATE '2024-02-03' AS day, TIMESTAMP '2024-01-01 10:00:00.123' AS ts, ARRAY[1, NULL] AS l, "
        "CAST(ROW(1, 'y') AS row(Q integer, w varchar)) AS o, MAP(ARRAY['k'], ARRAY[2]) AS m"
    )
    _, (part,) = written(bench, tmp_path, sql, format="ORC", **given)
    file = orc.ORCFile(str(part.path))
    assert file.compression == found
    assert {key: str(value) for key, value in file.read().to_pylist()[0].items()} == {
        "a": "1", "n": "1.50", "s": "x", "day": "2024-02-03", "ts": "2024-01-01 10:00:00.123000",
        "l": "[1, None]", "o": "{'q': 1, 'w': 'y'}", "m": "[('k', 2)]",
    }  # fmt: skip


def test_json_is_an_object_a_line(bench: Any, tmp_path: Path) -> None:
    sql = (
        "SELECT 1 AS A, CAST(12345678901234567.89 AS decimal(19, 2)) AS n, 'q\"\u00e9\n' AS s, "
        "nan() AS x, 1e0 AS d, "
        "DATE '2024-02-03' AS day, TIMESTAMP '2024-01-01 10:00:00' AS ts, CAST(NULL AS varchar) AS e, "
        "ARRAY[true, NULL] AS l, MAP(ARRAY[1], ARRAY['v']) AS m, "
        "CAST(ROW(1, NULL) AS row(Q integer, w varchar)) AS o"
    )
    target, (part,) = written(bench, tmp_path, sql, format="JSON")
    assert target.suffix == ".gz"
    text = gzip.decompress(part.path.read_bytes()).decode()
    assert text == (
        '{"a":1,"n":12345678901234567.89,"s":"q\\"\u00e9\\n","x":"NaN","d":1.0,"day":"2024-02-03",'
        '"ts":"2024-01-01 10:00:00.000","e":null,"l":[true,null],"m":{"1":"v"},"o":{"q":1,"w":null}}\n'
    )
    assert json.loads(text)["m"] == {"1": "v"}


def test_text_has_delimiters_and_a_mark_for_null(bench: Any, tmp_path: Path) -> None:
    sql = "SELECT * FROM (VALUES (1, 'a', true), (2, NULL, false)) AS t(n, s, b) ORDER BY n"
    target, (part,) = written(
        bench, tmp_path, sql, format="textfile", field_delimiter="\\t", write_compression="NONE"
    )
    assert part.path.read_bytes() == b"1\ta\ttrue\n2\t\\N\tfalse\n"
    assert target.suffix == ""
    _, (part,) = written(bench, tmp_path, "SELECT 1 AS a, 2 AS b", format="TEXTFILE")
    assert gzip.decompress(part.path.read_bytes()) == b"1\x012\n"


def test_nested_text_has_a_separator_for_each_depth(bench: Any, tmp_path: Path) -> None:
    sql = (
        "SELECT ARRAY[1, NULL, 3] AS a, MAP(ARRAY['k', 'l'], ARRAY[1, 2]) AS m, "
        "CAST(ROW(1, ARRAY['x', 'y']) AS row(q integer, w array(varchar))) AS o, "
        "CAST(NULL AS array(integer)) AS n"
    )
    _, (part,) = written(bench, tmp_path, sql, format="TEXTFILE", write_compression="NONE")
    assert part.path.read_bytes() == (b"1\x02\\N\x023\x01k\x031\x02l\x032\x011\x02x\x03y\x01\\N\n")


def test_a_file_for_each_partition(bench: Any, tmp_path: Path) -> None:
    sql = (
        "SELECT * FROM (VALUES (1, 'x', DATE '2024-01-01'), (2, '', NULL), (3, 'x', DATE '2024-01-01')) "
        "AS t(n, k, d) ORDER BY n"
    )
    _, parts = written(bench, tmp_path, sql, partitioned_by=("k", "d"))
    assert [(part.values, part.rows) for part in parts] == [
        (("__HIVE_DEFAULT_PARTITION__", "__HIVE_DEFAULT_PARTITION__"), 1),
        (("x", "2024-01-01"), 2),
    ]
    assert parquet.read_table(parts[1].path).to_pydict() == {"n": [1, 3]}


def test_a_hundred_partitions_and_no_more(bench: Any, tmp_path: Path) -> None:
    sql = "SELECT 1 AS a, x FROM UNNEST(sequence(1, {})) AS t(x)"
    assert len(written(bench, tmp_path, sql.format(100), partitioned_by=("x",))[1]) == 100
    with pytest.raises(QueryError, match="HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100"):
        written(bench, tmp_path / "more", sql.format(101), partitioned_by=("x",))


def test_no_rows_no_file(bench: Any, tmp_path: Path) -> None:
    assert written(bench, tmp_path, "SELECT 1 AS a WHERE false")[1] == []


def test_a_query_that_fails_leaves_no_file(bench: Any, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="DIVISION_BY_ZERO"):
        written(bench, tmp_path, "SELECT 1 / x AS a FROM (VALUES 1, 0) AS t(x)")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("sql", "properties", "reason"), [
    ("SELECT now() AS a", {}, "NOT_SUPPORTED: Unsupported Hive type: timestamp(3) with time zone"),
    ("SELECT NULL AS a", {}, "COLUMN_TYPE_UNKNOWN: Column type is unknown: a"),
    ("SELECT ROW(1) AS a", {}, "NOT_SUPPORTED: Anonymous row type is not supported in Hive."),
    ("SELECT 1 AS a", {"format": "AVRO"}, "NOT_SUPPORTED: Writing AVRO is not emulated by Boathouse"),
    ("SELECT 1 AS a", {"format": "XLS"}, "INVALID_TABLE_PROPERTY: Invalid value for format: 'XLS'"),
    ("SELECT 1 AS a", {"write_compression": "LZ4"}, "NOT_SUPPORTED: PARQUET files packed by LZ4 are not"),
    ("SELECT 1 AS a", {"partitioned_by": ("b",)}, "INVALID_TABLE_PROPERTY: Partition columns ['b']"),
    ("SELECT 1 AS a", {"partitioned_by": ("a",)}, "INVALID_TABLE_PROPERTY: Table contains only"),
    ("SELECT 1 AS a, 2 AS b", {"partitioned_by": ("a",)}, "HIVE_COLUMN_ORDER_MISMATCH: Partition keys"),
    ("SELECT 1 AS a, ARRAY[1] AS b", {"partitioned_by": ("b",)}, "NOT_SUPPORTED: Unsupported partition"),
    ("SELECT 1 AS a", {"format": "TEXTFILE", "field_delimiter": "ab"}, "INVALID_TABLE_PROPERTY: field_"),
    ("SELECT 1 AS a", {"field_delimiter": ","}, "INVALID_TABLE_PROPERTY: field_delimiter is for text"),
    ("SELECT CAST('1' AS json) AS a", {}, "NOT_SUPPORTED: Unsupported Hive type: json"),
])  # fmt: skip
def test_what_cannot_be_written_is_refused(
    bench: Any, tmp_path: Path, sql: str, properties: dict[str, Any], reason: str
) -> None:
    with pytest.raises(QueryError) as caught:
        written(bench, tmp_path, sql, **properties)
    assert caught.value.reason.startswith(reason)
    assert list(tmp_path.iterdir()) == []
