"""Objects with all their versions, listed and deleted for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from boathouse.errors import DeployError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from boathouse.deploy.account import Account

_BATCH = 1000  # DeleteObjects takes no more


def versions(s3: S3Client, account: Account, bucket: str, prefix: str = "") -> Iterator[dict[str, str]]:
    """Every version of every object under a prefix, and every mark of a deletion."""
    if account.emulated:  # has no versions
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            yield from ({"Key": item["Key"]} for item in page.get("Contents", []))
        return
    listing = s3.get_paginator("list_object_versions")
    for listed in listing.paginate(Bucket=bucket, Prefix=prefix, **account.owner):
        for item in [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]:
            yield {"Key": item["Key"], "VersionId": item["VersionId"]}


def erase(s3: S3Client, account: Account, bucket: str, doomed: Iterable[dict[str, str]]) -> None:
    """Delete these versions. Raises DeployError if one stays."""
    batch: list[dict[str, str]] = []
    for version in doomed:
        batch.append(version)
        if len(batch) == _BATCH:
            _erase(s3, account, bucket, batch)
            batch = []
    if batch:
        _erase(s3, account, bucket, batch)


def _erase(s3: S3Client, account: Account, bucket: str, batch: list[dict[str, str]]) -> None:
    order = cast(Any, {"Objects": batch, "Quiet": True})
    errors = s3.delete_objects(Bucket=bucket, Delete=order, **account.owner).get("Errors", [])
    if errors:
        told = errors[0]
        message = f"{len(errors)} objects cannot be deleted: {told.get('Code')}: {told.get('Message')}."
        raise DeployError(message, where=f"s3://{bucket}/{told.get('Key')}")
