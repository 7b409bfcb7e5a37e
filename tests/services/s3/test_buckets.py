"""Buckets through boto3 on a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clouds import CloudUnderTest
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_a_bucket_is_a_folder(s3: S3Client, cloud: CloudUnderTest) -> None:
    s3.create_bucket(Bucket="another")

    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["another", "lake"]
    assert (cloud.settings.home / "s3/another").is_dir()
    assert s3.head_bucket(Bucket="another")["BucketRegion"] == "us-east-1"


def test_a_folder_made_by_hand_is_a_bucket(s3: S3Client, cloud: CloudUnderTest) -> None:
    (cloud.settings.home / "s3/by-hand").mkdir()
    (cloud.settings.home / "s3/by-hand/file.json").write_text("{}")

    assert "by-hand" in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    assert s3.get_object(Bucket="by-hand", Key="file.json")["Body"].read() == b"{}"


def test_creating_a_bucket_again_is_fine_in_us_east_1_alone(s3: S3Client, cloud: CloudUnderTest) -> None:
    s3.create_bucket(Bucket="lake")

    elsewhere: S3Client = cloud.client("s3", region_name="eu-west-1")
    with refused("BucketAlreadyOwnedByYou", 409, "you already own it"):
        elsewhere.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})


def test_a_bucket_remembers_its_region(s3: S3Client, cloud: CloudUnderTest) -> None:
    s3.create_bucket(Bucket="europe", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    cloud.restart()

    again: S3Client = cloud.client("s3")
    assert again.get_bucket_location(Bucket="europe")["LocationConstraint"] == "eu-west-1"
    assert again.get_bucket_location(Bucket="lake")["LocationConstraint"] is None
    assert again.head_bucket(Bucket="europe")["BucketRegion"] == "eu-west-1"


def test_a_missing_bucket_is_no_such_bucket(s3: S3Client) -> None:
    with refused("404", 404):
        s3.head_bucket(Bucket="missing")
    with refused("NoSuchBucket", 404, "The specified bucket does not exist"):
        s3.list_objects_v2(Bucket="missing")
    with refused("NoSuchBucket", 404):
        s3.put_object(Bucket="missing", Key="a", Body=b"x")
    with refused("NoSuchBucket", 404):
        s3.delete_bucket(Bucket="missing")


def test_only_an_empty_bucket_is_deleted(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="folder/", Body=b"")
    with refused("BucketNotEmpty", 409, "not empty"):
        s3.delete_bucket(Bucket="lake")

    s3.delete_object(Bucket="lake", Key="folder/")
    s3.put_object(Bucket="lake", Key="a", Body=b"x")
    with refused("BucketNotEmpty", 409):
        s3.delete_bucket(Bucket="lake")

    s3.delete_object(Bucket="lake", Key="a")
    s3.create_multipart_upload(Bucket="lake", Key="unfinished")
    s3.delete_bucket(Bucket="lake")
    s3.create_bucket(Bucket="lake")
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="lake")


def test_a_wrong_owner_is_denied(s3: S3Client) -> None:
    with refused("AccessDenied", 403):
        s3.list_objects_v2(Bucket="lake", ExpectedBucketOwner="123456789012")
    s3.list_objects_v2(Bucket="lake", ExpectedBucketOwner="000000000000")


def test_what_is_not_emulated_is_said_by_name(s3: S3Client) -> None:
    with refused("NotEmulated", 501, "PutBucketWebsite is not emulated"):
        s3.put_bucket_website(Bucket="lake", WebsiteConfiguration={})
    with refused("NotEmulated", 501, "PutBucketVersioning is not emulated"):
        s3.put_bucket_versioning(Bucket="lake", VersioningConfiguration={"Status": "Enabled"})
    with refused("NotEmulated", 501, "GetObject with PartNumber"):
        s3.get_object(Bucket="lake", Key="a", PartNumber=1)


def test_buckets_are_listed_in_pages(s3: S3Client) -> None:
    for name in ("bbb", "ccc", "ddd"):
        s3.create_bucket(Bucket=name)

    first = s3.list_buckets(MaxBuckets=3)
    second = s3.list_buckets(MaxBuckets=3, ContinuationToken=first["ContinuationToken"])

    assert [b["Name"] for b in first["Buckets"]] == ["bbb", "ccc", "ddd"]
    assert [b["Name"] for b in second["Buckets"]] == ["lake"]
