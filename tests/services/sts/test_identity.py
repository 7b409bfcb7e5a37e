"""STS through boto3 on a real socket."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.clouds import CloudUnderTest


def test_everybody_is_the_one_account(cloud: CloudUnderTest) -> None:
    answer = cloud.client("sts").get_caller_identity()

    assert answer["Account"] == "000000000000"
    assert answer["Arn"] == "arn:aws:iam::000000000000:root"


def test_other_operations_say_that_they_are_not_emulated(cloud: CloudUnderTest) -> None:
    with pytest.raises(ClientError, match="GetFederationToken is not emulated by Boathouse") as error:
        cloud.client("sts").get_federation_token(Name="me")

    assert error.value.response["Error"]["Code"] == "NotEmulated"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
