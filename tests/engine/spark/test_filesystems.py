"""The file systems that are made here: by the names that scripts set, and the lake's own."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from boathouse.engine.spark import ownclasses
from tests.engine.spark.fake_server import FakeServer


def test_the_jar_is_written_once_and_then_kept(tmp_path: Path) -> None:
    made = ownclasses.jar(tmp_path)
    with zipfile.ZipFile(made) as archive:
        assert "org/apache/hadoop/fs/s3a/S3AFileSystem.class" in archive.namelist()
    before = made.stat().st_mtime_ns
    assert ownclasses.jar(tmp_path) == made
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


def test_what_lies_in_the_lake_has_no_permissions_to_set(worker: FakeServer, lake: Path) -> None:
    ending = worker.run(
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.getOrCreate()\n"
        "spark.range(1).write.mode('overwrite').json('s3://bucket/free/')\n"
        "hadoop = spark._jvm.org.apache.hadoop.fs\n"
        "path = hadoop.Path('s3://bucket/free/_SUCCESS')\n"
        "files = path.getFileSystem(spark._jsc.hadoopConfiguration())\n"
        "files.setPermission(path, hadoop.permission.FsPermission('600'))\n"
        "print(files.exists(path))\n"
    )
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "True\n"), ending
    assert (lake / "bucket" / "free" / "_SUCCESS").stat().st_mode & 0o777 == 0o644


def test_what_lies_in_the_lake_is_listed_and_read_in_the_order_of_the_names(
    worker: FakeServer, lake: Path
) -> None:
    names = [f"{number:02}.txt" for number in range(40)]
    (lake / "bucket" / "ordered").mkdir()
    for name in reversed(names):
        (lake / "bucket" / "ordered" / name).write_text(f"{name}\n")
    ending = worker.run(
        "from pyspark import SparkContext\n"
        "sc = SparkContext.getOrCreate()\n"
        "path = sc._jvm.org.apache.hadoop.fs.Path('s3://bucket/ordered/')\n"
        "listed = path.getFileSystem(sc._jsc.hadoopConfiguration()).listStatus(path)\n"
        "print([status.getPath().getName() for status in listed])\n"
        "print(sc.textFile('s3://bucket/ordered/').collect())\n"
    )
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", f"{names}\n{names}\n"), ending


def test_a_bucket_is_there_as_soon_as_it_is_made_also_if_it_was_asked_for_before(
    worker: FakeServer, lake: Path
) -> None:
    ending = worker.run(
        "import os\n"
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.getOrCreate()\n"
        "def tried(scheme, bucket):\n"
        "    path = f'{scheme}://{bucket}/x/'\n"
        "    try:\n"
        "        spark.range(2).write.mode('overwrite').json(path)\n"
        "        print(spark.read.json(path).count())\n"
        "    except Exception as error:\n"
        "        print(f'Error Code: NoSuchBucket; Bucket: {bucket})' in str(error))\n"
        "for scheme in ('s3', 's3a', 's3n'):\n"
        "    tried(scheme, 'asked-for')\n"
        f"    print(os.path.exists('{lake}/asked-for'))\n"
        f"os.mkdir('{lake}/asked-for')\n"
        "for scheme in ('s3', 's3a', 's3n'):\n"
        "    tried(scheme, 'asked-for')\n"
        "for number in range(3):\n"
        f"    os.mkdir(f'{lake}/new-{{number}}')\n"
        "    tried('s3', f'new-{number}')\n"
    )
    told = "True\nFalse\n" * 3 + "2\n" * 6
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", told), ending


def test_a_bucket_that_is_gone_is_not_made_by_writing_to_it(worker: FakeServer, lake: Path) -> None:
    ending = worker.run(
        "import os, shutil\n"
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.getOrCreate()\n"
        f"os.mkdir('{lake}/gone')\n"
        "spark.range(2).write.json('s3://gone/x/')\n"
        f"shutil.rmtree('{lake}/gone')\n"
        "spark.range(2).write.json('s3://gone/x/')\n"
    )
    assert ending["state"] == "FAILED"
    assert "Error Code: NoSuchBucket; Bucket: gone)" in ending["error_message"].splitlines()[0]
    assert not (lake / "gone").exists()


def test_a_stream_keeps_its_checkpoints_under_s3a(worker: FakeServer, lake: Path) -> None:
    (lake / "bucket" / "arrivals").mkdir()
    (lake / "bucket" / "arrivals" / "1.json").write_text('{"n": 1}\n{"n": 2}\n')
    ending = worker.run(
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.getOrCreate()\n"
        "stream = spark.readStream.schema('n int').json('s3a://bucket/arrivals/').writeStream\n"
        "stream = stream.option('checkpointLocation', 's3a://bucket/checkpoints/').trigger(availableNow=True)\n"
        "stream.start('s3a://bucket/departures/', format='parquet').awaitTermination()\n"
        "print(spark.read.parquet('s3a://bucket/departures/').count())\n"
    )
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "2\n"), ending
    assert (lake / "bucket" / "checkpoints" / "commits" / "0").is_file()
