"""FOR TIMESTAMP AS OF and FOR VERSION AS OF."""

from __future__ import annotations

from typing import Any


def test_a_version_is_a_snapshots_id(lake: Any) -> None:
    first, second, third, _ = lake.snapshots("deletes")
    rows = lake.sorted(f"SELECT id, v FROM deletes FOR VERSION AS OF {first}")
    assert rows == [("1", "x"), ("2", "y"), ("3", "z"), ("4", "n")]
    rows = lake.sorted(f"SELECT id, v FROM deletes FOR VERSION AS OF {second}")
    assert rows == [("1", "x"), ("3", "z"), ("4", "n")]
    query = (
        f"SELECT x.v, y.v FROM deletes FOR VERSION AS OF {second} x JOIN deletes FOR VERSION AS OF {third}"
    )
    assert lake.rows(f"{query} AS y USING (id) WHERE x.v <> y.v") == [("z", "zz")]


def test_a_snapshot_has_the_columns_of_its_time(lake: Any) -> None:
    first = lake.snapshots("evolved")[0]
    query = f"SELECT * FROM evolved FOR VERSION AS OF {first}"
    assert lake.types(query)[:4] == [
        ("id", "integer"),
        ("name", "varchar"),
        ("price", "real"),
        ("amount", "decimal(5,2)"),
    ]
    values = ("1", "a", "1.5", "1.25", "{a=1, b=x}", "[{p=1}]", "{k={v=1}}", "old")
    assert lake.rows(query) == [values]


def test_a_snapshot_from_before_its_partitions_lost_their_column_is_read(lake: Any) -> None:
    first = lake.snapshots("gone")[0]
    assert lake.rows(f"SELECT * FROM gone FOR VERSION AS OF {first}") == [("1", "a")]


def test_a_moment_finds_the_snapshot_that_was_current_then(lake: Any) -> None:
    (second,) = lake.rows('SELECT made_current_at FROM "deletes$history"')[1]
    moment = f"TIMESTAMP '{second}'"
    ids = "SELECT count(*) FROM deletes FOR TIMESTAMP AS OF"
    assert lake.rows(f"{ids} {moment}") == [("3",)]
    assert lake.rows(f"{ids} TIMESTAMP '{second.removesuffix(' UTC')}'") == [("3",)]
    assert lake.rows(f"{ids} ({moment} - INTERVAL '0.001' SECOND)") == [("4",)]
    assert lake.rows(f"{ids} DATE '2999-01-01'") == [("4",)]
    reason = lake.reason(f"{ids} (current_timestamp - INTERVAL '100' YEAR)")
    assert reason.startswith("INVALID_ARGUMENTS: line 1:")
    assert "No version history table 'db'.'deletes' at or before" in reason


NONE = [
    ("FOR VERSION AS OF 1", "INVALID_ARGUMENTS", "Iceberg snapshot ID does not exists: 1"),
    ("FOR VERSION AS OF 1.5", "INVALID_ARGUMENTS", "Unsupported type for table version: decimal(2,1)"),
    ("FOR VERSION AS OF 'one'", "NOT_SUPPORTED", "no snapshot's id is not emulated by Boathouse"),
    ("FOR TIMESTAMP AS OF 5", "INVALID_ARGUMENTS", "Type integer invalid for FOR TIMESTAMP AS OF"),
]


def test_what_is_no_version_is_refused(lake: Any) -> None:
    for period, code, text in NONE:
        reason = lake.reason(f"SELECT * FROM marked {period}")
        assert reason.startswith(f"{code}: line 1:")
        assert text in reason


def test_nothing_but_an_iceberg_table_has_versions(lake: Any) -> None:
    lake.bench.json("plain", "id int", '{"id": 1}\n')
    for table in ("plain", '"marked$files"', "w", "information_schema.tables"):
        reason = lake.reason(f"WITH w AS (SELECT 1 a) SELECT * FROM {table} FOR VERSION AS OF 1")
        assert "NOT_SUPPORTED" in reason
        assert "version is not supported" in reason
