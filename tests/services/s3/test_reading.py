"""Reading objects through boto3 on a real socket."""

from __future__ import annotations

import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.clouds import CloudUnderTest
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.mark.parametrize(
    ("asked", "content", "shown"),
    [
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
        ("bytes=5-99", b"56789", "bytes 5-9/10"),
    ],
)
def test_a_range_is_that_part(s3: S3Client, asked: str, content: bytes, shown: str) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"0123456789")

    got = s3.get_object(Bucket="lake", Key="a", Range=asked)

    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert (got["Body"].read(), got["ContentRange"], got["ContentLength"]) == (content, shown, len(content))


@pytest.mark.parametrize("asked", ["bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=x"])
def test_a_range_that_is_none_is_the_whole_object(s3: S3Client, asked: str) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"0123456789")

    got = s3.get_object(Bucket="lake", Key="a", Range=asked)

    assert (got["ResponseMetadata"]["HTTPStatusCode"], got["Body"].read()) == (200, b"0123456789")


@pytest.mark.parametrize(
    ("content", "asked"), [(b"0123", "bytes=4-"), (b"0123", "bytes=-0"), (b"", "bytes=0-")]
)
def test_a_range_outside_the_object_is_invalid(s3: S3Client, content: bytes, asked: str) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=content)

    with refused("InvalidRange", 416, "The requested range is not satisfiable"):
        s3.get_object(Bucket="lake", Key="a", Range=asked)


def test_a_missing_key_is_no_such_key(s3: S3Client) -> None:
    with refused("NoSuchKey", 404, "The specified key does not exist."):
        s3.get_object(Bucket="lake", Key="missing")
    with refused("404", 404):
        s3.head_object(Bucket="lake", Key="missing")


def test_a_folder_is_no_object(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a/b", Body=b"x")

    for key in ("a", "a/", "a/b/c"):
        with refused("NoSuchKey", 404):
            s3.get_object(Bucket="lake", Key=key)


def test_a_file_written_by_spark_is_an_object(s3: S3Client, cloud: CloudUnderTest) -> None:
    folder = cloud.settings.home / "s3/lake/out"
    folder.mkdir()
    (folder / "part-0000").write_bytes(b"rows")

    got = s3.get_object(Bucket="lake", Key="out/part-0000")
    again = s3.head_object(Bucket="lake", Key="out/part-0000")
    (listed,) = s3.list_objects_v2(Bucket="lake")["Contents"]

    assert got["Body"].read() == b"rows"
    assert got["ETag"] == again["ETag"] == listed["ETag"]
    assert got["ETag"].endswith('-1"')


def test_conditions_decide_what_is_read(s3: S3Client) -> None:
    etag = s3.put_object(Bucket="lake", Key="a", Body=b"x")["ETag"]
    written = s3.head_object(Bucket="lake", Key="a")["LastModified"]
    earlier = written - timedelta(days=1)

    assert s3.get_object(Bucket="lake", Key="a", IfMatch=etag)["Body"].read() == b"x"
    assert s3.get_object(Bucket="lake", Key="a", IfNoneMatch='"other"')["Body"].read() == b"x"
    assert s3.get_object(Bucket="lake", Key="a", IfModifiedSince=earlier)["Body"].read() == b"x"
    assert s3.get_object(Bucket="lake", Key="a", IfUnmodifiedSince=written)["Body"].read() == b"x"
    with refused("PreconditionFailed", 412):
        s3.get_object(Bucket="lake", Key="a", IfMatch='"other"')
    with refused("PreconditionFailed", 412):
        s3.get_object(Bucket="lake", Key="a", IfUnmodifiedSince=earlier)
    with refused("304", 304):
        s3.get_object(Bucket="lake", Key="a", IfNoneMatch=etag)
    with refused("304", 304):
        s3.head_object(Bucket="lake", Key="a", IfModifiedSince=datetime.now(UTC) - timedelta(seconds=0))


def test_a_matching_etag_outweighs_the_time(s3: S3Client) -> None:
    etag = s3.put_object(Bucket="lake", Key="a", Body=b"x")["ETag"]
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)

    assert (
        s3.get_object(Bucket="lake", Key="a", IfMatch=etag, IfUnmodifiedSince=long_ago)["ContentLength"] == 1
    )


def test_a_presigned_url_reads_and_writes(s3: S3Client) -> None:
    put = s3.generate_presigned_url("put_object", Params={"Bucket": "lake", "Key": "a b"})
    get = s3.generate_presigned_url(
        "get_object", Params={"Bucket": "lake", "Key": "a b", "ResponseContentType": "text/csv"}
    )

    with urllib.request.urlopen(urllib.request.Request(put, b"1,2", method="PUT")):
        pass
    with urllib.request.urlopen(get) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (b"1,2", "text/csv")


@pytest.mark.parametrize("host", ["lake.localhost", "lake.s3.localhost", "lake.s3.eu-west-1.localhost"])
def test_the_bucket_may_be_in_the_host(s3: S3Client, cloud: CloudUnderTest, host: str) -> None:
    s3.put_object(Bucket="lake", Key="a/b", Body=b"x")
    port = cloud.url.rpartition(":")[2]

    def get(path: str, name: str) -> bytes:
        request = urllib.request.Request(f"{cloud.url}{path}", headers={"Host": f"{name}:{port}"})
        with urllib.request.urlopen(request) as answer:
            content: bytes = answer.read()
            return content

    assert get("/a/b", host) == b"x"
    assert b"<Key>a/b</Key>" in get("/?list-type=2", host)
    assert get("/lake/a/b", "s3.localhost") == b"x"


def test_what_a_reader_has_begun_it_reads_to_the_end(s3: S3Client) -> None:
    old, new = b"o" * 8_000_000, b"n" * 8_000_000
    s3.put_object(Bucket="lake", Key="a", Body=old)

    body = s3.get_object(Bucket="lake", Key="a")["Body"]
    begun = body.read(100)
    s3.put_object(Bucket="lake", Key="a", Body=new)

    assert begun + body.read() == old
    assert s3.get_object(Bucket="lake", Key="a")["Body"].read() == new


@pytest.mark.parametrize("spelling", ["ENABLED", "enabled"])
def test_checksums_are_asked_for_in_any_case(s3: S3Client, cloud: CloudUnderTest, spelling: str) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"1", ChecksumAlgorithm="SHA256")
    asked = urllib.request.Request(f"{cloud.url}/lake/a", headers={"x-amz-checksum-mode": spelling})

    with urllib.request.urlopen(asked) as answer:
        assert answer.read() == b"1"
        assert answer.headers["x-amz-checksum-sha256"] == "a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s="
