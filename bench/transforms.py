"""Transforms of the runtime, one by one, against their PySpark twins in the same session.

    python -m bench.transforms [--records N] [--rounds N] [--only TEXT]

Both sides read the same JSON with a schema that is known before the clock starts. Python functions are given
records on our side and `DataFrame.rdd`'s rows on the other.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, StructType

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import ApplyMapping, DropFields, Filter, Join, Map
from bench.pairing import Pair, compare, read, used

MAPPINGS = [
    ("user", "string", "email", "string"),
    ("timestamp", "long", "at", "long"),
    ("x", "double", "x", "string"),
    ("place.street", "string", "street", "string"),
    ("distanceFromObject", "int", "distance", "long"),
]


def pairs(glue: GlueContext, folder: Path) -> dict[str, Pair]:
    """What is measured: ours, and the same in plain PySpark."""
    frame, df = read(glue, str(folder / "in"), "json"), glue.spark_session.read.json(str(folder / "in"))
    return in_the_jvm(frame, df) | in_python(glue, frame, df, folder)


def in_the_jvm(frame: DynamicFrame, df: DataFrame) -> dict[str, Pair]:
    """Transforms that Spark can do by itself."""
    users, names = frame.select_fields(["user"]), df.select("user").distinct()
    few = DynamicFrame.fromDF(users.toDF().distinct(), frame.glue_ctx, "few").rename_field("user", "email")
    emails = names.withColumnRenamed("user", "email")
    columns = [F.col(old).cast(kind.replace("long", "bigint")).alias(new) for old, _, new, kind in MAPPINGS]
    return {
        "ApplyMapping": (
            lambda: used(ApplyMapping.apply(frame, MAPPINGS).toDF()),
            lambda: used(df.select(*columns)),
        ),
        "DropFields": (
            lambda: used(DropFields.apply(frame, ["y", "place.tags"]).toDF()),
            lambda: used(df.drop("y").withColumn("place", F.col("place").dropFields("tags"))),
        ),
        "Join": (
            lambda: used(Join.apply(frame, few, ["user"], ["email"]).toDF()),
            lambda: used(df.join(emails, df["user"] == emails["email"])),
        ),
    }


def in_python(glue: GlueContext, frame: DynamicFrame, df: DataFrame, folder: Path) -> dict[str, Pair]:
    """Functions of a script's, on flat records and on records with a nested one."""
    flat, rows = frame.drop_fields(["place"]), df.drop("place")
    return {
        "Filter that is SQL, count": (
            lambda: Filter.apply(flat, right).count(),
            lambda: rows.rdd.filter(right).count(),
        ),
        "Filter, count": (
            lambda: Filter.apply(flat, far).count(),
            lambda: rows.rdd.filter(far).count(),
        ),
        "Filter, JSON": (
            lambda: sunk(glue, Filter.apply(flat, far), folder),
            lambda: written(glue, rows.rdd.filter(far), rows.schema, folder),
        ),
        "Map, count": (
            lambda: Map.apply(flat, doubled).count(),
            lambda: rows.rdd.map(twin).count(),
        ),
        "Map, JSON": (
            lambda: sunk(glue, Map.apply(flat, doubled), folder),
            lambda: written(glue, rows.rdd.map(twin), wider(rows.schema), folder),
        ),
        "Map of nested, count": (
            lambda: Map.apply(frame, doubled).count(),
            lambda: df.rdd.map(twin).count(),
        ),
        "Map of nested, JSON": (
            lambda: sunk(glue, Map.apply(frame, doubled), folder),
            lambda: written(glue, df.rdd.map(twin), wider(df.schema), folder),
        ),
    }


def right(record: Any) -> Any:
    """A predicate that SQL can say."""
    return record["x"] > 0


right.__module__ = "__main__"  # as in a script, also when this is imported


def far(record: Any) -> Any:
    """A predicate that only Python can answer."""
    return abs(record["x"]) > 1


def doubled(record: Any) -> Any:
    """A record with one field more, as a script makes it of a record."""
    record["double"] = record["x"] * 2
    return record


def twin(row: Row) -> dict[str, Any]:
    """The same of a row."""
    record = row.asDict()
    record["double"] = record["x"] * 2
    return record


def wider(schema: StructType) -> StructType:
    """The schema that the twin is given; ours is found."""
    return StructType([*schema.fields]).add("double", DoubleType())


def sunk(glue: GlueContext, frame: DynamicFrame, folder: Path) -> int:
    """Ours, written as JSON."""
    shutil.rmtree(folder / "ours", ignore_errors=True)
    glue.write_dynamic_frame.from_options(frame, "s3", {"path": str(folder / "ours")}, "json")
    return lines(folder / "ours", "run-*")


def written(glue: GlueContext, rows: Any, schema: StructType, folder: Path) -> int:
    """The twin, written as JSON."""
    df = glue.spark_session.createDataFrame(rows, schema, verifySchema=False)
    df.write.mode("overwrite").json(str(folder / "twin"))
    return lines(folder / "twin", "part-*")


def lines(folder: Path, names: str) -> int:
    """How many records the files hold."""
    return sum(file.read_bytes().count(b"\n") for file in folder.glob(names))


if __name__ == "__main__":
    compare(__doc__, pairs)
