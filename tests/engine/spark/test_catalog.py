"""`spark.sql` and Delta on the Data Catalog, from scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boathouse.config import Settings
from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.services.metastore import Metastore
from boathouse.store import Store
from tests.engine.spark.fake_server import FakeServer

SESSION = """
from pyspark.context import SparkContext
from pyspark.sql import SparkSession
spark = SparkSession(SparkContext())
def show(query): print([tuple(row) for row in spark.sql(query).collect()])
"""
CATALOG = {"--enable-glue-datacatalog": "true"}
DELTA = CATALOG | {
    "--datalake-formats": "delta",
    "--conf": "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension "
    "--conf spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
}


@pytest.fixture
def glue(worker: FakeServer, spark_settings: Settings, tmp_path: Any) -> Iterator[Glue]:
    """A fresh catalog behind the worker's metastore, with a database `stedi` at s3://bucket/."""
    store = Store(tmp_path / "state.sqlite")
    lake = Lake(worker.lake, spark_settings.home / "tmp")
    (worker.lake / "bucket").mkdir(exist_ok=True)
    catalog = Glue(store)
    catalog.databases.create_database(database_input={"Name": "stedi", "LocationUri": "s3://bucket/"})
    metastore = Metastore(catalog, lake)
    metastore.start()
    worker.metastore_uri = metastore.uri
    yield catalog
    worker.metastore_uri = ""
    metastore.close()
    store.close()


def test_a_delta_table_is_written_merged_and_replaced(worker: FakeServer, glue: Glue) -> None:
    ending = worker.run(
        SESSION + "def write(n, mode): (spark.range(n).write.format('delta').mode(mode)"
        ".option('path', 's3://bucket/delta/').saveAsTable('stedi.curated'))\n"
        "write(3, 'overwrite')\nwrite(2, 'append')\nshow('select count(*) from stedi.curated')\n"
        "write(2, 'overwrite')\nshow('select * from stedi.curated order by id')\n"
        "show('merge into stedi.curated t using (select 1L id) u on t.id = u.id when matched then delete')\n"
        "show('select * from stedi.curated')\n",
        DELTA,
    )
    assert ending["state"] == "SUCCEEDED", ending
    assert ending["stdout"] == "[(5,)]\n[(0,), (1,)]\n[(1, 0, 1, 0)]\n[(0,)]\n"
    table = glue.tables.get_table(database_name="stedi", name="curated")["Table"]
    assert table["Parameters"]["spark.sql.sources.provider"] == "delta"
    assert table["StorageDescriptor"]["Location"] == "s3://bucket/curated-__PLACEHOLDER__"
    assert table["StorageDescriptor"]["SerdeInfo"]["Parameters"]["path"] == "s3://bucket/delta"


def test_a_delta_table_is_made_by_sql(worker: FakeServer, glue: Glue) -> None:
    script = (
        "show(\"create table stedi.made using delta location 's3://bucket/made/' as select 7 a, 'x' b\")\n"
        "show('select * from stedi.made')\nshow('show tables in stedi')\nshow('drop table stedi.made')\n"
        "show('show tables in stedi')\n"
    )
    ending = worker.run(SESSION + script, DELTA)
    assert ending["stdout"] == "[]\n[(7, 'x')]\n[('stedi', 'made', False)]\n[]\n[]\n"


def test_a_partitioned_parquet_table_is_managed_in_the_catalog(worker: FakeServer, glue: Glue) -> None:
    script = (
        "show('create table stedi.parts (a int, p string) using parquet partitioned by (p)')\n"
        "show(\"insert into stedi.parts values (1, 'x'), (2, 'y')\")\n"
        "show(\"select a from stedi.parts where p = 'y'\")\n"
        "show(\"alter table stedi.parts drop partition (p = 'y')\")\n"
        "show('show partitions stedi.parts')\n"
    )
    ending = worker.run(SESSION + script, CATALOG)
    assert ending["stdout"] == "[]\n[]\n[(2,)]\n[]\n[('p=x',)]\n", ending
    found = glue.partitions.get_partitions(database_name="stedi", table_name="parts")["Partitions"]
    assert [partition["Values"] for partition in found] == [["x"]]
    assert not (worker.lake / "bucket" / "parts" / "p=y").exists()


@pytest.mark.parametrize(
    ("serde", "content", "rows"),
    [
        (
            "org.openx.data.jsonserde.JsonSerDe",
            '{"Id":1,"userName":"a"}\n{"Id":2}\n',
            "[(1, 'a'), (2, None)]",
        ),
        ("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", "1,a\n2,b\n", "[(1, 'a'), (2, 'b')]"),
    ],
)
def test_a_table_of_athenas_ddl_is_read(
    worker: FakeServer, glue: Glue, serde: str, content: str, rows: str
) -> None:
    folder = worker.lake / "bucket" / "ddl"
    folder.mkdir(exist_ok=True)
    (folder / "data").write_text(content)
    glue.tables.create_table(
        database_name="stedi",
        table_input={
            "Name": "landing",
            "TableType": "EXTERNAL_TABLE",
            "StorageDescriptor": {
                "Columns": [{"Name": "id", "Type": "int"}, {"Name": "username", "Type": "string"}],
                "Location": "s3://bucket/ddl/",
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                "SerdeInfo": {"SerializationLibrary": serde, "Parameters": {"field.delim": ","}},
            },
        },
    )
    ending = worker.run(SESSION + "show('select id, username from stedi.landing order by id')\n", CATALOG)
    assert ending["stdout"] == f"{rows}\n", ending


def test_databases_tables_partitions_statistics_and_views_are_managed_by_sql(
    worker: FakeServer, glue: Glue
) -> None:
    """One script, since each statement takes a moment."""
    steps = {
        "create database made comment 'c' location 's3://bucket/made' with dbproperties (a = 'b')": [],
        "use made": [],
        "create table t (a int, b string) partitioned by (d string) stored as parquet": [],
        "set hive.exec.dynamic.partition.mode=nonstrict": [("hive.exec.dynamic.partition.mode", "nonstrict")],
        "insert into t partition (d = 'x') values (1, 'a')": [],
        "insert into t values (2, 'b', 'y'), (3, 'c', 'z')": [],
        "insert overwrite table t partition (d) select 9, 'n', 'z'": [],
        "select * from t order by a": [(1, "a", "x"), (2, "b", "y"), (9, "n", "z")],
        "select a from t where d like 'y%' or d like '%z' order by a": [(2,), (9,)],
        "select a from t where contains(d, 'y')": [(2,)],
        "alter table t add partition (d = 'w') location 's3://bucket/elsewhere/w'": [],
        "alter table t drop partition (d = 'x')": [],
        "alter table t drop if exists partition (d = 'nope')": [],
        "show partitions t": [("d=w",), ("d=y",), ("d=z",)],
        "analyze table t compute statistics": [],
        "analyze table t compute statistics for columns a": [],
        "alter table t add columns (c int)": [],
        "alter table t set tblproperties (k = 'v')": [],
        "alter table t rename to u": [],
        "select a, c, d from u where d > 'x' order by a": [(2, None, "y"), (9, None, "z")],
        "show tables": [("made", "u", False)],
        "create view v as select a from u": [],
        "create or replace view v as select b from u where d = 'z'": [],
        "select * from v": [("n",)],
        "show views": [("made", "v", False)],
        "drop view v": [],
        "create table ctas using parquet as select 1 a, 'q' b": [],
        "select * from ctas": [(1, "q")],
        "truncate table ctas": [],
        "select count(*) from ctas": [(0,)],
        "show user functions": [],
        "drop table ctas": [],
    }
    lines = "".join(f"show({query!r})\n" for query in steps)
    ending = worker.run(SESSION + lines, CATALOG)
    assert ending["stdout"].splitlines() == [str(rows) for rows in steps.values()], ending
    table = glue.tables.get_table(database_name="made", name="u")["Table"]
    assert table["StorageDescriptor"]["Location"] == "s3://bucket/made/u"
    assert (table["Parameters"]["k"], table["Parameters"]["spark.sql.statistics.numRows"]) == ("v", "2")
    found = glue.partitions.get_partitions(database_name="made", table_name="u")["Partitions"]
    assert {p["StorageDescriptor"]["Location"] for p in found} == {
        "s3://bucket/elsewhere/w",
        "s3://bucket/made/u/d=y",
        "s3://bucket/made/u/d=z",
    }


def test_partitions_that_lie_in_the_lake_are_found_and_a_json_table_is_written(
    worker: FakeServer, glue: Glue
) -> None:
    for day, record in (("1", '{"userName":"x","n":1}'), ("2", '{"userName":"y","n":2,"At":{"Hour":5}}')):
        (worker.lake / "bucket" / "events" / f"day={day}").mkdir(parents=True)
        (worker.lake / "bucket" / "events" / f"day={day}" / "data").write_text(record + "\n")
    table = {
        "Name": "events",
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": "day", "Type": "string"}],
        "StorageDescriptor": {
            "Columns": [
                {"Name": "username", "Type": "string"},
                {"Name": "n", "Type": "int"},
                {"Name": "at", "Type": "struct<hour:int>"},
            ],
            "Location": "s3://bucket/events/",
            "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
        },
    }
    glue.tables.create_table(database_name="stedi", table_input=table)
    ending = worker.run(
        SESSION + "show('select count(*) from stedi.events')\n"
        "show('msck repair table stedi.events')\n"
        "show(\"insert into stedi.events values ('z', 3, named_struct('hour', 9), '3')\")\n"
        "show('select username, n, day from stedi.events order by n')\n"
        "show(\"select day, username from stedi.events where username = 'y' and at.hour is not null\")\n"
        "again = spark.createDataFrame([('w', 4, None, '3')], 'u string, n int, a struct<h:int>, d string')\n"
        "again.write.mode('overwrite').insertInto('stedi.events')\n"
        "show('select username, day from stedi.events order by n')\n"
        "print(spark.table('stedi.events').columns, spark.table('stedi.events').select('at.*').columns)\n",
        CATALOG,
    )
    assert ending["stdout"].splitlines() == [
        "[(0,)]",
        "[]",
        "[]",
        "[('x', 1, '1'), ('y', 2, '2'), ('z', 3, '3')]",
        "[('2', 'y')]",
        "[('x', '1'), ('y', '2'), ('w', '3')]",
        "['username', 'n', 'at', 'day'] ['hour']",
    ], ending
    (written,) = (worker.lake / "bucket/events/day=3").glob("part-*")
    assert written.read_text() == '{"userName":"w","n":4}\n'
    stored = glue.tables.get_table(database_name="stedi", name="events")["Table"]
    serde = stored["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"]
    assert serde == "org.openx.data.jsonserde.JsonSerDe"


def test_a_table_that_others_write_to_meanwhile_is_looked_up_anew(worker: FakeServer, glue: Glue) -> None:
    storage = {
        "Columns": [{"Name": "n", "Type": "int"}],
        "Location": "s3://bucket/shared/",
        "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
    }
    glue.tables.create_table(
        database_name="stedi", table_input={"Name": "shared", "StorageDescriptor": storage}
    )
    folder = worker.lake / "bucket/shared"
    folder.mkdir()
    ending = worker.run(
        SESSION + f"from pathlib import Path\nfolder = Path({str(folder)!r})\n"
        "for name in 'ab':\n"
        "    folder.joinpath(name).write_text('{\"n\": 1}\\n')\n"
        "    show('select sum(n) from stedi.shared')\n"
        "folder.joinpath('a').unlink()\n"
        "show('select sum(n) from stedi.shared')\n",
        CATALOG,
    )
    assert ending["stdout"] == "[(1,)]\n[(2,)]\n[(1,)]\n", ending


def test_delta_by_its_api_time_travel_change_feed_vacuum_and_rename(worker: FakeServer, glue: Glue) -> None:
    ending = worker.run(
        SESSION + "from delta.tables import DeltaTable\n"
        "show('create table stedi.d (id bigint, v string) using delta"
        " tblproperties (delta.enableChangeDataFeed = true)')\n"
        "show(\"insert into stedi.d values (1, 'a'), (2, 'b')\")\n"
        "table = DeltaTable.forName(spark, 'stedi.d')\n"
        "new = spark.createDataFrame([(2, 'B'), (3, 'c')], 'id long, v string')\n"
        "table.alias('t').merge(new.alias('s'), 't.id = s.id').whenMatchedUpdateAll()"
        ".whenNotMatchedInsertAll().execute()\n"
        "show('select * from stedi.d order by id')\n"
        "show('select * from stedi.d version as of 1 order by id')\n"
        "show(\"select id, _change_type from table_changes('stedi.d', 2) order by 1, 2\")\n"
        "spark.conf.set('spark.databricks.delta.retentionDurationCheck.enabled', 'false')\n"
        "table.vacuum(0)\n"
        "show('alter table stedi.d rename to stedi.e')\n"
        "show('select count(*) from stedi.e')\n",
        DELTA,
    )
    told = [line for line in ending["stdout"].splitlines() if not line.startswith("Deleted 2 files")]
    assert told == [
        "[]",
        "[]",
        "[(1, 'a'), (2, 'B'), (3, 'c')]",
        "[(1, 'a'), (2, 'b')]",
        "[(2, 'update_postimage'), (2, 'update_preimage'), (3, 'insert')]",
        "[]",
        "[(3,)]",
    ], ending


def test_a_permanent_function_is_made_found_and_dropped(worker: FakeServer, glue: Glue) -> None:
    title = "org.apache.hadoop.hive.ql.udf.generic.GenericUDFInitCap"
    script = f"""
spark.sql("create function stedi.title as '{title}'")
show("select stedi.title('ann lee')")
"""
    ending = worker.run(SESSION + script, CATALOG)
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "[('Ann Lee',)]\n"), ending
    [found] = glue.functions.get_user_defined_functions("*")["UserDefinedFunctions"]
    assert (found["DatabaseName"], found["FunctionName"], found["ClassName"]) == ("stedi", "title", title)
    script = """
show("select stedi.title('bob')")
spark.sql("drop function stedi.title")
show("show user functions in stedi")
"""
    ending = worker.run(SESSION + script, CATALOG)
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "[('Bob',)]\n[]\n"), ending


def test_without_the_switch_the_catalog_is_not_seen(worker: FakeServer, glue: Glue) -> None:
    ending = worker.run(SESSION + "show('show databases')\n")
    assert ending["stdout"] == "[('default',)]\n"


def test_a_script_may_ask_for_the_catalog_by_awss_class(worker: FakeServer, glue: Glue) -> None:
    script = (
        "from pyspark.sql import SparkSession\n"
        "factory = 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory'\n"
        "builder = SparkSession.builder.config('hive.metastore.client.factory.class', factory)\n"
        "print(builder.enableHiveSupport().getOrCreate().sql('show databases').count())\n"
    )
    ending = worker.run(script)
    assert (ending["state"], int(ending["stdout"])) == ("SUCCEEDED", 2), ending


def test_a_throw_away_table_is_gone_in_the_next_run(worker: FakeServer) -> None:
    script = SESSION + "spark.range(3).write.saveAsTable('t')\nshow('select count(*) from t')\n"
    assert worker.run(script)["stdout"] == "[(3,)]\n"
    assert worker.run(script)["stdout"] == "[(3,)]\n"


def test_a_database_of_spark_s_making_takes_tables_with_and_without_a_place(
    worker: FakeServer, glue: Glue, lake: Path
) -> None:
    script = (
        "spark.sql('create database if not exists made')\n"
        "(spark.range(2).write.format('delta').option('path', 's3://bucket/placed/')"
        ".saveAsTable('made.placed'))\n"
        "spark.range(3).write.saveAsTable('made.homeless')\n"
    )
    assert worker.run(SESSION + script, DELTA)["state"] == "SUCCEEDED"
    assert (lake / "bucket" / "placed" / "_delta_log").is_dir()
    script = (
        "show('select count(*) from made.placed')\nshow('select count(*) from made.homeless')\n"
        "show('drop table made.homeless')\nspark.range(1).write.saveAsTable('made.homeless')\n"
        "show('describe database made')\n"
    )
    ending = worker.run(SESSION + script, DELTA)
    assert ending["stdout"].startswith("[(2,)]\n[(3,)]\n[]\n[('Catalog Name', 'spark_catalog')"), ending
    assert glue.tables.get_table(database_name="made", name="placed")["Table"]


def test_a_database_without_a_location_is_told_with_a_remedy(worker: FakeServer, glue: Glue) -> None:
    glue.databases.create_database(database_input={"Name": "nowhere"})
    ending = worker.run(SESSION + "spark.range(3).write.saveAsTable('nowhere.t')\n", CATALOG)
    assert ending["state"] == "FAILED"
    assert (
        "Can not create a Path from an empty string (the database has no LocationUri;"
        in ending["error_message"]
    )
