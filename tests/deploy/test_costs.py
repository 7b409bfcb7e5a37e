"""What a run costs, reckoned by hand."""

from __future__ import annotations

from dataclasses import replace

from boathouse.deploy import costs
from boathouse.pipeline import Pipeline
from tests.deploy.worlds import World

SECONDS = {"clean": 120, "audit": 30, "report": 600}


def test_the_upper_bound_is_workers_times_timeout_for_every_try(pipeline: Pipeline) -> None:
    # 3 jobs x 2 workers x 1 DPU x 5 minutes x $0.44 an hour
    assert round(costs.at_most(pipeline), 4) == 0.22
    clean, *others = pipeline.jobs
    bigger = replace(clean, worker_type="G.2X", workers=10, timeout=60, retries=1)
    # 20 DPUs for an hour, twice: $17.60; and the two others
    assert round(costs.at_most(replace(pipeline, jobs=(bigger, *others))), 4) == 17.7467


def test_the_last_durations_count_a_minute_at_least(pipeline: Pipeline) -> None:
    # 2 DPUs x (120 + 60 + 600) s x $0.44 an hour
    assert round(costs.as_last_time(pipeline, SECONDS), 4) == 0.1907


def test_the_estimate_says_that_it_is_one(pipeline: Pipeline) -> None:
    assert list(costs.lines(pipeline, {})) == [
        "A run costs at most $0.22: every job for all of its timeout.",
        "A query costs at most $0.05: it may scan 10 GB.",
        "An estimate, at us-east-1's list prices of $0.44 per DPU-hour and $5.00 per TB scanned; "
        "S3, requests and logs come on top, cents for a small lake.",
    ]
    assert list(costs.lines(pipeline, SECONDS))[1] == "At the last durations it costs $0.19."
    assert list(costs.lines(pipeline, {"clean": 1}))[1].startswith("A query")
    assert costs.figures(pipeline, SECONDS) == {
        "run_at_most": 0.22,
        "run_at_last_durations": 0.19,
        "query_at_most": 0.05,
    }


def test_durations_are_those_of_the_last_run_that_succeeded(aws: World, pipeline: Pipeline) -> None:
    assert costs.durations(aws.clients, pipeline) == {}
    aws.deployment(pipeline).apply()
    run = aws.clients.glue.start_job_run(JobName="clean")["JobRunId"]
    for _ in range(3):  # moto's run goes on with each look
        aws.clients.glue.get_job_run(JobName="clean", RunId=run)
    assert costs.durations(aws.clients, pipeline) == {"clean": 123}  # what moto says of every run
