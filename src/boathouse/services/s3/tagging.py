"""Tag sets of buckets and objects: checked, and read from the header of a write."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from boathouse.errors import ServiceError

_MOST_OF_AN_OBJECT = 10
_MOST_OF_A_BUCKET = 50
_TEXT = re.compile(r"[\w\s.:/=+@-]*")
_LONGEST_KEY, _LONGEST_VALUE = 128, 256

Pairs = list[tuple[str, str]]


def of_bucket(pairs: Pairs) -> dict[str, str]:
    """Check the tags of a bucket.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging.html
    Raises ServiceError InvalidTag or BadRequest.
    """
    if len(pairs) > _MOST_OF_A_BUCKET:
        raise ServiceError("BadRequest", f"Bucket tag count cannot be greater than {_MOST_OF_A_BUCKET}")
    return _checked(pairs, "System tags cannot be added/updated by requester")


def of_object(pairs: Pairs) -> dict[str, str]:
    """Check the tags of an object.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
    Raises ServiceError InvalidTag or BadRequest.
    """
    if len(pairs) > _MOST_OF_AN_OBJECT:
        raise ServiceError("BadRequest", f"Object tags cannot be greater than {_MOST_OF_AN_OBJECT}")
    return _checked(pairs, "Your TagKey cannot be prefixed with aws:")


def of_header(header: str | None) -> dict[str, str]:
    """Read and check the tags of an object that is written: `key=value&key=value`, each part URL-encoded.

    Raises ServiceError InvalidArgument, InvalidTag or BadRequest.
    """
    pairs: Pairs = []
    for part in filter(None, (header or "").split("&")):
        key, _, value = part.partition("=")
        try:
            pairs.append((unquote_plus(key, errors="strict"), unquote_plus(value, errors="strict")))
        except UnicodeDecodeError:
            raise _unreadable(header) from None
        if "=" in value or not key:
            raise _unreadable(header)
    if len({key for key, _ in pairs}) < len(pairs):
        raise _unreadable(header)
    return of_object(pairs)


def _checked(pairs: Pairs, reserved: str) -> dict[str, str]:
    tags: dict[str, str] = {}
    for key, value in pairs:
        if key in tags:
            raise ServiceError("InvalidTag", "Cannot provide multiple Tags with the same key", TagKey=key)
        if key.startswith("aws:"):
            raise ServiceError("InvalidTag", reserved, TagKey=key)
        if len(key) > _LONGEST_KEY or not _TEXT.fullmatch(key):
            raise ServiceError("InvalidTag", "The TagKey you have provided is invalid", TagKey=key)
        if len(value) > _LONGEST_VALUE or not _TEXT.fullmatch(value):
            words = "The TagValue you have provided is invalid"
            raise ServiceError("InvalidTag", words, TagKey=key, TagValue=value)
        tags[key] = value
    return tags


def _unreadable(header: str | None) -> ServiceError:
    return ServiceError(
        "InvalidArgument",
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without "
        "tag name duplicates.",
        ArgumentName="x-amz-tagging",
        ArgumentValue=header,
    )
