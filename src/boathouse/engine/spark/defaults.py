"""Spark's defaults for a laptop: facts of one machine in place of those of a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from boathouse.engine.spark import daemon
from boathouse.engine.spark.filesystems import BUCKETS_LINK, LAKE, OVERLAY

SCHEMES = ("s3", "s3a", "s3n")
# The checksumming file system behind file:// would leave .crc files in the lake, and Hadoop insists
# on it there (`sc.textFile` casts to it), so the lake's folders are mounted under a scheme of their own.
RAW_SCHEME = "lake"


def laptop(cores: int = 0) -> dict[str, str]:
    """Return the settings that hold for every run: few tasks, no web page, no progress bar, UTC."""
    return {
        "spark.master": f"local[{cores or '*'}]",
        "spark.submit.deployMode": "client",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "4",
        # One disk has no near and far; asking where each file lies also asks for its permissions, which forks
        # an `ls` for each, and fails at a bucket's root.
        "spark.sql.sources.ignoreDataLocality": "true",
        "spark.python.daemon.module": daemon.__name__,
        "spark.databricks.delta.snapshotPartitions": "2",
        # Tables are looked up and listed at every query: sinks, S3 clients and Athena change them meanwhile.
        "spark.sql.filesourceTableRelationCacheSize": "0",
        "spark.sql.hive.filesourcePartitionFileCacheSize": "0",
        "spark.sql.execution.arrow.pyspark.fallback.enabled": "true",
    }


def lake() -> dict[str, str]:
    """Return the settings that make s3://, s3a:// and s3n:// read the folders that `buckets` names."""
    overlay = {f"spark.hadoop.fs.{scheme}.impl": OVERLAY for scheme in SCHEMES}
    return overlay | {
        f"spark.hadoop.fs.{RAW_SCHEME}.impl": LAKE,
    }


def buckets(root: Path) -> dict[str, str]:
    """Return the setting that says in which folder the buckets of the lake are."""
    return {f"spark.hadoop.{BUCKETS_LINK}": root.as_uri().replace("file:", f"{RAW_SCHEME}:", 1)}


def one_run(folder: Path, app_name: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of a single run, whose throw-away files all live in `folder`."""
    executors = {f"spark.executorEnv.{name}": value for name, value in environment.items()}
    return (
        executors
        | _amazon(environment)
        | {
            "spark.app.name": app_name,
            "spark.sql.warehouse.dir": f"file://{folder / 'warehouse'}",
            "spark.hadoop.hadoop.tmp.dir": str(folder / "hadoop"),
            # What a script sees that asks for Hive without --enable-glue-datacatalog: thrown away, as on AWS.
            "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:memory:{folder.name};create=true",
        }
    )


def _amazon(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the system properties of AWS's Java SDK, for what a run has on its class path that uses it."""
    named = {
        "aws.endpointUrl": environment.get("AWS_ENDPOINT_URL"),
        "aws.accessKeyId": environment.get("AWS_ACCESS_KEY_ID"),
        "aws.secretAccessKey": environment.get("AWS_SECRET_ACCESS_KEY"),
        "aws.region": environment.get("AWS_REGION"),
    }
    return {name: value for name, value in named.items() if value}
