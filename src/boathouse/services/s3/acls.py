"""Access control lists: the owner has full control, and nobody else is there to be let in."""

from __future__ import annotations

from typing import Any

from boathouse.errors import NotEmulated, ServiceError
from boathouse.services.s3.keeper import OWNER, Keeper
from boathouse.services.s3.properties import check_acl
from boathouse.services.s3.versions import check_version

Record = dict[str, Any]

_OWNERS = [{"Grantee": OWNER | {"Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}]


class Acls:
    """The ACLs of buckets and objects; all are the same, so that there is nothing to keep."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def get_bucket_acl(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Answer that the owner has full control.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        return {"Owner": OWNER, "Grants": _OWNERS}

    def put_bucket_acl(
        self,
        bucket: str,
        acl: str | None = None,
        access_control_policy: Record | None = None,
        checksum_algorithm: str | None = None,
        content_md5: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> None:
        """Leave a bucket to its owner alone.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html
        Differs: an ACL that lets others in is refused. ACLs are enabled; AWS disables them in buckets made
        since April 2023 unless told otherwise, and answers AccessControlListNotSupported.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        _check(acl, access_control_policy)

    def get_object_acl(
        self, bucket: str, key: str, version_id: str | None = None, expected_bucket_owner: str | None = None
    ) -> Record:
        """Answer that the owner has full control.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        check_version(version_id)
        self.keeper.entry(bucket, key)
        return {"Owner": OWNER, "Grants": _OWNERS}

    def put_object_acl(
        self,
        bucket: str,
        key: str,
        acl: str | None = None,
        access_control_policy: Record | None = None,
        checksum_algorithm: str | None = None,
        content_md5: str | None = None,
        version_id: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> None:
        """Leave an object to its owner alone.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html
        Differs: an ACL that lets others in is refused. ACLs are enabled; AWS disables them in buckets made
        since April 2023 unless told otherwise, and answers AccessControlListNotSupported.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        check_version(version_id)
        self.keeper.entry(bucket, key)
        _check(acl, access_control_policy)


def _check(canned: str | None, policy: Record | None) -> None:
    """See that an ACL is the one that there is.

    Raises NotEmulated for another one, and ServiceError for one that says nothing or too much.
    """
    if canned is not None and policy is not None:
        raise ServiceError("UnexpectedContent", "This request does not support content")
    if canned is not None:
        check_acl(canned)
    elif policy is not None:
        _check_policy(policy)
    else:
        words = "Your request was missing a required header"
        raise ServiceError("MissingSecurityHeader", words, MissingHeaderName="x-amz-acl")


def _check_policy(policy: Record) -> None:
    if "Owner" not in policy or "Grants" not in policy:
        words = "The XML you provided was not well-formed or did not validate against our published schema"
        raise ServiceError("MalformedACLError", words)
    grants = [(g.get("Grantee", {}).get("ID"), g.get("Permission")) for g in policy["Grants"]]
    if policy["Owner"].get("ID") != OWNER["ID"] or grants != [(OWNER["ID"], "FULL_CONTROL")]:
        raise NotEmulated(
            "An ACL with other grants than the owner's full control",
            "Everything here belongs to one account.",
        )
