"""The lakehouse's five jobs against the same five steps in plain PySpark, in the same warm JVM.

    python -m bench.chain [--scale N] [--rounds N] [--port N] [--landing FOLDER]

Ours is the five runs one after the other, each from StartJobRun to SUCCEEDED: catalog, sinks, Glue's file
names, event logs. The twin is one run of `bench/plain.py`, which makes one session with the same settings for
all five steps and reads and writes `file://` folders; its clock leaves out its own start. Rows must be equal.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.runs import ROOT, cloud, define, seconds
from boathouse import inventory
from boathouse.client import Cloud
from boathouse.deploy import Deployment
from boathouse.pipeline import Pipeline

Told = dict[str, float]


def main() -> None:
    """Measure in turns and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", default="10", help="times the published rows; default: 10")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=4566)
    parser.add_argument("--landing", type=Path, help="the generator's output, if it has been made before")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, cloud(Path(scratch) / "home", given.port) as own:
        pipeline = Pipeline.load(ROOT)
        deployment = Deployment(own.clients, pipeline)
        deployment.apply()
        landing = given.landing or generated(Path(scratch) / "landing", given.scale)
        fill(landing, Path(scratch) / "home" / "s3" / pipeline.bucket)
        fill(landing, Path(scratch) / "twin")
        twin = define(own, pipeline.bucket, Path(__file__).with_name("plain.py"), settings(own, pipeline))
        root = {"--root": (Path(scratch) / "twin").as_uri(), "--steps": "all"}
        pairs = []
        for number in range(1, given.rounds + 1):
            pairs.append((ours(own, pipeline), plain(own, twin, root)))
            print(f"round {number}: {ratio(pairs[-1:]):.2f} x", flush=True)
        compare(
            {e.table: e.rows for e in inventory.take(own.clients, pipeline.database, deployment.results)},
            json.loads(seconds(own, twin, {**root, "--steps": "none", "--count": "1"})[1]),
        )
        report(pairs)


def generated(folder: Path, scale: str) -> Path:
    """Write the landing zone."""
    command = [sys.executable, str(ROOT / "fixtures/generate.py"), "--out", str(folder), "--scale", scale]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return folder


def fill(landing: Path, bucket: Path) -> None:
    """Put the landing zone in place without copying a byte where the disk can."""
    for file in landing.rglob("*.json"):
        to = bucket / file.relative_to(landing)
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(file, to)
        except OSError:
            shutil.copyfile(file, to)


def settings(own: Cloud, pipeline: Pipeline) -> dict[str, str]:
    """The arguments of the pipeline's last job, which decide how its session is made."""
    job: Any = own.clients.glue.get_job(JobName=pipeline.jobs[-1].name)["Job"]
    return {key: value for key, value in job["DefaultArguments"].items() if key != "--join_on"}


def ours(own: Cloud, pipeline: Pipeline) -> Told:
    """Seconds of each job's run."""
    return {job.name: seconds(own, job.name)[0] for job in pipeline.jobs}


def plain(own: Cloud, twin: str, arguments: dict[str, str]) -> Told:
    """Seconds of each step of the twin, by its own clock."""
    told = json.loads(seconds(own, twin, arguments)[1])
    return {step: told[step]["seconds"] for step in told}


def compare(ours: dict[str, int | None], theirs: dict[str, Any]) -> None:
    """Stop unless both sides have the same number of rows in every table."""
    counts = {table: told["rows"] for table, told in theirs.items()}
    if {table: ours.get(table) for table in counts} != counts:
        raise SystemExit(f"the row counts differ: {ours} here, {counts} there")
    print(f"row counts are equal: {counts}")


def report(pairs: list[tuple[Told, Told]]) -> None:
    """Print the ratio of each step and of the whole."""
    for job, step in zip(*pairs[0], strict=True):
        mine = statistics.median(own[job] for own, _ in pairs)
        print(f"{step:26} {mine / statistics.median(twin[step] for _, twin in pairs):5.2f} x")
    print(f"{'the whole chain':26} {ratio(pairs):5.2f} x")


def ratio(pairs: list[tuple[Told, Told]]) -> float:
    """Median against median."""
    mine, twin = zip(*((sum(own.values()), sum(plain.values())) for own, plain in pairs), strict=True)
    return statistics.median(mine) / statistics.median(twin)


if __name__ == "__main__":
    main()
