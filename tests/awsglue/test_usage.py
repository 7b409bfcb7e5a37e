"""Where a run on another machine most often misleads: each such thing once, as scripts do it."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import AnalysisException

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import Join
from tests.clouds import ThreadCloud

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]

QUIRKS = """
import sys;
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue import DynamicFrame
import re
from pyspark.sql import functions as SqlFuncs

def sparkSqlQuery(glueContext, query, mapping, transformation_ctx) -> DynamicFrame:
    for alias, frame in mapping.items():
        frame.toDF().createOrReplaceTempView(alias)
    result = spark.sql(query)
    return DynamicFrame.fromDF(result, glueContext, transformation_ctx)

args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake"])
sc = SparkContext.getOrCreate()
sc._jsc.hadoopConfiguration().set("fs.s3a.access.key", "too late")
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
left, right = (
    glueContext.create_dynamic_frame.from_options(
        format_options={"multiline": False}, connection_type="s3", format="json",
        connection_options={"paths": [args["lake"] + name], "recurse": True}, transformation_ctx=name,
    )
    for name in ("users/", "readings/")
)
joined = Join.apply(left, right, ["serialNumber"], ["serialNumber"], "Join_node2");
query = '''
select user, timestamp, `.serialNumber` from myDataSource where SERIALNUMBER is not null;
'''
node = sparkSqlQuery(glueContext, query=query, mapping={"myDataSource": joined}, transformation_ctx="node")
if (node.count() >= 1):
    node = node.coalesce(1)
sink = glueContext.getSink(
    path=args["lake"] + "out/", connection_type="s3", updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=[], enableUpdateCatalog=True, transformation_ctx="sink")
sink.setCatalogInfo(catalogDatabase="stedi", catalogTableName="out")
sink.setFormat("json")
sink.writeFrame(node)
job.commit()
"""


@pytest.fixture
def script(folder: Path, uri: str, connected: ThreadCloud, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of a script with all of a generated script's quirks, and its data."""
    rows: dict[str, list[dict[str, Any]]] = {
        "users": [{"user": "a", "serialNumber": "s1"}, {"user": "b", "serialNumber": "s2"}],
        "readings": [{"serialNumber": "s1", "timestamp": 1655564376361}, {"serialNumber": None}, {}],
    }
    for name, records in rows.items():
        (folder / name).mkdir()
        (folder / name / "f.json").write_text("".join(json.dumps(row) + "\n" for row in records))
    connected.client("glue").create_database(DatabaseInput={"Name": "stedi"})
    monkeypatch.setattr("sys.argv", ["script.py", "--JOB_NAME", "quirks", "--lake", uri])
    (folder / "script.py").write_text(QUIRKS)
    return str(folder / "script.py")


def test_a_script_with_studio_s_quirks_runs_and_a_second_run_adds_its_rows_again(
    script: str, glue: GlueContext, folder: Path, shown: Shown
) -> None:
    line = '{"user":"a","timestamp":1655564376361,".serialNumber":"s1"}\n'
    for times in (1, 2):
        runpy.run_path(script, run_name="__main__")
        files = list((folder / "out").iterdir())
        assert [path.read_text() for path in files] == [line] * times
        assert all(path.name.endswith("-part-r-00000") for path in files)
    row = {"user": "a", "timestamp": 1655564376361, ".serialnumber": "s1"}
    assert shown(glue.create_dynamic_frame.from_catalog("stedi", "out")) == [row, row]


def test_transforms_mind_case_and_sql_does_not(read: Read, glue: GlueContext, shown: Shown) -> None:
    frame = read('{"birthDay": 1, "email": "x"}')
    assert shown(frame.drop_fields(["birthday"])) == [{"birthDay": 1, "email": "x"}]
    frame.toDF().createOrReplaceTempView("people")
    assert glue.spark_session.sql("select BIRTHDAY from people").collect()[0][0] == 1
    assert [row[0] for row in frame.toDF().drop("BirthDay").collect()] == ["x"]


def test_an_empty_input_has_no_columns_so_that_sql_on_it_fails_and_nothing_is_written(
    glue: GlueContext, folder: Path, uri: str
) -> None:
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}in/"]}, "json")
    frame.toDF().createOrReplaceTempView("nothing")
    with pytest.raises(AnalysisException, match="UNRESOLVED_COLUMN"):
        glue.spark_session.sql("select serialNumber from nothing")
    assert frame.drop_fields(["a"]).select_fields(["b"]).filter(lambda r: r["a"] == 1).count() == 0
    glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}out/"}, "json")
    assert not (folder / "out").exists()


def test_there_is_a_file_for_each_partition_that_has_records(
    read: Read, glue: GlueContext, folder: Path, uri: str
) -> None:
    frame = read(*({"a": n} for n in range(6))).repartition(3)
    glue.write_dynamic_frame.from_options(frame, "s3", {"path": f"{uri}out/"}, "json")
    names = sorted(path.name.split("-part-")[1] for path in (folder / "out").iterdir())
    assert names == ["r-00000", "r-00001", "r-00002"]


def test_a_type_that_only_the_last_record_has_is_seen(read: Read) -> None:
    frame = read(*({"a": n} for n in range(3000)), {"a": 1.5, "late": True})
    assert frame.toDF().dtypes == [("a", "struct<int:int,double:double>"), ("late", "boolean")]


def test_spark_casts_an_epoch_s_milliseconds_as_seconds(read: Read) -> None:
    df = read('{"t": 1655564376361}').toDF()
    assert df.dtypes == [("t", "bigint")]
    assert df.selectExpr("year(cast(t as timestamp))").collect()[0][0] > 50_000


def test_keys_of_folders_are_strings_in_their_own_case(
    glue: GlueContext, folder: Path, uri: str, shown: Shown
) -> None:
    (folder / "Day=01").mkdir()
    (folder / "Day=01" / "f").write_text('{"a": 1}\n')
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [uri], "recurse": True}, "json")
    assert shown(frame) == [{"a": 1, "Day": "01"}]


def test_a_join_drops_what_does_not_match_and_multiplies_what_matches_twice(read: Read, shown: Shown) -> None:
    left = read('{"k": 1, "l": 1}', '{"k": 1, "l": 2}', '{"k": null, "l": 3}', '{"l": 4}')
    right = read('{"k": 1, "r": 1}', '{"k": 1, "r": 2}', '{"k": null, "r": 3}', '{"k": 9, "r": 4}')
    joined = shown(Join.apply(left, right, "k", "k"))
    assert sorted((row["l"], row["r"]) for row in joined) == [(1, 1), (1, 2), (2, 1), (2, 2)]
