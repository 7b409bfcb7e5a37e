"""Sinks: files as Glue names them, appended; nothing for an empty frame; nothing left by a failed write."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]


def _sink(glue: GlueContext, path: str, kind: str = "json", **options: Any) -> Any:
    sink = glue.getSink(connection_type="s3", path=path, **options)
    sink.setFormat(kind)
    return sink


def _files(folder: Path) -> dict[str, str]:
    """Relative names without the run's time, and the text of text files."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            name = re.sub(r"run-\d{13}-", "run-T-", str(file.relative_to(folder)))
            found[name] = "" if file.suffix == ".parquet" else file.read_text()
    return found


def test_json_is_compact_and_leaves_absent_fields_out(
    glue: GlueContext, read: Read, folder: Path, uri: str
) -> None:
    frame = read('{"a": 1, "b": "x y", "z": -1.0}', '{"a": 2}').coalesce(1)
    _sink(glue, f"{uri}out/").writeFrame(frame)
    assert _files(folder / "out") == {"run-T-part-r-00000": '{"a":1,"b":"x y","z":-1.0}\n{"a":2}\n'}


def test_an_explicit_null_is_written(glue: GlueContext, read: Read, folder: Path, uri: str) -> None:
    rows = ['{"a": null, "s": {"x": null, "l": [{"y": null}, null]}}', '{"s": {}}', '{"a": "\\"q\\""}']
    _sink(glue, f"{uri}out/").writeFrame(read(*rows).coalesce(1))
    assert _files(folder / "out") == {
        "run-T-part-r-00000": '{"a":null,"s":{"x":null,"l":[{"y":null},null]}}\n{"s":{}}\n{"a":"\\"q\\""}\n'
    }


def test_csv_keeps_blanks_and_quotes_what_must_be_quoted(
    glue: GlueContext, read: Read, folder: Path, uri: str
) -> None:
    frame = read('{"a": " x ", "b": "1,\\"2\\""}', '{"a": "y\\n", "b": null}').coalesce(1)
    _sink(glue, f"{uri}out/", "csv").writeFrame(frame)
    assert _files(folder / "out") == {"run-T-part-r-00000": 'a,b\n x ,"1,""2"""\n"y\n",\n'}


@pytest.mark.parametrize(
    ("options", "keys", "written"),
    [
        ({}, [], {"": 'a,b,k\n x ,1,"2",u\ny,,u\n,z,v\n'}),
        ({"separator": "|", "writeHeader": False}, [], {"": ' x |1,"2"|u\ny||u\n|z|v\n'}),
        ({}, ["k"], {"k=u/": 'a,b\n x ,1,"2"\ny,\n', "k=v/": "a,b\n,z\n"}),
    ],
)
def test_csv_without_a_quote_character_has_no_quotes_whatever_a_value_holds(
    glue: GlueContext,
    read: Read,
    folder: Path,
    uri: str,
    options: dict[str, Any],
    keys: list[str],
    written: dict[str, str],
) -> None:
    rows = ['{"a": " x ", "b": "1,\\"2\\"", "k": "u"}', '{"a": "y", "k": "u"}', '{"b": "z", "k": "v"}']
    connection = {"path": f"{uri}out/", "partitionKeys": keys}
    given = {"quoteChar": -1, **options}
    glue.write_dynamic_frame.from_options(read(*rows).coalesce(1), "s3", connection, "csv", given)
    found = {re.sub("run-T.*", "", name): text for name, text in _files(folder / "out").items()}
    assert found == written


@pytest.mark.parametrize("separator", [",", "||"])
def test_a_line_of_one_empty_value_is_empty(
    glue: GlueContext, read: Read, folder: Path, uri: str, separator: str
) -> None:
    frame = read('{"a": 1.5}', '{"a": null}', '{"a": 2.5}').coalesce(1)
    given = {"quoteChar": -1, "separator": separator}
    glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}out/"}, "csv", given)
    assert list(_files(folder / "out").values()) == ["a\n1.5\n\n2.5\n"]


def test_a_choice_is_written_as_its_plain_value(
    glue: GlueContext, read: Read, folder: Path, uri: str
) -> None:
    rows = ['{"a": 1, "l": [1, "x", null, {"y": 2}]}', '{"a": "1"}', '{"a": {"b": [1.5]}}']
    _sink(glue, f"{uri}out/").writeFrame(read(*rows).coalesce(1))
    assert _files(folder / "out") == {
        "run-T-part-r-00000": '{"a":1,"l":[1,"x",null,{"y":2}]}\n{"a":"1"}\n{"a":{"b":[1.5]}}\n'
    }


def test_a_null_of_a_dataframe_is_left_out(glue: GlueContext, folder: Path, uri: str) -> None:
    df = glue.spark_session.sql("SELECT 1 AS id, CAST(NULL AS string) AS name")
    _sink(glue, f"{uri}out/").writeFrame(DynamicFrame.fromDF(df, glue, "df"))
    assert _files(folder / "out") == {"run-T-part-r-00000": '{"id":1}\n'}


def test_a_second_write_appends(glue: GlueContext, read: Read, uri: str, shown: Shown) -> None:
    frame = read('{"a": 1}')
    for _ in range(2):
        _sink(glue, f"{uri}out/").writeFrame(frame)
    again = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}out/"]}, "json")
    assert shown(again) == [{"a": 1}, {"a": 1}]


@pytest.mark.parametrize("kind", ["json", "csv", "glueparquet"])
def test_a_frame_without_records_writes_nothing(
    glue: GlueContext, read: Read, folder: Path, uri: str, kind: str
) -> None:
    _sink(glue, f"{uri}out/", kind).writeFrame(read('{"a": 1}').filter(lambda row: False))
    assert _files(folder / "out") == {}


def test_partition_keys_become_folders_and_leave_the_data(
    glue: GlueContext, read: Read, folder: Path, uri: str
) -> None:
    frame = read('{"day": "a/b", "v": 1}', '{"day": "c", "v": 2}', '{"v": 3}').coalesce(1)
    _sink(glue, f"{uri}out/", partitionKeys=["day"]).writeFrame(frame)
    assert {name.split("/")[0]: text for name, text in _files(folder / "out").items()} == {
        "day=a%2Fb": '{"v":1}\n',
        "day=c": '{"v":2}\n',
        "day=__HIVE_DEFAULT_PARTITION__": '{"v":3}\n',
    }


def test_glueparquet_has_its_names_and_keeps_case(
    glue: GlueContext, read: Read, folder: Path, uri: str, shown: Shown
) -> None:
    _sink(glue, f"{uri}out/", "glueparquet").writeFrame(read('{"camelCase": 1, "s": {"X": [1.5]}}'))
    assert list(_files(folder / "out")) == ["run-T-part-block-0-r-00000-snappy.parquet"]
    again = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}out/"]}, "parquet")
    assert shown(again) == [{"camelCase": 1, "s": {"X": [1.5]}}]


def test_csv_has_a_header_and_comes_back_as_strings(
    glue: GlueContext, read: Read, folder: Path, uri: str, shown: Shown
) -> None:
    _sink(glue, f"{uri}out/", "csv").writeFrame(
        read('{"a": 1, "b": "x,\\"y\\""}', '{"a": 2, "b": ""}').coalesce(1)
    )
    assert _files(folder / "out") == {"run-T-part-r-00000": 'a,b\n1,"x,""y"""\n2,\n'}
    options = {"withHeader": True}
    again = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}out/"]}, "csv", options)
    assert shown(again) == [{"a": "1", "b": 'x,"y"'}, {"a": "2", "b": ""}]
    bare = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}out/"]}, "csv", {"skipFirst": True})
    assert shown(bare) == [{"col0": "1", "col1": 'x,"y"'}, {"col0": "2", "col1": ""}]


def test_csv_without_header_keeps_its_only_row(glue: GlueContext, read: Read, folder: Path, uri: str) -> None:
    frame, options = read('{"a": 1}'), {"writeHeader": False, "separator": "|"}
    glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}out/"}, "csv", options)
    assert _files(folder / "out") == {"run-T-part-r-00000": "1\n"}


def test_an_escaper_is_for_reading_csv_only(glue: GlueContext, read: Read, folder: Path, uri: str) -> None:
    frame, options = read({"a": 'x"\\|y'}), {"writeHeader": False, "separator": "|", "escaper": "\\"}
    glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}out/"}, "csv", options)
    assert _files(folder / "out") == {"run-T-part-r-00000": '"x""\\|y"\n'}


@pytest.mark.parametrize("name", ["escapeChar", "escape", "nonsense"])
def test_what_is_no_option_of_csv_s_writer_changes_nothing(
    glue: GlueContext, read: Read, folder: Path, uri: str, name: str
) -> None:
    options = {"writeHeader": False, name: "\\"}
    row = read('{"a": "x", "b": "say \\"no\\", b\\\\c"}')
    glue.write_dynamic_frame.from_options(row, "s3", {"path": f"{uri}out/"}, "csv", options)
    assert _files(folder / "out") == {"run-T-part-r-00000": 'x,"say ""no"", b\\c"\n'}


def test_plain_parquet_is_refused_by_this_kind_of_sink(glue: GlueContext, uri: str) -> None:
    with pytest.raises(RuntimeError, match="Failed to load format with name parquet"):
        glue.getSink(connection_type="s3", path=uri).setFormat("parquet")
    glue.getSink(connection_type="s3", path=uri).setFormat("parquet", useGlueParquetWriter=True)


def test_parquet_from_options_is_spark_s_own(glue: GlueContext, read: Read, folder: Path, uri: str) -> None:
    glue.write_dynamic_frame.from_options(read('{"a": 1}'), "s3", {"path": f"{uri}out/"}, "parquet")
    (name,) = _files(folder / "out")
    assert re.fullmatch(r"part-00000-.*\.snappy\.parquet", name)


def test_a_write_that_fails_leaves_nothing(glue: GlueContext, read: Read, folder: Path, uri: str) -> None:
    broken = read('{"a": 1}').toDF().selectExpr("a", "raise_error('no') AS b")
    with pytest.raises(Exception, match="no"):
        _sink(glue, f"{uri}out/").writeFrame(DynamicFrame.fromDF(broken, glue, "x"))
    assert _files(folder / "out") == {}


def test_a_sink_into_a_missing_bucket_says_so(glue: GlueContext, read: Read) -> None:
    with pytest.raises(Exception, match="NoSuchBucket"):
        _sink(glue, "s3://no-such-bucket/out/").writeFrame(read('{"a": 1}'))


def test_a_collection_is_written_into_a_folder_for_each_frame(
    glue: GlueContext, read: Read, folder: Path, uri: str
) -> None:
    frames = DynamicFrameCollection({"one": read('{"a": 1}'), "two": read('{"b": 2}')}, glue)
    glue.write_dynamic_frame.from_options(frames, "s3", {"path": f"{uri}out/"}, "json")
    assert _files(folder / "out") == {
        "one/run-T-part-r-00000": '{"a":1}\n',
        "two/run-T-part-r-00000": '{"b":2}\n',
    }


def test_only_frames_can_be_written(glue: GlueContext, read: Read, uri: str) -> None:
    df: Any = read('{"a": 1}').toDF()
    with pytest.raises(TypeError):
        glue.write_dynamic_frame.from_options(df, "s3", {"path": uri}, "json")


def test_purge_keeps_young_files_unless_told(glue: GlueContext, read: Read, folder: Path, uri: str) -> None:
    _sink(glue, f"{uri}out/").writeFrame(read('{"a": 1}'))
    glue.purge_s3_path(f"{uri}out/")
    assert len(_files(folder / "out")) == 1
    glue.purge_s3_path(f"{uri}out/", {"retentionPeriod": 0})
    assert not (folder / "out").exists()
    glue.purge_s3_path(f"{uri}nothing/", {"retentionPeriod": 0})


@pytest.mark.parametrize("kind", ["parquet", "glueparquet"])
def test_parquet_has_the_row_groups_that_a_script_asks_for(
    glue: GlueContext, folder: Path, uri: str, kind: str
) -> None:
    df = glue.spark_session.range(0, 40_000, 1, 1).selectExpr("id", "sha2(string(id), 256) AS text")
    frame = DynamicFrame.fromDF(df, glue, "numbers")

    def groups(name: str, **options: Any) -> int:
        glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}{name}/"}, kind, options)
        (file,) = (folder / name).iterdir()
        found: int = pq.ParquetFile(file).metadata.num_row_groups
        return found

    assert groups("whole") == 1
    assert groups("parts", blockSize=500_000, pageSize=50_000, compression="gzip") > 1


def test_what_a_write_answers_is_the_frame_of_its_errors(glue: GlueContext, read: Read, uri: str) -> None:
    frame = read('{"a": 1}', "oops")
    url = "jdbc:derby:memory:errors;create=true"
    places: list[tuple[str, dict[str, str], str | None]] = [
        ("s3", {"path": f"{uri}json/"}, "json"),
        ("s3", {"path": f"{uri}parquet/"}, "parquet"),
        ("jdbc", {"url": url, "dbtable": "t"}, None),
    ]
    for kind, options, written in places:
        errors = glue.write_dynamic_frame.from_options(frame, kind, options, written)
        assert (errors.name, errors.count()) == (f"{frame.name}_errors", 1)


def test_files_without_a_format_are_not_written(glue: GlueContext, read: Read, uri: str) -> None:
    with pytest.raises(ValueError, match="have no format: give format='json'"):
        glue.write_dynamic_frame.from_options(read('{"a": 1}'), "s3", {"path": uri})
    names: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, {"compression": "lzo"}),
        ({"compression": "LZO"}, {}),
    ]
    for here, there in names:
        with pytest.raises(NotImplementedError, match="Compression 'lzo' is not built"):
            glue.write_dynamic_frame.from_options(
                read('{"a": 1}'), "s3", {"path": uri, **here}, "parquet", there
            )


def test_a_field_with_nothing_but_nulls_is_an_empty_value_of_csv(
    glue: GlueContext, read: Read, folder: Path, uri: str
) -> None:
    frame = read('{"a": 1, "n": null, "z": "x"}', '{"a": 2, "n": null, "z": "y"}').coalesce(1)
    _sink(glue, f"{uri}out/", "csv").writeFrame(frame)
    assert _files(folder / "out") == {"run-T-part-r-00000": "a,n,z\n1,,x\n2,,y\n"}


def test_a_field_of_several_types_is_each_record_s_own_value_in_csv(
    glue: GlueContext, read: Read, folder: Path, uri: str
) -> None:
    frame = read('{"a": 1, "b": 2.5}', '{"a": 3000000000, "b": 3}', '{"a": "x", "b": null}').coalesce(1)
    _sink(glue, f"{uri}out/", "csv").writeFrame(frame)
    assert _files(folder / "out") == {"run-T-part-r-00000": "a,b\n1,2.5\n3000000000,3\nx,\n"}


def test_nested_fields_with_nothing_but_nulls_are_strings_in_glueparquet(
    glue: GlueContext, read: Read, uri: str
) -> None:
    frame = read('{"a": 1, "n": null, "p": {"q": null, "r": 1}, "l": [], "m": [{"z": null}]}')
    _sink(glue, f"{uri}out/", "glueparquet").writeFrame(frame)
    back = glue.spark_session.read.parquet(f"{uri}out/")
    assert back.schema.simpleString() == (
        "struct<a:int,p:struct<q:string,r:int>,l:array<string>,m:array<struct<z:string>>>"
    )
    assert [row.asDict(recursive=True) for row in back.collect()] == [
        {"a": 1, "p": {"q": None, "r": 1}, "l": [], "m": [{"z": None}]}
    ]


@pytest.mark.parametrize("kind", ["json", "csv", "glueparquet", "parquet", "orc", "avro"])
def test_a_partition_key_of_another_case_is_the_field(
    glue: GlueContext, read: Read, folder: Path, uri: str, kind: str
) -> None:
    frame = read('{"id": 1, "LoadDate": "d1"}')
    options = {"path": f"{uri}out/", "partitionKeys": ["loaddate"]}
    glue.write_dynamic_frame.from_options(frame, "s3", options, kind)
    assert [path.name for path in (folder / "out").iterdir()] == ["loaddate=d1"]


def test_nested_fields_in_csv_are_refused_by_their_names(
    glue: GlueContext, read: Read, folder: Path, uri: str
) -> None:
    frame = read('{"id": 1, "s": {"x": 1}, "l": [1]}')
    with pytest.raises(NotImplementedError, match="Writing CSV with the nested fields s, l is not built"):
        glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}out/"}, "csv")
    assert not (folder / "out").exists()
