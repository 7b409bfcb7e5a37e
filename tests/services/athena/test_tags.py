"""Tags of workgroups."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

ARN = "arn:aws:athena:us-east-1:000000000000:workgroup/team"


def test_tags_are_given_changed_and_removed_and_go_with_the_workgroup(console: Any) -> None:
    athena = console.athena
    athena.create_work_group(Name="team", Tags=[{"Key": "a", "Value": "1"}])
    athena.tag_resource(ResourceARN=ARN, Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "3"}])
    assert athena.list_tags_for_resource(ResourceARN=ARN)["Tags"] == [
        {"Key": "a", "Value": "2"},
        {"Key": "b", "Value": "3"},
    ]
    athena.untag_resource(ResourceARN=ARN, TagKeys=["a", "c"])
    assert athena.list_tags_for_resource(ResourceARN=ARN)["Tags"] == [{"Key": "b", "Value": "3"}]
    athena.delete_work_group(WorkGroup="team")
    athena.create_work_group(Name="team")
    assert athena.list_tags_for_resource(ResourceARN=ARN)["Tags"] == []


@pytest.mark.parametrize(
    ("arn", "words"),
    [
        (ARN.replace("team", "nobody"), "WorkGroup nobody is not found"),
        (ARN.replace("workgroup", "datacatalog"), "Tagging an Athena datacatalog is not emulated"),
        ("workgroup-without-an-arn", "Invalid ARN: workgroup-without-an-arn"),
    ],
)
def test_other_resources_are_refused(console: Any, arn: str, words: str) -> None:
    with pytest.raises(ClientError, match=words):
        console.athena.list_tags_for_resource(ResourceARN=arn)
