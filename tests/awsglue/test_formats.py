"""Each format through real files: literal texts in, literal rows out."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from awsglue import gluetypes as t
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from tests.clouds import ThreadCloud

Shown = Callable[[DynamicFrame], list[Any]]
Load = Callable[..., DynamicFrame]


@pytest.fixture
def load(glue: GlueContext, folder: Path, uri: str) -> Load:
    """Write one file into a new folder of the bucket, and read it as a script does."""
    number = iter(range(1000))

    def _load(kind: str, content: str | bytes, name: str = "file", options: Any = None, **more: Any) -> Any:
        inner = f"{kind}{next(number)}"
        (folder / inner).mkdir()
        (folder / inner / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return glue.create_dynamic_frame.from_options(
            "s3", {"paths": [f"{uri}{inner}/"], **more}, kind, options or {}
        )

    return _load


def _types(frame: DynamicFrame) -> dict[str, str]:
    schema = frame.schema()
    assert isinstance(schema, t.StructType)
    return {field.name: field.dataType.typeName() for field in schema}


@pytest.mark.parametrize("escaper", ["", "\\"])
def test_each_csv_file_has_a_header_of_its_own(
    glue: GlueContext, folder: Path, uri: str, shown: Shown, escaper: str
) -> None:
    for name, text in {"a": "id,name\n1,x\n", "b": "name,id\ny,2\n", "c": "id,n\n3,z\n", "d": ""}.items():
        (folder / f"{name}.csv").write_text(text)
    options = {"withHeader": True, "escaper": escaper}
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [uri]}, "csv", options)
    assert shown(frame) == [{"id": "1", "name": "x"}, {"id": "2", "name": "y"}, {"id": "3", "n": "z"}]
    assert list(_types(frame)) == ["id", "name", "n"]


BOOKS = """<?xml version="1.0"?>
<catalog><!-- two of them -->
  <book id="7" lang="en"><title>A &amp; B</title><price cur="EUR">44.95</price><tag>x</tag><tag>y</tag></book>
  <book id="x"><title> C </title><price>5</price><tag>z</tag><sold>true</sold><none/>
    <at><y>2020</y></at></book>
</catalog>
"""


def test_xml_records_are_the_row_tag_s_elements(load: Load, shown: Shown) -> None:
    frame = load("xml", BOOKS, options={"rowTag": "book"})
    assert sorted(shown(frame), key=lambda row: str(row["_id"])) == [
        {
            "_id": 7,
            "_lang": "en",
            "title": "A & B",
            "price": {"_cur": "EUR", "_VALUE": 44.95},
            "tag": ["x", "y"],
        },
        {
            "_id": "x",
            "title": " C ",
            "price": 5,
            "tag": "z",
            "sold": True,
            "none": "",
            "at": {"y": 2020},
        },
    ]
    types = _types(frame)
    assert types["tag"] == types["price"] == types["_id"] == "choice"
    assert types["sold"] == "boolean"


def test_xml_options(load: Load, shown: Shown) -> None:
    options = {
        "rowTag": "book",
        "excludeAttribute": "true",
        "ignoreSurroundingSpaces": True,
        "treatEmptyValuesAsNulls": "true",
    }
    rows = shown(load("xml", BOOKS, options=options))
    assert rows[0] == {"title": "A & B", "price": 44.95, "tag": ["x", "y"]}
    assert (rows[1]["title"], rows[1]["none"]) == ("C", None)
    named = {"rowTag": "price", "attributePrefix": "@", "valueTag": "#"}
    assert shown(load("xml", BOOKS, options=named)) == [{"#": 5}, {"@cur": "EUR", "#": 44.95}]
    latin = "<r><a>é</a></r>".encode("latin-1")
    assert shown(load("xml", latin, options={"rowTag": "r", "encoding": "ISO-8859-1"})) == [{"a": "é"}]
    with pytest.raises(ValueError, match=r"needs format_options=\{'rowTag'"):
        load("xml", BOOKS)


def test_with_schema_the_data_says_nothing_of_types(load: Load, shown: Shown) -> None:
    text = json.dumps(
        t.StructType(
            [
                t.Field("a", t.StringType()),
                t.Field("l", t.ArrayType(t.LongType())),
                t.Field("s", t.StructType([t.Field("x", t.DoubleType())])),
                t.Field("gone", t.IntegerType()),
            ]
        ).jsonValue()
    )
    rows = '{"a": 1, "l": [1, null], "s": {"x": 2, "y": 3}, "b": 1}\n{"a": null, "l": 5, "s": {"x": "q"}}\n'
    frame = load("json", rows, options={"withSchema": text})
    assert frame.toDF().dtypes == [
        ("a", "string"),
        ("l", "array<bigint>"),
        ("s", "struct<x:double>"),
        ("gone", "int"),
    ]
    assert shown(frame) == [
        {"a": "1", "l": [1, None], "s": {"x": 2.0}},
        {"a": None, "l": [5], "s": {"x": None}},
    ]
    xml = "<r><a>1</a><l>2</l><l>3</l></r>"
    assert shown(load("xml", xml, options={"rowTag": "r", "withSchema": text})) == [{"a": "1", "l": [2, 3]}]
    with pytest.raises(ValueError, match="withSchema is not the JSON of a StructType"):
        load("json", rows, options={"withSchema": "a int"})


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("$", [{"a": {"b c": [{"n": 1}, {"n": 2}]}, "n": 0}]),
        ("$.a['b c'][*]", [{"n": 1}, {"n": 2}]),
        ('$["a"]["b c"][0]', [{"n": 1}]),
        ("$.a['b c'][-1]", [{"n": 2}]),
        ("$..n", []),
        ("$..b c", [{"n": 1}, {"n": 2}]),
        ("$.nothing", []),
    ],
)
def test_json_paths(load: Load, shown: Shown, path: str, rows: list[Any]) -> None:
    document = '{"a": {"b c":\n [{"n": 1},\n {"n": 2}]}, "n": 0}'
    assert shown(load("json", document, options={"jsonPath": path, "multiLine": "true"})) == rows


def test_a_json_path_that_is_not_understood_is_refused(load: Load) -> None:
    with pytest.raises(NotImplementedError, match=r"not '\[\?\(@\.x\)\]'"):
        load("json", "{}", options={"jsonPath": "$.a[?(@.x)]"})


CSV = 'id,note\n1,"a, b ""c"""\n2,\n'


def test_csv_options(load: Load, shown: Shown) -> None:
    header = {"withHeader": True}
    assert shown(load("csv", CSV, options=header)) == [
        {"id": "1", "note": 'a, b "c"'},
        {"id": "2", "note": ""},
    ]
    assert shown(load("csv", CSV, options={"skipFirst": "true"}))[1] == {"col0": "2", "col1": ""}
    piped = {"withHeader": True, "separator": "|", "quoteChar": -1}
    assert shown(load("csv", 'a|b\n"1|2"\n', options=piped)) == [{"a": '"1', "b": '2"'}]
    quoted = {"withHeader": True, "quoteChar": "'"}
    assert shown(load("csv", "a,b\n'1,\"2',3\n", options=quoted)) == [{"a": '1,"2', "b": "3"}]
    lines = {"withHeader": True, "multiLine": "true", "optimizePerformance": False}
    assert shown(load("csv", 'a,b\n"1\n2",3\n', options=lines)) == [{"a": "1\n2", "b": "3"}]


def test_an_escaper_frees_any_character_of_its_meaning(load: Load, shown: Shown) -> None:
    options = {"withHeader": True, "escaper": "\\"}
    text = 'a,b,c\nx\\,y,"q \\" \\n",\\\\\n1,2\n'
    assert shown(load("csv", text, options=options)) == [
        {"a": "1", "b": "2"},
        {"a": "x,y", "b": 'q " \n', "c": "\\"},
    ]


def test_the_quote_as_escaper_means_a_doubled_quote(load: Load, shown: Shown) -> None:
    options = {"withHeader": True, "separator": ";", "quoteChar": '"', "escaper": '"', "multiLine": True}
    text = '"n";"note"\n1;"a;""b"""\n2;"two\nlines"\n;""\n'
    assert shown(load("csv", text, options=options)) == [
        {"n": "", "note": ""},
        {"n": "1", "note": 'a;"b"'},
        {"n": "2", "note": "two\nlines"},
    ]


@pytest.mark.parametrize(
    ("name", "pack", "more"),
    [
        ("f.gz", gzip.compress, {}),
        ("f.bz2", bz2.compress, {}),
        ("f.zst", lambda data: pa.compress(data, "zstd", asbytes=True), {}),
        ("f", gzip.compress, {"compressionType": "gzip"}),
        ("f", bytes, {"compressionType": "gzip"}),
    ],
)
def test_packed_files_are_unpacked(load: Load, shown: Shown, name: str, pack: Any, more: Any) -> None:
    rows = [{"a": "1", "b": "x"}, {"a": "2", "b": ""}]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    assert shown(load("json", pack(lines), name, **more)) == rows
    assert shown(load("csv", pack(b"a,b\n1,x\n2,\n"), name, {"withHeader": True}, **more)) == rows
    if name in ("f.gz", "f.zst"):
        xml = b"<t><r><a>p</a></r></t>"
        assert shown(load("xml", pack(xml), name, {"rowTag": "r"}, **more)) == [{"a": "p"}]


ION = """{a: 1, b: 2.5, c: 25e-1, d: sym, e: 2020-01-02T03:04:05.5Z, f: null.int,
 g: [1, {x: "y"}], h: {{aGk=}}}
{a: 3000000000, j: true} 7 note::{a: 2}
"""


def test_ion_structs_are_records(load: Load, shown: Shown) -> None:
    frame = load("ion", ION)
    assert _types(frame) == {
        "a": "choice",
        "b": "decimal",
        "c": "double",
        "d": "string",
        "e": "timestamp",
        "f": "null",
        "g": "array",
        "h": "binary",
        "j": "boolean",
    }
    assert (frame.count(), frame.errorsCount()) == (3, 1)
    first = frame.toDF().where("d = 'sym'").first()
    assert first is not None
    assert (str(first["b"]), first["c"], bytes(first["h"])) == ("2.5", 2.5, b"hi")
    assert first["e"].isoformat() == "2020-01-02T03:04:05.500000"
    assert first["g"][0]["int"] == 1
    assert first["g"][1]["struct"]["x"] == "y"


LOG = """127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326
nonsense
h.example.com - - [10/Oct/2000:13:55:37 -0700] "GET / HTTP/1.1" 404 -
"""


def test_grok_takes_lines_apart(load: Load, shown: Shown) -> None:
    frame = load("grokLog", LOG, options={"logFormat": "%{COMMONAPACHELOG}"})
    rows = shown(frame)
    assert (rows[0]["clientip"], rows[0]["auth"], rows[0]["response"], rows[0]["bytes"]) == (
        "127.0.0.1",
        "frank",
        "200",
        "2326",
    )
    assert (rows[1]["clientip"], rows[1]["auth"], rows[1]["timestamp"]) == (
        "h.example.com",
        None,
        "10/Oct/2000:13:55:37 -0700",
    )
    assert "bytes" not in rows[1]
    error = frame.errorsAsDynamicFrame().toDF().first()
    assert error is not None
    assert error["error"]["msg"].endswith("the record does not match the logFormat: nonsense")


def test_grok_has_custom_patterns_types_and_a_strict_mode(load: Load, shown: Shown) -> None:
    options = {
        "logFormat": "%{LEVEL:level} %{NOTSPACE:ms:int} (?<rest>.*)",
        "customPatterns": "LEVEL (?:hi|lo)\n# a note\n",
        "MISSING": "~",
    }
    frame = load("grokLog", "hi 5 a b\nlo x c\nhi ~ d\n", options=options)
    assert shown(frame) == [
        {"level": "hi", "ms": 5, "rest": "a b"},
        {"level": "lo", "ms": "x", "rest": "c"},
        {"level": "hi", "ms": None, "rest": "d"},
    ]
    strict = load("grokLog", "hi 5 a b\nlo x c\n", options={**options, "StrictMode": "true"})
    assert (strict.count(), strict.errorsCount()) == (1, 1)
    with pytest.raises(ValueError, match=r"Grok pattern %\{NOPE\} is not known"):
        load("grokLog", "x", options={"logFormat": "%{NOPE:a}"})
    two = load("grokLog", "hi\na\nhi\nb\n", options={"logFormat": "hi\n(?<x>.)", "LineCount": 2})
    assert shown(two) == [{"x": "a"}, {"x": "b"}]


@pytest.mark.parametrize(
    ("kind", "name", "content", "options"),
    [
        ("json", "f.gz", gzip.compress(b'{"a": 1}\n' * 2000)[:-30], {}),
        ("xml", "f", "<r><a>1</a></r><", {"rowTag": "r"}),
        ("xml", "f.gz", gzip.compress(b"<t>" + b"<r>1</r>" * 9000)[:-20], {"rowTag": "r"}),
        ("ion", "f", "{a: ", {}),
        ("avro", "f.avro", "no avro", {}),
        ("parquet", "f.parquet", "PAR1no parquet", {}),
        ("orc", "f.orc", "ORCno orc", {}),
    ],
    ids=range(7),
)
def test_a_broken_file_is_an_error_that_names_it(
    load: Load, kind: str, name: str, content: Any, options: Any
) -> None:
    with pytest.raises(Exception, match=rf"{kind}0/{name}"):
        load(kind, content, name, options).toDF().collect()


_LINES = b"".join(b"%d,%d\n" % (number * 7919 % 10007, number) for number in range(20_000))


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("csv", "f.gz", gzip.compress(_LINES)[:-3000]),
        ("csv", "f.gz", gzip.compress(_LINES)[:-4]),
        ("csv", "f.gz", b"1,2\n3,4\n"),
        ("csv", "f.bz2", bz2.compress(_LINES)[:-300]),
        ("json", "f.gz", gzip.compress(b'{"a": 1}\n' * 2000)[:-4]),
    ],
    ids=["cut off", "checksum cut off", "not packed at all", "bzip2", "json"],
)
def test_a_broken_packed_file_is_named_also_where_spark_finds_out(
    load: Load, kind: str, name: str, content: bytes
) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - Spark's own types, of which none is promised
        load(kind, content, name).toDF().collect()
    told = "\n".join([str(caught.value), *getattr(caught.value, "__notes__", [])])
    assert f"{kind}0/{name} is broken: " in told


def test_a_name_that_is_no_format_is_refused(load: Load) -> None:
    with pytest.raises(ValueError, match="'toml' is no format that Glue reads: avro, csv"):
        load("toml", "x")


@pytest.mark.parametrize(("kind", "remedy"), [("excel", "pandas"), ("hudi", "spark.read.format")])
def test_a_format_that_is_not_built_says_what_to_do_instead(load: Load, kind: str, remedy: str) -> None:
    with pytest.raises(
        NotImplementedError, match=f"Reading {kind} as a format of files is not built.*{remedy}"
    ):
        load(kind, "x")


def test_a_predicate_on_folders_keys_leaves_the_records_as_they_are(
    glue: GlueContext, folder: Path, uri: str, shown: Shown
) -> None:
    for day, rows in (("1", '{"a": 1}\n{"b": null}\n'), ("2", '{"a": "x"}\n')):
        (folder / f"day={day}").mkdir()
        (folder / f"day={day}" / "f").write_text(rows)
    options = {"paths": [uri], "recurse": True}
    frame = glue.create_dynamic_frame.from_options("s3", options, "json", push_down_predicate="day < 2")
    assert shown(frame) == [{"a": 1, "day": "1"}, {"b": None, "day": "1"}]


@pytest.mark.parametrize("kind", ["parquet", "orc"])
def test_columns_that_only_some_files_have_are_read_where_a_script_or_a_table_names_them(
    glue: GlueContext, uri: str, connected: ThreadCloud, kind: str
) -> None:
    spark, target = glue.spark_session, f"{uri}many"
    spark.createDataFrame([(1, "a")], "id int, v string").coalesce(1).write.format(kind).save(target)
    more = spark.createDataFrame([(2, "b", 0.5)], "id int, v string, w double").coalesce(1)
    more.write.format(kind).mode("append").save(target)
    merged = {"paths": [target], "mergeSchema": "true"}
    rows = [(1, "a", None), (2, "b", 0.5)]
    frame = glue.create_dynamic_frame.from_options("s3", merged, kind)
    assert sorted(map(tuple, frame.toDF().select("id", "v", "w").collect())) == rows
    client = connected.client("glue")
    client.create_database(DatabaseInput={"Name": "stedi"})
    columns: Any = [{"Name": n, "Type": t} for n, t in (("id", "int"), ("v", "string"), ("w", "double"))]
    table: Any = {
        "Name": "many",
        "Parameters": {"classification": kind},
        "StorageDescriptor": {"Columns": columns, "Location": target},
    }
    client.create_table(DatabaseName="stedi", TableInput=table)
    frame = glue.create_dynamic_frame.from_catalog("stedi", "many")
    assert sorted(map(tuple, frame.toDF().select("id", "v", "w").collect())) == rows


def test_files_whose_columns_cannot_be_merged_are_read_as_the_first_one_says(
    glue: GlueContext, folder: Path, uri: str, connected: ThreadCloud
) -> None:
    spark = glue.spark_session
    (folder / "odd").mkdir()
    for name, row in (("a", "SELECT 1 AS id"), ("z", "SELECT 'x' AS id")):
        spark.sql(row).coalesce(1).write.parquet(f"{uri}{name}")
        next((folder / name).glob("*.parquet")).rename(folder / "odd" / f"{name}.parquet")
    client = connected.client("glue")
    client.create_database(DatabaseInput={"Name": "stedi"})
    columns: Any = [{"Name": name, "Type": "int"} for name in ("id", "gone")]
    table: Any = {
        "Name": "odd",
        "Parameters": {"classification": "parquet"},
        "StorageDescriptor": {"Columns": columns, "Location": f"{uri}odd"},
    }
    client.create_table(DatabaseName="stedi", TableInput=table)
    frame = glue.create_dynamic_frame.from_catalog("stedi", "odd")
    assert frame.toDF().dtypes == [("id", "int")]


@pytest.mark.parametrize("kind", ["json", "csv", "xml", "parquet", "avro"])
def test_a_record_can_have_its_file_s_name_and_time(
    glue: GlueContext, folder: Path, uri: str, shown: Shown, kind: str
) -> None:
    place = folder / "in" / "day=01"
    place.mkdir(parents=True)
    name = "a b+c%.txt"
    texts = {"json": '{"a": 1}\n', "csv": "a\n1\n", "xml": "<r><a>1</a></r>"}
    if kind in texts:
        (place / name).write_text(texts[kind])
    else:
        glue.spark_session.sql("SELECT 1 AS a").coalesce(1).write.format(kind).save(f"{uri}made")
        (made,) = (folder / "made").glob("part-*")
        made.rename(place / name)
    paths = {"paths": [f"{uri}in/"], "recurse": True}
    wanted, format_options = (
        {"attachFilename": "File", "attachTimestamp": "at"},
        {"withHeader": True, "rowTag": "r"},
    )
    day = 1 if kind == "parquet" else "01"
    for connection, told in ((paths | wanted, format_options), (paths, format_options | wanted)):
        (row,) = shown(glue.create_dynamic_frame.from_options("s3", connection, kind, told))
        assert row == {
            "a": "1" if kind == "csv" else 1,
            "day": day,
            "File": f"{uri}in/day=01/{name}",
            "at": int((place / name).stat().st_mtime * 1000),
        }
