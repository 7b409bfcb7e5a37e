"""What a sink writes a reader reads: random records through real files, in every format that has both."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from amazon.ion import simpleion
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import orc

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

pytestmark = pytest.mark.usefixtures("interpreted")

Shown = Callable[[DynamicFrame], list[Any]]

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6)
_LONGS = st.integers(2**31, 2**60)
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x == 0 or 1e-3 < abs(x) < 1e7)
_ROW = {
    "aB": _TEXTS,
    "n": st.integers(-(2**31), 2**31 - 1),
    "big": _LONGS,
    "x": _NUMBERS,
    "ok": st.booleans(),
    "tags": st.lists(_TEXTS, min_size=1, max_size=2),
    "place": st.fixed_dictionaries({"Lat": _NUMBERS, "at": st.fixed_dictionaries({"q": _LONGS})}),
}
_ROWS = st.lists(st.fixed_dictionaries({"id": st.integers(0, 9)}, optional=_ROW), min_size=1, max_size=5)
_TEXT_ROW = st.fixed_dictionaries({"k": st.just("-"), "a": _TEXTS, "b": _TEXTS})
_number = count()


def _text(rows: list[Any]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def _through(
    glue: GlueContext, folder: Path, uri: str, rows: list[Any], kind: str, write: Any, read: Any
) -> DynamicFrame:
    """The records, from JSON to a sink's files and back."""
    inner = f"in{next(_number)}"
    (folder / inner).mkdir()
    (folder / inner / "rows").write_text("".join(json.dumps(row) + "\n" for row in rows))
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}{inner}/"]}, "json")
    sink = glue.getSink(connection_type="s3", path=f"{uri}{inner}/out/")
    sink.setFormat(kind, **write)
    sink.writeFrame(frame)
    back = "parquet" if kind == "glueparquet" else kind
    return glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}{inner}/out/"]}, back, read)


@pytest.mark.parametrize(
    ("kind", "write"),
    [
        ("json", {}),
        ("json", {"compression": "gzip"}),
        ("json", {"compression": "bzip2"}),
        ("json", {"compression": "snappy"}),
        ("glueparquet", {"compression": "zstd"}),
        ("orc", {}),
        ("avro", {"version": "1.8", "compression": "snappy"}),
    ],
)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS)
def test_records_come_back_as_they_were(
    glue: GlueContext, folder: Path, uri: str, shown: Shown, kind: str, write: Any, rows: list[Any]
) -> None:
    back = shown(_through(glue, folder, uri, rows, kind, write, {"version": "1.8"}))
    # JSON knows of absent fields; in the others every row has every column, and a null stands for absent.
    assert _text([_bare(row) for row in back]) == _text(rows)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if inner is not None}
    return value


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.fixed_dictionaries({"k": st.just("-"), "a": _TEXTS, "b": _TEXTS}), min_size=1, max_size=4
    ),
    quote=st.sampled_from(['"', "'"]),
    separator=st.sampled_from([",", "|", "\t"]),
)
def test_csv_values_come_back_as_strings(
    glue: GlueContext,
    folder: Path,
    uri: str,
    shown: Shown,
    rows: list[Any],
    quote: str,
    separator: str,
) -> None:
    options = {"quoteChar": quote, "separator": separator}
    frame = _through(glue, folder, uri, rows, "csv", options, {**options, "withHeader": True})
    # Spark's reader takes the blanks of a bare value away only where it is told to; it is not.
    assert _text(shown(frame)) == _text(rows)


def test_avro_s_versions_differ_in_logical_types(
    glue: GlueContext, uri: str, folder: Path, shown: Shown
) -> None:
    sql = "SELECT DATE'2020-01-02' AS d, TIMESTAMP'2020-01-02 03:04:05' AS t, CAST(1.5 AS decimal(4,2)) AS p"
    frame = DynamicFrame.fromDF(glue.spark_session.sql(sql), glue, "df")
    for version in ("1.7", "1.8"):
        options = {"path": f"{uri}v{version}/"}
        glue.write_dynamic_frame.from_options(frame, "s3", options, "avro", {"version": version})

    def read(written: str, version: str) -> DynamicFrame:
        options = {"paths": [f"{uri}v{written}/"]}
        return glue.create_dynamic_frame.from_options("s3", options, "avro", {"version": version})

    assert [kind for _, kind in read("1.8", "1.8").toDF().dtypes] == ["date", "timestamp", "decimal(4,2)"]
    assert [kind for _, kind in read("1.8", "1.7").toDF().dtypes] == ["int", "bigint", "binary"]
    assert shown(read("1.7", "1.7")) == [{"d": "2020-01-02", "t": "2020-01-02 03:04:05", "p": "1.50"}]
    (name,) = [path.name for path in (folder / "v1.8").iterdir()]
    assert name.endswith("-part-r-00000")


def test_an_avro_union_is_a_choice(glue: GlueContext, uri: str, shown: Shown) -> None:
    schema = {"name": "a", "type": ["null", "string", "int"]}, {"name": "b", "type": ["int", "long"]}
    union = json.dumps({"type": "record", "name": "r", "fields": schema})
    rows = (
        "SELECT named_struct('member0', IF(id = 0, 'x', NULL), 'member1', IF(id = 1, 7, NULL)) AS a, id AS b"
    )
    df = glue.spark_session.sql(f"{rows} FROM range(2)")
    df.write.format("avro").option("avroSchema", union).save(f"{uri}in/")
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}in/"]}, "avro")
    assert frame.toDF().dtypes == [("a", "struct<int:int,string:string>"), ("b", "bigint")]
    assert shown(frame) == [{"a": "x", "b": 0}, {"a": 7, "b": 1}]


def test_files_of_two_avro_schemas_make_one_frame(glue: GlueContext, uri: str, shown: Shown) -> None:
    for sql in ("SELECT 1 AS a, 'x' AS b", "SELECT 'y' AS a"):
        frame = DynamicFrame.fromDF(glue.spark_session.sql(sql), glue, "df")
        glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}in/"}, "avro")
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}in/"]}, "avro")
    assert sorted(shown(frame), key=str) == [{"a": "y"}, {"a": 1, "b": "x"}]
    assert math.isclose(frame.count(), 2)


_ARROW = pa.schema(
    {
        "id": pa.int32(),
        "aB": pa.string(),
        "n": pa.int32(),
        "big": pa.int64(),
        "x": pa.float64(),
        "ok": pa.bool_(),
        "tags": pa.list_(pa.string()),
        "place": pa.struct({"Lat": pa.float64(), "at": pa.struct({"q": pa.int64()})}),
    }
)


def _wrap(tag: str, rows: list[Any]) -> bytes:
    """Rows of plain values as XML."""
    root = ElementTree.Element("rows")
    for row in rows:
        element = ElementTree.SubElement(root, tag)
        for name, value in row.items():
            ElementTree.SubElement(element, name).text = json.dumps(value) if value is True else str(value)
    return ElementTree.tostring(root)


def _lines(rows: list[Any]) -> bytes:
    return "".join(f"{row['n']} {row['w']}\n" for row in rows).encode()


def _table(rows: list[Any]) -> Any:
    return pa.Table.from_pylist(rows, _ARROW)


FOREIGN_WRITERS: dict[str, Callable[[list[Any], Path], Any]] = {
    "json": lambda rows, path: path.write_text("".join(json.dumps(row) + "\n" for row in rows)),
    "parquet": lambda rows, path: pq.write_table(_table(rows), path),
    "orc": lambda rows, path: orc.write_table(_table(rows), path),
    "ion": lambda rows, path: path.write_bytes(simpleion.dumps(rows, binary=True, sequence_as_stream=True)),
}
FOREIGN_READERS: dict[str, Callable[[Path], list[Any]]] = {
    "json": lambda path: [json.loads(line) for line in path.read_text().splitlines()],
    "glueparquet": lambda path: pq.ParquetFile(path).read().to_pylist(),
    "parquet": lambda path: pq.ParquetFile(path).read().to_pylist(),
    "orc": lambda path: orc.read_table(path).to_pylist(),
}
_FEW = settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("kind", FOREIGN_WRITERS)
@_FEW
@given(rows=_ROWS)
def test_what_another_library_writes_is_read(
    glue: GlueContext, folder: Path, uri: str, shown: Shown, kind: str, rows: list[Any]
) -> None:
    inner = f"in{next(_number)}"
    (folder / inner).mkdir()
    FOREIGN_WRITERS[kind](rows, folder / inner / "rows")
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}{inner}/"]}, kind)
    assert _text([_bare(row) for row in shown(frame)]) == _text(rows)


@pytest.mark.parametrize("kind", FOREIGN_READERS)
@_FEW
@given(rows=_ROWS)
def test_what_is_written_another_library_reads(
    glue: GlueContext, folder: Path, uri: str, kind: str, rows: list[Any]
) -> None:
    inner = f"in{next(_number)}"
    (folder / inner).mkdir()
    FOREIGN_WRITERS["json"](rows, folder / inner / "rows")
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}{inner}/"]}, "json")
    glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}{inner}/out/"}, kind)
    back = [row for file in (folder / inner / "out").iterdir() for row in FOREIGN_READERS[kind](file)]
    assert _text([_bare(row) for row in back]) == _text(rows)


_WORDS = st.text("abcé<&>\"'_", min_size=1, max_size=5).map(lambda text: f"w{text}")
_PLAIN_ROWS = st.lists(
    st.fixed_dictionaries({"n": st.integers(-(2**31), 2**31 - 1), "w": _WORDS}), min_size=1, max_size=5
)


@_FEW
@given(rows=_PLAIN_ROWS)
def test_xml_and_logs_that_were_written_elsewhere_are_read(
    glue: GlueContext, folder: Path, uri: str, shown: Shown, rows: list[Any]
) -> None:
    log = {"logFormat": "%{INT:n:int} %{NOTSPACE:w}"}
    for kind, data, options in (("xml", _wrap("r", rows), {"rowTag": "r"}), ("grokLog", _lines(rows), log)):
        inner = f"in{next(_number)}"
        (folder / inner).mkdir()
        (folder / inner / "rows").write_bytes(data)
        frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}{inner}/"]}, kind, options)
        assert _text(shown(frame)) == _text(rows)


@_FEW
@given(rows=st.lists(_TEXT_ROW, min_size=1, max_size=4))
def test_csv_goes_to_and_comes_from_python_s_own(
    glue: GlueContext, folder: Path, uri: str, shown: Shown, rows: list[Any]
) -> None:
    inner = f"in{next(_number)}"
    (folder / inner).mkdir()
    with (folder / inner / "rows").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ["k", "a", "b"])
        writer.writeheader()
        writer.writerows(rows)
    header = {"withHeader": True}
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}{inner}/"]}, "csv", header)
    assert _text(shown(frame)) == _text(rows)
    glue.write_dynamic_frame.from_options(frame.coalesce(1), "s3", {"path": f"{uri}{inner}/out/"}, "csv")
    (file,) = (folder / inner / "out").iterdir()
    with file.open(newline="") as stream:
        assert _text(list(csv.DictReader(stream))) == _text(rows)
