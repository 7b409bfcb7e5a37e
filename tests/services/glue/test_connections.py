"""Connections: kept as they were given, passwords shown or not, by the API alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.services.glue.under_test import GlueUnderTest, refused

TOLD = {"JDBC_CONNECTION_URL": "jdbc:mysql://host/shop", "USERNAME": "u", "PASSWORD": "p"}


def jdbc(name: str, **members: Any) -> Any:
    return {"Name": name, "ConnectionType": "JDBC", "ConnectionProperties": TOLD, **members}


def names(glue: GlueUnderTest, **request: Any) -> list[str]:
    return [found["Name"] for found in glue.client.get_connections(**request)["ConnectionList"]]


def test_a_connection_is_answered_as_it_was_given_with_or_without_its_password(glue: GlueUnderTest) -> None:
    place: Any = {"SubnetId": "subnet-1", "SecurityGroupIdList": ["sg-1"]}
    given = jdbc("shop", Description="d", PhysicalConnectionRequirements=place)
    answer = glue.client.create_connection(ConnectionInput=given, Tags={"a": "b"})
    assert answer["CreateConnectionStatus"] == "READY"
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    kept = glue.client.get_connection(Name="shop")["Connection"]
    assert kept == given | {"CreationTime": moment, "LastUpdatedTime": moment}
    hidden = glue.client.get_connection(Name="shop", HidePassword=True)["Connection"]
    assert "PASSWORD" not in hidden["ConnectionProperties"]
    assert hidden["ConnectionProperties"]["USERNAME"] == "u"
    arn = "arn:aws:glue:us-east-1:000000000000:connection/shop"
    assert glue.client.get_tags(ResourceArn=arn)["Tags"] == {"a": "b"}


def test_connections_are_listed_by_name_kind_and_criteria(glue: GlueUnderTest) -> None:
    glue.client.create_connection(ConnectionInput=jdbc("b", MatchCriteria=["x", "y"]))
    glue.client.create_connection(ConnectionInput=jdbc("a"))
    net: Any = {"Name": "n", "ConnectionType": "NETWORK", "ConnectionProperties": {}}
    glue.client.create_connection(ConnectionInput=net)
    assert names(glue) == ["a", "b", "n"]
    assert names(glue, Filter={"ConnectionType": "JDBC"}) == ["a", "b"]
    assert names(glue, Filter={"MatchCriteria": ["y"]}) == ["b"]
    first = glue.client.get_connections(MaxResults=2)
    assert names(glue, NextToken=first["NextToken"]) == ["n"]


def test_a_connection_is_replaced_and_deleted(glue: GlueUnderTest) -> None:
    glue.client.create_connection(ConnectionInput=jdbc("shop", Description="d"))
    glue.pass_time(days=1)
    glue.client.update_connection(Name="shop", ConnectionInput=jdbc("shop"))
    changed = glue.client.get_connection(Name="shop")["Connection"]
    assert "Description" not in changed
    assert (changed["LastUpdatedTime"] - changed["CreationTime"]).days == 1
    with refused() as refusal:
        glue.client.update_connection(Name="shop", ConnectionInput=jdbc("other"))
    assert refusal.code == "InvalidInputException"
    glue.client.delete_connection(ConnectionName="shop")
    with refused() as refusal:
        glue.client.get_connection(Name="shop")
    assert refusal.code == "EntityNotFoundException"


def test_several_are_deleted_and_what_is_not_there_is_told(glue: GlueUnderTest) -> None:
    glue.client.create_connection(ConnectionInput=jdbc("a"))
    answer = glue.client.batch_delete_connection(ConnectionNameList=["a", "b"])
    assert answer["Succeeded"] == ["a"]
    assert answer["Errors"]["b"]["ErrorCode"] == "EntityNotFoundException"


def test_a_name_is_taken_once_and_what_cannot_be_is_refused(glue: GlueUnderTest) -> None:
    glue.client.create_connection(ConnectionInput=jdbc("a"))
    with refused() as refusal:
        glue.client.create_connection(ConnectionInput=jdbc("a"))
    assert refusal.code == "AlreadyExistsException"
    with refused() as refusal:
        oauth = {"AuthenticationType": "OAUTH2"}
        glue.client.create_connection(ConnectionInput=jdbc("b", AuthenticationConfiguration=oauth))
    assert refusal.code == "NotEmulated"
    assert names(glue) == ["a"]
