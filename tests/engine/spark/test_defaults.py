"""Settings of Spark's that say where things are."""

from __future__ import annotations

from pathlib import Path

from boathouse.engine.spark import defaults


def test_the_folder_of_all_buckets_is_a_uri_of_the_lake_s_own_scheme() -> None:
    assert defaults.buckets(Path("/lake/a & b/s3")) == {
        "spark.hadoop.fs.viewfs.mounttable.fs.link./buckets": "lake:///lake/a%20%26%20b/s3"
    }
