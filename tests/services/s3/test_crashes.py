"""A server killed in the middle of uploads."""

from __future__ import annotations

import hashlib
import threading
import time
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from tests.clouds import ProcessCloud

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MIB = 1024 * 1024


def content(writer: int, number: int) -> bytes:
    return f"{writer} {number} ".encode() * (20_000 + number * 7_000)


class Writer(threading.Thread):
    """Puts objects, some anew and some over the last, some in parts, until the server is gone."""

    def __init__(self, cloud: ProcessCloud, number: int) -> None:
        super().__init__()
        self.s3: S3Client = cloud.client("s3", max_pool_connections=2)
        self.number = number
        self.acknowledged: dict[str, bytes] = {}
        self.tried: dict[str, list[bytes]] = {}

    def run(self) -> None:
        turn = 0
        try:
            while True:
                turn += 1
                key = f"w{self.number}/{'same' if turn % 3 == 0 else turn}"
                body = content(self.number, turn % 40)
                self.tried.setdefault(key, []).append(body)
                if turn % 5 == 0:
                    self._in_parts(key, body)
                else:
                    self.s3.put_object(Bucket="lake", Key=key, Body=body)
                self.acknowledged[key] = body
                self.tried[key] = [body]
        except (BotoCoreError, ClientError, HTTPClientError):
            return

    def _in_parts(self, key: str, body: bytes) -> None:
        upload: Any = {"Bucket": "lake", "Key": key}
        upload["UploadId"] = self.s3.create_multipart_upload(**upload)["UploadId"]
        part = self.s3.upload_part(**upload, PartNumber=1, Body=body)
        parts: Any = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
        self.s3.complete_multipart_upload(**upload, MultipartUpload=parts)


def test_a_killed_server_comes_back_with_all_it_acknowledged_and_nothing_half(
    process_cloud: ProcessCloud,
) -> None:
    process_cloud.client("s3").create_bucket(Bucket="lake")
    writers = [Writer(process_cloud, number) for number in range(4)]
    for writer in writers:
        writer.start()
    while sum(len(writer.acknowledged) for writer in writers) < 60:
        time.sleep(0.01)
    process_cloud.kill()
    for writer in writers:
        writer.join()
    process_cloud.open()

    s3: S3Client = process_cloud.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="lake")
    listed = {item["Key"]: item["ETag"] for page in pages for item in page.get("Contents", [])}
    for writer in writers:
        assert writer.acknowledged.keys() <= listed.keys()
        for key in writer.tried.keys() & listed.keys():
            found = s3.get_object(Bucket="lake", Key=key)["Body"].read()
            assert found in (*writer.tried[key], writer.acknowledged.get(key))
            if key in writer.acknowledged and len(writer.tried[key]) == 1 and "-" not in listed[key]:
                assert listed[key] == f'"{hashlib.md5(found).hexdigest()}"'
    assert list((process_cloud.settings.home / "tmp").iterdir()) == []
