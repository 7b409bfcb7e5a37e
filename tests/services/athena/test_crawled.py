"""Tables that a crawler has made, read by Athena."""

from __future__ import annotations

import io
import time
from typing import Any

import pyarrow
import pyarrow.orc
import pyarrow.parquet

from tests.services.athena.conftest import Console


def crawled(console: Console, path: str) -> None:
    """Make the tables of a path, as a script does."""
    glue = console.glue
    targets: Any = {"S3Targets": [{"Path": path}]}
    glue.create_crawler(Name="c", Role="r", DatabaseName="db", Targets=targets)
    glue.start_crawler(Name="c")
    deadline = time.monotonic() + 20
    while (found := glue.get_crawler(Name="c")["Crawler"])["State"] != "READY":
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert found["LastCrawl"]["Status"] == "SUCCEEDED"


def packed(write: Any, **columns: Any) -> bytes:
    stream = io.BytesIO()
    write(pyarrow.table(columns), stream)
    return stream.getvalue()


def test_delimited_text_with_a_header_is_read(console: Console) -> None:
    console.put("in/people/a.csv", "Id,Name,Score\n1,Ann,1.5\n2,Bob,\n")
    crawled(console, "s3://lake/in/people/")
    assert console.rows("select id, name, score from people order by id") == [
        ["1", "Ann", "1.5"],
        ["2", "Bob", None],
    ]


def test_nested_json_is_read(console: Console) -> None:
    console.put(
        "in/events/a.json",
        '{"userId": 1, "at": {"Lat": 0.5}, "tags": ["a", "b"], "x": null}\n{"userId": 5000000000}\n',
    )
    crawled(console, "s3://lake/in/events/")
    assert console.rows("select userid, at.lat, tags[2], x from events order by userid") == [
        ["1", "0.5", "b", None],
        ["5000000000", None, None, None],
    ]


def test_partitions_of_parquet_are_read_and_pruned(console: Console) -> None:
    for day, amount in (("1", 10), ("2", 20)):
        content = packed(pyarrow.parquet.write_table, amount=[amount], name=["x"])
        console.s3.put_object(Bucket="lake", Key=f"in/sales/day={day}/a.parquet", Body=content)
    crawled(console, "s3://lake/in/")
    assert console.glue.get_table(DatabaseName="db", Name="in")["Table"]["PartitionKeys"] == [
        {"Name": "partition_0", "Type": "string"},
        {"Name": "day", "Type": "string"},
    ]
    assert console.rows("select amount, day, partition_0 from \"in\" where day = '2'") == [
        ["20", "2", "sales"]
    ]


def test_orc_is_read(console: Console) -> None:
    content = packed(pyarrow.orc.write_table, a=[1], b=["x"])
    console.s3.put_object(Bucket="lake", Key="in/o/a.orc", Body=content)
    crawled(console, "s3://lake/in/o/")
    assert console.rows("select a, b from o") == [["1", "x"]]
