"""Crawlers in workflows and behind triggers, with the test as the worker of the jobs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, held_back, refused

TRUE = "SUCCEEDED"


@pytest.fixture
def lake(glue: GlueUnderTest) -> GlueUnderTest:
    """A bucket with a folder of raw and one of clean data, a crawler for each, a job between."""
    glue.lake.create("lake")
    glue.lake.write("lake", "raw/a.csv", [b"id,name\n1,Ann\n2,Bob\n"])
    glue.client.create_database(DatabaseInput={"Name": "shop"})
    for name in ("raw", "clean"):
        target = {"S3Targets": [{"Path": f"s3://lake/{name}/"}]}
        glue.client.create_crawler(Name=name, Role="r", DatabaseName="shop", Targets=target)
    glue.job("job")
    glue.client.create_workflow(Name="w")
    return glue


def trigger(glue: GlueUnderTest, name: str, action: dict[str, str], *conditions: dict[str, str]) -> None:
    """Create a trigger of the workflow: a starting one, or one that waits for all conditions."""
    watched = [{"LogicalOperator": "EQUALS", **condition} for condition in conditions]
    kind: dict[str, Any] = {"Type": "ON_DEMAND"}
    if watched:
        predicate = {"Logical": "AND", "Conditions": watched}
        kind = {"Type": "CONDITIONAL", "Predicate": predicate, "StartOnCreation": True}
    glue.client.create_trigger(Name=name, WorkflowName="w", Actions=[action], **kind)


def crawl_job_crawl(glue: GlueUnderTest) -> None:
    """The workflow that most have: a crawler, a job, a crawler."""
    trigger(glue, "1-start", {"CrawlerName": "raw"})
    trigger(glue, "2-job", {"JobName": "job"}, {"CrawlerName": "raw", "CrawlState": TRUE})
    trigger(glue, "3-clean", {"CrawlerName": "clean"}, {"JobName": "job", "State": TRUE})


def eventually(what: Callable[[], Any]) -> Any:
    """Wait until something is true, and give it."""
    deadline = time.monotonic() + 20
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return found


def run_of(glue: GlueUnderTest, run_id: str) -> dict[str, Any]:
    """Read the workflow's run with its graph."""
    run: dict[str, Any] = glue.client.get_workflow_run(Name="w", RunId=run_id, IncludeGraph=True)["Run"]
    return run


def ended(glue: GlueUnderTest, run_id: str) -> dict[str, Any]:
    """Wait for the end of the workflow's run."""
    run: dict[str, Any] = eventually(
        lambda: found if (found := run_of(glue, run_id))["Status"] not in ("RUNNING", "STOPPING") else None
    )
    return run


def crawls(run: dict[str, Any]) -> dict[str, list[str]]:
    """The states of the crawls of a run, by crawler."""
    nodes = [node for node in run["Graph"]["Nodes"] if node["Type"] == "CRAWLER"]
    return {node["Name"]: [crawl["State"] for crawl in node["CrawlerDetails"]["Crawls"]] for node in nodes}


def test_a_crawler_starts_a_workflow_a_job_follows_and_another_crawler_follows_the_job(
    lake: GlueUnderTest,
) -> None:
    crawl_job_crawl(lake)
    run_id = lake.client.start_workflow_run(Name="w")["RunId"]

    claimed = eventually(lambda: lake.service.queue.claim("worker"))
    assert [t["Name"] for t in lake.client.get_tables(DatabaseName="shop")["TableList"]] == ["raw"]
    assert claimed["workflow_run_id"] == run_id
    lake.lake.write("lake", "clean/a.csv", [b"id,name\n1,Ann\n"])
    lake.service.queue.finish(claimed["run_id"], "worker", "SUCCEEDED", "", 1)

    run = ended(lake, run_id)
    assert (run["Status"], crawls(run)) == ("COMPLETED", {"raw": [TRUE], "clean": [TRUE]})
    assert {name: n for name, n in run["Statistics"].items() if n} == {
        "TotalActions": 3,
        "SucceededActions": 3,
    }
    assert [t["Name"] for t in lake.client.get_tables(DatabaseName="shop")["TableList"]] == ["clean", "raw"]
    names = {node["UniqueId"]: f"{node['Type']} {node['Name']}" for node in run["Graph"]["Nodes"]}
    assert [(names[e["SourceId"]], names[e["DestinationId"]]) for e in run["Graph"]["Edges"]] == [
        ("TRIGGER 1-start", "CRAWLER raw"),
        ("CRAWLER raw", "TRIGGER 2-job"),
        ("TRIGGER 2-job", "JOB job"),
        ("JOB job", "TRIGGER 3-clean"),
        ("TRIGGER 3-clean", "CRAWLER clean"),
    ]
    [crawl] = lake.client.list_crawls(CrawlerName="raw")["Crawls"]
    [shown] = [n["CrawlerDetails"]["Crawls"][0] for n in run["Graph"]["Nodes"] if n["Name"] == "raw"]
    assert shown["StartedOn"] == crawl["StartTime"]
    assert shown["CompletedOn"] == crawl["EndTime"]
    jobs = [node for node in run["Graph"]["Nodes"] if node["Type"] == "JOB"]
    assert jobs[0]["JobDetails"]["JobRuns"][0]["PredecessorRuns"] == []


def test_an_on_demand_trigger_outside_a_workflow_starts_a_crawler(lake: GlueUnderTest) -> None:
    lake.client.create_trigger(Name="t", Type="ON_DEMAND", Actions=[{"CrawlerName": "raw"}])
    lake.client.start_trigger(Name="t")
    eventually(lambda: lake.client.get_tables(DatabaseName="shop")["TableList"])
    assert lake.client.get_triggers(DependentJobName="job")["Triggers"][0]["Name"] == "t"


def test_a_trigger_waits_for_a_crawl_to_fail(lake: GlueUnderTest) -> None:
    missing = {"S3Targets": [{"Path": "s3://no-such-bucket/raw/"}]}
    lake.client.update_crawler(Name="raw", Targets=missing)
    trigger(lake, "start", {"CrawlerName": "raw"})
    trigger(lake, "well", {"CrawlerName": "clean"}, {"CrawlerName": "raw", "CrawlState": TRUE})
    trigger(lake, "badly", {"JobName": "job"}, {"CrawlerName": "raw", "CrawlState": "FAILED"})
    run_id = lake.client.start_workflow_run(Name="w")["RunId"]
    claimed = eventually(lambda: lake.service.queue.claim("worker"))
    lake.service.queue.finish(claimed["run_id"], "worker", "SUCCEEDED", "", 1)

    run = ended(lake, run_id)
    assert crawls(run) == {"raw": ["FAILED"], "clean": []}
    [failed] = [n["CrawlerDetails"]["Crawls"][0] for n in run["Graph"]["Nodes"] if n["Name"] == "raw"]
    assert "no-such-bucket" in failed["ErrorMessage"]
    assert (run["Statistics"]["FailedActions"], run["Statistics"]["SucceededActions"]) == (1, 1)


def test_a_crawler_that_is_gone_or_busy_is_an_errored_action(
    lake: GlueUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go = held_back(monkeypatch)
    crawl_job_crawl(lake)
    lake.client.start_crawler(Name="raw")
    assert reached.wait(20)
    busy = ended(lake, lake.client.start_workflow_run(Name="w")["RunId"])
    go.set()
    eventually(lambda: lake.client.get_crawler(Name="raw")["Crawler"]["State"] == "READY")
    lake.client.delete_crawler(Name="raw")
    gone = ended(lake, lake.client.start_workflow_run(Name="w")["RunId"])

    assert (busy["Status"], gone["Status"]) == ("COMPLETED", "COMPLETED")
    assert crawls(busy)["raw"] == crawls(gone)["raw"] == ["ERROR"]
    assert busy["Statistics"]["ErroredActions"] == gone["Statistics"]["ErroredActions"] == 1
    told = [
        node["CrawlerDetails"]["Crawls"][0]["ErrorMessage"]
        for run in (busy, gone)
        for node in run["Graph"]["Nodes"]
        if node["Name"] == "raw"
    ]
    assert told == [
        "Crawler with name raw has already started",
        "Crawler entry with name raw does not exist",
    ]


def test_stopping_the_workflow_run_stops_its_crawl(
    lake: GlueUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.lake.write("lake", "raw/b.csv", [b"id,name\n3,Cy\n"])
    reached, go = held_back(monkeypatch)
    crawl_job_crawl(lake)
    run_id = lake.client.start_workflow_run(Name="w")["RunId"]
    assert reached.wait(20)
    assert crawls(run_of(lake, run_id))["raw"] == ["RUNNING"]
    lake.client.stop_workflow_run(Name="w", RunId=run_id)
    assert (stopping := run_of(lake, run_id))["Status"] == "STOPPING"
    assert crawls(stopping)["raw"] == ["CANCELLING"]
    go.set()

    run = ended(lake, run_id)
    assert (run["Status"], crawls(run)["raw"]) == ("STOPPED", ["CANCELLED"])
    assert run["Statistics"]["StoppedActions"] == 1
    assert lake.client.get_tables(DatabaseName="shop")["TableList"] == []
    assert lake.work() == []


def test_after_a_kill_the_crawl_has_failed_and_the_workflow_goes_on(lake: GlueUnderTest) -> None:
    trigger(lake, "start", {"CrawlerName": "raw"})
    trigger(lake, "badly", {"CrawlerName": "clean"}, {"CrawlerName": "raw", "CrawlState": "FAILED"})
    trigger(lake, "then", {"JobName": "job"}, {"CrawlerName": "clean", "CrawlState": TRUE})
    run_id = lake.client.start_workflow_run(Name="w")["RunId"]
    ended(lake, run_id)
    with sqlite3.connect(lake.state) as db:  # as the server left it that was killed in the first crawl
        db.execute("update glue_crawls set state = 'RUNNING'")
        db.execute(
            "update glue_chains set status = 'RUNNING', document = json_set(document, '$.Status', 'RUNNING')"
        )
    lake.crash()

    claimed = eventually(lambda: lake.service.queue.claim("worker"))
    lake.service.queue.finish(claimed["run_id"], "worker", "SUCCEEDED", "", 1)
    run = ended(lake, run_id)
    assert (run["Status"], crawls(run)) == ("COMPLETED", {"raw": ["FAILED"], "clean": [TRUE]})


@pytest.mark.parametrize(
    ("members", "code", "words"),
    [
        (
            {"Actions": [{"CrawlerName": "x"}]},
            "EntityNotFoundException",
            "Crawler entry with name x does not exist",
        ),
        (
            {"Actions": [{"CrawlerName": "raw", "JobName": "job"}]},
            "InvalidInputException",
            "either a job or a crawler",
        ),
        (
            {"Type": "CONDITIONAL", "Predicate": {"Conditions": [{"CrawlerName": "x", "CrawlState": TRUE}]}},
            "EntityNotFoundException",
            "Crawler entry with name x does not exist",
        ),
        (
            {"Type": "CONDITIONAL", "Predicate": {"Conditions": [{"CrawlerName": "raw", "State": TRUE}]}},
            "InvalidInputException",
            "SUCCEEDED, FAILED, CANCELLED",
        ),
    ],
)
def test_a_trigger_of_a_crawler_that_cannot_be_is_refused(
    lake: GlueUnderTest, members: dict[str, Any], code: str, words: str
) -> None:
    with refused() as refusal:
        lake.client.create_trigger(
            **{"Name": "t", "Type": "ON_DEMAND", "Actions": [{"CrawlerName": "raw"}]} | members
        )
    assert refusal.code == code
    assert words in refusal.words
