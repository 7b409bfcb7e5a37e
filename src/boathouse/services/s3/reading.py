"""Reading objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from boathouse.services.s3.checksums import NAMES
from boathouse.services.s3.conditions import check_read
from boathouse.services.s3.keeper import Keeper, slices
from boathouse.services.s3.metadata import Entry
from boathouse.services.s3.ranges import parse
from boathouse.services.s3.versions import check_version

Record = dict[str, Any]

_SMALL = 256 * 1024


class Reading:
    """Objects on their way out."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def get_object(
        self,
        bucket: str,
        key: str,
        if_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_none_match: str | None = None,
        if_unmodified_since: datetime | None = None,
        range: str | None = None,  # noqa: A002 - AWS's name
        response_cache_control: str | None = None,
        response_content_disposition: str | None = None,
        response_content_encoding: str | None = None,
        response_content_language: str | None = None,
        response_content_type: str | None = None,
        checksum_mode: str | None = None,
        version_id: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """Give an object or a range of it.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        Differs: there is no reading by part number.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        check_version(version_id)
        entry, file = self.keeper.open(bucket, key)
        try:
            check_read(entry, if_match, if_none_match, if_modified_since, if_unmodified_since)
            answer = _described(entry, range, checksum_mode)
            first, _ = parse(range, entry.stat.size) or (0, 0)
        except BaseException:
            file.close()
            raise
        instead = {
            "CacheControl": response_cache_control,
            "ContentDisposition": response_content_disposition,
            "ContentEncoding": response_content_encoding,
            "ContentLanguage": response_content_language,
            "ContentType": response_content_type,
        }
        answer |= {name: value for name, value in instead.items() if value is not None}
        pieces = slices(file, first, answer["ContentLength"])
        return answer | {"Body": pieces if answer["ContentLength"] > _SMALL else b"".join(pieces)}

    def head_object(
        self,
        bucket: str,
        key: str,
        if_match: str | None = None,
        if_modified_since: datetime | None = None,
        if_none_match: str | None = None,
        if_unmodified_since: datetime | None = None,
        range: str | None = None,  # noqa: A002 - AWS's name
        checksum_mode: str | None = None,
        version_id: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """Describe an object.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
        Differs: there is no reading by part number.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        check_version(version_id)
        entry = self.keeper.entry(bucket, key)
        check_read(entry, if_match, if_none_match, if_modified_since, if_unmodified_since)
        return _described(entry, range, checksum_mode)


def _described(entry: Entry, asked: str | None, checksum_mode: str | None) -> Record:
    size = entry.stat.size
    shown = {n: v for n, v in entry.properties.items() if n not in (*NAMES, "ChecksumType", "Tagging")}
    answer = {"AcceptRanges": "bytes", "ContentType": "binary/octet-stream", "Metadata": {}} | shown
    answer |= {"ETag": entry.etag, "LastModified": entry.modified, "ContentLength": size}
    if entry.tags:
        answer["TagCount"] = len(entry.tags)
    between = parse(asked, size)
    if between:
        first, last = between
        return answer | {"ContentLength": last - first + 1, "ContentRange": f"bytes {first}-{last}/{size}"}
    if checksum_mode == "ENABLED":  # of the whole object, so no use for a part of it
        answer |= {n: v for n, v in entry.properties.items() if n in (*NAMES, "ChecksumType")}
    return answer
