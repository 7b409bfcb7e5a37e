"""Tables of Apache Hudi, laid out by hand as its older and its newer releases do."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from boathouse.engine.sql.source import Partition
from tests.engine.sql.readers.containers import file, number, sized

SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
FORMAT = "org.apache.hudi.hadoop.HoodieParquetInputFormat"
REALTIME = "org.apache.hudi.hadoop.realtime.HoodieParquetRealtimeInputFormat"


class House:
    """A table `t` whose files and instants a test makes one by one."""

    def __init__(self, bench: Any, newer: bool, input_format: str = FORMAT) -> None:
        self.bench, self.newer = bench, newer
        bench.declare("t", "a bigint", serde=SERDE, keys="k string", input_format=input_format)
        bench.registered["t"] = [Partition((k,), f"s3://bucket/t/k={k}/") for k in ("x", "y")]
        bench.put("s3://bucket/t/.hoodie/hoodie.properties", "hoodie.table.name=t\n")
        if newer:
            bench.put("s3://bucket/t/.hoodie/timeline/history/MANIFEST", "")

    def base(self, group: str, instant: int, *values: int, k: str = "x") -> None:
        path = self.bench.put(f"s3://bucket/t/k={k}/{group}-0_0-1-2_{instant}.parquet", "")
        pq.write_table(pa.table({"a": pa.array(values, pa.int64())}), path)

    def done(self, instant: int, action: str = "commit", replaced: str = "") -> None:
        folder = "s3://bucket/t/.hoodie/timeline" if self.newer else "s3://bucket/t/.hoodie"
        self.bench.put(f"{folder}/{instant}.{action}.requested", "")
        if not self.newer:
            said = {"partitionToReplaceFileIds": {"k=x": [f"{replaced}-0"]}} if replaced else {}
            self.bench.put(f"{folder}/{instant}.{action}", json.dumps(said))
            return
        kind = {"type": "map", "values": {"type": "array", "items": "string"}}
        groups = (
            number(1) + sized(b"k=x") + number(1) + sized(f"{replaced}-0".encode()) + number(0) + number(0)
        )
        field = {"partitionToReplaceFileIds": ["null", kind]}
        record = file(field, number(1) + groups if replaced else number(0))
        self.bench.put(f"{folder}/{instant}_{instant + 5}.{action}", record)

    def rows(self) -> list[int]:
        return sorted(int(row[0]) for row in self.bench.rows("SELECT a FROM t"))


@pytest.fixture(params=["older", "newer"])
def house(bench: Any, request: pytest.FixtureRequest) -> House:
    return House(bench, request.param == "newer")


def test_the_newest_committed_slice_of_each_group_is_read(house: House) -> None:
    house.base("g", 100, 1, 2)
    house.base("h", 100, 3, k="y")
    house.done(100)
    house.base("g", 200, 1, 20)
    house.done(200)
    house.base("g", 300, 99)  # of a commit that never ended
    house.bench.put("s3://bucket/t/.hoodie/300.inflight", "")
    assert house.rows() == [1, 3, 20]
    assert house.bench.rows("SELECT count(*) FROM t WHERE k = 'x'") == [("2",)]


def test_slices_from_before_the_timeline_were_committed(house: House) -> None:
    house.base("g", 100, 1)
    house.base("h", 150, 2)
    house.base("h", 200, 3)
    house.done(200)
    assert house.rows() == [1, 3]


def test_groups_that_an_overwrite_has_replaced_are_gone(house: House) -> None:
    house.base("g", 100, 1)
    house.base("h", 100, 2)
    house.done(100)
    house.base("i", 200, 3)
    house.done(200, "replacecommit", replaced="g")
    assert house.rows() == [2, 3]


def test_rows_in_log_files_are_refused_and_base_files_read(bench: Any) -> None:
    house = House(bench, newer=True, input_format=REALTIME)
    house.base("g", 100, 1)
    house.done(100, "deltacommit")
    assert house.rows() == [1]
    bench.put("s3://bucket/t/k=x/.g-0_200.log.1_0-1-2", "#HUDI#")
    assert house.rows() == [1]  # nobody has committed it
    house.done(200, "deltacommit")
    assert bench.reason("SELECT a FROM t").startswith(
        "NOT_SUPPORTED: Reading log files of Hudi, as there are at s3://bucket/t/k=x/, is not emulated"
    )
    bench.declare("t", "a bigint", serde=SERDE, keys="k string", input_format=FORMAT)
    assert house.rows() == [1]


@pytest.mark.parametrize("newer", [False, True])
def test_a_table_is_read_again_once_its_log_files_are_compacted(bench: Any, newer: bool) -> None:
    house = House(bench, newer=newer, input_format=REALTIME)
    house.base("g", 100, 1)
    house.done(100, "deltacommit")
    house.done(200, "deltacommit")
    bench.put(f"s3://bucket/t/k=x/.g-0_{200 if newer else 100}.log.1_0-1-2", "#HUDI#")
    refusal = "NOT_SUPPORTED: Reading log files of Hudi, as there are at s3://bucket/t/k=x/"
    assert bench.reason("SELECT a FROM t").startswith(refusal)
    house.base("g", 300, 10)
    house.done(300)
    assert house.rows() == [10]
    house.done(400, "deltacommit")
    bench.put(f"s3://bucket/t/k=x/.g-0_{400 if newer else 300}.log.1_0-1-2", "#HUDI#")
    assert bench.reason("SELECT a FROM t").startswith(refusal)


def test_a_folder_without_a_timeline_is_told(bench: Any) -> None:
    bench.declare("t", "a bigint", serde=SERDE, input_format=FORMAT)
    assert bench.reason("SELECT a FROM t") == (
        "HUDI_BAD_DATA: Table db.t has no Hudi timeline at s3://bucket/t/"
    )
