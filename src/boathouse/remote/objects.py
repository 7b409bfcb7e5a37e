"""The S3 server as the remote lake talks to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from boathouse import sessions
from boathouse.errors import ServiceError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_KEY = "boathouse"  # the server takes any; these can never be somebody's real ones
_MISSING = ("404", "NoSuchKey", "NoSuchBucket")
_KEPT = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Metadata",
)


@dataclass(frozen=True)
class Remote:
    """One object as the server lists it."""

    key: str
    etag: str
    size: int
    modified_ns: int
    properties: dict[str, Any] = field(default_factory=dict)
    """What PutObject has to be told to make the same object again."""


class Objects:
    """The few calls that the remote lake makes; every failure is an S3 error that names the server."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        session = sessions.session(
            aws_access_key_id=_KEY, aws_secret_access_key=_KEY, region_name="us-east-1"
        )
        config = Config(
            s3={"addressing_style": "path"},
            proxies={},
            connect_timeout=5,
            read_timeout=60,
            max_pool_connections=32,
            retries={"total_max_attempts": 2},
        )
        self._s3: S3Client = session.client("s3", endpoint_url=endpoint, config=config)

    def buckets(self) -> dict[str, str]:
        """Name every bucket, with the moment of its creation."""
        with self._spoken():
            found = self._s3.list_buckets()["Buckets"]
        return {bucket["Name"]: bucket["CreationDate"].isoformat() for bucket in found}

    def create(self, bucket: str) -> None:
        """Create a bucket."""
        with self._spoken():
            self._s3.create_bucket(Bucket=bucket)

    def list(self, bucket: str, prefix: str) -> Iterator[Remote]:
        """List the objects under a prefix, in the order of their keys."""
        with self._spoken():
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                for found in page.get("Contents", []):
                    yield Remote(found["Key"], found["ETag"], found["Size"], _ns(found["LastModified"]))

    def head(self, bucket: str, key: str) -> Remote | None:
        """Look one object up; None if it is not there."""
        try:
            with self._spoken():
                return _described(key, self._s3.head_object(Bucket=bucket, Key=key))
        except ServiceError as error:
            if error.code in _MISSING:
                return None
            raise

    def fetch(self, bucket: str, key: str) -> tuple[Remote, Iterator[bytes]] | None:
        """Get one object, its bytes piece by piece; None if it has gone meanwhile."""
        try:
            with self._spoken():
                answer = self._s3.get_object(Bucket=bucket, Key=key)
        except ServiceError as error:
            if error.code in _MISSING:
                return None
            raise
        return _described(key, answer), self._pieces(answer["Body"])

    def put(self, bucket: str, key: str, file: Path | None, properties: dict[str, Any]) -> Remote:
        """Write one object from a file (none: an empty one), in several parts if it is large."""
        with self._spoken():
            if file is None:
                self._s3.put_object(Bucket=bucket, Key=key, Body=b"", **properties)
            else:
                self._s3.upload_file(str(file), bucket, key, ExtraArgs=properties or None)
        written = self.head(bucket, key)
        if written is None:
            raise ServiceError("NoSuchKey", "The object was deleted while it was written.", status=404)
        return written

    def delete(self, bucket: str, key: str) -> None:
        """Delete one object; none is no error."""
        with self._spoken():
            self._s3.delete_object(Bucket=bucket, Key=key)

    def _pieces(self, body: Any) -> Iterator[bytes]:
        with self._spoken(), body:
            yield from body.iter_chunks(1 << 20)

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            told = error.response["Error"]
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
            raise ServiceError(
                str(told.get("Code")), str(told.get("Message", "")), status=int(status)
            ) from error
        except BotoCoreError as error:
            raise unreachable(self.endpoint, error) from error


def unreachable(endpoint: str, error: object) -> ServiceError:
    """The error of a call that the S3 server did not answer."""
    return ServiceError(
        "ServiceUnavailable",
        f"The S3 server at {endpoint} does not answer ({error}). Is its container up?",
        status=503,
    )


def _described(key: str, answer: Any) -> Remote:
    kept = {name: answer[name] for name in _KEPT if answer.get(name)}
    return Remote(key, answer["ETag"], answer["ContentLength"], _ns(answer["LastModified"]), kept)


def _ns(moment: datetime) -> int:
    return int(moment.timestamp() * 1000) * 1_000_000
