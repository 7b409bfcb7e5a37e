"""Fixtures of S3's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clouds import CloudUnderTest

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def s3(cloud: CloudUnderTest) -> S3Client:
    """A client of a fresh S3 with an empty bucket `lake`."""
    client: S3Client = cloud.client("s3")
    client.create_bucket(Bucket="lake")
    return client
