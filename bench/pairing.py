"""Pairs of ours and PySpark's: run in turns over the same rows in one session, told as a ratio."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyspark import SparkConf, SparkContext

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from bench import readings

Pair = tuple[Callable[[], int], Callable[[], int]]


def compare(
    described: str, pairs: Callable[[GlueContext, Path], dict[str, Pair]], records: int = 400_000
) -> None:
    """Measure every pair that the command line names and print its ratio; they read so many records."""
    parser = argparse.ArgumentParser(description=described.partition("\n")[0])
    parser.add_argument("--records", type=int, default=records)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="pairs whose names hold this text")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        readings.make(folder / "in", given.records)
        os.environ["PYSPARK_PYTHON"] = sys.executable  # Spark's Python workers find awsglue too
        conf = SparkConf().setMaster("local[2]").setAppName("bench").set("spark.driver.memory", "2g")
        conf = conf.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
        conf = conf.set("spark.sql.shuffle.partitions", "2")
        sc = SparkContext(conf=conf)
        sc.setLogLevel("ERROR")
        for name, pair in pairs(GlueContext(sc), folder).items():
            if given.only in name:
                report(name, pair, given.rounds)
        sc.stop()


def report(name: str, pair: Pair, rounds: int) -> None:
    """Run one pair in turns, the first round uncounted, and print the ratio of their medians."""
    times: tuple[list[float], list[float]] = ([], [])
    counts: list[int] = []
    for turn in range(rounds + 1):
        counts = []
        for side, run in zip(times, pair, strict=True):
            began = time.perf_counter()
            counts.append(run())
            if turn:
                side.append(time.perf_counter() - began)
    if counts[0] != counts[1]:
        raise SystemExit(f"{name}: {counts[0]} is not {counts[1]}")
    ratio = statistics.median(times[0]) / statistics.median(times[1])
    print(f"{name:28} {ratio:5.2f} x   (best against best {min(times[0]) / min(times[1]):.2f})", flush=True)


def read(glue: GlueContext, path: str, kind: str, options: dict[str, Any] | None = None) -> DynamicFrame:
    """A frame of files."""
    return glue.create_dynamic_frame.from_options("s3", {"paths": [path]}, kind, options or {})


def used(df: Any) -> int:
    """Run over every column of every row."""
    df.write.format("noop").mode("overwrite").save()
    return len(df.columns)
