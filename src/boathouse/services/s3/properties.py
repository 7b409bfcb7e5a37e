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
    check_acl(acl)
    metadata: dict[str, str] = members.get("Metadata") or {}
    size = sum(len(key.encode()) + len(value.encode()) for key, value in metadata.items())
    if size > _LONGEST:
        words = "Your metadata headers exceed the maximum allowed metadata size"
        raise ServiceError("MetadataTooLarge", words, Size=size, MaxSizeAllowed=_LONGEST)
    if members.get("StorageClass") == "STANDARD":
        members["StorageClass"] = None
    return {name: value for name, value in members.items() if value not in (None, {})}


def check_acl(canned: str | None) -> None:
    """See that a canned ACL lets nobody in but the owner.

    Raises NotEmulated.
    """
    if canned not in (None, *_PRIVATE):
        raise NotEmulated(f"The canned ACL '{canned}'", "Everything here belongs to one account.")


def tagged(kept: dict[str, Any], tags: dict[str, str]) -> dict[str, Any]:
    """Give what is kept of an object with these tags instead of its own."""
    others = {name: value for name, value in kept.items() if name != "Tagging"}
    return others | {"Tagging": tags} if tags else others


def echoed(kept: dict[str, Any]) -> dict[str, Any]:
    """Give the members that the answer to a write repeats."""
    return {n: v for n, v in kept.items() if n in ("ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled")}
