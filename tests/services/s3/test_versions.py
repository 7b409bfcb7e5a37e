"""Versions in a bucket without versioning, through boto3 on a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from tests.clouds import CloudUnderTest
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.service_resource import Bucket


@pytest.fixture
def bucket(s3: S3Client, cloud: CloudUnderTest) -> Bucket:
    """The bucket `lake` as a boto3 resource, with some objects."""
    for key in ("a", "customer/landing/1", "customer/landing/2", "customer/trusted/1", "é"):
        s3.put_object(Bucket="lake", Key=key, Body=key.encode())
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    return session.resource("s3", endpoint_url=cloud.url, config=Config(proxies={})).Bucket("lake")


def keys(s3: S3Client) -> list[str]:
    return [item["Key"] for item in s3.list_objects_v2(Bucket="lake").get("Contents", [])]


def items(page: Any) -> list[str]:
    found = [v["Key"] for v in page.get("Versions", [])] + [
        p["Prefix"] for p in page.get("CommonPrefixes", [])
    ]
    return sorted(found, key=str.encode)


def test_a_bucket_never_had_versioning(s3: S3Client) -> None:
    answer = s3.get_bucket_versioning(Bucket="lake")

    assert answer.keys() == {"ResponseMetadata"}
    with refused("NoSuchBucket", 404):
        s3.get_bucket_versioning(Bucket="missing")


def test_an_object_is_its_only_version(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"first")
    s3.put_object(Bucket="lake", Key="a", Body=b"hello")

    page = s3.list_object_versions(Bucket="lake")

    (version,) = page["Versions"]
    assert (version["Key"], version["VersionId"], version["IsLatest"]) == ("a", "null", True)
    assert (version["Size"], version["StorageClass"]) == (5, "STANDARD")
    assert version["ETag"] == '"5d41402abc4b2a76b9719d911017c592"'
    assert version["Owner"]["ID"] == "000000000000"
    assert page.get("DeleteMarkers", []) == []
    assert page["IsTruncated"] is False


def test_a_bucket_is_emptied_by_its_versions(s3: S3Client, bucket: Bucket) -> None:
    bucket.object_versions.filter(Prefix="customer/landing/").delete()
    assert keys(s3) == ["a", "customer/trusted/1", "é"]

    bucket.object_versions.delete()
    assert keys(s3) == []
    bucket.delete()


def test_the_only_version_is_read_and_deleted_by_its_name(s3: S3Client, bucket: Bucket) -> None:
    (version,) = bucket.object_versions.filter(Prefix="é")

    assert version.get()["Body"].read() == "é".encode()
    assert version.head()["ContentLength"] == 2
    assert s3.get_object_tagging(Bucket="lake", Key="é", VersionId="null")["TagSet"] == []
    version.delete()

    assert "é" not in keys(s3)


def test_a_version_that_is_none_is_refused(s3: S3Client, bucket: Bucket) -> None:
    with refused("InvalidArgument", 400, "Invalid version id specified"):
        s3.get_object(Bucket="lake", Key="a", VersionId="1")
    with refused("400", 400):
        s3.head_object(Bucket="lake", Key="a", VersionId="1")
    with refused("InvalidArgument", 400, "Invalid version id specified"):
        s3.delete_object(Bucket="lake", Key="a", VersionId="1")
    with refused("InvalidArgument", 400, "Invalid version id specified"):
        s3.get_object_tagging(Bucket="lake", Key="a", VersionId="1")

    answer = s3.delete_objects(
        Bucket="lake",
        Delete={"Objects": [{"Key": "a", "VersionId": "1"}, {"Key": "é", "VersionId": "null"}]},
    )

    (error,) = answer["Errors"]
    assert (error["Key"], error["VersionId"], error["Code"]) == ("a", "1", "NoSuchVersion")
    assert answer["Deleted"] == [{"Key": "é", "VersionId": "null"}]
    assert keys(s3) == ["a", "customer/landing/1", "customer/landing/2", "customer/trusted/1"]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_follow_each_other(s3: S3Client, bucket: Bucket, size: int) -> None:
    walk = s3.get_paginator("list_object_versions").paginate
    settings: Any = {"PageSize": size}

    flat = [items(page) for page in walk(Bucket="lake", PaginationConfig=settings)]
    rolled = [items(page) for page in walk(Bucket="lake", Delimiter="/", PaginationConfig=settings)]

    assert all(len(page) <= size for page in (*flat, *rolled))
    assert [item for page in flat for item in page] == [
        "a",
        "customer/landing/1",
        "customer/landing/2",
        "customer/trusted/1",
        "é",
    ]
    assert [item for page in rolled for item in page] == ["a", "customer/", "é"]


def test_a_page_says_where_the_next_begins(s3: S3Client, bucket: Bucket) -> None:
    one = s3.list_object_versions(Bucket="lake", MaxKeys=1)
    two = s3.list_object_versions(Bucket="lake", MaxKeys=2, Delimiter="/")

    assert (one["IsTruncated"], one["NextKeyMarker"], one["NextVersionIdMarker"]) == (True, "a", "null")
    assert (two["IsTruncated"], two["NextKeyMarker"]) == (True, "customer/")
    assert two.get("NextVersionIdMarker") is None
    assert items(s3.list_object_versions(Bucket="lake", KeyMarker="customer/", Delimiter="/")) == ["é"]
    below = s3.list_object_versions(Bucket="lake", Prefix="customer/", Delimiter="/")
    assert items(below) == ["customer/landing/", "customer/trusted/"]


def test_a_marker_of_a_version_needs_a_key_and_a_version(s3: S3Client) -> None:
    with refused("InvalidArgument", 400, "cannot be specified without a key marker"):
        s3.list_object_versions(Bucket="lake", VersionIdMarker="null")
    with refused("InvalidArgument", 400, "cannot be empty"):
        s3.list_object_versions(Bucket="lake", KeyMarker="a", VersionIdMarker="")
    with refused("InvalidArgument", 400, "Invalid version id specified"):
        s3.list_object_versions(Bucket="lake", KeyMarker="a", VersionIdMarker="1")
