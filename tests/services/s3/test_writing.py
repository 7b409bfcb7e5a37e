"""Writing objects through boto3 and by hand on a real socket."""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from tests.clouds import CloudUnderTest
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def send(cloud: CloudUnderTest, method: str, path: str, body: Any, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(cloud.url).netloc, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def test_an_object_written_is_a_file_and_reads_back(s3: S3Client, cloud: CloudUnderTest) -> None:
    put = s3.put_object(
        Bucket="lake",
        Key="a/b c+d é%.txt",
        Body=b"hello",
        ContentType="text/plain",
        ContentEncoding="identity",
        CacheControl="no-cache",
        Metadata={"source": "test"},
    )
    got = s3.get_object(Bucket="lake", Key="a/b c+d é%.txt")

    assert put["ETag"] == '"5d41402abc4b2a76b9719d911017c592"'
    assert got["Body"].read() == b"hello"
    assert (got["ETag"], got["ContentType"], got["ContentLength"]) == (put["ETag"], "text/plain", 5)
    assert (got["ContentEncoding"], got["CacheControl"]) == ("identity", "no-cache")
    assert got["Metadata"] == {"source": "test"}
    assert (cloud.settings.home / "s3/lake/a/b c+d é%.txt").read_bytes() == b"hello"


def test_metadata_survives_a_restart_and_not_a_change_of_the_file(
    s3: S3Client, cloud: CloudUnderTest
) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"hello", ContentType="text/plain")
    cloud.restart()
    again: S3Client = cloud.client("s3")
    assert again.head_object(Bucket="lake", Key="a")["ContentType"] == "text/plain"

    (cloud.settings.home / "s3/lake/a").write_bytes(b"HELLO")

    head = again.head_object(Bucket="lake", Key="a")
    assert head["ContentType"] == "binary/octet-stream"
    assert head["ETag"].endswith('-1"')
    assert head["ETag"] != '"5d41402abc4b2a76b9719d911017c592"'


def test_a_big_object_streams(s3: S3Client) -> None:
    content = bytes(range(256)) * 4096 * 5

    s3.put_object(Bucket="lake", Key="big", Body=io.BytesIO(content))

    assert s3.get_object(Bucket="lake", Key="big")["Body"].read() == content


@pytest.mark.parametrize("key", ["../outside", "a/../../outside", "a/.@b", "x" * 256])
def test_a_key_cannot_leave_its_bucket(s3: S3Client, cloud: CloudUnderTest, key: str) -> None:
    with refused("InvalidRequest", 400, "cannot hold the key"):
        s3.put_object(Bucket="lake", Key=key, Body=b"x")

    assert list((cloud.settings.home / "s3/lake").iterdir()) == []
    with refused("NoSuchKey", 404):
        s3.get_object(Bucket="lake", Key=key)


@pytest.mark.parametrize(
    "path", ["/lake/../../state.sqlite", "/lake/%2e%2e/%2e%2e/state.sqlite", "/../lake/x"]
)
def test_a_path_cannot_leave_the_lake(s3: S3Client, cloud: CloudUnderTest, path: str) -> None:
    status, content = send(cloud, "GET", path, None)

    assert status == 404
    assert b"NoSuch" in content


def test_a_wrong_digest_leaves_the_old_object(s3: S3Client, cloud: CloudUnderTest) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"old")
    wrong = base64.b64encode(hashlib.md5(b"other").digest()).decode()

    with refused("BadDigest", 400, "Content-MD5"):
        s3.put_object(Bucket="lake", Key="a", Body=b"new", ContentMD5=wrong)
    with refused("BadDigest", 400, "SHA256"):
        s3.put_object(Bucket="lake", Key="a", Body=b"new", ChecksumSHA256="d29yZHM=")
    with refused("BadDigest", 400, "CRC32"):
        s3.put_object(Bucket="lake", Key="a", Body=b"new", ChecksumCRC32="AAAAAA==")
    with refused("InvalidDigest", 400):
        s3.put_object(Bucket="lake", Key="a", Body=b"new", ContentMD5="short")

    assert s3.get_object(Bucket="lake", Key="a")["Body"].read() == b"old"
    assert list((cloud.settings.home / "tmp").iterdir()) == []


def test_a_right_digest_is_shown_again(s3: S3Client) -> None:
    digest = base64.b64encode(hashlib.sha256(b"hello").digest()).decode()

    s3.put_object(Bucket="lake", Key="a", Body=b"hello", ChecksumSHA256=digest)

    assert s3.head_object(Bucket="lake", Key="a", ChecksumMode="ENABLED")["ChecksumSHA256"] == digest


def chunked(content: bytes, checksum: str, size: int = 7) -> bytes:
    pieces = [content[i : i + size] for i in range(0, len(content), size)]
    body = b"".join(b"%x;chunk-signature=%s\r\n%s\r\n" % (len(p), b"0" * 64, p) for p in pieces)
    return (
        body
        + b"0;chunk-signature="
        + b"0" * 64
        + b"\r\nx-amz-checksum-crc32:"
        + checksum.encode()
        + b"\r\n\r\n"
    )


@pytest.mark.parametrize(
    "kind", ["STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"]
)
def test_aws_chunked_bodies_are_decoded_and_their_trailer_is_checked(
    s3: S3Client, cloud: CloudUnderTest, kind: str
) -> None:
    content = b"the quick brown fox jumps over the lazy dog"
    right = base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()
    headers = {
        "x_amz_content_sha256": kind,
        "content_encoding": "aws-chunked",
        "x_amz_decoded_content_length": str(len(content)),
        "x_amz_sdk_checksum_algorithm": "CRC32",
        "x_amz_trailer": "x-amz-checksum-crc32",
    }

    assert send(cloud, "PUT", "/lake/right", chunked(content, right), **headers)[0] == 200
    status, answer = send(cloud, "PUT", "/lake/wrong", chunked(content, "AAAAAA=="), **headers)
    assert (status, b"BadDigest" in answer) == (400, True)
    for cut in (5, 40, 90, 130, 200):
        status, answer = send(cloud, "PUT", "/lake/cut", chunked(content, right)[:-cut], **headers)
        assert (status, b"IncompleteBody" in answer or b"BadDigest" in answer) == (400, True)

    head = s3.get_object(Bucket="lake", Key="right", ChecksumMode="ENABLED")
    assert (head["Body"].read(), head["ChecksumCRC32"]) == (content, right)
    assert "content-encoding" not in head["ResponseMetadata"]["HTTPHeaders"]
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == ["right"]


def test_what_comes_out_of_a_pipe_is_taken(s3: S3Client) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"one two")
    os.close(writer)

    with os.fdopen(reader, "rb") as pipe:
        s3.upload_fileobj(pipe, "lake", "streamed")

    assert s3.get_object(Bucket="lake", Key="streamed")["Body"].read() == b"one two"


def test_a_write_if_none_match_is_first_come_first_served(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"first", IfNoneMatch="*")

    with refused("PreconditionFailed", 412, "pre-conditions"):
        s3.put_object(Bucket="lake", Key="a", Body=b"second", IfNoneMatch="*")

    assert s3.get_object(Bucket="lake", Key="a")["Body"].read() == b"first"


def test_a_write_if_match_replaces_only_what_the_writer_saw(s3: S3Client) -> None:
    seen = s3.put_object(Bucket="lake", Key="a", Body=b"one")["ETag"]
    s3.put_object(Bucket="lake", Key="a", Body=b"two", IfMatch=seen)

    with refused("PreconditionFailed", 412):
        s3.put_object(Bucket="lake", Key="a", Body=b"three", IfMatch=seen)
    with refused("NoSuchKey", 404):
        s3.put_object(Bucket="lake", Key="missing", Body=b"x", IfMatch=seen)

    assert s3.get_object(Bucket="lake", Key="a")["Body"].read() == b"two"


def test_of_many_conditional_writers_one_wins(s3: S3Client) -> None:
    def write(number: int) -> int:
        try:
            s3.put_object(Bucket="lake", Key="_delta_log/0.json", Body=str(number).encode(), IfNoneMatch="*")
        except ClientError as error:
            return -1 if error.response["Error"]["Code"] == "PreconditionFailed" else number
        return number

    with ThreadPoolExecutor(8) as pool:
        winners = [number for number in pool.map(write, range(32)) if number >= 0]

    assert len(winners) == 1
    assert s3.get_object(Bucket="lake", Key="_delta_log/0.json")["Body"].read() == str(winners[0]).encode()


def test_no_increment_is_lost_between_writers_that_compare(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="count", Body=b"0")

    def increment(_: int) -> None:
        while True:
            seen = s3.get_object(Bucket="lake", Key="count")
            value = str(int(seen["Body"].read()) + 1).encode()
            try:
                s3.put_object(Bucket="lake", Key="count", Body=value, IfMatch=seen["ETag"])
            except ClientError:
                continue
            return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(increment, range(24)))

    assert s3.get_object(Bucket="lake", Key="count")["Body"].read() == b"24"


def test_a_folder_marker_is_listed_and_holds_no_bytes(s3: S3Client, cloud: CloudUnderTest) -> None:
    s3.put_object(Bucket="lake", Key="customer/landing/", Body=b"")

    assert (cloud.settings.home / "s3/lake/customer/landing").is_dir()
    assert s3.head_object(Bucket="lake", Key="customer/landing/")["ContentLength"] == 0
    assert s3.get_object(Bucket="lake", Key="customer/landing/")["Body"].read() == b""
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == ["customer/landing/"]
    with refused("InvalidRequest", 400, "holds no bytes"):
        s3.put_object(Bucket="lake", Key="full/", Body=b"x")


def test_what_lets_others_in_is_refused_by_name(s3: S3Client) -> None:
    with refused("NotEmulated", 501, "public-read"):
        s3.put_object(Bucket="lake", Key="a", Body=b"x", ACL="public-read")
    s3.put_object(Bucket="lake", Key="a", Body=b"x", ACL="bucket-owner-full-control")


def test_encryption_is_shown_again(s3: S3Client) -> None:
    put = s3.put_object(Bucket="lake", Key="a", Body=b"x", ServerSideEncryption="AES256")

    assert put["ServerSideEncryption"] == "AES256"
    assert s3.head_object(Bucket="lake", Key="a")["ServerSideEncryption"] == "AES256"


def test_metadata_may_be_two_kilobytes(s3: S3Client) -> None:
    with refused("MetadataTooLarge", 400):
        s3.put_object(Bucket="lake", Key="a", Body=b"x", Metadata={"long": "x" * 2048})


def test_a_key_is_at_most_1024_bytes(s3: S3Client) -> None:
    with refused("KeyTooLongError", 400, "Your key is too long"):
        s3.put_object(Bucket="lake", Key="/".join(["x" * 200] * 6), Body=b"")


def test_an_upload_that_breaks_off_leaves_nothing(s3: S3Client, cloud: CloudUnderTest) -> None:
    connection = http.client.HTTPConnection(urlsplit(cloud.url).netloc, timeout=30)
    connection.putrequest("PUT", "/lake/half")
    connection.putheader("Content-Length", str(8 * 1024 * 1024))
    connection.endheaders()
    connection.send(b"x" * 3 * 1024 * 1024)
    connection.close()

    assert s3.list_objects_v2(Bucket="lake")["KeyCount"] == 0
