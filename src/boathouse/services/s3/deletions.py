"""Deleting objects, one or many."""

from __future__ import annotations

from typing import Any

from boathouse.errors import NotEmulated, ServiceError
from boathouse.services.s3.keeper import Keeper
from boathouse.services.s3.versions import ONLY, check_version

Record = dict[str, Any]


class Deletions:
    """Deletions, which succeed where nothing is there."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def delete_object(
        self,
        bucket: str,
        key: str,
        if_match: str | None = None,
        version_id: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> None:
        """Delete an object.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        check_version(version_id)
        self.keeper.delete(bucket, key, if_match)

    def delete_objects(
        self,
        bucket: str,
        delete: Record,
        checksum_algorithm: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """Delete up to 1000 objects, each for itself.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
        Differs: the request's checksum is not checked.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        wanted = delete.get("Objects", [])
        if not 0 < len(wanted) <= 1000:
            words = (
                "The XML you provided was not well-formed or did not validate against our published schema"
            )
            raise ServiceError("MalformedXML", words)
        deleted, errors = [], []
        for item in wanted:
            named = {name: item[name] for name in ("Key", "VersionId") if name in item}
            try:
                self._delete(bucket, item)
                deleted.append(named)
            except ServiceError as error:
                errors.append(named | {"Code": error.code, "Message": error.message})
        return {"Errors": errors} if delete.get("Quiet") else {"Deleted": deleted, "Errors": errors}

    def _delete(self, bucket: str, item: Record) -> None:
        further = item.keys() - {"Key", "VersionId", "ETag"}
        if further:
            raise NotEmulated(f"DeleteObjects with {', '.join(sorted(further))}")
        if item.get("VersionId", ONLY) != ONLY:
            raise ServiceError("NoSuchVersion", "The specified version does not exist.", status=404)
        self.keeper.delete(bucket, item["Key"], item.get("ETag"))
