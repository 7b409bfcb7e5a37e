"""What a new bucket says of its settings, through boto3 on a real socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

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


def test_settings_are_kept_until_they_are_taken_away(s3: S3Client) -> None:
    s3.create_bucket(Bucket="set")
    rules: Any = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}}]
    s3.put_bucket_encryption(Bucket="set", ServerSideEncryptionConfiguration={"Rules": rules})
    s3.put_public_access_block(Bucket="set", PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*"}]}
    s3.put_bucket_policy(Bucket="set", Policy=json.dumps(policy))

    assert s3.get_bucket_encryption(Bucket="set")["ServerSideEncryptionConfiguration"]["Rules"] == rules
    assert s3.get_public_access_block(Bucket="set")["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": False,
        "BlockPublicPolicy": False,
        "RestrictPublicBuckets": False,
    }
    assert json.loads(s3.get_bucket_policy(Bucket="set")["Policy"]) == policy

    s3.delete_bucket_encryption(Bucket="set")
    s3.delete_public_access_block(Bucket="set")
    s3.delete_bucket_policy(Bucket="set")
    (rule,) = s3.get_bucket_encryption(Bucket="set")["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    with refused("NoSuchPublicAccessBlockConfiguration", 404):
        s3.get_public_access_block(Bucket="set")
    with refused("NoSuchBucketPolicy", 404):
        s3.get_bucket_policy(Bucket="set")


def test_settings_go_with_the_bucket(s3: S3Client) -> None:
    s3.create_bucket(Bucket="set")
    s3.put_bucket_policy(Bucket="set", Policy="{}")
    s3.delete_bucket(Bucket="set")
    s3.create_bucket(Bucket="set")
    with refused("NoSuchBucketPolicy", 404):
        s3.get_bucket_policy(Bucket="set")


@pytest.mark.parametrize("policy", ["", "x", "[]"])
def test_a_policy_is_a_json_object(s3: S3Client, policy: str) -> None:
    with refused("MalformedPolicy", 400, "Policies must be valid JSON"):
        s3.put_bucket_policy(Bucket="lake", Policy=policy)
