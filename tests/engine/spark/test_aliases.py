"""The names of S3's file systems that scripts set."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from boathouse.engine.spark import aliases
from tests.engine.spark.fake_server import FakeServer


def test_the_jar_is_written_once_and_then_kept(tmp_path: Path) -> None:
    made = aliases.jar(tmp_path)
    with zipfile.ZipFile(made) as archive:
        assert "org/apache/hadoop/fs/s3a/S3AFileSystem.class" in archive.namelist()
    before = made.stat().st_mtime_ns
    assert aliases.jar(tmp_path) == made
    assert made.stat().st_mtime_ns == before
    assert list(made.parent.iterdir()) == [made]


@pytest.mark.parametrize(
    ("scheme", "name"),
    [
        ("s3", "com.amazon.ws.emr.hadoop.fs.EmrFileSystem"),
        ("s3a", "org.apache.hadoop.fs.s3a.S3AFileSystem"),
        ("s3n", "org.apache.hadoop.fs.s3native.NativeS3FileSystem"),
    ],
)
def test_a_script_may_name_the_class_of_its_file_system(
    worker: FakeServer, lake: Path, scheme: str, name: str
) -> None:
    ending = worker.run(
        "from pyspark.sql import SparkSession\n"
        f"spark = SparkSession.builder.config('spark.hadoop.fs.{scheme}.impl', '{name}').getOrCreate()\n"
        f"spark.sparkContext._jsc.hadoopConfiguration().set('fs.{scheme}.impl', '{name}')\n"
        f"spark.range(3).write.mode('overwrite').json('{scheme}://bucket/named/')\n"
        f"print(spark.read.json('{scheme}://bucket/named/').count())\n"
    )
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "3\n"), ending
    assert list((lake / "bucket" / "named").glob("part-*.json"))
