"""Temporary credentials through boto3 on a real socket."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.clouds import CloudUnderTest

ROLE = "arn:aws:iam::123456789012:role/team/lake/reader"


def remaining(credentials: Any) -> timedelta:
    left: timedelta = credentials["Expiration"] - datetime.now(UTC)
    return left


def refused(cloud: CloudUnderTest, **members: Any) -> str:
    """The words of a ValidationError."""
    with pytest.raises(ClientError) as raised:
        cloud.client("sts").assume_role(**{"RoleArn": ROLE, "RoleSessionName": "me", **members})
    error = raised.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == ("ValidationError", 400)
    words: str = error["Error"]["Message"]
    return words


def test_the_credentials_of_a_role_are_taken_by_the_other_services(cloud: CloudUnderTest) -> None:
    given = cloud.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="glue-job@1")["Credentials"]

    session = boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name="us-east-1",
    )
    s3 = session.client("s3", endpoint_url=cloud.url, config=Config(proxies={}))
    s3.create_bucket(Bucket="lake")
    s3.put_object(Bucket="lake", Key="a", Body=b"x")
    glue = session.client("glue", endpoint_url=cloud.url, config=Config(proxies={}))

    assert s3.get_object(Bucket="lake", Key="a")["Body"].read() == b"x"
    assert glue.get_databases()["DatabaseList"] == []
    assert re.fullmatch(r"ASIA[A-Z2-7]{16}", given["AccessKeyId"])
    assert len(given["SecretAccessKey"]) == 40


def test_a_session_is_named_after_its_role(cloud: CloudUnderTest) -> None:
    sts = cloud.client("sts")

    one = sts.assume_role(RoleArn=ROLE, RoleSessionName="one", SourceIdentity="alice")
    two = sts.assume_role(RoleArn=ROLE, RoleSessionName="two")
    china = sts.assume_role(RoleArn="arn:aws-cn:iam::123456789012:role/x", RoleSessionName="me")

    user = one["AssumedRoleUser"]
    assert user["Arn"] == "arn:aws:sts::123456789012:assumed-role/reader/one"
    assert re.fullmatch(r"AROA[A-Z2-7]{17}:one", user["AssumedRoleId"])
    assert two["AssumedRoleUser"]["AssumedRoleId"] == user["AssumedRoleId"].replace(":one", ":two")
    assert one["SourceIdentity"] == "alice"
    assert china["AssumedRoleUser"]["Arn"] == "arn:aws-cn:sts::123456789012:assumed-role/x/me"
    assert one["Credentials"]["AccessKeyId"] != two["Credentials"]["AccessKeyId"]


def test_a_session_lasts_an_hour_or_what_is_asked_for(cloud: CloudUnderTest) -> None:
    sts = cloud.client("sts")

    hour = sts.assume_role(RoleArn=ROLE, RoleSessionName="me")["Credentials"]
    quarter = sts.assume_role(RoleArn=ROLE, RoleSessionName="me", DurationSeconds=900)["Credentials"]

    assert timedelta(minutes=59) < remaining(hour) <= timedelta(hours=1)
    assert timedelta(minutes=14) < remaining(quarter) <= timedelta(minutes=15)
    assert "less than or equal to 43200" in refused(cloud, DurationSeconds=43201)


def test_what_only_narrows_a_session_is_taken(cloud: CloudUnderTest) -> None:
    answer = cloud.client("sts").assume_role(
        RoleArn=ROLE,
        RoleSessionName="me",
        ExternalId="partner:1",
        Policy='{"Version": "2012-10-17", "Statement": []}',
        PolicyArns=[{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
        Tags=[{"Key": "team", "Value": "a"}],
        TransitiveTagKeys=["team"],
    )

    assert answer["AssumedRoleUser"]["Arn"].endswith("/reader/me")


def test_a_role_and_a_session_have_the_shape_that_aws_wants(cloud: CloudUnderTest) -> None:
    for wrong in (
        "arn:aws:iam::123456789012:user/somebody",
        "arn:aws:iam::12345678901:role/reader",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:s3:::lake/role/a-long-name",
    ):
        assert refused(cloud, RoleArn=wrong) == "Request ARN is invalid"
    assert refused(cloud, RoleSessionName="my job") == (
        "1 validation error detected: Value 'my job' at 'roleSessionName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [\\w+=,.@-]*"
    )
    assert "length less than or equal to 64" in refused(cloud, RoleSessionName="x" * 65)


def test_a_member_that_nothing_would_check_is_refused_by_name(cloud: CloudUnderTest) -> None:
    with pytest.raises(ClientError, match="AssumeRole with SerialNumber") as raised:
        cloud.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="me", SerialNumber="123456789")

    assert raised.value.response["Error"]["Code"] == "NotEmulated"


def test_the_callers_own_session_lasts_an_hour_at_most(cloud: CloudUnderTest) -> None:
    sts = cloud.client("sts")

    given = sts.get_session_token()["Credentials"]
    longer = sts.get_session_token(DurationSeconds=129600)["Credentials"]

    assert given.keys() == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert timedelta(minutes=59) < remaining(given) <= timedelta(hours=1)
    assert timedelta(minutes=59) < remaining(longer) <= timedelta(hours=1)
