"""Transforms, method by method, with literal records in and out."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql.functions import udf

from awsglue import gluetypes
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection, ResolveOption
from awsglue.transforms import (
    ApplyMapping,
    DropNullFields,
    Filter,
    FlatMap,
    GlueTransform,
    Join,
    Map,
    MapToCollection,
    ResolveChoice,
    SelectFields,
    SelectFromCollection,
    Spigot,
    SplitFields,
    SplitRows,
    UnnestFrame,
    get_transform,
)

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]


def test_every_field_of_a_dataframe_may_be_null(glue: GlueContext) -> None:
    rows = glue.spark_session.sql("SELECT 1 AS n, array(struct(2 AS m)) AS l, map('k', 3) AS d")
    schema = DynamicFrame.fromDF(rows, glue, "df").toDF().schema
    assert schema.simpleString() == rows.schema.simpleString()
    assert "false" not in schema.json()
    back = glue.spark_session.createDataFrame([(None, [None], {"k": None})], schema)
    assert [tuple(row) for row in back.collect()] == [(None, [None], {"k": None})]


def test_a_predicate_that_reads_an_absent_field_drops_the_record(read: Read, shown: Shown) -> None:
    frame = read('{"share": 1}', '{"share": null}', '{"other": 1}', '{"share": 0}')
    assert shown(Filter.apply(frame=frame, f=lambda r: r["share"] != 0)) == [{"share": 1}, {"share": None}]
    assert shown(Filter.apply(frame, lambda r: r.share > 0)) == [{"share": 1}]


def test_another_error_in_a_predicate_makes_an_error_record(read: Read, shown: Shown) -> None:
    frame = read('{"a": 0}', '{"a": 1}', '{"a": "x"}')
    kept = frame.filter(lambda r: 1 / r["a"] > 0, info="dividing")
    assert shown(kept) == [{"a": 1}]
    assert (kept.errorsCount(), kept.stageErrorsCount(), kept.toDF().count()) == (1, 1, 1)
    (error,) = kept.errorsAsDynamicFrame().toDF().collect()
    assert "ZeroDivisionError" in error["error"]["msg"]
    assert error["error"]["callsite"]["info"] == "dividing"
    assert error["error"]["callsite"]["site"].startswith('"test_transforms.py":')


def test_error_records_travel_on_and_meet_thresholds(read: Read) -> None:
    bad = read('{"a": 0}', '{"a": 1}', "oops").filter(lambda r: 1 / r["a"] > 0)
    after = bad.drop_fields("zz").filter(lambda r: True)
    assert (after.errorsCount(), after.stageErrorsCount()) == (2, 0)
    with pytest.raises(RuntimeError, match="2 error records, total threshold 1"):
        after.select_fields("a", totalThreshold=1)
    assert after.select_fields("a", totalThreshold=2).count() == 1


def test_map_makes_new_records_and_finds_their_schema(read: Read, shown: Shown) -> None:
    def work(record: Any) -> Any:
        if record["a"] == 3:
            return None
        record["b"] = record.a * 2**31
        record["inner"] = {"x": [record["a"], 1.5]}
        return record

    frame = Map.apply(frame=read('{"a": 1}', '{"a": 2}', '{"a": 3}', "{}"), f=work)
    assert shown(frame) == [
        {"a": 1, "b": 2147483648, "inner": {"x": [1, 1.5]}},
        {"a": 2, "b": 4294967296, "inner": {"x": [2, 1.5]}},
    ]
    assert frame.errorsCount() == 2
    assert dict(frame.toDF().dtypes)["b"] == "bigint"


def test_map_keeps_python_s_own_types(read: Read) -> None:
    moment = datetime.datetime(2020, 1, 2, 3, 4, 5, 678)

    def work(record: Any) -> Any:
        return {"t": moment, "d": moment.date(), "n": Decimal("12.50"), "b": b"\x00\xff", "f": float("inf")}

    row = Map.apply(read('{"a": 1}'), work).toDF().first()
    assert row is not None
    assert row.asDict() == {
        "t": moment,
        "d": datetime.date(2020, 1, 2),
        "n": Decimal("12.50"),
        "b": bytearray(b"\x00\xff"),
        "f": float("inf"),
    }


def test_the_dotted_copy_holds_the_left_value(read: Read, shown: Shown) -> None:
    left, right = read('{"a": 1, "b": 2}', '{"a": 2, "b": 1}'), read('{"a": 1, "b": 7}')
    assert shown(Join.apply(left, right, "a", "a")) == [{".a": 1, ".b": 2, "a": 1, "b": 7}]


def test_frames_of_relationalize_join_under_their_names(read: Read, shown: Shown) -> None:
    frame = read('{"id": 7, "of": [{"x": 1, "in": [{"y": 2}]}]}')
    parts = frame.relationalize("root", "s3://lake/tmp/")
    of, inner = parts.select("root_of"), parts.select("root_of.val.in")
    below = Join.apply(of, inner, "`of.val.in`", "id")
    assert shown(below) == [
        {
            "of.val.x": 1,
            "of.val.in": 1,
            "root_of.id": 1,
            "root_of.index": 0,
            "id": 1,
            "index": 0,
            "of.val.in.val.y": 2,
        }
    ]
    whole = Join.apply(parts.select("root"), below, "of", "`root_of.id`")
    assert {"root.id", "root_of.id", "id"} <= shown(whole)[0].keys()
    again = Join.apply(whole, inner, "id", "id")
    assert "rootroot_ofroot_of.val.in.id" in shown(again)[0]


@pytest.mark.parametrize(("number", "text"), [("1", "1"), ("3000000000", "3000000000"), ("1.5", "1.50")])
def test_a_string_key_equals_the_number_that_it_spells(
    read: Read, shown: Shown, number: str, text: str
) -> None:
    numbers, texts = read(f'{{"n": {number}}}'), read(f'{{"t": "{text}"}}', '{"t": "x"}', '{"t": ""}')
    assert [row["t"] for row in shown(Join.apply(numbers, texts, "n", "t"))] == [text]
    assert [row["t"] for row in shown(Join.apply(texts, numbers, "t", "n"))] == [text]


def test_join_keys_are_case_sensitive_and_nulls_never_match(read: Read, shown: Shown) -> None:
    left = read('{"serialNumber": "x"}', '{"serialNumber": null}', '{"n": 1}')
    right = read('{"serialnumber": "x"}', '{"serialnumber": null}', '{"m": 1}')
    joined = Join.apply(left, right, ["serialNumber"], ["serialnumber"])
    assert shown(joined) == [{"serialNumber": "x", "serialnumber": "x"}]
    with pytest.raises(ValueError, match="'serialnumber' is no field of frame1"):
        Join.apply(left, right, ["serialnumber"], ["serialnumber"])


def test_a_frame_joins_itself(read: Read) -> None:
    frame = read('{"a": 1, "b": 2}', '{"a": 2, "b": 1}')
    assert frame.join("a", "b", frame).count() == 2


def test_an_integer_becomes_a_timestamp_as_milliseconds(read: Read) -> None:
    frame = read('{"at": 1680758367496, "few": 1500}', '{"at": 9000000000000000000, "few": -1}')
    with pytest.warns(UserWarning, match="at: a long is cast to timestamp as milliseconds"):
        mapped = frame.apply_mapping([("at", "long", "at", "timestamp"), ("few", "int", "few", "timestamp")])
    rows = mapped.toDF().selectExpr("CAST(at AS STRING)", "CAST(few AS STRING)").collect()
    assert [tuple(row) for row in rows] == [
        ("2023-04-06 05:19:27.496", "1970-01-01 00:00:01.5"),
        (None, "1969-12-31 23:59:59.999"),
    ]


def test_other_numbers_become_times_as_milliseconds_too(read: Read) -> None:
    frame = read('{"a": 1680758367496.5, "b": 1680758367496, "c": 1.5}', '{"a": 1e300, "b": -1, "c": 0.0}')
    mapped = frame.apply_mapping(
        [("a", "double", "a", "timestamp"), ("b", "long", "b", "date"), ("c", "double", "c", "binary")]
    )
    rows = mapped.toDF().selectExpr("CAST(a AS STRING)", "CAST(b AS STRING)", "c").collect()
    assert [tuple(row) for row in rows] == [
        ("2023-04-06 05:19:27.496", "2023-04-06", None),
        (None, "1969-12-31", None),
    ]


def test_apply_mapping_casts_renames_and_nests(read: Read, shown: Shown) -> None:
    frame = read('{"Id": "7", "n": {"x": 1, "y": 2.9}, "when": "2020-01-02", "bad": "q"}')
    mapped = ApplyMapping.apply(
        frame=frame,
        mappings=[
            ("id", "string", "ID", "long"),
            ("n.x", "int", "`a.b`", "string"),
            ("n.y", "double", "m.deep.y", "int"),
            ("when", "string", "when", "date"),
            ("bad", "string", "bad", "int"),
            ("none", "string", "none", "string"),
            ("n", "m.n"),
        ],
    )
    assert mapped.toDF().columns == ["ID", "a.b", "m", "when", "bad"]
    assert shown(mapped) == [
        {
            "ID": 7,
            "a.b": "1",
            "m": {"deep": {"y": 2}, "n": {"x": 1, "y": 2.9}},
            "when": "2020-01-02",
            "bad": None,
        }
    ]


def test_mappings_are_tuples_of_two_to_four(read: Read) -> None:
    frame = read('{"a": 1}')
    assert frame.apply_mapping(("a", "b")).toDF().columns == ["b"]
    assert frame.applyMapping([("a", "b", "string")]).toDF().dtypes == [("b", "string")]
    wrong: Any = [["a", "b"]]
    with pytest.raises(TypeError):
        frame.apply_mapping(wrong)
    with pytest.raises(ValueError, match="2, 3 or 4"):
        frame.apply_mapping([("a",)])  # type: ignore[list-item]
    assert frame.apply_mapping([("A", "b")], case_sensitive=True).toDF().columns == []


def test_drop_fields_reaches_into_structs_and_arrays_and_minds_case(read: Read, shown: Shown) -> None:
    frame = read(
        '{"birthDay": 1, "friends": [{"age": 2, "name": "n"}], "s": {"t": {"u": 1, "v": 2}}, ".zip": 3}'
    )
    dropped = frame.drop_fields(["birthday", "friends.age", "s.t.u", "`.zip`", "no.such"])
    assert shown(dropped) == [{"birthDay": 1, "friends": [{"name": "n"}], "s": {"t": {"v": 2}}}]


def test_select_fields_takes_top_level_names(read: Read, shown: Shown) -> None:
    frame = read('{"a": 1, "b": {"c": 2}, "d": 3}')
    assert shown(SelectFields.apply(frame, ["b", "zz", "a"])) == [{"a": 1, "b": {"c": 2}}]
    assert shown(frame.select_fields("d")) == [{"d": 3}]


def test_rename_field_moves_between_levels(read: Read, shown: Shown) -> None:
    frame = read('{"a": 1, "s": {"x": 2, "y": 3}}')
    assert shown(frame.rename_field("a", "b")) == [{"b": 1, "s": {"x": 2, "y": 3}}]
    assert shown(frame.rename_field("s.x", "x")) == [{"a": 1, "s": {"y": 3}, "x": 2}]
    assert shown(frame.rename_field("a", "s.new.a")) == [{"s": {"x": 2, "y": 3, "new": {"a": 1}}}]
    assert shown(frame.rename_field("s.x", "s.`z.z`")) == [{"a": 1, "s": {"z.z": 2, "y": 3}}]
    assert shown(frame.rename_field("no", "yes")) == [{"a": 1, "s": {"x": 2, "y": 3}}]


def test_drop_null_fields_goes_by_type_and_prints(read: Read, capsys: pytest.CaptureFixture[str]) -> None:
    frame = read('{"a": null, "b": 1, "s": {"c": null, "d": 1}, "l": [{"e": null, "f": 1}]}', '{"b": null}')
    dropped = DropNullFields.apply(frame=frame)
    assert capsys.readouterr().out == "null_fields ['a', 's.c', 'l.e']\n"
    assert dropped.toDF().dtypes == [("b", "int"), ("s", "struct<d:int>"), ("l", "array<struct<f:int>>")]


def test_selected_fields_are_found_in_another_case_only_where_none_has_the_name(
    read: Read, shown: Shown
) -> None:
    frame = read('{"a": 1, "A": 2, "b": 3, "c": 4}')
    for paths, found in ((["B", "A"], {"b": 3, "A": 2}), (["a", "a"], {"a": 1}), (["C", "c", "D"], {"c": 4})):
        assert shown(frame.select_fields(paths)) == [found]
    assert shown(frame.drop_fields(["B"])) == [{"a": 1, "A": 2, "b": 3, "c": 4}]


def test_a_struct_without_fields_has_none_to_lift(read: Read, shown: Shown) -> None:
    frame = read('{"a": 1, "s": {"x": {}, "y": 2}, "l": [{"z": {}, "n": 3}]}')
    assert UnnestFrame.apply(frame).toDF().columns == ["a", "s.y", "l"]
    frames = frame.relationalize("root", "s3://lake/tmp/")
    assert shown(frames.select("root_l")) == [{"id": 1, "index": 0, "l.val.n": 3}]


def test_unnest_flattens_structs(read: Read, shown: Shown) -> None:
    frame = UnnestFrame.apply(read('{"a": {"b": {"c": 1}, "d": null}, "l": [{"x": 1}]}', '{"a": null}', "{}"))
    assert shown(frame) == [{"a.b.c": 1, "a.d": None, "l": [{"x": 1}]}, {}, {}]
    assert shown(frame.drop_fields(["`a.b.c`", "l", "`a.d`"])) == [{}, {}, {}]


def test_resolve_choice_in_all_its_actions(read: Read, shown: Shown) -> None:
    frame = read('{"p": 1}', '{"p": "2"}', '{"p": "x"}', '{"q": 1}')
    assert frame.resolveChoice(specs=[("p", "make_cols")]).toDF().columns == ["p_int", "p_string", "q"]
    assert shown(frame.resolveChoice(specs=[("p", "cast:long")])) == [
        {"p": 1},
        {"p": 2},
        {"p": None},
        {"q": 1},
    ]
    assert shown(frame.resolveChoice(specs=("p", "project:string"))) == [
        {"p": "2"},
        {"p": "x"},
        {"p": None},
        {"q": 1},
    ]
    made = ResolveChoice.apply(frame, choice="make_struct")
    assert {str(row) for row in shown(made)} == {
        str({"p": {"int": 1}}),
        str({"p": {"string": "2"}}),
        str({"p": {"string": "x"}}),
        str({"q": 1}),
    }
    for wrong in ({}, {"specs": [("p", "cast:int")], "choice": "make_cols"}):
        with pytest.raises(Exception, match="exactly one"):
            frame.resolveChoice(**wrong)  # type: ignore[arg-type]


def test_resolve_choice_inside_arrays_and_structs(read: Read, shown: Shown) -> None:
    frame = read('{"l": [{"price": 1}, {"price": 1.5}], "s": {"v": "1"}}', '{"s": {"v": 2}}')
    cast = frame.resolveChoice(specs=[("l[].price", "cast:double"), ("s.v", "cast:int")])
    assert shown(cast) == [{"l": [{"price": 1.0}, {"price": 1.5}], "s": {"v": 1}}, {"s": {"v": 2}}]


def test_resolve_choice_among_the_elements_of_arrays(read: Read, shown: Shown) -> None:
    frame = read('{"l": [1, "2", "x", null], "m": [[1.5, "a"]]}', '{"l": null}')
    assert shown(frame.resolveChoice(specs=[("l[]", "cast:int"), ("m", "project:string")])) == [
        {"l": [1, 2, None, None], "m": [[None, "a"]]},
        {"l": None},
    ]
    made = frame.resolveChoice(choice="make_cols").toDF()
    assert made.dtypes == [
        ("l", "array<struct<int:int,string:string>>"),
        ("m", "array<array<struct<double:double,string:string>>>"),
    ]


def test_resolve_choice_makes_columns_of_choices_inside_structs_of_choices(read: Read) -> None:
    frame = read('{"p": {"q": 1}}', '{"p": {"q": "x"}}', '{"p": "y"}')
    made = frame.resolveChoice(choice="make_cols")
    assert made.toDF().dtypes == [
        ("p_string", "string"),
        ("p_struct", "struct<q_int:int,q_string:string>"),
    ]


def test_an_error_has_the_record_that_the_function_failed_on(read: Read) -> None:
    frame = read('{"n": 1, "s": {"When": "2024-01-01"}}', '{"n": 0, "s": {"When": "2024-02-29"}, "l": [1]}')
    typed = frame.apply_mapping([("n", "int", "n", "int"), ("s.When", "string", "s.When", "timestamp")])

    def failing(record: Any) -> Any:
        return {**record, "x": 1 // record["n"]}

    def choosing(record: Any) -> bool:
        return bool(str(record["n"])[4])

    for errors in (typed.map(failing), typed.filter(choosing)):
        shown = errors.errorsAsDynamicFrame().toDF().select("error.dynamicRecord.*").orderBy("n")
        assert shown.schema.simpleString() == "struct<n:int,s:struct<When:timestamp>>"
        row = shown.first()
        assert row is not None
        assert (row["n"], row["s"]["When"]) == (0, datetime.datetime(2024, 2, 29))
    both = typed.map(failing).errorsAsDynamicFrame().union(frame.filter(choosing).errorsAsDynamicFrame())
    assert both.count() == 3


def test_errors_of_several_schemas_have_their_records_as_json(read: Read) -> None:
    frame = read('{"n": 1}', '{"n": 0}', '{"n": 2}').map(lambda r: {**r, "x": 1 // r["n"]})
    errors = frame.filter(lambda r: bool(1 // (r["n"] - 2) or True)).errorsAsDynamicFrame().toDF()
    records = sorted(row["error"]["dynamicRecord"] for row in errors.collect())
    assert records == ['{"n":0}', '{"n":2,"x":0}']


def test_a_choice_cast_to_a_struct_or_an_array_keeps_what_is_one(read: Read, shown: Shown) -> None:
    frame = read('{"n": 1, "p": {"x": 1}, "l": [1]}', '{"n": 2, "p": "none", "l": "none"}')
    cast = frame.resolveChoice(specs=[("p", "cast:struct"), ("l", "cast:array")])
    assert shown(cast) == [{"l": [1], "n": 1, "p": {"x": 1}}, {"l": None, "n": 2, "p": None}]
    with pytest.raises(NotImplementedError, match="plain types only"):
        frame.resolveChoice(specs=[("n", "cast:struct")])


def test_todf_projects_a_choice(read: Read) -> None:
    frame = read('{"p": 1}', '{"p": "x"}')
    df = frame.toDF([ResolveOption("p", "Project", gluetypes.IntegerType())])
    assert [row["p"] for row in df.orderBy("p").collect()] == [None, 1]
    with pytest.raises(ValueError, match="neither"):
        frame.toDF([ResolveOption("p", "Cast", gluetypes.IntegerType())])


def test_union_matches_by_name_and_widens_to_choices(read: Read, shown: Shown) -> None:
    both = read('{"a": 1, "s": {"x": 1}}').union(read('{"s": {"y": null}, "a": "t"}'))
    assert shown(both) == [{"a": "t", "s": {"y": None}}, {"a": 1, "s": {"x": 1}}]


def test_timestamps_with_and_without_a_zone_are_of_one_type(glue: GlueContext) -> None:
    moment = "2024-02-29 10:11:12"
    zoned, plain = (
        DynamicFrame.fromDF(
            glue.spark_session.sql(f"SELECT {kind}'{moment}' AS t, {n} AS {kind}"), glue, kind
        )
        for n, kind in enumerate(("timestamp", "timestamp_ntz"))
    )
    both = plain.union(zoned).toDF()
    assert both.schema["t"].dataType.simpleString() == "timestamp"
    assert {str(row["t"]) for row in both.collect()} == {moment}
    joined = zoned.join(["t"], ["t"], plain).toDF()
    assert [(row["timestamp"], row["timestamp_ntz"]) for row in joined.collect()] == [(0, 1)]


def test_fromdf_keeps_nulls_and_tells_equal_names_apart(glue: GlueContext, shown: Shown) -> None:
    df = glue.spark_session.sql("SELECT 1 AS a, 2 AS a, CAST(NULL AS string) AS b, named_struct('X', 1) AS s")
    frame = DynamicFrame.fromDF(df, glue, "dup")
    assert frame.toDF().columns == [".a", "a", "b", "s"]
    assert shown(frame.filter(lambda r: r["b"] is None)) == [{".a": 1, "a": 2, "b": None, "s": {"X": 1}}]


def test_printschema_draws_the_tree(read: Read, capsys: pytest.CaptureFixture[str]) -> None:
    frame = read(
        '{"name": "x", "location": {"state": "s"}, "friends": [{"age": 1}], "price": 1}', '{"price": 1.5}'
    )
    capsys.readouterr()
    frame.printSchema()
    assert capsys.readouterr().out.rstrip() == (
        "root\n"
        "|-- name: string\n"
        "|-- location: struct\n"
        "|    |-- state: string\n"
        "|-- friends: array\n"
        "|    |-- element: struct\n"
        "|    |    |-- age: int\n"
        "|-- price: choice\n"
        "|    |-- int\n"
        "|    |-- double"
    )


def test_partitions(read: Read) -> None:
    frame = read(*(f'{{"a": {n}}}' for n in range(10)))
    assert frame.repartition(3).getNumPartitions() == 3
    assert frame.repartition(3).coalesce(1).getNumPartitions() == 1
    assert frame.repartition(3).coalesce(2).count() == 10


def test_collections(glue: GlueContext, read: Read, shown: Shown) -> None:
    frames = SplitFields.apply(read('{"a": 1, "b": 2}'), ["a"], "left", "right")
    assert list(frames.keys()) == ["left", "right"]
    assert shown(SelectFromCollection.apply(dfc=frames, key="right")) == [{"b": 2}]
    assert SelectFromCollection.apply(frames, "none").toDF().columns == []
    with pytest.raises(KeyError):
        frames["none"]
    dropped = MapToCollection.apply(frames, lambda frame, context: frame.drop_fields("a"))
    assert [shown(frame) for frame in dropped.values()] == [[{}], [{"b": 2}]]
    flat = FlatMap.apply(frames, SelectFields, "frame", paths=["b"])
    assert len(flat) == len({frame.name for frame in frames.values()})
    wrong: Any = lambda frame, context: 1  # noqa: E731
    with pytest.raises(TypeError):
        frames.map(wrong)
    assert len(DynamicFrameCollection([read('{"a": 1}')], glue)) == 1


def test_map_tells_types_apart_record_by_record(read: Read, shown: Shown) -> None:
    def work(record: Any) -> Any:
        kinds = [1, "x", 2.5, None, datetime.date(2020, 1, 2), {"y": Decimal("1.5")}, [True, "t"]]
        return {"k": record["n"], "v": kinds[record["n"]]}

    frame = Map.apply(read(*({"n": n} for n in range(7))), work)
    assert shown(frame) == [
        {"k": 0, "v": 1},
        {"k": 1, "v": "x"},
        {"k": 2, "v": 2.5},
        {"k": 3, "v": None},
        {"k": 4, "v": "2020-01-02"},
        {"k": 5, "v": {"y": "1.5"}},
        {"k": 6, "v": [True, "t"]},
    ]
    assert {name for name, _ in frame.select_fields("v").resolveChoice(choice="make_cols").toDF().dtypes} == {
        "v_int",
        "v_double",
        "v_date",
        "v_string",
        "v_array",
        "v_struct",
    }


def test_map_partitions_takes_and_gives_records(read: Read, shown: Shown) -> None:
    frame = read(*({"a": n} for n in range(6))).coalesce(1)

    def running(records: Any) -> Any:
        total = 0
        for record in records:
            total += record.a
            yield {"a": record["a"], "total": total}
            if record["a"] == 2:
                yield None

    summed = frame.mapPartitions(running)
    assert shown(summed)[-1] == {"a": 5, "total": 15}
    assert (summed.count(), summed.errorsCount()) == (6, 1)
    numbered = frame.repartition(2).mapPartitionsWithIndex(lambda i, records: ({"part": i} for _ in records))
    assert {record["part"] for record in shown(numbered)} == {0, 1}


def test_split_rows_by_all_conditions(read: Read, shown: Shown) -> None:
    frame = read('{"age": 5}', '{"age": 15}', '{"age": 20.5}', '{"age": "15"}', '{"age": null}', "{}")
    split = SplitRows.apply(frame, {"age": {">": 5, "<=": 20.5}})
    assert list(split.keys()) == ["frame1", "frame2"]
    assert shown(split["frame1"]) == [{"age": 15}, {"age": 20.5}]
    assert shown(split["frame2"]) == [{"age": "15"}, {"age": 5}, {"age": None}, {}]
    text = frame.split_rows({"age": {"=": "15"}}, "yes", "no")
    assert (shown(text["yes"]), text["no"].count()) == ([{"age": "15"}], 5)
    assert frame.split_rows({"gone": {"!=": 1}}, "yes", "no")["yes"].count() == 0
    with pytest.raises(ValueError, match="'~' for age is none of"):
        frame.split_rows({"age": {"~": 1}}, "a", "b")


def test_split_fields_takes_nested_paths(read: Read, shown: Shown) -> None:
    frames = read('{"a": 1, "s": {"x": 2, "y": 3}}').split_fields(["s.x", "a"], "left", "right")
    assert shown(frames["left"]) == [{"s": {"x": 2}, "a": 1}]
    assert shown(frames["right"]) == [{"s": {"y": 3}}]


def test_merge_replaces_records_by_their_keys(read: Read, shown: Shown) -> None:
    source = read('{"id": 1, "v": "old"}', '{"id": 1, "v": "older"}', '{"id": 2, "v": "kept"}', '{"v": "no"}')
    staged = read('{"id": 1, "v": "new", "w": 1}', '{"id": 3, "v": "added"}', '{"v": "no too"}')
    assert shown(source.mergeDynamicFrame(staged, ["id"])) == [
        {"id": 1, "v": "new", "w": 1},
        {"id": 2, "v": "kept"},
        {"id": 3, "v": "added"},
        {"v": "no too"},
        {"v": "no"},
    ]


def test_spigot_writes_a_sample_and_passes_all_on(read: Read, uri: str, folder: Path) -> None:
    frame = read(*({"a": n} for n in range(20)))
    passed = Spigot.apply(frame, f"{uri}sample/", {"topk": 3})
    assert passed.count() == 20
    lines = [line for file in (folder / "sample").glob("run-*") for line in file.read_text().splitlines()]
    assert [set(json.loads(line)) for line in lines] == [{"a"}] * 3
    with pytest.raises(ValueError, match=r"no options \['top'\]"):
        frame.spigot(uri, {"top": 3})


def test_transforms_are_found_by_name() -> None:
    assert get_transform("applymapping") is ApplyMapping
    assert get_transform("nothing") is None
    assert Join() == Join()
    assert Join.name() == "Join"


def test_an_action_that_is_none_is_refused_whether_or_not_there_is_a_choice(read: Read) -> None:
    frame = read('{"p": 1}')
    with pytest.raises(ValueError, match=r"'make_columns' for choice is none of cast:<type>"):
        frame.resolveChoice(choice="make_columns")
    with pytest.raises(ValueError, match=r"'drop' for gone is none of"):
        frame.resolveChoice(specs=[("gone", "drop")])
    with pytest.raises(ValueError, match="Not a type of Glue: 'integr'"):
        frame.resolveChoice(specs=[("gone", "cast:integr")])
    with pytest.raises(NotImplementedError, match=r"Resolving p by 'cast:struct' is not built"):
        frame.resolveChoice(specs=[("p", "cast:struct")])


def test_arrays_of_nothing_are_no_null_fields(read: Read, capsys: pytest.CaptureFixture[str]) -> None:
    dropped = DropNullFields.apply(read('{"a": [], "b": [null], "c": {"d": []}, "e": null}'))
    assert capsys.readouterr().out == "null_fields ['e']\n"
    assert dropped.toDF().columns == ["a", "b", "c"]


def test_a_given_schema_must_be_the_records_own(read: Read) -> None:
    frame = read('{"a": 1, "s": {"x": 1.5}}')
    assert frame.with_frame_schema(frame.schema()) is frame  # type: ignore[arg-type]
    wrong = gluetypes.StructType(
        [gluetypes.Field("a", gluetypes.StringType()), gluetypes.Field("z", gluetypes.LongType())]
    )
    with pytest.raises(ValueError, match="has no fields a: string, z: long"):
        frame.with_frame_schema(wrong)


def test_a_custom_transform_is_made_of_the_base_class(read: Read, shown: Shown) -> None:
    class Twice(GlueTransform):
        def __call__(self, frame: DynamicFrame, name: str = "a") -> DynamicFrame:
            return frame.map(lambda record: {name: 2 * record[name]})

    assert shown(Twice.apply(read('{"a": 2}'))) == [{"a": 4}]
    assert (Twice.name(), Twice.describeArgs()[1]["defaultValue"]) == ("Twice", "a")


def test_integers_of_a_long_field_stay_long_behind_map(glue: GlueContext) -> None:
    ddl = "size long, other long, small int, inside struct<size: long>"
    df = glue.spark_session.createDataFrame([(1, 1, 1, (1,)), (1 << 40, 1, 1, (1 << 40,))], ddl)

    def worded(record: Any) -> Any:
        record["other"] = str(record["other"])
        record["small"] <<= 1
        record["new"] = record["size"]
        return record

    mapped = DynamicFrame.fromDF(df, glue, "sizes").map(worded)
    assert dict(mapped.toDF().dtypes) == {
        "size": "bigint",
        "other": "string",
        "small": "int",
        "inside": "struct<size:bigint>",
        "new": "struct<int:int,long:bigint>",
    }
    assert mapped.toDF().selectExpr("sum(size)", "sum(inside.size)").first() == ((1 << 40) + 1,) * 2


def test_functions_behind_filter_see_no_record_that_it_dropped(glue: GlueContext, shown: Shown) -> None:
    session = glue.spark_session
    rows = session.createDataFrame([(1, "a@x.com"), (2, "bad"), (3, None)], "id int, mail string")
    kept = Filter.apply(DynamicFrame.fromDF(rows, glue, "rows"), lambda record: "@" in str(record["mail"]))
    domain = udf(lambda mail: mail.split("@")[1])
    known = kept.toDF().withColumn("domain", domain("mail"))
    assert [row.id for row in known.filter("domain = 'x.com'").collect()] == [1]
    names = session.createDataFrame([("x.com", "X")], "domain string, name string")
    assert [row.name for row in known.join(names, "domain").collect()] == ["X"]
    again = DynamicFrame.fromDF(known, glue, "known").filter(lambda record: record["domain"] == "x.com")
    assert shown(again.select_fields(["id"])) == [{"id": 1}]


@pytest.mark.parametrize("power", [1, 5, 30])
def test_decimals_of_whole_powers_of_ten_come_out_of_map(glue: GlueContext, power: int) -> None:
    df = glue.spark_session.createDataFrame([(1,)], "id int")

    def powered(record: Any) -> Any:
        record["round"], record["small"] = Decimal(f"12E+{power}"), Decimal("0.5")
        return record

    (row,) = DynamicFrame.fromDF(df, glue, "rows").map(powered).toDF().collect()
    assert (row["round"], row["small"]) == (12 * Decimal(10) ** power, Decimal("0.5"))
