"""Multipart uploads through boto3 on a real socket."""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from boto3.s3.transfer import TransferConfig

from tests.clouds import CloudUnderTest, ProcessCloud
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MIB = 1024 * 1024


def begun(s3: S3Client, key: str = "big", **more: Any) -> dict[str, Any]:
    upload = s3.create_multipart_upload(Bucket="lake", Key=key, **more)
    return {"Bucket": "lake", "Key": key, "UploadId": upload["UploadId"]}


def sent(s3: S3Client, upload: dict[str, Any], number: int, content: bytes) -> dict[str, Any]:
    return {"PartNumber": number, "ETag": s3.upload_part(**upload, PartNumber=number, Body=content)["ETag"]}


def test_parts_in_any_order_become_one_object(s3: S3Client, cloud: CloudUnderTest) -> None:
    upload = begun(s3, ContentType="text/csv", Metadata={"k": "v"})
    two = sent(s3, upload, 2, b"2" * MIB)
    sent(s3, upload, 1, b"replaced" * MIB)
    one = sent(s3, upload, 1, b"1" * 5 * MIB)

    assert s3.list_objects_v2(Bucket="lake")["KeyCount"] == 0
    done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [one, two]})  # type: ignore[list-item]

    digests = hashlib.md5(b"1" * 5 * MIB).digest() + hashlib.md5(b"2" * MIB).digest()
    got = s3.get_object(Bucket="lake", Key="big")
    assert got["Body"].read() == b"1" * 5 * MIB + b"2" * MIB
    assert done["ETag"] == got["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-2"'
    assert (got["ContentType"], got["Metadata"]) == ("text/csv", {"k": "v"})
    assert list((cloud.settings.home / "uploads").iterdir()) == []
    with refused("NoSuchUpload", 404):
        s3.list_parts(**upload)


def test_boto3s_transfer_takes_any_size(s3: S3Client) -> None:
    content = bytes(range(256)) * 4 * 1024 * 21
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB, max_concurrency=4)

    s3.upload_fileobj(io.BytesIO(content), "lake", "big", Config=config)
    target = io.BytesIO()
    s3.download_fileobj("lake", "big", target, Config=config)

    assert target.getvalue() == content
    assert s3.head_object(Bucket="lake", Key="big")["ETag"].endswith('-5"')


def test_parts_survive_a_restart(s3: S3Client, cloud: CloudUnderTest) -> None:
    upload = begun(s3)
    one = sent(s3, upload, 1, b"1" * 5 * MIB)
    cloud.restart()

    again: S3Client = cloud.client("s3")
    (listed,) = again.list_parts(**upload)["Parts"]
    two = sent(again, upload, 2, b"2")
    again.complete_multipart_upload(**upload, MultipartUpload={"Parts": [one, two]})  # type: ignore[list-item]

    assert (listed["PartNumber"], listed["Size"], listed["ETag"]) == (1, 5 * MIB, one["ETag"])
    assert again.head_object(Bucket="lake", Key="big")["ContentLength"] == 5 * MIB + 1


def test_an_aborted_upload_leaves_nothing(s3: S3Client, cloud: CloudUnderTest) -> None:
    upload = begun(s3)
    sent(s3, upload, 1, b"x")

    s3.abort_multipart_upload(**upload)

    with refused("NoSuchUpload", 404, "The specified upload does not exist"):
        s3.upload_part(**upload, PartNumber=2, Body=b"x")
    with refused("NoSuchUpload", 404):
        s3.abort_multipart_upload(**upload)
    assert list((cloud.settings.home / "uploads").iterdir()) == []
    assert list((cloud.settings.home / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ([], "MalformedXML"),
        ([{"PartNumber": 1, "ETag": '"wrong"'}], "InvalidPart"),
        ([{"PartNumber": 7, "ETag": '"9dd4e461268c8034f5c8564e155c67a6"'}], "InvalidPart"),
        ([{"PartNumber": 2, "ETag": "X"}, {"PartNumber": 1, "ETag": "X"}], "InvalidPartOrder"),
        ([{"PartNumber": 1, "ETag": "X"}, {"PartNumber": 2, "ETag": "X"}], "EntityTooSmall"),
    ],
)
def test_a_wrong_list_of_parts_completes_nothing(
    s3: S3Client, chosen: list[dict[str, Any]], code: str
) -> None:
    upload = begun(s3)
    etags = {n: sent(s3, upload, n, b"x")["ETag"] for n in (1, 2)}
    parts = [{**part, "ETag": etags[part["PartNumber"]]} if part["ETag"] == "X" else part for part in chosen]

    with refused(code, 400):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})  # type: ignore[typeddict-item]

    assert s3.list_objects_v2(Bucket="lake")["KeyCount"] == 0
    assert len(s3.list_parts(**upload)["Parts"]) == 2


def test_a_part_with_a_wrong_checksum_is_no_part(s3: S3Client) -> None:
    upload = begun(s3, ChecksumAlgorithm="CRC32")
    right = base64.b64encode(zlib.crc32(b"x").to_bytes(4, "big")).decode()

    with refused("BadDigest", 400):
        s3.upload_part(**upload, PartNumber=1, Body=b"x", ChecksumCRC32="AAAAAA==")
    assert "Parts" not in s3.list_parts(**upload)

    s3.upload_part(**upload, PartNumber=1, Body=b"x", ChecksumCRC32=right)
    assert s3.list_parts(**upload)["Parts"][0]["ChecksumCRC32"] == right


@pytest.mark.parametrize("number", [0, 10_001])
def test_a_part_number_is_one_to_ten_thousand(s3: S3Client, number: int) -> None:
    upload = begun(s3)

    with refused("InvalidArgument", 400, "Part number"):
        s3.upload_part(**upload, PartNumber=number, Body=b"x")


def test_a_completion_may_be_conditional(s3: S3Client) -> None:
    upload = begun(s3)
    part = sent(s3, upload, 1, b"new")
    s3.put_object(Bucket="lake", Key="big", Body=b"old")
    parts: Any = {"Parts": [part]}

    with refused("PreconditionFailed", 412):
        s3.complete_multipart_upload(**upload, MultipartUpload=parts, IfNoneMatch="*")
    s3.complete_multipart_upload(**upload, MultipartUpload=parts)

    assert s3.get_object(Bucket="lake", Key="big")["Body"].read() == b"new"


def test_a_part_may_be_copied_from_a_range(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="source", Body=b"0123456789")
    upload = begun(s3)

    copied = s3.upload_part_copy(
        **upload, PartNumber=1, CopySource="lake/source", CopySourceRange="bytes=2-5"
    )
    parts: Any = {"Parts": [{"PartNumber": 1, "ETag": copied["CopyPartResult"]["ETag"]}]}
    s3.complete_multipart_upload(**upload, MultipartUpload=parts)

    assert s3.get_object(Bucket="lake", Key="big")["Body"].read() == b"2345"


def test_uploads_and_parts_are_listed_in_pages(s3: S3Client) -> None:
    uploads = [begun(s3, key) for key in ("a/1", "a/1", "a/2", "b")]
    for number in range(1, 6):
        sent(s3, uploads[0], number, b"x")

    pages = s3.get_paginator("list_multipart_uploads").paginate(
        Bucket="lake", PaginationConfig={"PageSize": 1}
    )
    parts = s3.get_paginator("list_parts").paginate(**uploads[0], PaginationConfig={"PageSize": 2})
    rolled = s3.list_multipart_uploads(Bucket="lake", Delimiter="/")

    assert [u["UploadId"] for page in pages for u in page["Uploads"]] == [u["UploadId"] for u in uploads]
    assert [[p["PartNumber"] for p in page["Parts"]] for page in parts] == [[1, 2], [3, 4], [5]]
    assert [p["Prefix"] for p in rolled["CommonPrefixes"]] == ["a/"]
    assert [u["Key"] for u in rolled["Uploads"]] == ["b"]


def test_a_folder_cannot_come_in_parts(s3: S3Client) -> None:
    with refused("NotEmulated", 501, "multipart upload to the folder"):
        s3.create_multipart_upload(Bucket="lake", Key="folder/")


def test_a_killed_server_keeps_every_part_that_it_acknowledged(process_cloud: ProcessCloud) -> None:
    s3: S3Client = process_cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    upload = begun(s3)
    parts: Any = {"Parts": [sent(s3, upload, 1, b"1" * 5 * MIB), sent(s3, upload, 2, b"2")]}
    process_cloud.kill()
    process_cloud.open()

    again: S3Client = process_cloud.client("s3")
    again.complete_multipart_upload(**upload, MultipartUpload=parts)

    assert again.get_object(Bucket="lake", Key="big")["Body"].read() == b"1" * 5 * MIB + b"2"
