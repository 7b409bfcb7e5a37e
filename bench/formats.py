"""Readers and sinks of the runtime, one by one, against their PySpark twins in the same session.

    python -m bench.formats [--records N] [--rounds N]

Every pair runs right after each other, round by round, over the same rows, and must count the same. Only the
ratios are told: the machine's own speed is in neither.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyspark import SparkConf, SparkContext

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

Pair = tuple[Callable[[], int], Callable[[], int]]


def main() -> None:
    """Measure every pair and print its ratio."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--records", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make(folder / "in", given.records)
        conf = SparkConf().setMaster("local[2]").setAppName("bench").set("spark.driver.memory", "2g")
        conf = conf.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
        sc = SparkContext(conf=conf)
        sc.setLogLevel("ERROR")
        for name, pair in pairs(GlueContext(sc), folder).items():
            report(name, pair, given.rounds)
        sc.stop()


def make(folder: Path, records: int, files: int = 8) -> None:
    """Write readings as the STEDI accelerometer sends them, now and then without a field."""
    folder.mkdir()
    dice = random.Random(7)
    for number in range(files):
        with (folder / f"{number}.json").open("w") as lines:
            for _ in range(records // files):
                lines.write(json.dumps(reading(dice)) + "\n")


def reading(dice: random.Random) -> dict[str, Any]:
    """One record: a choice of nothing, one nested place, a missing field in a tenth of them."""
    row: dict[str, Any] = {
        "user": f"{dice.randrange(1000)}@test.com",
        "timestamp": 1655564376361 + dice.randrange(10**9),
        "x": round(dice.uniform(-2, 2), 4),
        "y": round(dice.uniform(-2, 2), 4),
        "distanceFromObject": dice.randrange(300),
        "place": {"street": dice.choice("abc"), "tags": ["a", "b"]},
    }
    if dice.random() < 0.1:
        del row["y"]
    return row


def pairs(glue: GlueContext, folder: Path) -> dict[str, Pair]:
    """What is measured: ours, and the same in plain PySpark."""
    spark, source = glue.spark_session, str(folder / "in")
    frame = read(glue, source, "json")
    df = spark.read.json(source)
    header = {"withHeader": True}
    df.drop("place").write.csv(str(folder / "csv"), header=True)
    df.write.parquet(str(folder / "parquet"))

    def sunk(kind: str) -> Callable[[], int]:
        def write() -> int:
            shutil.rmtree(folder / "ours", ignore_errors=True)
            sink = glue.getSink("s3", path=str(folder / "ours"))
            sink.setFormat(kind)
            sink.writeFrame(frame)
            return sum(1 for file in (folder / "ours").iterdir() if file.is_file())

        return write

    def written(kind: str) -> Callable[[], int]:
        def write() -> int:
            df.write.mode("overwrite").format(kind).save(str(folder / "twin"))
            return len(list((folder / "twin").glob("part-*")))

        return write

    return {
        "json read and count": (
            lambda: read(glue, source, "json").count(),
            lambda: spark.read.json(source).count(),
        ),
        "json read and use": (
            lambda: used(read(glue, source, "json").toDF()),
            lambda: used(spark.read.json(source)),
        ),
        "csv read and use": (
            lambda: used(read(glue, str(folder / "csv"), "csv", header).toDF()),
            lambda: used(spark.read.csv(str(folder / "csv"), header=True)),
        ),
        "parquet read and use": (
            lambda: used(read(glue, str(folder / "parquet"), "parquet").toDF()),
            lambda: used(spark.read.parquet(str(folder / "parquet"))),
        ),
        "json sink": (sunk("json"), written("json")),
        "csv sink": (
            lambda: sunk_flat(glue, frame, folder),
            lambda: written_flat(df, folder),
        ),
        "glueparquet sink": (sunk("glueparquet"), written("parquet")),
    }


def read(glue: GlueContext, path: str, kind: str, options: dict[str, Any] | None = None) -> DynamicFrame:
    """A frame of files."""
    return glue.create_dynamic_frame.from_options("s3", {"paths": [path]}, kind, options or {})


def used(df: Any) -> int:
    """Run over every column of every row."""
    df.write.format("noop").mode("overwrite").save()
    return len(df.columns)


def sunk_flat(glue: GlueContext, frame: DynamicFrame, folder: Path) -> int:
    """Ours, without the column that CSV cannot hold."""
    shutil.rmtree(folder / "ours", ignore_errors=True)
    options = {"path": str(folder / "ours")}
    glue.write_dynamic_frame.from_options(frame.drop_fields(["place"]), "s3", options, "csv")
    return sum(1 for file in (folder / "ours").iterdir() if file.is_file())


def written_flat(df: Any, folder: Path) -> int:
    """The twin, without the column that CSV cannot hold."""
    df.drop("place").write.mode("overwrite").csv(str(folder / "twin"), header=True)
    return len(list((folder / "twin").glob("part-*")))


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
    print(f"{name:24} {ratio:5.2f} x   (best against best {min(times[0]) / min(times[1]):.2f})", flush=True)


if __name__ == "__main__":
    main()
