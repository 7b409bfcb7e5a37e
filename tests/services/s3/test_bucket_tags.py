"""Tags of buckets through boto3 on a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.clouds import CloudUnderTest
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def tags(**pairs: str) -> Any:
    return {"TagSet": [{"Key": key, "Value": value} for key, value in pairs.items()]}


def test_a_tag_set_is_replaced_whole_and_survives_a_restart(s3: S3Client, cloud: CloudUnderTest) -> None:
    s3.put_bucket_tagging(Bucket="lake", Tagging=tags(team="a", stage="dev"))
    s3.put_bucket_tagging(Bucket="lake", Tagging=tags(team="b", cost="1"))
    cloud.restart()
    again: S3Client = cloud.client("s3")
    assert again.get_bucket_tagging(Bucket="lake")["TagSet"] == [
        {"Key": "cost", "Value": "1"},
        {"Key": "team", "Value": "b"},
    ]


def test_a_bucket_without_tags_says_so(s3: S3Client) -> None:
    with refused("NoSuchTagSet", 404, "The TagSet does not exist"):
        s3.get_bucket_tagging(Bucket="lake")
    s3.put_bucket_tagging(Bucket="lake", Tagging=tags(team="a"))
    s3.delete_bucket_tagging(Bucket="lake")
    with refused("NoSuchTagSet", 404):
        s3.get_bucket_tagging(Bucket="lake")


def test_tags_go_with_their_bucket(s3: S3Client) -> None:
    s3.put_bucket_tagging(Bucket="lake", Tagging=tags(team="a"))
    s3.delete_bucket(Bucket="lake")
    s3.create_bucket(Bucket="lake")
    with refused("NoSuchTagSet", 404):
        s3.get_bucket_tagging(Bucket="lake")


def test_wrong_tags_and_buckets_are_refused(s3: S3Client) -> None:
    with refused("NoSuchBucket", 404):
        s3.put_bucket_tagging(Bucket="missing", Tagging=tags(team="a"))
    twice: Any = {"TagSet": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}
    with refused("InvalidTag", 400, "multiple Tags with the same key"):
        s3.put_bucket_tagging(Bucket="lake", Tagging=twice)
    with refused("BadRequest", 400, "cannot be greater than 50"):
        s3.put_bucket_tagging(Bucket="lake", Tagging=tags(**{f"k{n}": "v" for n in range(51)}))
    with refused("InvalidTag", 400, "System tags cannot be added"):
        s3.put_bucket_tagging(Bucket="lake", Tagging={"TagSet": [{"Key": "aws:team", "Value": "a"}]})
    with refused("InvalidTag", 400, "TagKey you have provided is invalid"):
        s3.put_bucket_tagging(Bucket="lake", Tagging=tags(**{"k" * 129: "v"}))
    with refused("AccessDenied", 403):
        s3.get_bucket_tagging(Bucket="lake", ExpectedBucketOwner="123456789012")
