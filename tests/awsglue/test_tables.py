"""Tables of the Data Catalog read, sampled, written and purged; what a sink makes of CSV and Avro."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import ResolveChoice
from tests.clouds import ThreadCloud

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]


@pytest.fixture
def catalog(cloud: ThreadCloud, glue: GlueContext, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A Glue client of a fresh cloud with a database `stedi`."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr("sys.argv", ["script.py", "--JOB_NAME", "my_job"])
    monkeypatch.setattr(glue, "_catalog", type(glue._catalog)())
    client = cloud.client("glue")
    client.create_database(DatabaseInput={"Name": "stedi"})
    return client


def _write(
    glue: GlueContext, frame: DynamicFrame, path: str, kind: str, format_options: Any, **options: Any
) -> None:
    sink = glue.getSink(connection_type="s3", path=path, enableUpdateCatalog=True, **options)
    sink.setCatalogInfo(catalogDatabase="stedi", catalogTableName="t")
    sink.setFormat(kind, **format_options)
    sink.writeFrame(frame)


@pytest.mark.parametrize(
    ("kind", "format_options", "serde", "formats", "serde_parameters", "parameters"),
    [
        (
            "csv",
            {"separator": "|"},
            "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            (
                "org.apache.hadoop.mapred.TextInputFormat",
                "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            ),
            {"field.delim": "|", "serialization.format": "1"},
            {"skip.header.line.count": "1"},
        ),
        (
            "avro",
            {},
            "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
            (
                "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
                "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
            ),
            {"serialization.format": "1"},
            {},
        ),
    ],
)
def test_a_sink_makes_this_table_and_a_second_write_goes_into_it(
    glue: GlueContext,
    read: Read,
    uri: str,
    catalog: Any,
    shown: Shown,
    kind: str,
    format_options: Any,
    serde: str,
    formats: tuple[str, str],
    serde_parameters: Any,
    parameters: Any,
) -> None:
    _write(glue, read('{"aB": 1, "c": "x|y"}'), f"{uri}out/", kind, format_options)
    table = catalog.get_table(DatabaseName="stedi", Name="t")["Table"]
    storage = table["StorageDescriptor"]
    assert table["Parameters"] == {"CreatedByJob": "my_job", "classification": kind, **parameters}
    assert storage["SerdeInfo"]["SerializationLibrary"] == serde
    assert (storage["InputFormat"], storage["OutputFormat"]) == formats
    assert storage["SerdeInfo"]["Parameters"] == serde_parameters
    glue.write_dynamic_frame.from_catalog(read('{"aB": 2, "c": "z"}'), "stedi", "t")
    again = glue.create_dynamic_frame.from_catalog("stedi", "t")
    assert shown(again) == [{"ab": 1, "c": "x|y"}, {"ab": 2, "c": "z"}]


def test_orc_tables_are_not_made_by_a_sink(glue: GlueContext, read: Read, uri: str, catalog: Any) -> None:
    with pytest.raises(ValueError, match="json, csv, avro and parquet, not with orc"):
        _write(glue, read('{"a": 1}'), f"{uri}out/", "orc", {})


def test_partitions_are_chosen_by_predicate_and_by_expression(
    glue: GlueContext, read: Read, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    rows = [f'{{"year": "20{y}", "month": "{m}", "v": {y}{m}}}' for y in (20, 21) for m in (1, 2)]
    _write(glue, read(*rows), f"{uri}out/", "json", {}, partitionKeys=["year", "month"])

    def values(predicate: str = "", **options: Any) -> list[int]:
        frame = glue.create_dynamic_frame.from_catalog(
            "stedi", "t", push_down_predicate=predicate, additional_options=options
        )
        return sorted(row["v"] for row in shown(frame))

    assert values("year == '2020' and month > 1") == [202]
    assert values(catalogPartitionPredicate="year='2021' and month='1'") == [211]
    assert values("month = '2'", catalogPartitionPredicate="year='2021'") == [212]
    assert values("year = '1999'") == []
    unresolved = (
        r"User's pushdown predicate: v > 3 can not be resolved against partition columns: \[year, month\]"
    )
    with pytest.raises(ValueError, match=unresolved):
        values("v > 3")
    sample = glue.create_sample_dynamic_frame_from_catalog(
        "stedi", "t", num=5, sample_options={"maxSamplePartitions": 2, "maxSampleFilesPerPartition": 1}
    )
    assert [row["v"] for row in shown(sample)] == [201, 202]

    glue.purge_table("stedi", "t", {"partitionPredicate": "year = '2020'", "retentionPeriod": 0})
    left = catalog.get_partitions(DatabaseName="stedi", TableName="t")["Partitions"]
    assert [partition["Values"] for partition in left] == [["2021", "1"], ["2021", "2"]]
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["year=2021"]


def test_a_predicate_on_a_table_without_partitions_is_an_error_of_java_s(
    glue: GlueContext, read: Read, uri: str, catalog: Any
) -> None:
    _write(glue, read('{"year": "2020", "v": 1}'), f"{uri}out/", "json", {}, partitionKeys=["year"])
    catalog.delete_partition(DatabaseName="stedi", TableName="t", PartitionValues=["2020"])
    from_catalog = glue.create_dynamic_frame.from_catalog
    assert from_catalog("stedi", "t").count() == 0
    with pytest.raises(ValueError, match=r"against partition columns: \[\]") as caught:
        from_catalog("stedi", "t", push_down_predicate="year = '2020'")
    assert str(caught.value) == caught.value.java_exception.getMessage()  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="EntityNotFoundException") as missing:
        from_catalog("stedi", "nope")
    told = missing.value.java_exception.toString()  # type: ignore[attr-defined]
    assert told.startswith("com.amazonaws.services.glue.model.EntityNotFoundException: ")


def test_partitions_of_other_types_and_without_a_value_are_read(
    glue: GlueContext, read: Read, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    for rows in (['{"d": 1, "v": 1}', '{"d": 2, "v": 2}', '{"v": 3}'], ['{"d": 3, "v": "x"}']):
        _write(glue, read(*rows), f"{uri}out/", "glueparquet", {}, partitionKeys=["d"])
    frame = glue.create_dynamic_frame.from_catalog("stedi", "t", additional_options={"attachFilename": "f"})
    assert frame.toDF().dtypes == [("v", "string"), ("f", "string"), ("d", "int")]
    found = {(row["v"], row.get("d"), row["f"].split("/")[-2]) for row in shown(frame)}
    assert found == {
        ("1", 1, "d=1"),
        ("2", 2, "d=2"),
        ("3", None, "d=__HIVE_DEFAULT_PARTITION__"),
        ("x", 3, "d=3"),
    }
    two = glue.create_dynamic_frame.from_catalog("stedi", "t", push_down_predicate="d < 3")
    assert sorted((row["v"], row["d"]) for row in shown(two)) == [("1", 1), ("2", 2)]


def test_partitions_elsewhere_are_read_where_they_are(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    storage = {"Location": f"{uri}table/", "Columns": [{"Name": "a", "Type": "int"}]}
    keys = [{"Name": "day", "Type": "string"}]
    table = {"Name": "t", "Parameters": {"classification": "json"}, "PartitionKeys": keys}
    catalog.create_table(DatabaseName="stedi", TableInput={**table, "StorageDescriptor": storage})
    for day, place in (("01", "table/day=01"), ("02", "elsewhere"), ("03", "table/day=other")):
        (folder / place).mkdir(parents=True)
        (folder / place / "f").write_text(f'{{"a": {int(day)}}}\n')
        given = {"Values": [day], "StorageDescriptor": {"Location": f"{uri}{place}/"}}
        catalog.create_partition(DatabaseName="stedi", TableName="t", PartitionInput=given)
    frame = glue.create_dynamic_frame.from_catalog("stedi", "t")
    assert shown(frame) == [{"a": 1, "day": "01"}, {"a": 2, "day": "02"}, {"a": 3, "day": "03"}]


def test_folders_below_a_table_s_are_read_when_a_script_says_so(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    (folder / "trusted").mkdir()
    (folder / "a.json").write_text('{"a": 1}')
    (folder / "trusted" / "b.json").write_text('{"a": 2}')
    storage = {"Location": uri, "Columns": [{"Name": "a", "Type": "int"}]}
    table = {"Name": "t", "Parameters": {"classification": "json"}, "StorageDescriptor": storage}
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    for options, values in (({}, [1]), ({"recurse": True}, [1, 2]), ({"recurse": "false"}, [1])):
        frame = glue.create_dynamic_frame.from_catalog("stedi", "t", additional_options=options)
        assert sorted(record["a"] for record in shown(frame)) == values


def test_a_sample_of_files_is_the_first_records(
    glue: GlueContext, read: Read, uri: str, shown: Shown
) -> None:
    read(*(f'{{"a": {number}}}' for number in range(5)))
    sample = glue.create_sample_dynamic_frame_from_options(
        "s3", {"paths": [f"{uri}in0/"]}, num=2, format="json"
    )
    assert shown(sample) == [{"a": 0}, {"a": 1}]


def test_tables_of_xml_and_of_logs_are_read(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown
) -> None:
    (folder / "xml").mkdir()
    (folder / "xml" / "f").write_text("<t><Row><A>1</A></Row></t>")
    (folder / "log").mkdir()
    (folder / "log" / "f").write_text("5 x\n")
    columns = [{"Name": "a", "Type": "int"}]
    for name, kind, told in (
        ("xml", "xml", {"rowTag": "Row"}),
        ("log", "grok", {"grokPattern": "%{INT:A} %{WORD:b}"}),
    ):
        storage = {"Location": f"{uri}{name}/", "Columns": columns}
        parameters = {"classification": kind, **told}
        catalog.create_table(
            DatabaseName="stedi",
            TableInput={"Name": name, "Parameters": parameters, "StorageDescriptor": storage},
        )
    assert shown(glue.create_dynamic_frame.from_catalog("stedi", "xml")) == [{"a": 1}]
    assert shown(glue.create_dynamic_frame.from_catalog("stedi", "log")) == [{"a": 5}]


@pytest.mark.parametrize(
    ("kind", "text", "options", "columns", "rows"),
    [
        (
            "csv",
            "Id,Name\n1,Ann\n2,\n",
            {"header": True},
            "Id string, Name string",
            [("1", "Ann"), ("2", None)],
        ),
        (
            "csv",
            "Id,Name\n1,Ann\n2,\n",
            {"header": True, "useCatalogSchema": True},
            "id bigint, name string",
            [(1, "Ann"), (2, None)],
        ),
        (
            "json",
            '{"Id": 1, "More": "x"}\nno json\n',
            {},
            "Id bigint, More string, _corrupt_record string",
            [(1, "x", None), (None, None, "no json")],
        ),
        (
            "json",
            '{"id": 1, "more": "x"}\n',
            {"useCatalogSchema": "true"},
            "id bigint, name string",
            [(1, None)],
        ),
    ],
)
def test_a_table_is_read_by_spark_s_own_reader_when_a_script_says_so(
    glue: GlueContext,
    folder: Path,
    uri: str,
    catalog: Any,
    kind: str,
    text: str,
    options: Any,
    columns: str,
    rows: list[Any],
) -> None:
    (folder / "day=1").mkdir()
    (folder / "day=1" / "f").write_text(text)
    (folder / "day=2").mkdir()
    (folder / "day=2" / "f").write_text(text)
    own = [{"Name": "id", "Type": "bigint"}, {"Name": "name", "Type": "string"}]
    catalog.create_table(
        DatabaseName="stedi",
        TableInput={
            "Name": "t",
            "Parameters": {"classification": kind},
            "StorageDescriptor": {"Location": uri, "Columns": own},
            "PartitionKeys": [{"Name": "day", "Type": "int"}],
        },
    )
    told = {"useSparkDataSource": True, **options}
    frame = glue.create_data_frame.from_catalog(
        "stedi", "t", push_down_predicate="day = 2", additional_options=told
    )
    assert ", ".join(f"{name} {kind}" for name, kind in frame.dtypes) == f"{columns}, day int"
    found = [tuple(row)[:-1] for row in frame.collect()]
    assert sorted(found, key=str) == sorted(rows, key=str)


@pytest.mark.parametrize("classification", ["our-logs", "grok", ""])
def test_a_table_of_logs_is_known_by_its_serde(
    glue: GlueContext, folder: Path, uri: str, catalog: Any, shown: Shown, classification: str
) -> None:
    (folder / "f.log").write_text("2020-01-01 INFO hello world\n")
    storage = {
        "Location": uri,
        "Columns": [{"Name": name, "Type": "string"} for name in ("day", "level", "msg")],
        "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
        "SerdeInfo": {
            "SerializationLibrary": "com.amazonaws.glue.serde.GrokSerDe",
            "Parameters": {
                "input.format": "%{NOTSPACE:day} %{LOUD:level} %{GREEDYDATA:msg}",
                "input.grokCustomPatterns": "LOUD [A-Z]+",
            },
        },
    }
    parameters = {"classification": classification} if classification else {}
    catalog.create_table(
        DatabaseName="stedi",
        TableInput={"Name": "logs", "Parameters": parameters, "StorageDescriptor": storage},
    )
    assert shown(glue.create_dynamic_frame.from_catalog("stedi", "logs")) == [
        {"day": "2020-01-01", "level": "INFO", "msg": "hello world"}
    ]


@pytest.mark.parametrize(
    ("kind", "page"),
    [("redshift", "connect-redshift-home"), ("mysql", "property connectionName.*connect-jdbc-home")],
)
def test_a_table_of_a_database_is_refused_by_name(
    glue: GlueContext, catalog: Any, read: Read, kind: str, page: str
) -> None:
    storage = {"Location": "shop.public.orders", "Columns": [{"Name": "a", "Type": "int"}]}
    table = {"Name": "orders", "Parameters": {"classification": kind}, "StorageDescriptor": storage}
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    with pytest.raises(NotImplementedError, match=rf"Access to table orders is not built.*{kind}.*{page}"):
        glue.create_dynamic_frame.from_catalog(database="stedi", table_name="orders")
    with pytest.raises(NotImplementedError, match="it is no table of files"):
        glue.write_dynamic_frame.from_catalog(read('{"a": 1}'), "stedi", "orders", "s3://lake/tmp/")
    assert glue.get_catalog_schema_as_spark_schema("stedi", "orders").simpleString() == "struct<a:int>"


@pytest.mark.parametrize("kind", ["parquet", "orc"])
def test_spark_s_writer_leaves_nothing_of_a_write_that_fails(
    glue: GlueContext, read: Read, folder: Path, uri: str, kind: str
) -> None:
    broken = glue.spark_session.sql(
        "SELECT id, IF(id = 3, raise_error('no'), 'x') AS b FROM range(0, 4, 1, 4)"
    )
    frame = DynamicFrame.fromDF(broken, glue, "x")
    with pytest.raises(Exception, match="no"):
        glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}out/"}, kind)
    assert not [path for path in folder.rglob("*") if path.is_file()]
    glue.write_dynamic_frame.from_options(read('{"a": 1}'), "s3", {"path": f"{uri}out/"}, kind)
    assert len(list((folder / "out").iterdir())) == 1
    with pytest.raises(ValueError, match="has no 'path'"):
        glue.write_dynamic_frame.from_options(frame, "s3", {}, kind)


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("json", {"compression": "zstd"}, "Compression 'zstd' is none of json's: none, bzip2, gzip"),
        ("avro", {"compression": "lzma"}, "is none of avro's"),
        ("json", {"compression": "lzo"}, "Compression 'lzo' is not built"),
        ("xml", {}, "'xml' is no format that Glue writes: glueparquet, json, csv"),
        ("delta", {}, "Writing delta as a format of files is not built. .* df.write.format"),
    ],
)
def test_what_cannot_be_written_is_refused(
    glue: GlueContext, read: Read, uri: str, kind: str, options: Any, message: str
) -> None:
    frame = read('{"a": 1}')
    with pytest.raises((ValueError, NotImplementedError), match=message):
        glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}out/", **options}, kind)


def test_choices_are_made_what_the_catalog_says(
    glue: GlueContext, read: Read, uri: str, catalog: Any, shown: Shown
) -> None:
    columns = [
        {"Name": name, "Type": kind} for name, kind in {"id": "bigint", "at": "struct<x:double>"}.items()
    ]
    storage = {"Location": uri, "Columns": columns}
    catalog.create_table(DatabaseName="stedi", TableInput={"Name": "t", "StorageDescriptor": storage})
    frame = read(
        {"Id": 1, "at": {"x": 1}, "more": 1}, {"Id": "2", "at": {"x": 1.5}, "more": "a"}, {"Id": "q"}
    )
    for choice in ("match_catalog", "MATCH_CATALOG"):
        made = ResolveChoice.apply(frame=frame, choice=choice, database="stedi", table_name="t")
        assert made.toDF().dtypes == [
            ("Id", "bigint"),
            ("at", "struct<x:double>"),
            ("more", "struct<int:int,string:string>"),
        ]
        assert shown(made) == [
            {"Id": 1, "at": {"x": 1.0}, "more": 1},
            {"Id": 2, "at": {"x": 1.5}, "more": "a"},
            {"Id": None},
        ]
    with pytest.raises(Exception, match="match_catalog needs database and table_name"):
        frame.resolveChoice(choice="match_catalog", database="stedi")


def test_a_parquet_table_of_another_writer_is_added_to_and_not_updated(
    glue: GlueContext,
    read: Read,
    folder: Path,
    uri: str,
    catalog: Any,
    shown: Shown,
    capsys: pytest.CaptureFixture[str],
) -> None:
    storage = {"Location": uri + "p/", "Columns": [{"Name": "a", "Type": "int"}]}
    table = {"Name": "t", "Parameters": {"classification": "parquet"}, "StorageDescriptor": storage}
    catalog.create_table(DatabaseName="stedi", TableInput=table)
    frame = read('{"a": 1}')
    glue.write_dynamic_frame.from_catalog(frame, "stedi", "t")
    (name,) = [path.name for path in (folder / "p").iterdir()]
    assert name.startswith("part-00000-")
    assert shown(glue.create_dynamic_frame.from_catalog("stedi", "t")) == [{"a": 1}]
    before = catalog.get_table(DatabaseName="stedi", Name="t")["Table"]
    wider = read('{"a": 2, "b": 3}')
    glue.write_dynamic_frame.from_catalog(
        wider, "stedi", "t", additional_options={"enableUpdateCatalog": True}
    )
    assert "useGlueParquetWriter=true" in capsys.readouterr().err
    assert catalog.get_table(DatabaseName="stedi", Name="t")["Table"] == before
    found = shown(glue.create_dynamic_frame.from_catalog("stedi", "t"))
    assert sorted(record["a"] for record in found) == [1, 2]


def test_a_table_that_is_partitioned_otherwise_is_left_alone(
    glue: GlueContext, read: Read, folder: Path, uri: str, catalog: Any
) -> None:
    frame = read('{"a": 1, "b": 2, "v": 3}')
    _write(glue, frame, f"{uri}out/", "json", {}, partitionKeys=["a", "b"])
    for keys in (["b", "a"], ["a"], []):
        with pytest.raises(ValueError, match=r"are not the partition keys of table t: \['a', 'b'\]"):
            _write(glue, frame, f"{uri}out/", "json", {}, partitionKeys=keys)
    with pytest.raises(ValueError, match="updateBehavior 'REPLACE' is none of UPDATE_IN_DATABASE, LOG"):
        _write(glue, frame, f"{uri}out/", "json", {}, partitionKeys=["a", "b"], updateBehavior="replace")
    assert len([path for path in folder.rglob("run-*") if path.is_file()]) == 1
