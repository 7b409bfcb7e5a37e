"""JSON: each value has its own type, absent is not null, a bad line is an error record."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import AnalysisException

from awsglue._formats import json as json_reader
from awsglue._formats.jsonlines import objects
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]


def _types(frame: DynamicFrame) -> dict[str, str]:
    return {field.name: field.dataType.typeName() for field in frame.schema()}  # type: ignore[attr-defined]


def test_types_follow_the_values(read: Read) -> None:
    frame = read(
        '{"d": 251, "t": 1655564376361, "x": -1.0, "e": 1e3, "s": "2020-01-01", "b": true, "n": null}'
    )
    assert _types(frame) == {
        "d": "int",
        "t": "long",
        "x": "double",
        "e": "double",
        "s": "string",
        "b": "boolean",
        "n": "null",
    }


def test_a_field_of_two_types_is_a_choice_int_and_long_included(read: Read, shown: Shown) -> None:
    frame = read('{"a": 1, "b": 1, "c": 1}', '{"a": 3000000000, "b": 1.5, "c": "1"}')
    assert frame.toDF().dtypes == [
        ("a", "struct<int:int,long:bigint>"),
        ("b", "struct<int:int,double:double>"),
        ("c", "struct<int:int,string:string>"),
    ]
    assert shown(frame) == [{"a": 1, "b": 1, "c": 1}, {"a": 3000000000, "b": 1.5, "c": "1"}]


def test_absent_is_not_null(read: Read, shown: Shown) -> None:
    frame = read('{"a": 1, "b": 2}', '{"a": 1, "b": null}', '{"a": 1}')
    assert shown(frame) == [{"a": 1, "b": 2}, {"a": 1, "b": None}, {"a": 1}]
    assert [row["b"] for row in frame.toDF().collect()] == [2, None, None]


def test_null_and_absent_differ_inside_structs_and_arrays(read: Read, shown: Shown) -> None:
    rows = ['{"s": {"a": null}, "l": [{"x": null}, {}, null, {"x": 1}]}', '{"s": {}, "l": []}', '{"s": null}']
    assert shown(read(*rows)) == [
        {"s": None},
        {"s": {"a": None}, "l": [{"x": None}, {}, None, {"x": 1}]},
        {"s": {}, "l": []},
    ]


def test_names_that_differ_in_case_or_hold_dots_are_different_fields(read: Read, shown: Shown) -> None:
    row = '{"serialNumber": "a", "serialnumber": "b", "x.y": 1, "x": {"y": 2, "Y": 3}, "select": 4, "é_`": 5}'
    assert shown(read(row)) == [
        {"serialNumber": "a", "serialnumber": "b", "x.y": 1, "x": {"y": 2, "Y": 3}, "select": 4, "é_`": 5}
    ]


@pytest.mark.parametrize(
    ("line", "good", "errors"),
    [
        ('{"a": 1}{"a": 2}', [{"a": 1}, {"a": 2}], 0),
        ('{"a": 1},', [{"a": 1}], 0),
        ('{"a": 1}{"a":', [{"a": 1}], 1),
        ('{"a": 1', [], 1),
        ("what?", [], 1),
        ("7", [], 1),
        ("", [], 0),
        ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}], 0),
        ('{"a": NaN}', [], 1),
    ],
)
def test_lines_that_are_no_single_object(
    read: Read, shown: Shown, line: str, good: list[dict[str, int]], errors: int
) -> None:
    frame = read('{"a": 0}', line, '{"a": 9}')
    assert shown(frame) == [{"a": 0}, *good, {"a": 9}]
    assert frame.errorsCount() == errors


def test_an_error_record_names_the_file_and_shows_the_line(read: Read, uri: str) -> None:
    error = read('{"a": 1}', '{"a": oops').errorsAsDynamicFrame().toDF().first()
    assert error is not None
    assert error["error"]["msg"] == f'{uri}in0/rows.json: the line is not valid JSON: {{"a": oops'
    assert error["error"]["source"] == f"{uri}in0/rows.json"
    assert error["error"]["input"] == '{"a": oops'


def test_four_lines_with_a_bad_one_are_three_records_and_one_error(read: Read) -> None:
    frame = read('{"id": 1}', '{"id": 2}', '{"id": }', '{"id": 4}')
    assert (frame.count(), frame.errorsCount(), frame.stageErrorsCount()) == (3, 1, 1)
    with pytest.raises(RuntimeError, match="1 error records"):
        frame.assertErrorThreshold()


def test_a_job_may_fail_at_the_first_line_that_is_broken(glue: GlueContext, folder: Path, uri: str) -> None:
    (folder / "rows.json").write_text('{"a": 1}\n{"a": oops\n')
    options = {"paths": [uri], "isFailFast": "true"}
    with pytest.raises(RuntimeError, match=r"rows.json: the line is not valid JSON: .*isFailFast is set"):
        glue.create_dynamic_frame.from_options("s3", options, "json")
    (folder / "rows.json").write_text('{"a": 1}\n')
    assert glue.create_dynamic_frame.from_options("s3", options, "json").count() == 1


def test_a_context_may_say_how_many_partitions_its_sources_have(
    glue: GlueContext, folder: Path, uri: str
) -> None:
    (folder / "rows.json").write_text('{"a": 1}\n')

    def partitions(context: GlueContext, **more: int) -> int:
        frame = context.create_dynamic_frame.from_options("s3", {"paths": [uri]}, "json", **more)  # type: ignore[arg-type]
        return frame.getNumPartitions()

    wide = GlueContext(glue.spark_session, targetPartitions=7)
    assert (partitions(glue), partitions(wide), partitions(wide, minPartitions=9)) == (1, 7, 9)


def test_files_packed_as_lzo_are_refused(glue: GlueContext, folder: Path, uri: str) -> None:
    (folder / "rows.json").write_text('{"a": 1}\n')
    with pytest.raises(NotImplementedError, match="Reading files compressed as lzo is not built"):
        glue.create_dynamic_frame.from_options("s3", {"paths": [uri], "compressionType": "lzo"}, "json")


@pytest.mark.parametrize("kind", ["csv", "avro", "xml", "ion", "glueparquet"])
def test_a_prefix_without_files_is_empty_in_every_format_of_glues_own(
    glue: GlueContext, uri: str, kind: str
) -> None:
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}no/"]}, kind, {"rowTag": "r"})
    assert (frame.count(), frame.toDF().columns) == (0, [])


@pytest.mark.parametrize("kind", ["parquet", "orc"])
def test_a_prefix_without_files_is_spark_s_error_in_a_column_format(
    glue: GlueContext, folder: Path, uri: str, kind: str
) -> None:
    with pytest.raises(AnalysisException, match="PATH_NOT_FOUND"):
        glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}no/"]}, kind)
    (folder / "_SUCCESS").touch()
    with pytest.raises(AnalysisException, match="UNABLE_TO_INFER_SCHEMA"):
        glue.create_dynamic_frame.from_options("s3", {"paths": [uri]}, kind)


def test_a_prefix_without_files_is_an_empty_frame_without_schema(glue: GlueContext, uri: str) -> None:
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}nothing/"]}, "json")
    assert (frame.count(), frame.toDF().columns, frame.errorsCount()) == (0, [], 0)


def test_a_bucket_that_does_not_exist_is_named(glue: GlueContext) -> None:
    with pytest.raises(
        Exception, match=r"The specified bucket does not exist .*NoSuchBucket.*no-such-bucket"
    ):
        glue.create_dynamic_frame.from_options("s3", {"paths": ["s3://no-such-bucket/x/"]}, "json")


def test_multiline_is_read_as_bool_or_text(read: Read, shown: Shown) -> None:
    pretty = '{\n "a": 1\n}\n{\n "a": 2\n}'
    for given in ({"multiline": True}, {"multiLine": "true"}):
        assert shown(read(pretty, **given)) == [{"a": 1}, {"a": 2}]
    assert shown(read('{"a": 1}', multiline="false")) == [{"a": 1}]


def test_a_json_path_takes_records_out_of_a_document(read: Read, shown: Shown) -> None:
    assert shown(read('{"rows": [{"a": 1}, {"a": 2}]}', jsonPath="$.rows[*]")) == [{"a": 1}, {"a": 2}]
    assert shown(read('[{"a": 1}, {"a": 2}]', jsonPath="$[*]")) == [{"a": 1}, {"a": 2}]


def test_folders_hidden_files_exclusions_and_keys_of_folders(
    glue: GlueContext, folder: Path, uri: str, shown: Shown
) -> None:
    for name in ("a.json", "_hidden.json", "skip.me", "deep/b.json", "day=01/c.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f'{{"from": "{name}"}}\n')
    (folder / "z.json.gz").write_bytes(gzip.compress(b'{"from": "z"}\n'))

    def read(**options: Any) -> list[Any]:
        return shown(glue.create_dynamic_frame.from_options("s3", {"paths": [uri], **options}, "json"))

    everything = {"exclusions": '["**.me"]', "recurse": True}
    assert {row["from"] for row in read(**everything)} == {"a.json", "deep/b.json", "day=01/c.json", "z"}
    assert {"from": "day=01/c.json", "day": "01"} in read(**everything)
    assert "deep/b.json" not in {row["from"] for row in read(recurse=False)}


def test_large_integers_and_escapes_are_exact(read: Read, shown: Shown) -> None:
    row = {"big": 9007199254740993, "text": 'tab\t "quoted" \u00e9 \U0001f600', "least": -9223372036854775808}
    assert shown(read(row)) == [row]


def test_a_file_of_nothing_but_nulls_keeps_them(read: Read, shown: Shown) -> None:
    frame = read('{"a": null}', '{"a": null}')
    assert shown(frame) == [{"a": None}, {"a": None}]
    assert frame.toDF().dtypes == [("a", "void")]


def test_an_array_over_several_lines_is_its_objects(read: Read, shown: Shown) -> None:
    frame = read('[{"k": "a"},', ' {"k": "b"}, {"k": "c"},', ' {"k": "d"}]')
    assert shown(frame) == [{"k": letter} for letter in "abcd"]
    assert frame.errorsCount() == 0


@pytest.mark.parametrize("options", [{}, {"jsonPath": "$[*]"}, {"multiLine": True}])
def test_an_array_that_is_set_out_is_its_objects_with_and_without_multiline(
    read: Read, shown: Shown, options: Any
) -> None:
    frame = read(json.dumps([{"a": 1, "l": [{"x": 1}]}, {"a": 2, "l": []}], indent=2), **options)
    assert shown(frame) == [{"a": 1, "l": [{"x": 1}]}, {"a": 2, "l": []}]
    assert frame.errorsCount() == 0


def test_objects_that_are_set_out_stand_beside_files_of_lines(
    glue: GlueContext, folder: Path, uri: str, shown: Shown
) -> None:
    (folder / "a.json").write_text('\n{\n  "a": 1\n}\n{\n  "a": 2\n}\n')
    (folder / "b.json").write_text('{"a": 3}\nwhat?\n{"a": 4}\n')
    (folder / "c.json.gz").write_bytes(gzip.compress(b'{\n"a": 5}'))
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [uri]}, "json")
    assert shown(frame) == [{"a": n} for n in range(1, 6)]
    assert frame.errorsCount() == 1


@pytest.mark.parametrize("kept", [True, False])
def test_a_document_that_breaks_off_gives_what_stands_whole_before(
    read: Read, shown: Shown, kept: bool
) -> None:
    frame = read("[{", '"a": 1},' if kept else '"a":', '{"a": 2')
    assert shown(frame) == ([{"a": 1}] if kept else [])
    assert frame.errorsCount() > 0


def test_a_first_line_that_is_cut_off_costs_no_other(read: Read, shown: Shown) -> None:
    frame = read('{"a": 1', '{"a": 2}', '{"a": 3}')
    assert shown(frame) == [{"a": 2}, {"a": 3}]
    assert frame.errorsCount() == 1


def test_a_document_larger_than_a_split_is_read_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO(b'{\n"a": 1}\n{"a": 2}\n')
    monkeypatch.setattr(json_reader, "_LARGEST", 8)
    texts = [text for text, _ in json_reader._lines(objects, stream)]
    assert texts == ["{\n", '"a": 1}\n', '{"a": 2}\n']
