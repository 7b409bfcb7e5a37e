"""Ruleset evaluation runs: queued with the job runs, taken by the same workers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused

SOURCE = {"GlueTable": {"DatabaseName": "stedi", "TableName": "customer"}}


@pytest.fixture
def table(glue: GlueUnderTest) -> None:
    glue.client.create_database(DatabaseInput={"Name": "stedi"})
    glue.client.create_table(DatabaseName="stedi", TableInput={"Name": "customer"})
    glue.client.create_data_quality_ruleset(Name="rules", Ruleset="Rules = [ RowCount > 0 ]")


def _start(glue: GlueUnderTest, **members: Any) -> str:
    given = {"DataSource": SOURCE, "Role": "glue", "RulesetNames": ["rules"], **members}
    run: str = glue.client.start_data_quality_ruleset_evaluation_run(**given)["RunId"]
    return run


def _run(glue: GlueUnderTest, run: str) -> Any:
    return glue.client.get_data_quality_ruleset_evaluation_run(RunId=run)


@pytest.mark.usefixtures("table")
def test_a_run_is_taken_by_a_worker_and_ends_with_its_results(glue: GlueUnderTest) -> None:
    run = _start(glue, AdditionalRunOptions={"CompositeRuleEvaluationMethod": "ROW"})
    assert _run(glue, run)["Status"] == "STARTING"

    launch = glue.service.queue.claim("worker")

    assert launch is not None
    assert launch["script_location"] == "module:awsgluedq._ruleset_run"
    assert json.loads(launch["arguments"]["--data-quality-run"]) == {
        "run": run,
        "rulesets": ["rules"],
        "source": SOURCE,
        "others": {},
        "prefix": "",
        "composites": "ROW",
    }
    assert _run(glue, run)["Status"] == "RUNNING"
    told = {"RulesetEvaluationRunId": run, "StartedOn": 1.0, "RuleResults": []}
    result = glue.service.quality_results.record(told)
    glue.service.queue.finish(launch["run_id"], "worker", "SUCCEEDED", "", 3)
    ended = _run(glue, run)
    assert (ended["Status"], ended["ResultIds"], ended["ExecutionTime"]) == ("SUCCEEDED", [result], 3)
    assert (ended["RulesetNames"], ended["DataSource"]) == (["rules"], SOURCE)


@pytest.mark.usefixtures("table")
def test_a_run_that_fails_says_why(glue: GlueUnderTest) -> None:
    run = _start(glue)
    launch = glue.service.queue.claim("worker")
    assert launch is not None
    glue.service.queue.finish(launch["run_id"], "worker", "FAILED", "Rule Type: X is not valid", 1)
    assert (_run(glue, run)["Status"], _run(glue, run)["ErrorString"]) == (
        "FAILED",
        "Rule Type: X is not valid",
    )


@pytest.mark.usefixtures("table")
def test_runs_are_listed_the_newest_first_and_cancelled(glue: GlueUnderTest) -> None:
    first = _start(glue)
    second = _start(glue)
    glue.client.cancel_data_quality_ruleset_evaluation_run(RunId=first)
    runs = glue.client.list_data_quality_ruleset_evaluation_runs()["Runs"]
    assert [(run["RunId"], run["Status"]) for run in runs] == [(second, "STARTING"), (first, "STOPPED")]
    with refused() as refusal:
        glue.client.cancel_data_quality_ruleset_evaluation_run(RunId=first)
    assert refusal.code == "InvalidInputException"
    other = {"GlueTable": {"DatabaseName": "stedi", "TableName": "nope"}}
    assert glue.client.list_data_quality_ruleset_evaluation_runs(Filter={"DataSource": other})["Runs"] == []


@pytest.mark.usefixtures("table")
def test_what_is_not_there_cannot_be_evaluated(glue: GlueUnderTest) -> None:
    missing: list[dict[str, Any]] = [
        {"RulesetNames": ["nope"]},
        {"DataSource": {"GlueTable": {"DatabaseName": "stedi", "TableName": "nope"}}},
        {"AdditionalDataSources": {"ref": {"GlueTable": {"DatabaseName": "no", "TableName": "nope"}}}},
    ]
    for members in missing:
        with refused() as refusal:
            _start(glue, **members)
        assert refusal.code == "EntityNotFoundException"
    assert glue.service.queue.claim("worker") is None
    with refused() as refusal:
        _run(glue, "dqrun-0")
    assert refusal.code == "EntityNotFoundException"
