"""Triggers on their own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused


def after(*jobs: str, state: str = "SUCCEEDED", logical: str = "AND") -> dict[str, Any]:
    """A predicate over jobs."""
    conditions = [{"LogicalOperator": "EQUALS", "JobName": job, "State": state} for job in jobs]
    return {"Logical": logical, "Conditions": conditions}


@pytest.fixture
def jobs(glue: GlueUnderTest) -> GlueUnderTest:
    """Glue with the jobs a, b and c."""
    for name in ("a", "b", "c"):
        glue.job(name)
    return glue


def test_a_trigger_answers_what_was_given(jobs: GlueUnderTest) -> None:
    jobs.client.create_workflow(Name="w")
    jobs.client.create_trigger(
        Name="t",
        WorkflowName="w",
        Type="CONDITIONAL",
        Description="after a",
        Predicate=after("a"),
        Actions=[{"JobName": "b", "Arguments": {"--x": "1"}, "Timeout": 5}],
        StartOnCreation=True,
    )
    assert jobs.client.get_trigger(Name="t")["Trigger"] == {
        "Name": "t",
        "WorkflowName": "w",
        "Type": "CONDITIONAL",
        "State": "ACTIVATED",
        "Description": "after a",
        "Predicate": {
            "Logical": "AND",
            "Conditions": [{"LogicalOperator": "EQUALS", "JobName": "a", "State": "SUCCEEDED"}],
        },
        "Actions": [{"JobName": "b", "Arguments": {"--x": "1"}, "Timeout": 5}],
    }


def test_a_second_trigger_of_the_name_is_refused(jobs: GlueUnderTest) -> None:
    jobs.client.create_trigger(Name="t", Type="ON_DEMAND", Actions=[{"JobName": "a"}])
    with refused() as refusal:
        jobs.client.create_trigger(Name="t", Type="ON_DEMAND", Actions=[{"JobName": "b"}])
    assert (refusal.code, refusal.words) == (
        "AlreadyExistsException",
        "Trigger with name t already exists",
    )


@pytest.mark.parametrize(
    ("members", "code", "words"),
    [
        ({"Type": "SCHEDULED"}, "InvalidInputException", "cron(0 6"),
        ({"Type": "SCHEDULED", "Schedule": "cron(0 0 * * ?)"}, "InvalidInputException", "cron(0 0 * * ?)"),
        ({"Type": "EVENT"}, "NotEmulated", "Type EVENT"),
        ({"Type": "ON_DEMAND", "Schedule": "cron(0 0 * * ? *)"}, "InvalidInputException", "schedule"),
        ({"Type": "ON_DEMAND", "StartOnCreation": True}, "InvalidInputException", "StartOnCreation"),
        ({"Type": "ON_DEMAND", "Predicate": after("a")}, "InvalidInputException", "predicate"),
        ({"Type": "ON_DEMAND", "Actions": []}, "InvalidInputException", "Actions cannot be null"),
        (
            {"Type": "ON_DEMAND", "Actions": [{"Timeout": 5}]},
            "InvalidInputException",
            "either a job or a crawler",
        ),
        (
            {"Type": "ON_DEMAND", "Actions": [{"JobName": "x"}]},
            "EntityNotFoundException",
            "Job x not found.",
        ),
        ({"Type": "ON_DEMAND", "WorkflowName": "x"}, "EntityNotFoundException", "Workflow x not found."),
        ({"Type": "CONDITIONAL"}, "InvalidInputException", "needs a predicate"),
        (
            {"Type": "CONDITIONAL", "Predicate": {"Conditions": after("a", "b")["Conditions"]}},
            "InvalidInputException",
            "Logical is required",
        ),
        (
            {"Type": "CONDITIONAL", "Predicate": after("x")},
            "EntityNotFoundException",
            "Job x not found.",
        ),
        (
            {"Type": "CONDITIONAL", "Predicate": after("a", state="RUNNING")},
            "InvalidInputException",
            "SUCCEEDED, STOPPED, FAILED, TIMEOUT",
        ),
    ],
)
def test_a_trigger_that_cannot_be_is_refused(
    jobs: GlueUnderTest, members: dict[str, Any], code: str, words: str
) -> None:
    with refused() as refusal:
        jobs.client.create_trigger(**{"Name": "t", "Actions": [{"JobName": "b"}], **members})
    assert refusal.code == code
    assert words in refusal.words


def test_a_workflow_has_one_starting_trigger(jobs: GlueUnderTest) -> None:
    jobs.client.create_workflow(Name="w")
    given = {"Type": "ON_DEMAND", "WorkflowName": "w", "Actions": [{"JobName": "a"}]}
    jobs.client.create_trigger(Name="t", **given)
    with refused() as refusal:
        jobs.client.create_trigger(Name="u", **given)
    assert (refusal.code, refusal.words) == (
        "InvalidInputException",
        "Workflow w already has a starting trigger.",
    )


def test_a_missing_trigger_is_not_found_and_need_not_be_deleted(glue: GlueUnderTest) -> None:
    for call in (glue.client.get_trigger, glue.client.start_trigger, glue.client.stop_trigger):
        with refused() as refusal:
            call(Name="nope")
        assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Trigger nope not found.")
    assert glue.client.delete_trigger(Name="nope")["Name"] == "nope"


def test_triggers_are_listed_by_name_by_job_and_by_tag(jobs: GlueUnderTest) -> None:
    for name, job in (("t3", "a"), ("t1", "b"), ("t2", "a")):
        jobs.client.create_trigger(Name=name, Type="ON_DEMAND", Actions=[{"JobName": job}], Tags={"job": job})
    client = jobs.client
    assert client.list_triggers()["TriggerNames"] == ["t1", "t2", "t3"]
    assert client.list_triggers(DependentJobName="a")["TriggerNames"] == ["t2", "t3"]
    assert client.list_triggers(DependentJobName="c")["TriggerNames"] == ["t1", "t2", "t3"]
    assert client.list_triggers(Tags={"job": "b"})["TriggerNames"] == ["t1"]
    pages = client.get_paginator("get_triggers").paginate(PaginationConfig={"PageSize": 2})
    assert [[t["Name"] for t in page["Triggers"]] for page in pages] == [["t1", "t2"], ["t3"]]
    answer = client.batch_get_triggers(TriggerNames=["t1", "nope"])
    assert [t["Name"] for t in answer["Triggers"]] == ["t1"]
    assert answer["TriggersNotFound"] == ["nope"]


def test_an_update_replaces_what_it_does_and_keeps_what_it_is(jobs: GlueUnderTest) -> None:
    jobs.client.create_trigger(
        Name="t",
        Type="CONDITIONAL",
        Description="old",
        Predicate=after("a"),
        Actions=[{"JobName": "b"}],
        StartOnCreation=True,
    )
    update = {"Name": "other", "Predicate": after("b"), "Actions": [{"JobName": "c"}]}
    updated = jobs.client.update_trigger(Name="t", TriggerUpdate=update)["Trigger"]
    assert updated == jobs.client.get_trigger(Name="t")["Trigger"]
    assert updated == {
        "Name": "t",
        "Type": "CONDITIONAL",
        "State": "ACTIVATED",
        "Predicate": after("b"),
        "Actions": [{"JobName": "c"}],
    }
    with refused() as refusal:
        jobs.client.update_trigger(Name="t", TriggerUpdate={"Schedule": "cron(0 0 * * ? *)"})
    assert refusal.code == "InvalidInputException"


def test_an_on_demand_trigger_starts_its_jobs_with_its_arguments(jobs: GlueUnderTest) -> None:
    actions = [{"JobName": "a", "Arguments": {"--x": "1"}, "Timeout": 7}, {"JobName": "b"}]
    jobs.client.create_trigger(Name="t", Type="ON_DEMAND", Actions=actions)
    assert jobs.client.start_trigger(Name="t")["Name"] == "t"
    assert jobs.announced == 1

    [run] = jobs.client.get_job_runs(JobName="a")["JobRuns"]
    assert (run["TriggerName"], run["Arguments"], run["Timeout"]) == ("t", {"--x": "1"}, 7)
    assert jobs.work() == ["a", "b"]


def test_a_conditional_trigger_follows_jobs_that_a_trigger_started(jobs: GlueUnderTest) -> None:
    jobs.client.create_trigger(Name="start", Type="ON_DEMAND", Actions=[{"JobName": "a"}])
    jobs.client.create_trigger(
        Name="next",
        Type="CONDITIONAL",
        Predicate=after("a"),
        Actions=[{"JobName": "b"}],
        StartOnCreation=True,
    )
    jobs.client.start_trigger(Name="start")
    assert jobs.work() == ["a", "b"]
    jobs.client.start_job_run(JobName="a")
    assert jobs.work() == ["a"]  # started by hand: nothing follows, as on AWS
    jobs.client.start_trigger(Name="start")
    assert jobs.work() == ["a", "b"]


def test_a_conditional_trigger_fires_only_while_it_is_active(jobs: GlueUnderTest) -> None:
    jobs.client.create_trigger(Name="start", Type="ON_DEMAND", Actions=[{"JobName": "a"}])
    jobs.client.create_trigger(
        Name="next", Type="CONDITIONAL", Predicate=after("a"), Actions=[{"JobName": "b"}]
    )
    jobs.client.start_trigger(Name="start")
    assert jobs.work() == ["a"]

    jobs.client.start_trigger(Name="next")
    assert jobs.client.get_trigger(Name="next")["Trigger"]["State"] == "ACTIVATED"
    jobs.client.start_trigger(Name="start")
    assert jobs.work() == ["a", "b"]

    jobs.client.stop_trigger(Name="next")
    assert jobs.client.get_trigger(Name="next")["Trigger"]["State"] == "DEACTIVATED"
    jobs.client.start_trigger(Name="start")
    assert jobs.work() == ["a"]


def test_an_on_demand_trigger_cannot_be_stopped(jobs: GlueUnderTest) -> None:
    jobs.client.create_trigger(Name="t", Type="ON_DEMAND", Actions=[{"JobName": "a"}])
    with refused() as refusal:
        jobs.client.stop_trigger(Name="t")
    assert refusal.code == "InvalidInputException"


def test_a_schedule_is_kept_and_its_workflow_starts_by_hand(jobs: GlueUnderTest) -> None:
    jobs.client.create_workflow(Name="w")
    jobs.client.create_trigger(
        Name="t",
        Type="SCHEDULED",
        Schedule="cron(0 6 * * ? *)",
        WorkflowName="w",
        Actions=[{"JobName": "a"}],
        StartOnCreation=True,
    )
    jobs.client.update_trigger(
        Name="t", TriggerUpdate={"Schedule": "cron(0 7 * * ? *)", "Actions": [{"JobName": "b"}]}
    )
    trigger = jobs.client.get_trigger(Name="t")["Trigger"]
    assert (trigger["State"], trigger["Schedule"]) == ("ACTIVATED", "cron(0 7 * * ? *)")
    jobs.client.stop_trigger(Name="t")
    jobs.client.start_trigger(Name="t")
    assert jobs.client.get_trigger(Name="t")["Trigger"]["State"] == "ACTIVATED"
    with refused() as refusal:  # one of them starts a workflow, whichever its type
        jobs.client.create_trigger(Name="u", Type="ON_DEMAND", WorkflowName="w", Actions=[{"JobName": "a"}])
    assert "already has a starting trigger" in refusal.words
    assert jobs.client.start_workflow_run(Name="w")["RunId"]
    assert jobs.client.get_workflow(Name="w")["Workflow"]["LastRun"]["Status"] == "RUNNING"
