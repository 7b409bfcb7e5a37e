"""Tags of Glue's resources."""

from __future__ import annotations

from tests.services.glue.under_test import GlueUnderTest, refused

ARN = "arn:aws:glue:us-east-1:000000000000:"


def test_tags_are_added_changed_and_removed(glue: GlueUnderTest) -> None:
    glue.job("load", Tags={"team": "x"})
    glue.client.tag_resource(ResourceArn=f"{ARN}job/load", TagsToAdd={"team": "y", "env": "dev"})
    assert glue.client.get_tags(ResourceArn=f"{ARN}job/load")["Tags"] == {"env": "dev", "team": "y"}
    glue.client.untag_resource(ResourceArn=f"{ARN}job/load", TagsToRemove=["team", "nope"])
    assert glue.client.get_tags(ResourceArn=f"{ARN}job/load")["Tags"] == {"env": "dev"}


def test_every_kind_of_resource_has_its_own(glue: GlueUnderTest) -> None:
    glue.job("x", Tags={"kind": "job"})
    glue.client.create_workflow(Name="x", Tags={"kind": "workflow"})
    glue.client.create_trigger(
        Name="x", Type="ON_DEMAND", Actions=[{"JobName": "x"}], Tags={"kind": "trigger"}
    )
    glue.client.create_database(DatabaseInput={"Name": "x"}, Tags={"kind": "database"})
    for kind in ("job", "workflow", "trigger", "database"):
        assert glue.client.get_tags(ResourceArn=f"{ARN}{kind}/x")["Tags"] == {"kind": kind}


def test_tags_go_with_their_resource(glue: GlueUnderTest) -> None:
    glue.job("load", Tags={"team": "x"})
    glue.client.delete_job(JobName="load")
    with refused() as refusal:
        glue.client.get_tags(ResourceArn=f"{ARN}job/load")
    assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Job load not found.")
    glue.job("load")
    assert glue.client.get_tags(ResourceArn=f"{ARN}job/load")["Tags"] == {}


def test_other_resources_and_broken_names_are_refused(glue: GlueUnderTest) -> None:
    with refused() as refusal:
        glue.client.get_tags(ResourceArn=f"{ARN}devEndpoint/e")
    assert refusal.code == "NotEmulated"
    with refused() as refusal:
        glue.client.get_tags(ResourceArn="arn:aws:glue:us-east-1")
    assert refusal.code == "InvalidInputException"
