"""The first JVM of a machine leaves its classes to the next one: all tests that start a JVM gain by it.

`tests/conftest.py` puts these first, so that the archive in the user's cache is there for the others.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from boathouse.config import Settings
from boathouse.engine.spark import jars
from tests.engine.spark.fake_server import one_worker
from tests.engine.spark.test_catalog import DELTA

WORK = """
from pyspark.context import SparkContext
from pyspark.sql import SparkSession
spark = SparkSession(SparkContext())
spark.range(4).selectExpr("id", "id % 2 as half").write.format("delta").save("s3://bucket/made/")
made = spark.read.format("delta").load("s3://bucket/made/").groupBy("half").count()
made.write.json("s3://bucket/counted/")
print(spark.read.json("s3://bucket/counted/").count())
"""
FLAGS = """
from pyspark.context import SparkContext
beans = SparkContext()._jvm.java.lang.management.ManagementFactory
print(*beans.getRuntimeMXBean().getInputArguments(), sep="\\n")
"""


def test_a_jvm_that_ends_in_order_leaves_an_archive_that_the_next_one_maps(
    spark_settings: Settings, tmp_path: Path
) -> None:
    archive = jars.archive(spark_settings, jars.prepare(spark_settings))
    with one_worker(replace(spark_settings, home=tmp_path / "first")) as server:
        (server.lake / "bucket").mkdir(exist_ok=True)
        done = server.run(WORK, DELTA)
        assert (done["state"], done["stdout"]) == ("SUCCEEDED", "2\n"), done
    assert archive.ready
    with one_worker(replace(spark_settings, home=tmp_path / "next")) as server:
        flags = server.run(FLAGS)["stdout"].splitlines()
    (mapped,) = (flag for flag in flags if flag.startswith("-XX:SharedArchiveFile="))
    assert mapped.endswith(str(archive.file))
