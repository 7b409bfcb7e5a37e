"""Many short tasks of Python's, in the workers of a run against Spark's own, in the same session.

python -m bench.tasks [--rounds N]
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from awsglue.context import GlueContext
from bench.pairing import Pair, compare
from boathouse.engine.spark import daemon

TASKS = 200


def pairs(glue: GlueContext, _folder: Path) -> dict[str, Pair]:
    """What is measured: ours, and Spark's."""
    return {f"{TASKS} tasks of a sum": (side(glue, daemon.__name__), side(glue, "pyspark.daemon"))}


def side(glue: GlueContext, module: str) -> Callable[[], int]:
    """A sum in workers of this parent's: another environment makes Spark start another one."""
    sc = glue.spark_session.sparkContext
    conf = sc._jvm.org.apache.spark.SparkEnv.get().conf()  # type: ignore[union-attr]

    def run() -> int:
        conf.set("spark.python.daemon.module", module)
        sc.environment["BENCH_SIDE"] = module
        return int(sc.parallelize(range(TASKS), TASKS).map(lambda number: number + 1).sum())

    return run


if __name__ == "__main__":
    compare(__doc__, pairs, records=0)
