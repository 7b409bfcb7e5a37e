"""Nested records: relationalize, unbox, and DynamoDB's JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import Relationalize, Unbox

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]


def test_relationalize_gives_each_array_a_frame(
    read: Read, shown: Shown, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = read(
        {
            "name": "Arnold",
            "contact_details": [{"type": "fax", "value": "1"}, {"type": "phone", "value": "2"}],
            "area": {"id": "x", "tags": ["a", "b"]},
        },
        {"name": "Berta", "contact_details": [], "area": {"id": None}},
    )
    frames = Relationalize.apply(frame=frame, staging_path="s3://lake/tmp/", name="root")
    assert set(frames.keys()) == {"root", "root_contact_details", "root_area.tags"}
    assert [frame.name for frame in frames.values()] == list(frames.keys())
    capsys.readouterr()
    frames.select("root_contact_details").printSchema()
    assert capsys.readouterr().out.strip().splitlines() == [
        "root",
        "|-- id: long",
        "|-- index: int",
        "|-- contact_details.val.type: string",
        "|-- contact_details.val.value: string",
    ]
    assert shown(frames["root_contact_details"]) == [
        {"id": 1, "index": 0, "contact_details.val.type": "fax", "contact_details.val.value": "1"},
        {"id": 1, "index": 1, "contact_details.val.type": "phone", "contact_details.val.value": "2"},
    ]
    assert shown(frames["root"]) == [
        {"name": "Arnold", "contact_details": 1, "area.id": "x", "area.tags": 1},
        {"name": "Berta", "contact_details": 2, "area.id": None},
    ]
    joined = frames["root_area.tags"].join("id", "`area.tags`", frames["root"])
    assert [(row["name"], row["`area.tags.val`".strip("`")]) for row in joined.toDF().collect()] == [
        ("Arnold", "a"),
        ("Arnold", "b"),
    ]


def test_relationalize_makes_a_field_for_each_type_of_a_choice_inside_arrays(
    read: Read, shown: Shown
) -> None:
    frame = read('{"h": 1, "l": [{"h": 1000}, 1]}', '{"h": "x", "l": [{"h": 1000.5}]}')
    frames = frame.relationalize("root", "s3://lake/tmp/")
    assert shown(frames["root_l"]) == [
        {"id": 1, "index": 0, "l.val.struct.h.int": 1000},
        {"id": 1, "index": 1, "l.val.int": 1},
        {"id": 2, "index": 0, "l.val.struct.h.double": 1000.5},
    ]
    assert shown(frames["root"]) == [{"h": "x", "l": 2}, {"h": 1, "l": 1}]


def test_relationalize_goes_into_arrays_of_arrays(read: Read, shown: Shown) -> None:
    frame = read('{"Number": 1, "a": [{"b": [[1, 2], []]}, {"c": 1}]}')
    frames = frame.relationalize("root", "s3://lake/tmp/")
    assert set(frames.keys()) == {"root", "root_a", "root_a.val.b", "root_a.val.b.val"}
    assert shown(frames["root"]) == [{"Number": 1, "a": 1}]
    assert shown(frames["root_a"]) == [
        {"id": 1, "index": 0, "a.val.b": 1},
        {"id": 1, "index": 1, "a.val.c": 1},
    ]
    assert shown(frames["root_a.val.b"]) == [
        {"id": 1, "index": 0, "a.val.b.val": 1},
        {"id": 1, "index": 1, "a.val.b.val": 2},
    ]
    assert shown(frames["root_a.val.b.val"]) == [
        {"id": 1, "index": 0, "a.val.b.val.val": 1},
        {"id": 1, "index": 1, "a.val.b.val.val": 2},
    ]


def test_relationalize_needs_a_staging_path_or_the_job_s_temporary_folder(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = read('{"a": [1]}')
    with pytest.raises(RuntimeError, match="needs a staging_path, or the job a --TempDir"):
        Relationalize.apply(frame, name="root", transformation_ctx="flat")
    monkeypatch.setattr("sys.argv", ["script.py", "--TempDir", "s3://lake/tmp/"])
    frames = Relationalize.apply(frame, transformation_ctx="flat")
    assert list(frames.keys()) == ["roottable", "roottable_a"]


def test_unbox_parses_json_in_place(read: Read, shown: Shown) -> None:
    frame = read(
        {"id": 1, "box": '{"Street": "A 1", "Zip.Code": 36301, "Array": ["x"]}'},
        {"id": 2, "box": '{"Street": null, "Zip.Code": "36302"}'},
        {"id": 3, "box": None},
        {"id": 4},
        {"id": 5, "box": "{broken"},
        {"id": 6, "box": "[1, {}]"},
    )
    unboxed = Unbox.apply(frame=frame, path="box", format="json")
    assert shown(unboxed) == [
        {"id": 1, "box": {"Street": "A 1", "Zip.Code": 36301, "Array": ["x"]}},
        {"id": 2, "box": {"Street": None, "Zip.Code": "36302"}},
        {"id": 3, "box": None},
        {"id": 4},
        {"id": 6, "box": [1, {}]},
    ]
    assert unboxed.errorsCount() == 1
    (error,) = unboxed.errorsAsDynamicFrame().toDF().collect()
    assert error["error"]["input"] == "{broken"


def test_unbox_parses_csv_inside_a_struct(read: Read, shown: Shown) -> None:
    frame = read({"s": {"line": "1;two", "n": 1}})
    assert shown(frame.unbox("s.line", "csv", separator=";")) == [
        {"s": {"line": {"col0": "1", "col1": "two"}, "n": 1}}
    ]
    headed = read({"line": "a,b\n1,2"}).unbox("line", "csv", withHeader=True)
    assert shown(headed) == [{"line": {"a": "1", "b": "2"}}]
    quoted = read({"line": "1,'a,b'"})
    assert shown(quoted.unbox("line", "csv", quoteChar="'")) == [{"line": {"col0": "1", "col1": "a,b"}}]
    doubled = read({"line": 'n,"a""b"'}).unbox("line", "csv", escaper='"')
    assert shown(doubled) == [{"line": {"col0": "n", "col1": 'a"b'}}]
    assert shown(quoted.unbox("line", "csv", quoteChar=-1)) == [
        {"line": {"col0": "1", "col1": "'a", "col2": "b'"}}
    ]
    schema = (
        '{"dataType": "struct", "fields": [{"name": "n", "container": {"dataType": "int"}},'
        ' {"name": "t", "container": {"dataType": "string"}}]}'
    )
    typed = read({"line": "7,x"}).unbox("line", "csv", withSchema=schema)
    assert typed.toDF().dtypes == [("line", "struct<n:int,t:string>")]
    assert shown(typed) == [{"line": {"n": 7, "t": "x"}}]


def test_unbox_says_what_it_cannot_parse(read: Read) -> None:
    frame = read('{"a": 1, "t": "x"}')
    with pytest.raises(ValueError, match="'a' is of type int"):
        frame.unbox("a", "json")
    with pytest.raises(ValueError, match="'b' is missing"):
        frame.unbox("b", "json")
    with pytest.raises(NotImplementedError, match=r"'avro'.*docs\.aws\.amazon\.com.*Unbox"):
        frame.unbox("t", "avro")


DYNAMODB = [
    {
        "Item": {
            "id": {"S": "a"},
            "n": {"N": "5"},
            "parentMap": {"M": {"childMap": {"M": {"appName": {"S": "x"}}}, "size": {"N": "1"}}},
            "strings": {"SS": ["p", "q"]},
            "yes": {"BOOL": True},
            "nothing": {"NULL": True},
            "list": {"L": [{"S": "one"}, {"S": "two"}]},
            "mixed": {"L": [{"S": "one"}, {"N": "2"}]},
        }
    },
    {"Item": {"id": {"S": "b"}, "n": {"NULL": True}, "yes": {"S": "maybe"}}},
]


def test_dynamodb_s_json_loses_the_names_of_types(read: Read, shown: Shown) -> None:
    frame = read(*DYNAMODB)
    plain = {
        "id": "a",
        "n": "5",
        "parentMap": {"childMap": {"appName": "x"}, "size": "1"},
        "strings": ["p", "q"],
        "yes": True,
        "nothing": None,
    }
    mixed = {"mixed": [{"S": "one"}, {"N": "2"}]}
    other = {"id": "b", "n": None, "yes": "maybe"}
    assert shown(frame.unnest_ddb_json()) == [
        plain | {"list": [{"S": "one"}, {"S": "two"}]} | mixed,
        other,
    ]
    assert shown(frame.simplify_ddb_json()) == [plain | {"list": ["one", "two"]} | mixed, other]
    kinds = dict(frame.simplify_ddb_json().toDF().dtypes)
    assert (kinds["nothing"], kinds["list"]) == ("void", "array<string>")


@pytest.mark.parametrize("kind", ["parquet", "orc", "glueparquet"])
def test_arrays_without_any_element_can_be_written(
    glue: GlueContext, read: Read, folder: Path, uri: str, kind: str
) -> None:
    frame = read({"id": 1, "tags": [], "deep": {"more": [], "x": 1, "n": None}}, {"id": 2, "tags": []})
    shown = dict(frame.toDF().dtypes)
    assert (shown["tags"], shown["deep"]) == ("array<string>", "struct<more:array<string>,x:int,n:void>")
    frame = frame.drop_fields(["deep.n"])
    again = DynamicFrame.fromDF(frame.toDF(), glue, "again")
    apart = frame.relationalize("root", uri)
    assert sorted(apart.keys()) == ["root", "root_deep.more", "root_tags"]
    frames = {"own": frame, "again": again, "root": apart.select("root"), "tags": apart.select("root_tags")}
    for name, one in frames.items():
        glue.write_dynamic_frame.from_options(one, "s3", {"path": f"{uri}out/{name}"}, kind)
    reader = glue.spark_session.read.format(kind.removeprefix("glue"))
    written = {name: reader.load(f"{uri}out/{name}") for name in ("own", "again")}
    assert {dict(df.dtypes)["tags"] for df in written.values()} == {"array<string>"}
    assert [[row.tags for row in df.collect()] for df in written.values()] == [[[], []]] * 2
    assert apart.select("root_tags").toDF().dtypes[2] == ("tags.val", "string")
