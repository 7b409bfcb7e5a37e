"""Deletions through boto3 on a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clouds import CloudUnderTest
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_deleting_succeeds_whether_or_not_it_was_there(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x")

    for _ in range(2):
        assert s3.delete_object(Bucket="lake", Key="a")["ResponseMetadata"]["HTTPStatusCode"] == 204

    assert s3.list_objects_v2(Bucket="lake")["KeyCount"] == 0


def test_a_folder_marker_outlives_what_was_in_it(s3: S3Client, cloud: CloudUnderTest) -> None:
    s3.put_object(Bucket="lake", Key="a/", Body=b"")
    s3.put_object(Bucket="lake", Key="a/b/c", Body=b"x")

    s3.delete_object(Bucket="lake", Key="a/b/c")
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == ["a/"]

    s3.delete_object(Bucket="lake", Key="a/")
    assert s3.list_objects_v2(Bucket="lake")["KeyCount"] == 0
    assert list((cloud.settings.home / "s3/lake").iterdir()) == []


def test_deleting_a_folder_marker_keeps_what_is_in_it(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a/", Body=b"")
    s3.put_object(Bucket="lake", Key="a/b", Body=b"x")

    s3.delete_object(Bucket="lake", Key="a/")

    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == ["a/b"]


def test_many_are_deleted_at_once(s3: S3Client) -> None:
    for key in ("a", "b & c", "d"):
        s3.put_object(Bucket="lake", Key=key, Body=b"x")
    wanted = [{"Key": key} for key in ("a", "b & c", "missing")]

    answer = s3.delete_objects(Bucket="lake", Delete={"Objects": wanted})  # type: ignore[typeddict-item]

    assert [item["Key"] for item in answer["Deleted"]] == ["a", "b & c", "missing"]
    assert answer.get("Errors", []) == []
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == ["d"]


def test_quiet_says_only_what_went_wrong(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x")

    answer = s3.delete_objects(
        Bucket="lake", Delete={"Quiet": True, "Objects": [{"Key": "a", "VersionId": "1"}, {"Key": "b"}]}
    )

    assert answer.get("Deleted", []) == []
    assert [(e["Key"], e["Code"]) for e in answer["Errors"]] == [("a", "NoSuchVersion")]


def test_a_thousand_is_the_most(s3: S3Client) -> None:
    with refused("MalformedXML", 400):
        s3.delete_objects(Bucket="lake", Delete={"Objects": [{"Key": str(n)} for n in range(1001)]})


def test_if_match_deletes_only_what_was_seen(s3: S3Client) -> None:
    etag = s3.put_object(Bucket="lake", Key="a", Body=b"x")["ETag"]

    with refused("PreconditionFailed", 412):
        s3.delete_object(Bucket="lake", Key="a", IfMatch='"other"')
    s3.delete_object(Bucket="lake", Key="a", IfMatch=etag)

    assert s3.list_objects_v2(Bucket="lake")["KeyCount"] == 0
