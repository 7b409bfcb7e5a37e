"""What a writer may say of an object besides its bytes."""

from __future__ import annotations

from typing import Any

from boathouse.errors import NotEmulated, ServiceError

_PRIVATE = ("private", "bucket-owner-full-control", "bucket-owner-read")
_LONGEST = 2048


def properties(acl: str | None, **members: Any) -> dict[str, Any]:
    """Collect the members that are kept and shown again.

    Raises NotEmulated for an ACL that lets others in, and ServiceError MetadataTooLarge.
    """
    if acl not in (None, *_PRIVATE):
        raise NotEmulated(f"The canned ACL '{acl}'", "Everything here belongs to one account.")
    metadata: dict[str, str] = members.get("Metadata") or {}
    size = sum(len(key.encode()) + len(value.encode()) for key, value in metadata.items())
    if size > _LONGEST:
        words = "Your metadata headers exceed the maximum allowed metadata size"
        raise ServiceError("MetadataTooLarge", words, Size=size, MaxSizeAllowed=_LONGEST)
    if members.get("StorageClass") == "STANDARD":
        members["StorageClass"] = None
    return {name: value for name, value in members.items() if value not in (None, {})}


def echoed(kept: dict[str, Any]) -> dict[str, Any]:
    """Give the members that the answer to a write repeats."""
    return {n: v for n, v in kept.items() if n in ("ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled")}
