"""The other side of the comparison: five spark-submits over s3a:// against a moto server."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pyarrow.parquet
from botocore.config import Config
from botocore.exceptions import BotoCoreError

HERE = Path(__file__).parent
PACKAGES = "org.apache.hadoop:hadoop-aws:3.3.4,io.delta:delta-spark_2.12:3.3.3"
BUCKET = "rival"
TABLES = {
    "customer_trusted": "customer/trusted/",
    "accelerometer_trusted": "accelerometer/trusted/",
    "customers_curated": "customer/curated/",
    "step_trainer_trusted": "step_trainer/trusted/",
    "machine_learning_curated": "step_trainer/curated/",
}


class Rival:
    """A moto server with the landing zone in it, and spark-submit with the S3 jars at hand."""

    def __init__(self, url: str, java: Path, work: Path) -> None:
        self.url, self.work = url, work
        self.submit = Path(sys.executable).with_name("spark-submit")
        self.environment = {**os.environ, "JAVA_HOME": str(java.parents[1]), "PYSPARK_PYTHON": sys.executable}
        self.environment.pop("SPARK_HOME", None)
        self.s3 = boto3.client(
            "s3",
            endpoint_url=url,
            aws_access_key_id="x",
            aws_secret_access_key="x",
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}, proxies={}),
        )
        self.jars: list[str] = []

    def prepare(self, landing: Path) -> None:
        """Upload the landing zone and resolve the jars once; neither is timed."""
        self.s3.create_bucket(Bucket=BUCKET)
        for path in landing.rglob("*"):
            if path.is_file():
                self.s3.upload_file(str(path), BUCKET, path.relative_to(landing).as_posix())
        ivy = self.work / "ivy"
        command = [str(self.submit), "--packages", PACKAGES, "--conf", f"spark.jars.ivy={ivy}"]
        command += ["--class", "org.apache.hadoop.util.VersionInfo", "spark-internal"]
        self._run(command)
        self.jars = sorted(map(str, (ivy / "jars").glob("*.jar")))

    def run(self) -> float:
        """Run the five transformations; returns the seconds."""
        began = time.monotonic()
        for step in TABLES:
            words = ["--root", f"s3a://{BUCKET}", "--steps", step]
            self._run([str(self.submit), *self._options(), str(HERE / "plain.py"), *words])
        return time.monotonic() - began

    def rows(self) -> dict[str, int]:
        """Count what it wrote, without Spark."""
        return {table: sum(map(self._count, self._files(prefix))) for table, prefix in TABLES.items()}

    def _options(self) -> list[str]:
        settings = {
            "spark.ui.enabled": "false",
            # As in Boathouse's sessions: the defaults, 200 and 50, would be unfair here.
            "spark.sql.shuffle.partitions": "2",
            "spark.databricks.delta.snapshotPartitions": "2",
            "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
            "spark.hadoop.fs.s3a.endpoint": self.url,
            "spark.hadoop.fs.s3a.path.style.access": "true",
            "spark.hadoop.fs.s3a.connection.ssl.enabled": "false",
            "spark.hadoop.fs.s3a.access.key": "x",
            "spark.hadoop.fs.s3a.secret.key": "x",
        }
        options = ["--master", "local[*]", "--driver-memory", "2g", "--jars", ",".join(self.jars)]
        return options + [word for pair in settings.items() for word in ("--conf", "=".join(pair))]

    def _files(self, prefix: str) -> set[str]:
        """The data files of a table: of a Delta table those that its last version holds."""
        log = sorted(key for key in self._keys(f"{prefix}_delta_log/") if key.endswith(".json"))
        if not log:
            return {key for key in self._keys(prefix) if "/part-" in key}
        files: set[str] = set()
        for key in log:
            actions = [json.loads(line) for line in self._content(key).splitlines()]
            files |= {prefix + action["add"]["path"] for action in actions if "add" in action}
            files -= {prefix + action["remove"]["path"] for action in actions if "remove" in action}
        return files

    def _keys(self, prefix: str) -> Iterator[str]:
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix):
            yield from (item["Key"] for item in page.get("Contents", []))

    def _content(self, key: str) -> bytes:
        return self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def _count(self, key: str) -> int:
        content = self._content(key)
        if key.endswith(".parquet"):
            return int(pyarrow.parquet.ParquetFile(io.BytesIO(content)).metadata.num_rows)
        return int(content.count(b"\n"))

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=self.environment)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr[-4000:]}")


@contextmanager
def running(java: Path, work: Path) -> Iterator[Rival]:
    """A rival whose moto server lives as long as the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    moto = Path(sys.executable).with_name("moto_server")
    server = subprocess.Popen(
        [moto, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        rival = Rival(f"http://127.0.0.1:{port}", java, work)
        _wait(rival)
        yield rival
    finally:
        server.terminate()
        server.wait()


def _wait(rival: Rival) -> None:
    for _ in range(300):
        try:
            rival.s3.list_buckets()
        except BotoCoreError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the moto server does not answer")
