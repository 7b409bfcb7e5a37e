"""What a run costs beside its script's own work, warm and cold.

    python -m bench.startup [--rounds N] [--port N]

Warm: a script of ten rows on a server that is up, by `boathouse run` and from StartJobRun to SUCCEEDED, less
what the script itself measures from its first line to its last. Cold: `boathouse run` with no server, of a
script that makes a session and no more, against `spark-submit` of the same.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.runs import cloud, define, seconds
from boathouse.engine.spark.java import find

TEN_ROWS = """
import time
began = time.time()
import json
import os
import sys
from pathlib import Path
from awsglue.context import GlueContext
from awsglue.transforms import Filter
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

getResolvedOptions(sys.argv, ["JOB_NAME"])
glue = GlueContext(SparkContext())
rows = Path("rows.json")
rows.write_text("".join(json.dumps({"n": n}) + "\\n" for n in range(10)))
frame = glue.create_dynamic_frame.from_options("s3", {"paths": [rows.absolute().as_uri()]}, "json")
kept = Filter.apply(frame, lambda row: row["n"] > 4)
glue.write_dynamic_frame.from_options(kept, "s3", {"path": Path("out").absolute().as_uri()}, "json")
assert kept.count() == 5
print(time.time() - began)
"""
EMPTY = """
from pyspark.sql import SparkSession
SparkSession.builder.getOrCreate()
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--port", type=int, default=4566)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "ten_rows.py").write_text(TEN_ROWS)
        (folder / "empty.py").write_text(EMPTY)
        warm(folder, given.port, given.rounds)
        cold(folder, given.port, given.rounds)


def warm(folder: Path, port: int, rounds: int) -> None:
    """A server that is up: what the run costs beside the script."""
    with cloud(folder / "home", port, folder) as own:
        own.clients.s3.create_bucket(Bucket="bench")
        job = define(own, "bench", folder / "ten_rows.py", {})

        def by_api() -> float:
            taken, told = seconds(own, job)
            return taken - float(told)

        def by_command() -> float:
            taken, told = boathouse(folder, port, "run", "--bucket", "bench", str(folder / "ten_rows.py"))
            return taken - float(told.split("\n")[1])

        for by in (by_api, by_command):
            by()
        overheads = in_turns(rounds, by_api, by_command)
    for name, found in zip(("StartJobRun to SUCCEEDED", "boathouse run, warm"), overheads, strict=True):
        print(f"{name:26} {statistics.median(found):5.2f} s beside the script's own work", flush=True)


def cold(folder: Path, port: int, rounds: int) -> None:
    """No server: a whole command against a whole spark-submit."""
    script = str(folder / "empty.py")
    submit = [str(Path(sys.executable).with_name("spark-submit")), "--conf", "spark.ui.enabled=false", script]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # where it looks for python3
    environment = {**os.environ, "PATH": path, "JAVA_HOME": str(find().executable.parents[1])}

    def ours() -> float:
        return boathouse(folder, port, "run", "--bucket", "bench", script)[0]

    def theirs() -> float:
        return timed(submit, folder, environment)[0]

    for run in (ours, theirs):
        run()
    mine, submitted = in_turns(rounds, ours, theirs)
    ratio = statistics.median(mine) / statistics.median(submitted)
    print(f"{'boathouse run, cold':26} {ratio:5.2f} x spark-submit of the same script")


def in_turns(rounds: int, *runs: Callable[[], float]) -> list[tuple[float, ...]]:
    """What each of these measures, round by round."""
    return list(zip(*([run() for run in runs] for _ in range(rounds)), strict=True))


def boathouse(folder: Path, port: int, *words: str) -> tuple[float, str]:
    """The command over this lake."""
    command, *rest = words
    flags = ["--project", str(folder), "--home", str(folder / "home"), "--port", str(port)]
    return timed([sys.executable, "-m", "boathouse.cli", command, *flags, *rest], folder, dict(os.environ))


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, str]:
    """The seconds that a command takes, and what it prints."""
    began = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=environment)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - began, done.stdout


if __name__ == "__main__":
    main()
