"""What Glue Studio writes into scripts: its helper functions, its custom transforms, its managed ones."""

from __future__ import annotations

import datetime
import importlib
import json
import re
import runpy
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import functions

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.gluetypes import ArrayType, NullType, StructType
from awsglue.transforms import DropFields, Filter, Join, SelectFromCollection

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]


def managed(name: str) -> None:
    """`import name`, as a script does."""
    importlib.import_module(name)


def test_fields_without_a_value_are_dropped_as_the_drop_null_fields_node_does(
    read: Read, shown: Shown
) -> None:
    def empty_paths(kind: Any, path: str, frame: DynamicFrame) -> list[str]:
        if isinstance(kind, StructType):
            prefix = f"{path}." if path else ""
            return [p for f in kind for p in empty_paths(f.dataType, prefix + f.name, frame)]
        if isinstance(kind, ArrayType):
            return (
                empty_paths(kind.elementType, path, frame) if isinstance(kind.elementType, StructType) else []
            )
        if isinstance(kind, NullType):
            return [path]
        values = set()
        for row in frame.toDF().select(path).distinct().collect():
            value = row[path.split(".")[-1]]
            values |= {item.strip() for item in value} if isinstance(value, list) else {value}
        if isinstance(next(iter(values)), str) and values <= {"", "null"}:
            return [path]
        return [path] if values <= {None, -1} else []

    frame = read(
        '{"a": 1, "n": null, "e": "", "s": {"x": -1, "y": "v"}}', '{"a": 2, "e": "null", "s": {"x": -1}}'
    )
    paths = empty_paths(frame.schema(), "", frame)
    assert paths == ["n", "e", "s.x"]
    assert shown(DropFields.apply(frame=frame, paths=paths)) == [{"a": 1, "s": {"y": "v"}}, {"a": 2, "s": {}}]


def test_joins_of_dataframes_rename_their_keys(read: Read, glue: GlueContext, shown: Shown) -> None:
    left = read('{"id": 1, "v": "a"}', '{"id": 2, "v": "b"}')
    right = read('{"id": 1, "w": 5}').apply_mapping(
        [("id", "int", "`(right) id`", "int"), ("w", "int", "w", "int")]
    )
    one, two = left.toDF(), right.toDF()
    joined = DynamicFrame.fromDF(one.join(two, (one["id"] == two["`(right) id`"]), "left"), glue, "Join_node")
    assert shown(joined) == [
        {"id": 1, "v": "a", "(right) id": 1, "w": 5},
        {"id": 2, "v": "b", "(right) id": None, "w": None},
    ]
    assert shown(Join.apply(left, right, keys1=["id"], keys2=["`(right) id`"])) == [
        {"id": 1, "v": "a", "(right) id": 1, "w": 5}
    ]


def test_sql_aggregate_union_and_duplicates(read: Read, glue: GlueContext, shown: Shown) -> None:
    frame = read('{"k": "a", "n": 1}', '{"k": "a", "n": 2}', '{"k": "b", "n": 3}', '{"k": "b", "n": 3}')
    df = frame.toDF().groupBy("k").agg(functions.sum("n"), functions.countDistinct("n"))
    summed = DynamicFrame.fromDF(df, glue, "Aggregate_node")
    assert shown(summed) == [
        {"k": "a", "sum(n)": 3, "count(DISTINCT n)": 2},
        {"k": "b", "sum(n)": 6, "count(DISTINCT n)": 1},
    ]
    frame.toDF().createOrReplaceTempView("myDataSource")
    query = "select k, max(n) as most from myDataSource where n > 1 group by k;"
    asked = DynamicFrame.fromDF(glue.spark_session.sql(query), glue, "SqlQuery0")
    assert shown(asked) == [{"k": "a", "most": 2}, {"k": "b", "most": 3}]
    once = DynamicFrame.fromDF(frame.toDF().dropDuplicates(["k"]), glue, "DropDuplicates_node")
    assert [record["k"] for record in shown(once)] == ["a", "b"]
    both = frame.toDF().unionByName(frame.toDF(), allowMissingColumns=True)
    assert DynamicFrame.fromDF(both.distinct(), glue, "Union_node").count() == 3


def test_a_custom_transform_takes_and_gives_a_collection(read: Read, glue: GlueContext, shown: Shown) -> None:
    def my_transform(context: GlueContext, dfc: DynamicFrameCollection) -> DynamicFrameCollection:
        df = dfc.select(list(dfc.keys())[0]).toDF()  # noqa: RUF015 - as Studio writes it
        made = DynamicFrame.fromDF(df.withColumn("b", functions.col("a") + 1), context, "made")
        return DynamicFrameCollection({"CustomTransform0": made}, context)

    node = my_transform(glue, DynamicFrameCollection({"Source_node1": read('{"a": 1}')}, glue))
    selected = SelectFromCollection.apply(dfc=node, key=list(node.keys())[0], transformation_ctx="x")  # noqa: RUF015
    assert shown(selected) == [{"a": 1, "b": 2}]


def test_a_filter_node_with_a_regular_expression(read: Read, shown: Shown) -> None:
    frame = read('{"s": "PAID", "n": 1}', '{"s": "OPEN", "n": 1}', '{"s": null}', "{}")
    kept = Filter.apply(frame=frame, f=lambda row: (bool(re.match("PAID", row["s"])) and row["n"] >= 1))
    assert shown(kept) == [{"s": "PAID", "n": 1}]


def test_a_managed_transform_is_imported_like_a_module(folder: Path) -> None:
    script = folder / "script.py"
    script.write_text("import gs_now\nimport gs_derived as d\nprint(gs_now.__name__, d.__name__)\n")
    assert "gs_now" in runpy.run_path(str(script))
    with pytest.raises(NotImplementedError, match=r"gs_lookup.*docs\.aws\.amazon\.com.*transforms-lookup"):
        managed("gs_lookup")
    with pytest.raises(ModuleNotFoundError):
        managed("gs_nothing")


def test_times(read: Read) -> None:
    for name in ("gs_now", "gs_to_timestamp", "gs_format_timestamp"):
        managed(name)
    frame: Any = read('{"n": 1655564444103, "t": "2022-11-02T14:40:59.915Z", "s": 1655564444}')
    made = frame.gs_to_timestamp(colName="n", colType="milliseconds").gs_to_timestamp("t", "iso", "iso")
    made = made.gs_to_timestamp(colName="s", colType="autodetect").gs_to_timestamp("t", "autodetect", "guess")
    made = made.gs_format_timestamp(colName="s", dateFormat="%d/%m/%Y at %H", newColName="day")
    made = made.gs_now(colName="now").gs_now(colName="text", dateFormat="yyyyMMdd")
    row = made.toDF().first()
    assert row is not None
    moment = datetime.datetime.fromtimestamp
    assert (row["n"], row["s"]) == (moment(1655564444.103), moment(1655564444))
    assert row["iso"] == row["guess"] == moment(1667400059.915)
    assert row["day"] == moment(1655564444).strftime("%d/%m/%Y at %H")
    assert abs((datetime.datetime.now() - row["now"]).total_seconds()) < 600
    assert re.fullmatch(r"\d{8}", row["text"])
    with pytest.raises(ValueError, match=r"'%w'"):
        frame.gs_now("x", "%w")


def test_strings_and_arrays(read: Read, shown: Shown) -> None:
    for name in ("gs_concat", "gs_split", "gs_array_to_cols", "gs_explode", "gs_regex_extract"):
        managed(name)
    frame: Any = read(
        '{"y": "2020", "m": null, "d": 3, "a.b": "x-1"}', '{"y": "NA", "m": "1", "d": 4, "a.b": "?"}'
    )
    assert [r["date"] for r in shown(frame.gs_concat("date", ["y", "m", "d"], "-"))] == ["2020--3", "-1-4"]
    split: Any = frame.gs_split(colName="`a.b`", pattern="-", newColName="parts")
    columns = split.gs_array_to_cols(colName="parts", colList="first, second").gs_array_to_cols(
        "parts", "parts", indexes="2"
    )
    assert [(r["first"], r["second"], r["parts"]) for r in shown(columns)] == [
        ("x", "1", "1"),
        ("?", None, None),
    ]
    assert [r["part"] for r in shown(split.gs_explode(colName="parts", newCol="part"))] == ["1", "x", "?"]
    found = frame.gs_regex_extract(colName="`a.b`", regex=r"([a-z])-(\d)", newCols="letter,")
    assert [r["letter"] for r in shown(found)] == ["x", ""]
    with pytest.raises(ValueError, match="There is no column 'gone'; there are y"):
        frame.gs_split("gone", ",")


@pytest.mark.parametrize(
    ("regex", "found"),
    [
        (r"[(](\d+)[)]", "12"),
        (r"^[^()]+\((.*)\)$", "12"),
        (r"\Q(\E(\d+)", "12"),
        (r"\\(\w+)", "x"),
        (r"\((?:1)(?<last>\d)\)", "2"),
        (r"[(]\d", "(1"),
    ],
)
def test_the_groups_of_a_regular_expression_are_those_of_java(
    read: Read, shown: Shown, regex: str, found: str
) -> None:
    managed("gs_regex_extract")
    frame: Any = read({"s": r"a\x (12)"})
    assert shown(frame.gs_regex_extract("s", regex, "n")) == [{"s": r"a\x (12)", "n": found}]


def test_a_path_into_a_column_whose_name_has_dots_is_a_column(read: Read, shown: Shown) -> None:
    for name in ("flatten", "explode", "split"):
        managed(f"gs_{name}")
    frame: Any = read({"a": {"b": {"c": [1, 2], "d": "x-y"}}})
    frame = frame.gs_flatten(maxLevels=1)
    assert frame.toDF().columns == ["a.b"]
    assert [r["c1"] for r in shown(frame.gs_explode(colName="`a.b`.c", newCol="c1"))] == [1, 2]
    assert [r["p"] for r in shown(frame.gs_split("`A.B`.`d`", "-", "p"))] == [["x", "y"]]
    with pytest.raises(ValueError, match=r"There is no column '`a.c`.d'; there are a.b"):
        frame.gs_split("`a.c`.d", "-")
    with pytest.raises(ValueError, match=r"There is no column 'a.b.c'; there are a.b"):
        frame.gs_split("a.b.c", "-")


def test_rows_and_columns(read: Read, shown: Shown) -> None:
    names = ("flatten", "null_rows", "derived", "uuid", "sequence_id", "pivot", "repartition", "parse_json")
    for name in (*names, "extract_json"):
        managed(f"gs_{name}")
    frame: Any = read(
        '{"o": {"p": {"q": 1}}, "k": "a", "n": 1, "e": ""}', '{"k": "b", "n": 2, "e": ""}', '{"e": ""}'
    )
    assert frame.gs_flatten(maxLevels=1, separator="_").toDF().dtypes[0] == ("o_p", "struct<q:int>")
    assert frame.gs_flatten().toDF().columns[0] == "o.p.q"
    assert (frame.gs_null_rows().count(), frame.gs_null_rows(extended=True).count()) == (3, 2)
    derived = (
        frame.gs_derived(colName="twice", expr="n * 2")
        .gs_uuid()
        .gs_sequence_id("one")
        .gs_sequence_id("two", True)
    )
    rows = derived.toDF().orderBy("n").collect()
    assert [row["twice"] for row in rows] == [None, 2, 4]
    assert len({row["uuid"] for row in rows}) == len({row["one"] for row in rows}) == 3
    assert isinstance(rows[0]["two"], Decimal)
    assert rows[0]["two"] > 10**30
    assert shown(frame.select_fields(["k", "n"]).gs_null_rows().gs_pivot("n", "sum", ["k"])) == [
        {"a": 1, "b": 2}
    ]
    assert frame.gs_repartition(numPartitionsStr="3").getNumPartitions() == 3
    texts: Any = read({"j": json.dumps({"x": [1], "y": "z"})})
    assert texts.gs_parse_json("j").toDF().dtypes == [("j", "struct<x:array<bigint>,y:string>")]
    assert shown(texts.gs_extract_json("j", "y,$.x[0]", "a, b", dropCol=True)) == [{"a": "z", "b": "1"}]


def test_managed_transforms_leave_a_frame_without_fields_as_it_is(glue: GlueContext, uri: str) -> None:
    for name in ("gs_derived", "gs_now", "gs_flatten", "gs_concat"):
        managed(name)
    frame: Any = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}nothing/"]}, "json")
    for made in (
        frame.gs_derived(colName="total", expr="q * p"),
        frame.gs_now(colName="now"),
        frame.gs_flatten(),
        frame.gs_concat("date", ["y", "m"]),
    ):
        assert (made.toDF().columns, made.count()) == ([], 0)


def test_managed_transforms_take_fields_of_several_types_as_the_structs_of_a_dataframe(read: Read) -> None:
    managed("gs_derived")
    frame: Any = read('{"a": 1, "b": 2}', '{"a": 1.5, "b": 3}')
    made = frame.gs_derived(colName="c", expr="b * 2").toDF()
    rows = [row.asDict(recursive=True) for row in made.orderBy("b").collect()]
    assert rows == [
        {"a": {"int": 1, "double": None}, "b": 2, "c": 4},
        {"a": {"int": None, "double": 1.5}, "b": 3, "c": 6},
    ]
