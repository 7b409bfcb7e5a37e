"""`boathouse local-run` against five spark-submits of the same transformations over s3a://.

    python -m bench.local_run [--rounds N]

Ours is every run after the first, which starts and ends all of it: server, JVM, deployment, five jobs,
Athena counts. The landing zones and jars of both are in place before the clock starts, and both write the
curated tables as Delta. Row counts must be equal.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.rival import TABLES, Rival, running
from boathouse.engine.spark.java import find

HERE = Path(__file__).parent
ROOT = HERE.parent
WORK = HERE / ".work"
RESULTS = HERE / "local_run.json"


def main() -> int:
    """Measure, compare, print, and write the results that the README quotes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    java = find().executable
    with running(java, WORK) as rival:
        boathouse("fixtures", "--out", str(WORK / "landing"))
        rival.prepare(WORK / "landing")
        print("one round that is not counted …", flush=True)
        local_run()  # fills the landing zone and leaves Java's class archive
        rival.run()
        pairs = [measured(rival, number) for number in range(1, rounds + 1)]
        compare(rival)
    report(pairs)
    shutil.rmtree(WORK)
    return 0


def measured(rival: Rival, number: int) -> tuple[float, float]:
    """One round: ours and the rival's, right after each other."""
    pair = local_run(), rival.run()
    print(f"round {number}: boathouse {pair[0]:.1f} s, spark-submit {pair[1]:.1f} s", flush=True)
    return pair


def local_run() -> float:
    """Run ours; returns the seconds."""
    began = time.monotonic()
    boathouse("local-run", "--home", str(WORK / "lake"))
    return time.monotonic() - began


def compare(rival: Rival) -> None:
    """Stop unless both sides have the same number of rows in every table."""
    counts = " union all ".join(f"select '{table}', count(*) from {table}" for table in TABLES)
    told = boathouse("query", "--home", str(WORK / "lake"), "--format", "csv", counts)
    ours = {table: int(rows) for table, rows in list(csv.reader(io.StringIO(told)))[1:]}
    theirs = rival.rows()
    if ours != theirs:
        raise SystemExit(f"the row counts differ: {ours} here, {theirs} there")
    print(f"row counts are equal: {ours}")


def report(pairs: list[tuple[float, float]]) -> None:
    """Print the ratios and write them down."""
    ratios = sorted(rival / ours for ours, rival in pairs)
    result = {
        "what": "seconds of five spark-submits over s3a:// ÷ seconds of boathouse local-run",
        "rounds": len(pairs),
        "cores": os.cpu_count(),
        "ratio": {
            "min": round(ratios[0], 2),
            "median": round(statistics.median(ratios), 2),
            "max": round(ratios[-1], 2),
        },
        "median_seconds": {
            "boathouse": round(statistics.median(ours for ours, _ in pairs), 1),
            "spark_submit": round(statistics.median(rival for _, rival in pairs), 1),
        },
    }
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(result, indent=2, ensure_ascii=False))


def boathouse(*arguments: str) -> str:
    """Run the command; returns what it printed."""
    command = [sys.executable, "-m", "boathouse.cli", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
