"""Copies through boto3 on a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_a_copy_has_the_bytes_and_the_metadata(s3: S3Client) -> None:
    s3.create_bucket(Bucket="other")
    s3.put_object(Bucket="lake", Key="a b/+é", Body=b"x", ContentType="text/csv", Metadata={"k": "v"})

    copied = s3.copy_object(Bucket="other", Key="copy", CopySource={"Bucket": "lake", "Key": "a b/+é"})
    got = s3.get_object(Bucket="other", Key="copy")

    assert copied["CopyObjectResult"]["ETag"] == got["ETag"] == '"9dd4e461268c8034f5c8564e155c67a6"'
    assert (got["Body"].read(), got["ContentType"], got["Metadata"]) == (b"x", "text/csv", {"k": "v"})


def test_metadata_may_be_replaced_even_in_place(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x", ContentType="text/csv", Metadata={"k": "v"})
    source = {"Bucket": "lake", "Key": "a"}

    with refused("InvalidRequest", 400, "copy an object to itself"):
        s3.copy_object(Bucket="lake", Key="a", CopySource=source)  # type: ignore[arg-type]
    s3.copy_object(
        Bucket="lake",
        Key="a",
        CopySource=source,  # type: ignore[arg-type]
        MetadataDirective="REPLACE",
        Metadata={"new": "yes"},
    )

    got = s3.get_object(Bucket="lake", Key="a")
    assert (got["Body"].read(), got["Metadata"]) == (b"x", {"new": "yes"})
    assert got["ContentType"] == "binary/octet-stream"


def test_conditions_on_both_ends_decide(s3: S3Client) -> None:
    etag = s3.put_object(Bucket="lake", Key="a", Body=b"x")["ETag"]
    s3.put_object(Bucket="lake", Key="b", Body=b"y")

    with refused("PreconditionFailed", 412):
        s3.copy_object(Bucket="lake", Key="b", CopySource="lake/a", CopySourceIfMatch='"other"')
    with refused("PreconditionFailed", 412):
        s3.copy_object(Bucket="lake", Key="b", CopySource="lake/a", CopySourceIfNoneMatch=etag)
    s3.copy_object(Bucket="lake", Key="b", CopySource="lake/a", CopySourceIfMatch=etag)

    assert s3.get_object(Bucket="lake", Key="b")["Body"].read() == b"x"


def test_a_source_that_is_not_there_is_no_such_key(s3: S3Client) -> None:
    with refused("NoSuchKey", 404):
        s3.copy_object(Bucket="lake", Key="b", CopySource="lake/missing")
    with refused("NoSuchBucket", 404):
        s3.copy_object(Bucket="lake", Key="b", CopySource="missing/a")
    with refused("InvalidArgument", 400, "sourcebucket/sourcekey"):
        s3.copy_object(Bucket="lake", Key="b", CopySource="lake")
    with refused("NoSuchKey", 404):
        s3.copy_object(Bucket="lake", Key="b", CopySource="lake/../../state.sqlite")
