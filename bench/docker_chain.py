"""The workflow under Docker against the sum of its spark-submits alone, in the same image, in turns.

    python -m bench.docker_chain [--rounds N]

The containers are brought up if they are not, and stay up. The landing zone is filled before the clock
starts; only the ratio is told.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

from boathouse import client, landing, runs
from boathouse.client import Cloud
from boathouse.config import Settings
from boathouse.containers import Containers
from boathouse.deploy import Deployment
from boathouse.pipeline import Pipeline

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measure in turns and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    settings = Settings.load({"project": ROOT, "engine": "docker"})
    containers, pipeline = Containers(settings), Pipeline.load(ROOT)
    with client.connected(settings) as cloud:
        Deployment(cloud.clients, pipeline).apply()
        landing.fill(cloud.clients.s3, pipeline, landing.Fixture(), replace=False)
        chain(cloud, pipeline)  # not counted
        ratios = []
        for turn in range(1, rounds + 1):
            pair = chain(cloud, pipeline), alone(cloud, pipeline, containers)
            ratios.append(pair[0] / pair[1])
            print(f"round {turn}: {ratios[-1]:.2f}", flush=True)
    print(f"chain ÷ its spark-submits alone: {statistics.median(ratios):.2f} (median of {rounds})")


def chain(cloud: Cloud, pipeline: Pipeline) -> float:
    """Run the workflow; its seconds."""
    began = time.monotonic()
    run = cloud.clients.glue.start_workflow_run(Name=pipeline.name)["RunId"]
    *_, seen = runs.watch_workflow(cloud.clients.glue, pipeline.name, run, 0.2)
    if not all(one.succeeded for one in seen.runs) or len(seen.runs) != len(pipeline.jobs):
        raise SystemExit(f"the workflow: {seen}")
    return time.monotonic() - began


def alone(cloud: Cloud, pipeline: Pipeline, containers: Containers) -> float:
    """Put bench/alone.py in the agent's place for as many runs; the seconds of their spark-submits."""
    containers.compose("stop", "glue")
    command = ["docker", "compose", "--project-name", containers.project, "run", "--rm", "--no-deps", "-T"]
    command += ["--volume", f"{ROOT / 'bench'}:/opt/boathouse/bench:ro", "glue", "-c"]
    worker = f"python3.11 /opt/boathouse/bench/alone.py {len(pipeline.jobs)}"
    command.append(f"PYTHONPATH=/opt/boathouse/lib:$PYTHONPATH exec {worker}")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for job in pipeline.jobs:
            run = cloud.clients.glue.start_job_run(JobName=job.name)["JobRunId"]
            *_, seen = runs.watch_job(cloud.clients.glue, job.name, run)
            if not seen.succeeded:
                process.terminate()
                raise SystemExit(f"{job.name}: {seen}")
        told, _ = process.communicate()
    list(containers.up())
    return float(json.loads(told.splitlines()[-1])["seconds"])


if __name__ == "__main__":
    main()
