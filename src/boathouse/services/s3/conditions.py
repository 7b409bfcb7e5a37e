"""Conditional requests: If-Match and its kin, on reads and on writes."""

from __future__ import annotations

from datetime import UTC, datetime

from boathouse.errors import NotEmulated, ServiceError
from boathouse.services.s3.metadata import Entry


def check_read(
    entry: Entry,
    match: str | None,
    none_match: str | None,
    modified_since: datetime | None,
    unmodified_since: datetime | None,
) -> None:
    """Compare an object with the conditions of a read, in HTTP's order of precedence.

    Raises ServiceError PreconditionFailed (412) or NotModified (304).
    """
    if match is not None:
        if not _matches(match, entry.etag):
            raise _failed("If-Match")
    elif unmodified_since is not None and entry.modified > unmodified_since:
        raise _failed("If-Unmodified-Since")
    if none_match is not None:
        if _matches(none_match, entry.etag):
            raise _unmodified(entry)
    elif modified_since is not None and entry.modified <= modified_since <= datetime.now(UTC):
        raise _unmodified(entry)


def check_copy(
    entry: Entry,
    match: str | None,
    none_match: str | None,
    modified_since: datetime | None,
    unmodified_since: datetime | None,
) -> None:
    """Compare a copy's source with its conditions.

    Raises ServiceError PreconditionFailed (412): a copy has no "not modified".
    """
    try:
        check_read(entry, match, none_match, modified_since, unmodified_since)
    except ServiceError as error:
        if error.code != "NotModified":
            raise
        raise _failed("x-amz-copy-source-If-None-Match") from None


def check_write(entry: Entry | None, match: str | None, none_match: str | None) -> None:
    """Compare what is at a key now with the conditions of a write to it.

    Raises ServiceError PreconditionFailed (412), or NoSuchKey (404) where If-Match finds no object.
    """
    if none_match is not None:
        if none_match.strip() != "*":
            raise NotEmulated("A write with If-None-Match other than *", "S3 does not take it either.")
        if entry:
            raise _failed("If-None-Match")
    if match is not None:
        if entry is None:
            raise ServiceError("NoSuchKey", "The specified key does not exist.", status=404)
        if not _matches(match, entry.etag):
            raise _failed("If-Match")


def _matches(header: str, etag: str) -> bool:
    wanted = [part.strip().removeprefix("W/").strip('"') for part in header.split(",")]
    return "*" in wanted or etag.strip('"') in wanted


def _failed(condition: str) -> ServiceError:
    words = "At least one of the pre-conditions you specified did not hold"
    return ServiceError("PreconditionFailed", words, status=412, Condition=condition)


def _unmodified(entry: Entry) -> ServiceError:
    return ServiceError(
        "NotModified", "Not Modified", status=304, ETag=entry.etag, LastModified=entry.modified
    )
