"""Custom entity types: kept as they were given, found by name, listed by name and tags."""

from __future__ import annotations

from tests.services.glue.under_test import GlueUnderTest, refused


def test_a_custom_entity_type_is_kept_and_deleted(glue: GlueUnderTest) -> None:
    told = {"Name": "EMPLOYEE_ID", "RegexString": r"\d{4}-\d{3}", "ContextWords": ["employee"]}
    created = glue.client.create_custom_entity_type(
        Name="EMPLOYEE_ID", RegexString=r"\d{4}-\d{3}", ContextWords=["employee"], Tags={"a": "b"}
    )
    assert created["Name"] == "EMPLOYEE_ID"
    glue.client.create_custom_entity_type(Name="PLAIN", RegexString="x")
    assert told.items() <= glue.client.get_custom_entity_type(Name="EMPLOYEE_ID").items()
    several = glue.client.batch_get_custom_entity_types(Names=["NOBODY", "PLAIN", "EMPLOYEE_ID"])
    assert several["CustomEntityTypes"] == [{"Name": "PLAIN", "RegexString": "x"}, told]
    assert several["CustomEntityTypesNotFound"] == ["NOBODY"]
    arn = "arn:aws:glue:us-east-1:000000000000:customEntityType/EMPLOYEE_ID"
    assert glue.client.get_tags(ResourceArn=arn)["Tags"] == {"a": "b"}
    with refused() as refusal:
        glue.client.create_custom_entity_type(Name="PLAIN", RegexString="y")
    assert refusal.code == "AlreadyExistsException"
    assert glue.client.delete_custom_entity_type(Name="EMPLOYEE_ID")["Name"] == "EMPLOYEE_ID"
    for gone in (glue.client.get_custom_entity_type, glue.client.delete_custom_entity_type):
        with refused() as refusal:
            gone(Name="EMPLOYEE_ID")
        assert refusal.code == "EntityNotFoundException"


def test_custom_entity_types_are_listed_by_name_and_tags(glue: GlueUnderTest) -> None:
    for name, tags in (("b", {"team": "x"}), ("a", {}), ("c", {"team": "x"})):
        glue.client.create_custom_entity_type(Name=name, RegexString=name, Tags=tags)
    listed = glue.client.list_custom_entity_types(MaxResults=2)
    assert [kind["Name"] for kind in listed["CustomEntityTypes"]] == ["a", "b"]
    rest = glue.client.list_custom_entity_types(NextToken=listed["NextToken"])
    assert [kind["Name"] for kind in rest["CustomEntityTypes"]] == ["c"]
    assert "NextToken" not in rest
    tagged = glue.client.list_custom_entity_types(Tags={"team": "x"})
    assert [kind["Name"] for kind in tagged["CustomEntityTypes"]] == ["b", "c"]
