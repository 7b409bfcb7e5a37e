"""Workgroups."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_primary_is_always_there_and_stays(console: Any) -> None:
    group = console.athena.get_work_group(WorkGroup="primary")["WorkGroup"]
    assert (group["State"], group["Configuration"]["ResultConfiguration"]) == ("ENABLED", {})
    with pytest.raises(ClientError, match="The primary workgroup cannot be deleted"):
        console.athena.delete_work_group(WorkGroup="primary")


def test_results_go_where_the_workgroup_says(console: Any) -> None:
    console.athena.create_work_group(
        Name="team", Configuration={"ResultConfiguration": {"OutputLocation": "s3://lake/team/"}}
    )
    identifier = console.start("SELECT 1", WorkGroup="team", ResultConfiguration={})
    location = console.finished(identifier)["ResultConfiguration"]["OutputLocation"]
    assert location == f"s3://lake/team/{identifier}.csv"


def test_an_enforced_configuration_wins(console: Any) -> None:
    console.athena.create_work_group(
        Name="team",
        Configuration={
            "ResultConfiguration": {"OutputLocation": "s3://lake/team"},
            "EnforceWorkGroupConfiguration": True,
        },
    )
    identifier = console.start("SELECT 1", WorkGroup="team")
    location = console.finished(identifier)["ResultConfiguration"]["OutputLocation"]
    assert location == f"s3://lake/team/{identifier}.csv"


def test_a_workgroup_is_changed_listed_and_deleted(console: Any) -> None:
    console.athena.create_work_group(Name="team", Description="old")
    console.athena.update_work_group(
        WorkGroup="team",
        Description="new",
        ConfigurationUpdates={"ResultConfigurationUpdates": {"OutputLocation": "s3://lake/x/"}},
    )
    group = console.athena.get_work_group(WorkGroup="team")["WorkGroup"]
    assert group["Description"] == "new"
    assert group["Configuration"]["ResultConfiguration"] == {"OutputLocation": "s3://lake/x/"}
    assert [g["Name"] for g in console.athena.list_work_groups()["WorkGroups"]] == ["primary", "team"]
    console.athena.delete_work_group(WorkGroup="team")
    with pytest.raises(ClientError, match="WorkGroup team is not found"):
        console.athena.get_work_group(WorkGroup="team")


def test_a_disabled_workgroup_takes_no_queries(console: Any) -> None:
    console.athena.create_work_group(Name="team")
    console.athena.update_work_group(WorkGroup="team", State="DISABLED")
    with pytest.raises(ClientError, match="WorkGroup team is disabled"):
        console.start("SELECT 1", WorkGroup="team")


def test_a_name_is_taken_once(console: Any) -> None:
    console.athena.create_work_group(Name="team")
    with pytest.raises(ClientError, match="WorkGroup team is already created"):
        console.athena.create_work_group(Name="team")
