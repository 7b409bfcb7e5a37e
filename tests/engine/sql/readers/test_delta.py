"""Delta tables, written by hand: Parquet files and a log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

DELTA = {"table_type": "DELTA"}


def write(
    bench: Any, root: str, version: int, actions: list[dict[str, Any]], files: dict[str, list[int]]
) -> None:
    for name, values in files.items():
        path = bench.put(f"{root}{name}", "")
        pq.write_table(pa.table({"ID": pa.array(values, pa.int64()), "p": ["x"] * len(values)}), path)
        actions.append({"add": {"path": name, "partitionValues": {}, "size": path.stat().st_size,
                                "modificationTime": 1, "dataChange": True}})  # fmt: skip
    bench.put(f"{root}_delta_log/{version:020}.json", "".join(json.dumps(a) + "\n" for a in actions))


def begin() -> list[dict[str, Any]]:
    fields = [
        {"name": "ID", "type": "long", "nullable": True, "metadata": {}},
        {"name": "p", "type": "string", "nullable": True, "metadata": {}},
    ]
    return [
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
        {"metaData": {"id": "1", "format": {"provider": "parquet", "options": {}}, "partitionColumns": [],
                      "schemaString": json.dumps({"type": "struct", "fields": fields}), "configuration": {}}},
    ]  # fmt: skip


def test_the_newest_snapshot_is_read_with_the_logs_own_columns(bench: Any) -> None:
    write(bench, "s3://bucket/t/", 0, begin(), {"a.parquet": [1, 2]})
    remove = {"remove": {"path": "a.parquet", "deletionTimestamp": 2, "dataChange": True}}
    write(bench, "s3://bucket/t/", 1, [remove], {"b.parquet": [3]})
    bench.declare("t", "col array<string>", parameters=DELTA)
    assert bench.types("SELECT * FROM t") == [("id", "bigint"), ("p", "varchar")]
    assert bench.rows("SELECT * FROM t") == [("3", "x")]


def test_the_path_is_a_serde_parameter_where_spark_made_the_location_up(bench: Any) -> None:
    write(bench, "s3://bucket/real/", 0, begin(), {"a.parquet": [1]})
    bench.declare(
        "t", "id bigint", parameters={"spark.sql.sources.provider": "delta"}, location="s3://bucket/t-__PLACEHOLDER__",
        serde_parameters={"path": "s3://bucket/real"},
    )  # fmt: skip
    assert bench.rows("SELECT id FROM t") == [("1",)]


def test_the_path_of_a_row_is_its_objects_address(bench: Any) -> None:
    write(bench, "s3://bucket/t/", 0, begin(), {"a.parquet": [1]})
    bench.declare("t", "id bigint", parameters=DELTA)
    assert bench.rows('SELECT "$path" FROM t') == [("s3://bucket/t/a.parquet",)]


def test_a_folder_without_a_log_is_an_error(bench: Any) -> None:
    bench.declare("t", "id bigint", parameters=DELTA)
    assert "has no Delta log at s3://bucket/t/" in bench.reason("SELECT id FROM t")


def test_time_travel_is_refused_as_athena_refuses_it(bench: Any) -> None:
    write(bench, "s3://bucket/t/", 0, begin(), {"a.parquet": [1]})
    bench.declare("t", "id bigint", parameters=DELTA)
    assert bench.reason("SELECT id FROM t FOR VERSION AS OF 0").startswith("NOT_SUPPORTED")


def test_a_file_outside_the_lake_is_not_read(bench: Any, tmp_path: Path) -> None:
    pq.write_table(pa.table({"ID": pa.array([666], pa.int64()), "p": ["x"]}), tmp_path / "out.parquet")
    add = {"path": f"file://{tmp_path}/out.parquet", "partitionValues": {}, "size": 1, "modificationTime": 1,
           "dataChange": True}  # fmt: skip
    write(bench, "s3://bucket/t/", 0, [*begin(), {"add": add}], {})
    bench.declare("t", "id bigint", parameters=DELTA)
    assert "666" not in bench.reason("SELECT id FROM t")
