"""GlueContext, sources and sinks call by call: what each answers, what it refuses, what it passes over."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import functions

from awsglue import dataframe_transforms
from awsglue.context import GlueContext, register
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.functions import explodeWithIndex, namedStruct, replaceArrayElement
from awsglue.gluetypes import LongType
from awsglue.job import Job
from awsglue.streaming_data_source import StreamingDataSource
from awsglue.transforms import Join, SplitFields, describe_transform, get_transforms
from awsglue.utils import iteritems, itervalues, makeOptions
from tests.clouds import ThreadCloud

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]


def test_an_rdd_s_rows_are_a_frame(glue: GlueContext, shown: Shown) -> None:
    rows = glue._sc.parallelize([(1, "a"), (2, "b")])
    frame = glue.create_dynamic_frame.from_rdd(rows, "pairs", ["id", "v"])
    assert frame.name == "pairs"
    assert shown(frame) == [{"id": 1, "v": "a"}, {"id": 2, "v": "b"}]
    typed = glue.create_dynamic_frame_from_rdd(rows, "pairs", "id int, v string", None, "ctx")
    assert typed.toDF().dtypes == [("id", "int"), ("v", "string")]
    guessed = glue.create_dynamic_frame.from_rdd(glue._sc.parallelize([{"n": 1}]), "dicts", sampleRatio=1.0)
    assert shown(guessed) == [{"n": 1}]


def test_a_context_made_of_another_is_over_the_same_session(glue: GlueContext, shown: Shown) -> None:
    second = GlueContext(glue)
    assert second.spark_session is glue.spark_session
    frame = second.create_dynamic_frame_from_rdd(second._sc.parallelize([{"n": 1}]), "dicts")
    assert shown(frame) == [{"n": 1}]


def test_a_source_is_set_up_step_by_step(glue: GlueContext, folder: Path, uri: str, shown: Shown) -> None:
    (folder / "a.csv").write_text("k|v\n1|x\n2|y\n")
    source = glue.getSource("s3", paths=[uri])
    with pytest.raises(ValueError, match="The source has no format"):
        source.getFrame()
    source.setFormat("csv", withHeader=True, separator="|")
    assert shown(source.getFrame()) == [{"k": "1", "v": "x"}, {"k": "2", "v": "y"}]
    assert shown(source.getSampleFrame(1)) == [{"k": "1", "v": "x"}]
    assert source.getDataFrame().dtypes == [("k", "string"), ("v", "string")]
    df = glue.create_data_frame.from_options("s3", {"paths": [uri]}, "csv", {"separator": "|"})
    assert df.columns == ["col0", "col1"]


def test_a_frame_is_called_by_what_its_paths_have_in_common(
    glue: GlueContext, folder: Path, uri: str
) -> None:
    def name(*paths: str) -> str:
        options = {"paths": [f"{uri}{path}" for path in paths]}
        return glue.create_dynamic_frame.from_options("s3", options, "json").name

    assert name("a.b/c1", "a.b/c2") == f"lake{folder.name}abc"
    left = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}l"]}, "json")
    assert Join.apply(left, left, "k", "k").name == 2 * f"lake{folder.name}l"
    assert list(SplitFields.apply(left, ["k"]).keys()) == [f"{left.name}1", f"{left.name}2"]
    left.name = ""
    assert list(SplitFields.apply(left, ["k"]).keys()) == ["frame1", "frame2"]


def test_a_source_passes_over_what_a_sink_refuses(
    glue: GlueContext, read: Read, folder: Path, uri: str
) -> None:
    (folder / "a.json").write_text('{"a": 1}\n')
    given: dict[str, Any] = {"connection_type": "s3", "format": "json"}
    options: dict[str, Any] = {
        "connection_options": {"paths": [f"{uri}a.json"]},
        "additional_options": {"x": 1},
    }
    assert glue.create_dynamic_frame.from_options(**given, **options).count() == 1
    told: dict[str, Any] = {"frame": read('{"a": 1}'), "connection_options": {"path": uri}}
    told |= {"additional_options": {}}
    with pytest.raises(TypeError, match="unexpected keyword argument 'additional_options'"):
        glue.write_dynamic_frame.from_options(**given, **told)


def test_a_sink_takes_dataframes_too_and_a_frame_writes_itself(
    glue: GlueContext, read: Read, folder: Path, uri: str, shown: Shown
) -> None:
    sink = glue.getSink("s3", path=f"{uri}out/")
    with pytest.raises(ValueError, match="The sink has no format"):
        sink.writeFrame(read('{"a": 1}'))
    sink.setFormat("json")
    sink.setAccumulableSize(5)
    assert not (folder / "out").exists()
    assert sink.writeDataFrame(glue.spark_session.range(1), glue).count() == 0
    read('{"id": 7}').write("s3", {"path": f"{uri}out/"}, "json")
    again = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}out/"]}, "json")
    assert shown(again) == [{"id": 0}, {"id": 7}]
    wrong: Any = 1
    for write in (sink.write, sink.writeFrame):
        with pytest.raises(TypeError):
            write(wrong)


def test_connections_of_the_catalog_are_read_and_written_through(
    connected: ThreadCloud, glue: GlueContext, read: Read, shown: Shown
) -> None:
    url = "jdbc:derby:memory:kept;create=true"
    told = {"JDBC_CONNECTION_URL": url, "USERNAME": "u", "PASSWORD": "p", "JDBC_ENFORCE_SSL": "true"}
    kept: Any = {"Name": "shop", "ConnectionType": "JDBC", "ConnectionProperties": told}
    client = connected.client("glue")
    client.create_connection(ConnectionInput=kept)
    conf = glue.extract_jdbc_conf("shop")
    assert {key: conf[key] for key in ("user", "password", "vendor", "fullUrl", "enforceSSL")} == {
        "user": "u",
        "password": "p",
        "vendor": "derby",
        "fullUrl": url,
        "enforceSSL": "true",
    }
    frame = read('{"ID": 1}')
    glue.write_dynamic_frame.from_jdbc_conf(frame, "shop", {"dbtable": "kept"})
    glue.write_from_jdbc_conf(DynamicFrameCollection({"kept": frame}, glue), "shop")
    options = {"connectionName": "shop", "useConnectionProperties": "true", "dbtable": "kept"}
    assert shown(glue.create_dynamic_frame.from_options("jdbc", options)) == [{"ID": 1}, {"ID": 1}]
    table: Any = {
        "Name": "shop_app_kept",
        "Parameters": {"classification": "jdbc", "connectionName": "shop"},
        "StorageDescriptor": {"Location": "shop.APP.KEPT", "Columns": [{"Name": "id", "Type": "bigint"}]},
    }
    client.create_database(DatabaseInput={"Name": "crawled"})
    client.create_table(DatabaseName="crawled", TableInput=table)
    glue.write_dynamic_frame.from_catalog(read('{"ID": 2}'), "crawled", "shop_app_kept")
    rows = glue.create_dynamic_frame.from_catalog("crawled", "shop_app_kept", push_down_predicate="ID > 1")
    assert shown(rows) == [{"ID": 2}]
    glue.write_data_frame.from_catalog(read('{"ID": 3}').toDF(), "crawled", "shop_app_kept")
    df = glue.create_data_frame.from_catalog("crawled", "shop_app_kept", push_down_predicate="ID > 2")
    assert [row.ID for row in df.collect()] == [3]


def test_the_context_lists_and_caches_tables_like_any_sql_context(glue: GlueContext) -> None:
    glue.spark_session.range(3).createOrReplaceTempView("three")
    try:
        tables = glue.tables()
        assert tables.filter(tables.tableName == "three").count() == 1
        assert "three" in glue.tableNames()
        assert "three" in glue.tableNames(dbName="default")
        glue.cacheTable("three")
        assert glue.spark_session.catalog.isCached("three")
        glue.clearCache()
        assert not glue.spark_session.catalog.isCached("three")
    finally:
        glue.dropTempTable("three")


def test_a_resolve_option_is_converted(glue: GlueContext) -> None:
    assert glue.convert_resolve_option("a.b", "KeepAsStruct", None) == ("a.b", "make_struct")
    assert glue.convert_resolve_option("a", "Project", LongType()) == ("a", "project:long")
    for action, target in (("Cast", LongType()), ("Project", None)):
        with pytest.raises(ValueError, match="neither KeepAsStruct nor Project"):
            glue.convert_resolve_option("a", action, target)


def test_the_logger_and_the_clock(glue: GlueContext, capsys: pytest.CaptureFixture[str]) -> None:
    logger = glue.get_logger()
    for level in ("debug", "info", "warn", "error"):
        getattr(logger, level)(f"a {level}")
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        f"{level.upper()} GlueLogger: a {level}" for level in ("debug", "info", "warn", "error")
    ]
    assert abs(glue.currentTimeMillis() - time.time() * 1000) < 60_000
    register(glue._sc)


def test_what_is_not_built_says_so_at_the_call(glue: GlueContext) -> None:
    df: Any = None
    calls: dict[str, Callable[[], Any]] = {
        "Reading a stream is not built": lambda: glue.getStreamingSource("kinesis", streamARN="x"),
        "Reading a stream is not built.": lambda: StreamingDataSource(None, glue, "s"),
        "getSampleStreamingDynamicFrame is not built": lambda: glue.getSampleStreamingDynamicFrame(df),
        "start_transaction is not built": lambda: glue.start_transaction(True),
        "commit_transaction is not built": lambda: glue.commit_transaction("t"),
        "cancel_transaction is not built": lambda: glue.cancel_transaction("t"),
        "makeOptions builds objects of AWS's engine": lambda: makeOptions(glue._sc, {}),
    }
    for words, call in calls.items():
        with pytest.raises(NotImplementedError, match=f"(?s){words}.*docs.aws.amazon.com"):
            call()


def test_a_job_wants_a_context_and_knows_whether_it_has_begun(glue: GlueContext) -> None:
    wrong: Any = glue._sc
    with pytest.raises(Exception, match="Job needs a GlueContext or a SparkSession, not a SparkContext"):
        Job(wrong)
    job = Job(glue.spark_session)
    job.init("j")
    assert Job.isInitialized()
    job.commit()
    assert not job.isInitialized()


def test_functions_on_columns(glue: GlueContext) -> None:
    df = glue.spark_session.sql("select array(1, 2, 3) as a, 'x' as b")
    row = df.select(
        replaceArrayElement(functions.col("a"), functions.lit(9), 1).alias("replaced"),
        namedStruct(functions.lit("n"), functions.col("b")).alias("struct"),
    ).first()
    assert row is not None
    assert (row["replaced"], row["struct"].asDict()) == ([1, 9, 3], {"n": "x"})
    exploded = df.select(explodeWithIndex(functions.col("a")))
    assert (exploded.columns, [tuple(r) for r in exploded.collect()]) == (
        ["index", "val"],
        [(0, 1), (1, 2), (2, 3)],
    )


def test_mappings_of_a_dataframe(glue: GlueContext) -> None:
    df = glue.spark_session.sql("select '7' as Id, named_struct('x', 1) as s")
    mapped = dataframe_transforms.ApplyMapping.apply(
        df, [("id", "string", "n", "long"), ("s.x", "int", "x", "string")]
    )
    assert (mapped.dtypes, [tuple(r) for r in mapped.collect()]) == (
        [("n", "bigint"), ("x", "string")],
        [(7, "1")],
    )


def test_transforms_describe_themselves() -> None:
    described = describe_transform("dropfields")["transform"]
    assert described["name"] == "DropFields"
    assert [(arg["name"], arg["optional"]) for arg in described["args"]][:3] == [
        ("frame", False),
        ("paths", False),
        ("transformation_ctx", True),
    ]
    assert len(get_transforms()) == 22
    with pytest.raises(ValueError, match="There is no transform 'nothing'"):
        describe_transform("nothing")


def test_pairs_and_values_of_mappings() -> None:
    assert (list(iteritems({"a": 1}, x=2)), list(itervalues({"a": 1}))) == ([("a", 1)], [1])
