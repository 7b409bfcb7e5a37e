"""Readers and sinks of the runtime, one by one, against their PySpark twins in the same session.

    python -m bench.formats [--records N] [--rounds N] [--only TEXT]

Every pair runs right after each other, round by round, over the same rows, and must count the same. Only the
ratios are told: the machine's own speed is in neither.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from bench.pairing import Pair, compare, read, used


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


if __name__ == "__main__":
    compare(__doc__, pairs)
