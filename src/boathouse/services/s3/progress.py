"""Unfinished multipart uploads, listed; and parts copied from objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from boathouse.calls import Body
from boathouse.errors import ServiceError
from boathouse.services.s3.checksums import Checked
from boathouse.services.s3.conditions import check_copy
from boathouse.services.s3.copies import source
from boathouse.services.s3.keeper import OWNER, slices
from boathouse.services.s3.ranges import parse
from boathouse.services.s3.uploads import Uploads, check_number

Record = dict[str, Any]

_PAGE = 1000


class Progress:
    """What has arrived so far."""

    def __init__(self, uploads: Uploads) -> None:
        self.uploads, self.keeper, self.parts = uploads, uploads.keeper, uploads.parts

    def upload_part_copy(
        self,
        bucket: str,
        key: str,
        copy_source: str,
        part_number: int,
        upload_id: str,
        copy_source_if_match: str | None = None,
        copy_source_if_modified_since: datetime | None = None,
        copy_source_if_none_match: str | None = None,
        copy_source_if_unmodified_since: datetime | None = None,
        copy_source_range: str | None = None,
        expected_bucket_owner: str | None = None,
        expected_source_bucket_owner: str | None = None,
    ) -> Record:
        """Keep a range of an object as a part.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        upload = self.parts.get(bucket, key, upload_id)
        check_number(part_number)
        source_bucket, source_key = source(copy_source)
        self.keeper.check(source_bucket, expected_source_bucket_owner)
        entry, file = self.keeper.open(source_bucket, source_key)
        with file:
            check_copy(
                entry,
                copy_source_if_match,
                copy_source_if_none_match,
                copy_source_if_modified_since,
                copy_source_if_unmodified_since,
            )
            first, last = parse(copy_source_range, entry.stat.size) or (0, entry.stat.size - 1)
            piece = Body(slices(file, first, last - first + 1))
            part = self.uploads.add(upload, part_number, Checked(piece, None, None, {}))
        return {"CopyPartResult": {"ETag": part.etag, "LastModified": part.modified}}

    def list_parts(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        max_parts: int = _PAGE,
        part_number_marker: int = 0,
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """List the parts that have arrived.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        upload = self.parts.get(bucket, key, upload_id)
        arrived = self.parts.of(upload, part_number_marker)
        page = arrived[: min(max_parts, _PAGE)]
        return {
            "Bucket": bucket,
            "Key": key,
            "UploadId": upload_id,
            "PartNumberMarker": part_number_marker,
            "NextPartNumberMarker": page[-1].number if page else 0,
            "MaxParts": max_parts,
            "IsTruncated": len(page) < len(arrived),
            "StorageClass": upload.properties.get("StorageClass", "STANDARD"),
            "Initiator": OWNER,
            "Owner": OWNER,
            "Parts": [
                {
                    "PartNumber": p.number,
                    "ETag": p.etag,
                    "Size": p.size,
                    "LastModified": p.modified,
                    **p.checksums,
                }
                for p in page
            ],
        }

    def list_multipart_uploads(
        self,
        bucket: str,
        delimiter: str = "",
        encoding_type: str | None = None,
        key_marker: str = "",
        max_uploads: int = _PAGE,
        prefix: str = "",
        upload_id_marker: str = "",
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """List the uploads that are neither completed nor aborted.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        if max_uploads < 0:
            raise ServiceError(
                "InvalidArgument", "Argument max-uploads must be an integer between 0 and 2147483647"
            )
        size = min(max_uploads, _PAGE)
        found: list[Record] = []
        groups: dict[str, None] = {}
        after = (key_marker, upload_id_marker)
        last: dict[str, str] = {}
        truncated = False

        def spelled(text: str) -> str:
            return quote(text, safe="/") if encoding_type == "url" else text

        for upload in self.parts.uploads(bucket, prefix, after):
            cut = upload.key.find(delimiter, len(prefix)) if delimiter else -1
            group = upload.key[: cut + len(delimiter)] if cut >= 0 else ""
            if group and (group in groups or group == key_marker):
                continue
            if len(found) + len(groups) == size:
                truncated = True
                break
            if group:
                groups[group] = None
                last = {"NextKeyMarker": spelled(group)}
                continue
            last = {"NextKeyMarker": spelled(upload.key), "NextUploadIdMarker": upload.id}
            found.append(
                {
                    "UploadId": upload.id,
                    "Key": spelled(upload.key),
                    "Initiated": upload.created,
                    "StorageClass": upload.properties.get("StorageClass", "STANDARD"),
                    "Owner": OWNER,
                    "Initiator": OWNER,
                }
            )
        answer: Record = {
            "Bucket": bucket,
            "KeyMarker": spelled(key_marker),
            "UploadIdMarker": upload_id_marker,
            "Prefix": spelled(prefix),
            "MaxUploads": max_uploads,
            "IsTruncated": truncated,
            "Uploads": found,
            "CommonPrefixes": [{"Prefix": spelled(group)} for group in groups],
            "EncodingType": encoding_type,
            "Delimiter": spelled(delimiter) if delimiter else None,
        }
        return answer | last if truncated else answer
