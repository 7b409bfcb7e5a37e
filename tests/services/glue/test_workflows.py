"""Workflow definitions."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.services.glue.under_test import GlueUnderTest, refused


def test_a_workflow_answers_what_was_given(glue: GlueUnderTest) -> None:
    glue.client.create_workflow(
        Name="stedi", Description="d", DefaultRunProperties={"a": "1"}, MaxConcurrentRuns=2
    )
    assert glue.client.get_workflow(Name="stedi")["Workflow"] == {
        "Name": "stedi",
        "Description": "d",
        "DefaultRunProperties": {"a": "1"},
        "MaxConcurrentRuns": 2,
        "CreatedOn": datetime(2026, 1, 1, tzinfo=UTC),
        "LastModifiedOn": datetime(2026, 1, 1, tzinfo=UTC),
    }


def test_a_second_workflow_of_the_name_is_refused(glue: GlueUnderTest) -> None:
    glue.client.create_workflow(Name="w")
    with refused() as refusal:
        glue.client.create_workflow(Name="w")
    assert (refusal.code, refusal.words) == (
        "AlreadyExistsException",
        "Workflow with name w already exists",
    )


def test_a_missing_workflow_is_not_found_and_need_not_be_deleted(glue: GlueUnderTest) -> None:
    for call in (
        glue.client.get_workflow,
        glue.client.update_workflow,
        glue.client.start_workflow_run,
        glue.client.get_workflow_runs,
    ):
        with refused() as refusal:
            call(Name="nope")
        assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Workflow nope not found.")
    assert glue.client.delete_workflow(Name="nope")["Name"] == "nope"


def test_workflows_are_listed_by_name_in_pages(glue: GlueUnderTest) -> None:
    for name in ("c", "a", "b"):
        glue.client.create_workflow(Name=name)
    first = glue.client.list_workflows(MaxResults=2)
    second = glue.client.list_workflows(MaxResults=2, NextToken=first["NextToken"])
    assert (first["Workflows"], second["Workflows"]) == (["a", "b"], ["c"])
    assert "NextToken" not in second
    answer = glue.client.batch_get_workflows(Names=["a", "nope"])
    assert [w["Name"] for w in answer["Workflows"]] == ["a"]
    assert answer["MissingWorkflows"] == ["nope"]


def test_an_update_replaces_the_definition(glue: GlueUnderTest) -> None:
    glue.client.create_workflow(Name="w", Description="old", MaxConcurrentRuns=1)
    glue.pass_time(hours=1)
    glue.client.update_workflow(Name="w", DefaultRunProperties={"b": "2"})
    assert glue.client.get_workflow(Name="w")["Workflow"] == {
        "Name": "w",
        "DefaultRunProperties": {"b": "2"},
        "CreatedOn": datetime(2026, 1, 1, tzinfo=UTC),
        "LastModifiedOn": datetime(2026, 1, 1, 1, tzinfo=UTC),
    }


def test_a_deleted_workflow_leaves_its_triggers(glue: GlueUnderTest) -> None:
    glue.job("a")
    glue.client.create_workflow(Name="w")
    glue.client.create_trigger(Name="t", WorkflowName="w", Type="ON_DEMAND", Actions=[{"JobName": "a"}])
    glue.client.delete_workflow(Name="w")
    assert glue.client.list_workflows()["Workflows"] == []
    assert glue.client.list_triggers()["TriggerNames"] == ["t"]


def test_fewer_than_one_run_at_a_time_makes_no_sense(glue: GlueUnderTest) -> None:
    with refused() as refusal:
        glue.client.create_workflow(Name="w", MaxConcurrentRuns=0)
    assert refusal.code == "InvalidInputException"
