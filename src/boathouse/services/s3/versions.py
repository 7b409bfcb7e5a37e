"""Versions: no bucket has versioning, so that each object is its only version, called `null`."""

from __future__ import annotations

from typing import Any

from boathouse.errors import ServiceError
from boathouse.services.s3.keeper import Keeper
from boathouse.services.s3.listings import Listings, spelled

Record = dict[str, Any]

ONLY = "null"
"""The version of an object in a bucket that never had versioning."""

_PAGE = 1000


class Versions:
    """What a bucket without versioning says of versions."""

    def __init__(self, keeper: Keeper, listings: Listings) -> None:
        self.keeper, self.listings = keeper, listings

    def get_bucket_versioning(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Answer nothing, as of every bucket that never had versioning.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        return {}

    def list_object_versions(
        self,
        bucket: str,
        delimiter: str = "",
        encoding_type: str | None = None,
        key_marker: str = "",
        max_keys: int = _PAGE,
        prefix: str = "",
        version_id_marker: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """List a page of the objects of a bucket, each as its only version.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        _check_marker(key_marker, version_id_marker)
        page = self.listings.page(bucket, prefix, delimiter, key_marker, max_keys)
        found = page.objects(encoding_type, owner=True)
        answer = page.frame(encoding_type) | {
            "Name": bucket,
            "KeyMarker": spelled(key_marker, encoding_type),
            "VersionIdMarker": version_id_marker or "",
            "Versions": [item | {"VersionId": ONLY, "IsLatest": True} for item in found],
        }
        if page.truncated:
            answer["NextKeyMarker"] = spelled(page.last, encoding_type)
            if page.ends_in_object:
                answer["NextVersionIdMarker"] = ONLY
        return answer


def check_version(version: str | None, name: str = "versionId") -> None:
    """See that a version is the only one that there can be.

    Raises ServiceError InvalidArgument.
    """
    if version not in (None, ONLY):
        words = "Invalid version id specified"
        raise ServiceError("InvalidArgument", words, ArgumentName=name, ArgumentValue=version)


def _check_marker(key: str, version: str | None) -> None:
    name = "version-id-marker"
    if version == "":
        words = "A version-id marker cannot be empty."
        raise ServiceError("InvalidArgument", words, ArgumentName=name, ArgumentValue="")
    if version and not key:
        words = "A version-id marker cannot be specified without a key marker."
        raise ServiceError("InvalidArgument", words, ArgumentName=name, ArgumentValue=version)
    check_version(version, name)
