"""Tags of objects through boto3 on a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.clouds import CloudUnderTest, ProcessCloud
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def given(**pairs: str) -> Any:
    return {"TagSet": [{"Key": key, "Value": value} for key, value in pairs.items()]}


def tags(s3: S3Client, key: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in s3.get_object_tagging(Bucket="lake", Key=key)["TagSet"]}


def test_a_tag_set_is_replaced_whole_and_changes_nothing_else(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a/b c", Body=b"x", ContentType="text/csv", Metadata={"k": "v"})
    before = s3.head_object(Bucket="lake", Key="a/b c")
    s3.put_object_tagging(Bucket="lake", Key="a/b c", Tagging=given(stage="raw", team="a"))
    s3.put_object_tagging(Bucket="lake", Key="a/b c", Tagging=given(team="b", cost="", owner="é @1"))

    after = s3.get_object(Bucket="lake", Key="a/b c")
    listed = s3.get_object_tagging(Bucket="lake", Key="a/b c")["TagSet"]

    assert listed == [
        {"Key": "cost", "Value": ""},
        {"Key": "owner", "Value": "é @1"},
        {"Key": "team", "Value": "b"},
    ]
    assert after["Body"].read() == b"x"
    for member in ("ETag", "LastModified", "ContentType", "Metadata"):
        assert after[member] == before[member]


def test_tags_are_counted_where_there_are_any(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x")
    assert "TagCount" not in s3.get_object(Bucket="lake", Key="a")
    assert tags(s3, "a") == {}

    s3.put_object_tagging(Bucket="lake", Key="a", Tagging=given(one="1", two="2"))
    assert s3.get_object(Bucket="lake", Key="a")["TagCount"] == 2
    assert s3.head_object(Bucket="lake", Key="a")["TagCount"] == 2

    answer = s3.delete_object_tagging(Bucket="lake", Key="a")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert "TagCount" not in s3.head_object(Bucket="lake", Key="a")
    assert tags(s3, "a") == {}


def test_tags_outlive_a_killed_server(process_cloud: ProcessCloud) -> None:
    s3: S3Client = process_cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    s3.put_object(Bucket="lake", Key="a", Body=b"x")
    s3.put_object_tagging(Bucket="lake", Key="a", Tagging=given(team="a"))
    process_cloud.kill()
    process_cloud.open()

    assert tags(process_cloud.client("s3"), "a") == {"team": "a"}


def test_a_file_written_by_spark_is_tagged_and_an_overwritten_one_is_not(
    s3: S3Client, cloud: CloudUnderTest
) -> None:
    file = cloud.settings.home / "s3/lake/part-0000"
    file.write_bytes(b"rows")
    etag = s3.head_object(Bucket="lake", Key="part-0000")["ETag"]

    s3.put_object_tagging(Bucket="lake", Key="part-0000", Tagging=given(team="a"))
    assert tags(s3, "part-0000") == {"team": "a"}
    assert s3.head_object(Bucket="lake", Key="part-0000")["ETag"] == etag

    file.write_bytes(b"other rows")
    assert tags(s3, "part-0000") == {}


def test_tags_go_with_their_object(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x", Tagging="team=a")
    s3.put_object(Bucket="lake", Key="a", Body=b"x")
    assert tags(s3, "a") == {}

    s3.put_object_tagging(Bucket="lake", Key="a", Tagging=given(team="a"))
    s3.delete_object(Bucket="lake", Key="a")
    with refused("NoSuchKey", 404):
        s3.get_object_tagging(Bucket="lake", Key="a")
    s3.put_object(Bucket="lake", Key="a", Body=b"x")
    assert tags(s3, "a") == {}


def test_a_folder_marker_has_tags_too(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a/", Body=b"")

    s3.put_object_tagging(Bucket="lake", Key="a/", Tagging=given(team="a"))

    assert tags(s3, "a/") == {"team": "a"}
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == ["a/"]


def test_a_writer_may_bring_tags(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x", Tagging="team=a%3Db&cost+centre=%C3%A9&flag")
    assert tags(s3, "a") == {"cost centre": "é", "flag": "", "team": "a=b"}

    upload: Any = {"Bucket": "lake", "Key": "big"}
    upload["UploadId"] = s3.create_multipart_upload(**upload, Tagging="team=a")["UploadId"]
    part = s3.upload_part(**upload, PartNumber=1, Body=b"x")
    parts: Any = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.complete_multipart_upload(**upload, MultipartUpload=parts)
    assert tags(s3, "big") == {"team": "a"}


def test_a_copy_has_its_sources_tags_unless_it_is_given_its_own(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x", Tagging="team=a", Metadata={"k": "v"})

    s3.copy_object(Bucket="lake", Key="same", CopySource="lake/a", MetadataDirective="REPLACE")
    s3.copy_object(Bucket="lake", Key="kept", CopySource="lake/a", Tagging="team=b")
    s3.copy_object(
        Bucket="lake", Key="own", CopySource="lake/a", TaggingDirective="REPLACE", Tagging="team=b"
    )
    s3.copy_object(Bucket="lake", Key="none", CopySource="lake/a", TaggingDirective="REPLACE")

    assert [tags(s3, key) for key in ("same", "kept", "own", "none")] == [
        {"team": "a"},
        {"team": "a"},
        {"team": "b"},
        {},
    ]
    assert s3.head_object(Bucket="lake", Key="own")["Metadata"] == {"k": "v"}
    assert "TagCount" not in s3.head_object(Bucket="lake", Key="none")


def test_wrong_tags_are_refused_and_leave_the_right_ones(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x", Tagging="team=a")
    twice: Any = {"TagSet": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}
    for wrong, code, words in (
        (twice, "InvalidTag", "multiple Tags with the same key"),
        (given(**{f"k{n}": "v" for n in range(11)}), "BadRequest", "Object tags cannot be greater than 10"),
        (given(**{"aws:x": "v"}), "InvalidTag", "cannot be prefixed with aws:"),
        (given(**{"k" * 129: "v"}), "InvalidTag", "The TagKey you have provided is invalid"),
        (given(**{"k?": "v"}), "InvalidTag", "The TagKey you have provided is invalid"),
        (given(k="v" * 257), "InvalidTag", "The TagValue you have provided is invalid"),
    ):
        with refused(code, 400, words):
            s3.put_object_tagging(Bucket="lake", Key="a", Tagging=wrong)
    with refused("NoSuchKey", 404):
        s3.put_object_tagging(Bucket="lake", Key="missing", Tagging=given(team="a"))
    with refused("NoSuchKey", 404):
        s3.delete_object_tagging(Bucket="lake", Key="missing")
    with refused("NoSuchBucket", 404):
        s3.get_object_tagging(Bucket="missing", Key="a")

    assert tags(s3, "a") == {"team": "a"}
    s3.put_object_tagging(Bucket="lake", Key="a", Tagging=given(**{"k" * 128: "v" * 256}))


@pytest.mark.parametrize("header", ["a=1&a=2", "TagSet=[{Key=a,Value=b}]", "=b", "a=%ff"])
def test_a_header_of_tags_must_be_a_query(s3: S3Client, header: str) -> None:
    with refused("InvalidArgument", 400, "The header 'x-amz-tagging' shall be encoded as UTF-8"):
        s3.put_object(Bucket="lake", Key="a", Body=b"x", Tagging=header)
    with refused("NoSuchKey", 404):
        s3.get_object(Bucket="lake", Key="a")
