"""Rows of Iceberg tables that Spark has made (make.py)."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse.engine.sql import QueryError


def test_values_have_the_types_that_athena_documents(lake: Any) -> None:
    assert lake.types("SELECT * FROM types") == [
        ("b", "boolean"),
        ("i", "integer"),
        ("l", "bigint"),
        ("f", "real"),
        ("d", "double"),
        ("m", "decimal(9,2)"),
        ("big", "decimal(38,10)"),
        ("day", "date"),
        ("zoned", "timestamp(6) with time zone"),
        ("plain", "timestamp(6)"),
        ("s", "varchar"),
        ("bin", "varbinary"),
        ("items", "array(integer)"),
        ("pairs", "map(varchar, integer)"),
        ("nested", "row(x integer, y array(row(z varchar)))"),
    ]
    nulls, values = sorted(lake.rows("SELECT * FROM types"), key=lambda row: row[0] is not None)
    assert nulls == (None,) * 15
    assert values == (
        *("true", "1", "2", "1.5", "2.5", "3.25", "123456789012345678.0123456789", "2024-02-29"),
        *("2024-02-29 10:11:12.123456 UTC", "1969-12-31 23:59:59.999999", "é", "00 ff", "[1, null]"),
        *("{k=1, n=null}", "{x=1, y=[{z=q}]}"),
    )


def test_uuids_and_times_of_day_are_read(lake: Any) -> None:
    assert lake.types("SELECT u FROM uniques") == [("u", "uuid")]
    assert lake.sorted("SELECT * FROM uniques") == [
        ("1", "f79c3e09-677c-4bbd-a479-3f349cb785e7"),
        ("2", None),
    ]
    assert lake.types("SELECT t FROM clocks") == [("t", "time(6)")]
    assert lake.sorted("SELECT * FROM clocks") == [("1", "10:11:12.500000"), ("2", None)]


def test_a_table_without_a_snapshot_has_columns_and_no_rows(lake: Any) -> None:
    assert lake.types("SELECT * FROM nothing") == [("id", "integer"), ("name", "varchar")]
    assert lake.rows("SELECT * FROM nothing") == []
    assert lake.rows("SELECT count(*), max(id) FROM nothing") == [("0", None)]


def test_old_files_are_read_in_the_columns_of_today(lake: Any) -> None:
    names = [name for name, _ in lake.types("SELECT * FROM evolved")]
    assert names == ["extra", "amount", "id", "title", "price", "s", "l", "m", "gone", "later"]
    new, old = lake.sorted("SELECT * FROM evolved")
    assert new[:5] == ("7", "2.25", "5000000000", "b", "2.5")
    assert new[5:] == ("{aa=5000000001, c=3}", "[{p=2, q=z}]", "{j={vv=2}}", "new", None)
    assert old[:5] == (None, "1.25", "1", "a", "1.5")
    assert old[5:] == ("{aa=1, c=null}", "[{p=1, q=null}]", "{k={vv=1}}", None, None)


def test_rows_of_position_deletes_are_gone(lake: Any) -> None:
    rows = [("1", "a", "x"), ("2", "a", "again"), ("3", "b", "zz"), ("4", None, "n")]
    assert lake.sorted("SELECT * FROM deletes") == rows
    assert lake.rows("SELECT count(*) FROM deletes") == [("4",)]


def test_rows_of_equality_deletes_are_gone_and_later_ones_are_not(lake: Any) -> None:
    assert lake.sorted("SELECT * FROM equal") == [("1", "x"), ("2", "later")]


def test_all_partition_specs_of_a_table_are_read(lake: Any) -> None:
    assert lake.sorted("SELECT id, s, day, ts, m FROM specs") == [
        ("1", "a=b/c", "2024-01-01", "2024-01-01 01:00:00.000000 UTC", "1.25"),
        ("2", None, None, None, None),
        ("3", "ccc", "2024-01-03", "2024-01-03 23:59:59.000000 UTC", "3.25"),
        ("4", "dddd", "1969-12-31", "1969-12-31 23:00:00.000000 UTC", "-4.25"),
        ("5", None, None, None, None),
    ]


CONDITIONS = [
    ("ts < TIMESTAMP '1970-01-01 00:00:00'", ["4"]),
    ("ts = TIMESTAMP '1969-12-31 23:00:00.000000 UTC'", ["4"]),
    ("ts > TIMESTAMP '1969-12-31 22:59:59.999999'", ["1", "3", "4"]),
    ("date(ts) = DATE '1969-12-31'", ["4"]),
    ("day < DATE '1970-01-01'", ["4"]),
    ("m = -4.25", ["4"]),
    ("m > -5", ["1", "3", "4"]),
    ("s = 'a=b/c'", ["1"]),
    ("s LIKE 'cc%'", ["3"]),
    ("s IS NULL", ["2", "5"]),
    ("id IN (1, 5)", ["1", "5"]),
]


def test_a_condition_on_a_column_that_partitions_finds_all_its_rows(lake: Any) -> None:
    for condition, ids in CONDITIONS:
        assert [row[0] for row in lake.sorted(f"SELECT id FROM specs WHERE {condition}")] == ids, condition


def test_the_first_version_of_the_format_and_packed_metadata_are_read(lake: Any) -> None:
    assert lake.metadata("first").name.endswith(".gz.metadata.json")
    assert lake.sorted("SELECT * FROM first") == [("1", "a"), ("2", "b"), ("3", "c")]


def test_values_of_partitions_that_look_like_patterns_are_values(lake: Any) -> None:
    values = ["*", "[x]", "é ü", "%2A", "?", "", "/data/"]
    found = lake.sorted('SELECT id, p, "$path" FROM odd')
    assert [(row[0], row[1]) for row in found] == [(str(i), value) for i, value in enumerate(values, 1)]
    assert found[0][2].startswith("s3://lake/db/odd/data/p=*/")
    assert lake.bench.folder(found[3][2]).is_file()


def test_the_snapshot_is_the_one_that_the_catalog_points_at_not_the_newest(lake: Any) -> None:
    folder = lake.metadata("deletes").parent
    first = next(folder.glob("00001-*"))
    lake.point("deletes", f"s3://lake/db/deletes/metadata/{first.name}")
    rows = [("1", "x"), ("2", "y"), ("3", "z"), ("4", "n")]
    assert lake.sorted("SELECT id, v FROM deletes") == rows


def test_the_scanned_bytes_are_those_of_the_snapshots_files(lake: Any) -> None:
    query = lake.bench.engine.query(lake.bench)
    try:
        size = query.plan("SELECT * FROM marked", "db").size
    finally:
        query.close()
    files = (lake.bench.lake / "lake/db/marked/data").iterdir()
    assert size == sum(path.stat().st_size for path in files)


UNREAD = {
    "elsewhere": "with files outside the folders data and metadata of s3://lake/db/elsewhere",
    "orcs": "with ORC files",
    "gone": "with files partitioned by a column that is gone",
    "equalparts": "that has partitions and equality deletes",
}


def test_what_would_be_read_wrongly_is_refused_by_name(lake: Any) -> None:
    for table, why in UNREAD.items():
        begin = (
            f"NOT_SUPPORTED: Table db.{table}: reading an Iceberg table {why} is not emulated by Boathouse"
        )
        assert lake.reason(f"SELECT * FROM {table}").startswith(f"{begin}: s3://lake/")


def test_the_third_version_of_the_format_is_refused_as_athena_refuses_it(lake: Any) -> None:
    text = "NOT_SUPPORTED: Table db.third is of version 3 of Iceberg's format; Athena reads 1 and 2"
    assert lake.reason("SELECT * FROM third") == text


def test_a_type_that_athena_does_not_have_is_refused_by_the_columns_name(lake: Any) -> None:
    lake.rewrite("nothing", '"type":"int"', '"type":"fixed[3]"')
    text = "NOT_SUPPORTED: Column 'id' has the unsupported type 'fixed[3]'"
    assert lake.reason("SELECT name FROM nothing") == text


def test_a_pointer_that_leads_nowhere_is_an_error(lake: Any) -> None:
    uri = "s3://lake/db/marked/metadata/9.metadata.json"
    lake.point("marked", uri)
    text = f"ICEBERG_MISSING_METADATA: Metadata not found in metadata location for table db.marked: {uri}"
    assert lake.reason("SELECT * FROM marked") == text
    lake.point("marked", "")
    assert lake.reason("SELECT * FROM marked").endswith("is an Iceberg table without metadata_location")
    lake.rewrite("third", '"location"', '"elsewhere"')
    text = "ICEBERG_INVALID_METADATA: Invalid metadata file for table db.third: s3://lake/db/third/metadata/"
    assert lake.reason("SELECT * FROM third").startswith(text)


def test_a_file_outside_the_lake_is_not_read(lake: Any, tmp_path: Any) -> None:
    lake.rewrite("marked", '"location":"s3://lake/db', f'"location":"file://{tmp_path}')
    assert "outside the folders data and metadata" in lake.reason("SELECT * FROM marked")


def test_tables_of_iceberg_and_others_join(lake: Any) -> None:
    lake.bench.json("plain", "id int; name string", '{"id": 1, "name": "Ada"}\n')
    assert lake.rows("SELECT name FROM plain JOIN marked USING (id)") == [("Ada",)]


def test_a_duckdb_that_has_broken_is_replaced(lake: Any) -> None:
    query = lake.bench.engine.query(lake.bench)
    scan = f"'{lake.bench.lake}/lake/db/specs', version = '{lake.metadata('specs').name[:-14]}'"
    query._session.extend("avro", "iceberg")
    with pytest.raises(QueryError):
        query._session.all(f"SELECT * FROM iceberg_scan({scan}, allow_moved_paths = true, filename = true)")
    query.close()
    assert lake.rows("SELECT count(*) FROM specs") == [("5",)]
