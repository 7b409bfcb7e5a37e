"""Transforms, readers and sinks under `spark.sql.ansi.enabled`: they answer what they answer without it."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import PySparkException

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, ResolveOption
from awsglue.gluetypes import DoubleType
from awsglue.transforms import ApplyMapping, Filter, Join, Relationalize, ResolveChoice, SplitRows
from tests.clouds import ThreadCloud

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]


@pytest.fixture(autouse=True)
def ansi(glue: GlueContext) -> Iterator[None]:
    """The setting as a script makes it; the script's own SQL still has it afterwards."""
    session = glue.spark_session
    session.conf.set("spark.sql.ansi.enabled", "true")
    yield
    with pytest.raises(PySparkException, match="CAST_INVALID_INPUT"):
        session.sql("SELECT CAST('x' AS INT)").collect()
    session.conf.unset("spark.sql.ansi.enabled")


def test_a_mapping_makes_null_of_what_it_cannot_cast(
    glue: GlueContext, folder: Path, uri: str, shown: Shown
) -> None:
    (folder / "a.csv").write_text(
        "id,amount,day,at\n1,1.5,2024-01-01,2024-01-01 10:00:00\nx,n/a,2024-02-30,?\n"
    )
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [uri]}, "csv", {"withHeader": True})
    types = {"id": "int", "amount": "double", "day": "date", "at": "timestamp"}
    mapped = ApplyMapping.apply(frame, [(name, "string", name, kind) for name, kind in types.items()])
    assert [tuple(row) for row in mapped.toDF().orderBy("id").collect()] == [
        (None, None, None, None),
        (1, 1.5, datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1, 10)),
    ]


def test_a_long_that_does_not_fit_wraps_round(read: Read, shown: Shown) -> None:
    frame = read({"n": 2**33 + 1})
    assert shown(frame.apply_mapping([("n", "long", "n", "int")])) == [{"n": 1}]


def test_choices_are_resolved(read: Read, shown: Shown) -> None:
    frame = read({"v": 1}, {"v": "n/a"}, {"v": "2.5"})
    cast = [{"v": None}, {"v": 1.0}, {"v": 2.5}]
    assert sorted(shown(ResolveChoice.apply(frame, specs=[("v", "cast:double")])), key=str) == sorted(
        cast, key=str
    )
    assert shown(frame.resolveChoice(choice="make_cols")) == [
        {"v_int": 1},
        {"v_string": "2.5"},
        {"v_string": "n/a"},
    ]
    df = frame.toDF([ResolveOption("v", "Project", DoubleType())])
    assert sorted((row[0] for row in df.collect()), key=str) == [1.0, 2.5, None]


def test_a_predicate_looks_beyond_an_array_s_end(read: Read, shown: Shown) -> None:
    frame = read({"id": 1, "l": [5, 7]}, {"id": 2, "l": []}, {"id": 3, "l": [9]})
    kept = Filter.apply(frame, lambda r: len(r["l"]) > 1 and r["l"][1] > 6)
    assert shown(kept) == [{"id": 1, "l": [5, 7]}]


def test_keys_of_two_types_are_joined_and_rows_are_split(read: Read, shown: Shown) -> None:
    left, right = read({"k": 1}, {"k": 2}), read({"j": "1"}, {"j": "none"})
    assert shown(Join.apply(left, right, "k", "j")) == [{"k": 1, "j": "1"}]
    parts = SplitRows.apply(read({"s": 5}, {"s": "?"}), {"s": {">": 4}}, "high", "rest")
    assert shown(parts["high"]) == [{"s": 5}]
    assert shown(parts["rest"]) == [{"s": "?"}]


def test_arrays_of_several_types_are_relationalized(read: Read, shown: Shown, uri: str) -> None:
    frames = Relationalize.apply(read({"l": [1, "x"]}, {"l": []}), staging_path=uri, name="root")
    assert shown(frames["root_l"].drop_fields("id")) == [
        {"index": 0, "l.val.int": 1},
        {"index": 1, "l.val.string": "x"},
    ]


def test_a_table_with_a_bad_number_is_read_and_written_on(
    glue: GlueContext, connected: ThreadCloud, folder: Path, uri: str, shown: Shown
) -> None:
    client = connected.client("glue")
    client.create_database(DatabaseInput={"Name": "d"})
    place = {
        "Columns": [{"Name": "n", "Type": "int"}],
        "Location": uri,
        "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
        "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"},
    }
    keys = [{"Name": "day", "Type": "date"}]
    parameters = {"classification": "csv"}
    table = {"Name": "t", "StorageDescriptor": place, "PartitionKeys": keys, "Parameters": parameters}
    client.create_table(DatabaseName="d", TableInput=table)
    for day in ("2024-01-01", "unknown"):
        (folder / day).mkdir()
        (folder / day / "a.csv").write_text("1\nn/a\n")
        part = {"Values": [day], "StorageDescriptor": {**place, "Location": f"{uri}{day}/"}}
        client.create_partition(DatabaseName="d", TableName="t", PartitionInput=part)
    whole = glue.create_dynamic_frame.from_catalog(database="d", table_name="t")
    assert whole.count() == 4
    some = glue.create_dynamic_frame.from_catalog(
        database="d", table_name="t", push_down_predicate="day >= '2024-01-01'"
    )
    assert shown(some) == [{"n": "n/a", "day": "2024-01-01"}, {"n": 1, "day": "2024-01-01"}]
    whole = whole.resolveChoice(specs=[("n", "cast:int")])
    for kind, options in (("csv", {"withHeader": True}), ("json", {}), ("avro", {})):
        place = {"path": f"{uri}out/{kind}/"}
        glue.write_dynamic_frame.from_options(whole, "s3", place, kind)
        back = glue.create_dynamic_frame.from_options("s3", place, kind, options)
        assert back.apply_mapping([("n", "string", "n", "int")]).filter(lambda r: r["n"] == 1).count() == 2


def test_threads_leave_the_setting_as_the_script_has_it(glue: GlueContext, read: Read) -> None:
    frame, found = read({"s": "x"}), []

    def work() -> None:
        for _ in range(5):
            found.extend(frame.apply_mapping([("s", "string", "n", "int")]).toDF().collect())

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [tuple(row) for row in found] == [(None,)] * 15
