"""What a new bucket says of its settings, through boto3 on a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_a_new_bucket_is_encrypted_by_s3s_own_keys(s3: S3Client) -> None:
    answer = s3.get_bucket_encryption(Bucket="lake")

    assert answer["ServerSideEncryptionConfiguration"]["Rules"] == [
        {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}
    ]


def test_a_new_bucket_is_closed_to_the_public(s3: S3Client) -> None:
    assert s3.get_public_access_block(Bucket="lake")["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    }


def test_a_new_bucket_has_no_policy_no_lifecycle_and_notifies_nobody(s3: S3Client) -> None:
    with refused("NoSuchBucketPolicy", 404, "The bucket policy does not exist"):
        s3.get_bucket_policy(Bucket="lake")
    with refused("NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist"):
        s3.get_bucket_lifecycle_configuration(Bucket="lake")
    assert s3.get_bucket_notification_configuration(Bucket="lake").keys() == {"ResponseMetadata"}


@pytest.mark.parametrize(
    "operation",
    [
        "get_bucket_encryption",
        "get_public_access_block",
        "get_bucket_policy",
        "get_bucket_lifecycle_configuration",
        "get_bucket_notification_configuration",
    ],
)
def test_a_missing_bucket_has_no_settings(s3: S3Client, operation: str) -> None:
    with refused("NoSuchBucket", 404):
        getattr(s3, operation)(Bucket="missing")
