"""Tables that tell of a table: "t$history" and its like."""

from __future__ import annotations

from typing import Any


def test_history_tells_which_snapshot_was_current_when(lake: Any) -> None:
    assert lake.types('SELECT * FROM "deletes$history"') == [
        ("made_current_at", "timestamp(3) with time zone"),
        ("snapshot_id", "bigint"),
        ("parent_id", "bigint"),
        ("is_current_ancestor", "boolean"),
    ]
    ids = lake.snapshots("deletes")
    rows = lake.rows('SELECT snapshot_id, parent_id, is_current_ancestor FROM "deletes$history"')
    assert rows == [(id_, parent, "true") for id_, parent in zip(ids, [None, *ids[:-1]], strict=True)]


def test_snapshots_tell_what_was_done(lake: Any) -> None:
    columns = "operation, summary['added-records'], element_at(summary, 'operation'), manifest_list"
    rows = lake.rows(f"SELECT {columns} FROM \"deletes$snapshots\" WHERE operation = 'append'")
    assert [row[:3] for row in rows] == [("append", "4", None), ("append", "1", None)]
    assert rows[0][3].startswith("s3://lake/db/deletes/metadata/snap-")


def test_refs_tell_branches_and_tags(lake: Any) -> None:
    first, second = lake.snapshots("marked")
    assert lake.sorted('SELECT * FROM "marked$refs"') == [
        ("main", "BRANCH", second, None, None, None),
        ("one", "TAG", first, "432000000", None, None),
    ]


def test_manifests_tell_the_values_of_partitions_for_people(lake: Any) -> None:
    query = (
        "SELECT partition_spec_id, added_data_files_count, added_rows_count, deleted_rows_count, "
        'transform(partition_summaries, s -> s.lower_bound) FROM "specs$manifests"'
    )
    assert [row[1:] for row in lake.sorted(query)] == [
        ("2", "2", "0", "[a=b/c, 0]"),
        ("1", "1", "0", "[2024-01-03, cc]"),
        ("2", "2", "0", "[dd, 1969-12, -4.25, 1969-12-31-23]"),
    ]


def test_files_tell_counts_and_bounds(lake: Any) -> None:
    query = (
        "SELECT content, file_format, record_count, value_counts[1], null_value_counts[2], lower_bounds, "
        'element_at(upper_bounds, 4), equality_ids FROM "specs$files"'
    )
    moment = "1969-12-31T23:00Z"
    assert ("0", "PARQUET", "1", "1", "0", f"{{1=4, 2=dddd, 3=1969-12-31, 4={moment}, 5=-4.25}}", moment,
            None) in lake.rows(query)  # fmt: skip
    paths = [row[0] for row in lake.rows('SELECT file_path FROM "specs$files"')]
    assert sorted(paths) == sorted(row[0] for row in lake.rows('SELECT "$path" FROM specs'))


def test_partitions_tell_rows_files_and_bytes(lake: Any) -> None:
    kinds = dict(lake.types('SELECT * FROM "deletes$partitions"'))
    assert kinds["partition"] == "row(p varchar)"
    assert kinds["data"].startswith(
        "row(id row(min integer, max integer, null_count bigint, nan_count bigint)"
    )
    query = 'SELECT partition.p, record_count, file_count, data.id.min, data.id.max FROM "deletes$partitions"'
    assert lake.sorted(query) == [
        (None, "1", "1", "4", "4"),
        ("a", "3", "2", "1", "2"),
        ("b", "2", "2", "3", "3"),
    ]
    (row,) = lake.rows('SELECT * FROM "marked$partitions"')
    assert row[:2] == ("2", "2")


def test_the_values_of_all_specs_stand_side_by_side(lake: Any) -> None:
    kinds = dict(lake.types('SELECT * FROM "specs$partitions"'))
    fields = "s varchar, id_bucket integer, ts_day date, s_trunc varchar, day_month integer, m decimal(9,2)"
    assert kinds["partition"] == f"row({fields}, ts_hour integer)".replace("s_trunc ", "s_trunc_2 ")
    rows = lake.rows('SELECT partition FROM "specs$partitions" WHERE record_count = 1')
    months = "{s=null, id_bucket=null, ts_day=null, s_trunc_2=dd, day_month=-1, m=-4.25, ts_hour=-1}"
    assert (months,) in rows
    assert len(rows) == 5


def test_a_table_without_a_snapshot_has_nothing_to_tell(lake: Any) -> None:
    for what in ("files", "history", "manifests", "partitions", "snapshots"):
        assert lake.rows(f'SELECT * FROM "nothing${what}"') == []


def test_there_are_no_other_such_tables(lake: Any) -> None:
    reason = lake.reason('SELECT * FROM "marked$entries"')
    assert reason.startswith("TABLE_NOT_FOUND")
    assert "marked$entries' does not exist" in reason


def test_information_schema_lists_the_columns_of_today_and_of_tables_that_cannot_be_read(lake: Any) -> None:
    query = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name ="
    assert lake.rows(f"{query} 'uniques'") == [("id", "integer"), ("u", "uuid")]
    assert lake.rows(f"{query} 'third'") == []
