"""Listing objects, page by page, in the UTF-8 order of their keys."""

from __future__ import annotations

import base64
import heapq
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

from boathouse.errors import ServiceError
from boathouse.lake import ObjectStat
from boathouse.services.s3.keeper import OWNER, Keeper

Record = dict[str, Any]

_PAGE = 1000


class Listings:
    """Both versions of ListObjects."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def list_objects(
        self,
        bucket: str,
        delimiter: str = "",
        encoding_type: str | None = None,
        marker: str = "",
        max_keys: int = _PAGE,
        prefix: str = "",
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """List a page of the objects of a bucket.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        page = self.page(bucket, prefix, delimiter, marker, max_keys)
        answer = page.frame(encoding_type) | {
            "Name": bucket,
            "Marker": spelled(marker, encoding_type),
            "Contents": page.objects(encoding_type, owner=True),
        }
        if page.last and page.truncated and delimiter:
            answer["NextMarker"] = spelled(page.last, encoding_type)
        return answer

    def list_objects_v2(
        self,
        bucket: str,
        delimiter: str = "",
        encoding_type: str | None = None,
        max_keys: int = _PAGE,
        prefix: str = "",
        continuation_token: str | None = None,
        fetch_owner: bool = False,
        start_after: str = "",
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """List a page of the objects of a bucket.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        after = start_after if continuation_token is None else _from_token(continuation_token)
        page = self.page(bucket, prefix, delimiter, after, max_keys)
        answer = page.frame(encoding_type) | {
            "Name": bucket,
            "KeyCount": len(page.items),
            "Contents": page.objects(encoding_type, owner=fetch_owner),
        }
        if start_after:
            answer["StartAfter"] = spelled(start_after, encoding_type)
        if continuation_token is not None:
            answer["ContinuationToken"] = continuation_token
        if page.truncated:
            answer["NextContinuationToken"] = base64.urlsafe_b64encode(page.last.encode()).decode()
        return answer

    def page(self, bucket: str, prefix: str, delimiter: str, after: str, wanted: int) -> Page:
        """Give the page that follows a key or a common prefix.

        Raises ServiceError InvalidArgument for a negative size.
        """
        if wanted < 0:
            words = "Argument maxKeys must be an integer between 0 and 2147483647"
            raise ServiceError("InvalidArgument", words, ArgumentName="maxKeys", ArgumentValue=wanted)
        size = min(wanted, _PAGE)
        items = list(islice(self._items(bucket, prefix, delimiter, after), size + 1)) if size else []
        return Page(self.keeper, prefix, delimiter, wanted, items[:size], len(items) > size)

    def _items(self, bucket: str, prefix: str, delimiter: str, after: str) -> Iterator[ObjectStat | str]:
        """Objects, and common prefixes as text; a prefix that is `after` has been given already."""
        lake, metadata = self.keeper.lake, self.keeper.metadata
        objects: Iterator[ObjectStat | str] = lake.list(bucket, prefix, after=after)
        if delimiter == "/":  # no need to walk what lies below
            objects = lake.children(bucket, prefix, after=after)
        last = after
        for item in heapq.merge(objects, metadata.markers(bucket, prefix, after), key=_order):
            key = _key(item)
            cut = key.find(delimiter, len(prefix)) if delimiter else -1
            if cut < 0:
                yield item
                continue
            group = key[: cut + len(delimiter)]
            if group != last:
                last = group
                yield group


class Page:
    """One page: its items, and whether more follow."""

    def __init__(
        self,
        keeper: Keeper,
        prefix: str,
        delimiter: str,
        wanted: int,
        items: list[ObjectStat | str],
        truncated: bool,
    ) -> None:
        self.keeper, self.prefix, self.delimiter, self.wanted = keeper, prefix, delimiter, wanted
        self.items, self.truncated = items, truncated
        self.last = _key(items[-1]) if items else ""
        self.ends_in_object = bool(items) and isinstance(items[-1], ObjectStat)

    def objects(self, encoding: str | None, *, owner: bool) -> list[Record]:
        """Describe the objects of the page."""
        stats = [item for item in self.items if isinstance(item, ObjectStat)]
        contents = []
        for entry in self.keeper.metadata.entries(stats):
            shown: Record = {
                "Key": spelled(entry.stat.key, encoding),
                "LastModified": datetime.fromtimestamp(entry.stat.modified_ns // 1_000_000_000, UTC),
                "ETag": entry.etag,
                "Size": entry.stat.size,
                "StorageClass": entry.properties.get("StorageClass", "STANDARD"),
            }
            contents.append(shown | {"Owner": OWNER} if owner else shown)
        return contents

    def frame(self, encoding: str | None) -> Record:
        """Give what every listing says around its objects."""
        prefixes = [{"Prefix": spelled(item, encoding)} for item in self.items if isinstance(item, str)]
        answer = {
            "IsTruncated": self.truncated,
            "CommonPrefixes": prefixes,
            "Prefix": spelled(self.prefix, encoding),
            "MaxKeys": self.wanted,
        }
        if self.delimiter:
            answer["Delimiter"] = spelled(self.delimiter, encoding)
        return answer | {"EncodingType": encoding} if encoding else answer


def _key(item: ObjectStat | str) -> str:
    return item if isinstance(item, str) else item.key


def _order(item: ObjectStat | str) -> bytes:
    return _key(item).encode()


def spelled(text: str, encoding: str | None) -> str:
    """Write a key as the caller wants it: as it is, or URL-encoded."""
    return quote(text, safe="/") if encoding == "url" else text


def _from_token(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token).decode()
    except ValueError:
        words = "The continuation token provided is incorrect"
        raise ServiceError("InvalidArgument", words, ArgumentName="continuation-token") from None
