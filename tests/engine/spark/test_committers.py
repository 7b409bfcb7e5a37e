"""Committers that scripts name."""

from __future__ import annotations

from pathlib import Path

from tests.engine.spark.fake_server import FakeServer

SCRIPT = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.config(
    "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3a",
    "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory",
).config("spark.hadoop.fs.s3a.committer.name", "magic").getOrCreate()
spark.range(3).write.csv("s3a://bucket/made/csv")
print(spark.read.csv("s3a://bucket/made/csv").count())
for number, (key, name) in enumerate([
    ("parquet.output.committer.class", "com.amazon.emr.committer.EmrOptimizedSparkSqlParquetOutputCommitter"),
    ("parquet.output.committer.class", "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter"),
    ("sources.commitProtocolClass", "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol"),
]):
    spark.conf.set(f"spark.sql.{key}", name)
    path = f"s3a://bucket/made/{number}"
    spark.range(4).selectExpr("id", "id % 2 p").write.partitionBy("p").parquet(path)
    print(spark.read.parquet(path).count())
"""


def test_committers_that_documentation_names_may_be_set(worker: FakeServer, lake: Path) -> None:
    ending = worker.run(SCRIPT)
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "3\n4\n4\n4\n"), ending
    for name in ("csv", "0", "1", "2"):
        assert (lake / "bucket" / "made" / name / "_SUCCESS").is_file()
