"""Copying objects within the lake."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import unquote

from boathouse.calls import Body
from boathouse.errors import NotEmulated, ServiceError
from boathouse.services.s3.checksums import NAMES, Checked
from boathouse.services.s3.conditions import check_copy
from boathouse.services.s3.keeper import Keeper, slices
from boathouse.services.s3.properties import echoed, properties, tagged
from boathouse.services.s3.tagging import of_header

Record = dict[str, Any]


class Copies:
    """Copies, byte for byte."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def copy_object(
        self,
        bucket: str,
        key: str,
        copy_source: str,
        acl: str | None = None,
        cache_control: str | None = None,
        checksum_algorithm: str | None = None,
        content_disposition: str | None = None,
        content_encoding: str | None = None,
        content_language: str | None = None,
        content_type: str | None = None,
        copy_source_if_match: str | None = None,
        copy_source_if_modified_since: datetime | None = None,
        copy_source_if_none_match: str | None = None,
        copy_source_if_unmodified_since: datetime | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        metadata: dict[str, str] | None = None,
        metadata_directive: str | None = None,
        server_side_encryption: str | None = None,
        ssekms_key_id: str | None = None,
        bucket_key_enabled: bool | None = None,
        storage_class: str | None = None,
        tagging: str | None = None,
        tagging_directive: str | None = None,
        expected_bucket_owner: str | None = None,
        expected_source_bucket_owner: str | None = None,
    ) -> Record:
        """Copy an object.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
        Differs: storage class and encryption are shown again, not obeyed; a checksum algorithm adds no
        checksum.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        self.keeper.place(bucket, key)
        source_bucket, source_key = source(copy_source)
        self.keeper.check(source_bucket, expected_source_bucket_owner)
        afresh = properties(
            acl,
            CacheControl=cache_control,
            ContentDisposition=content_disposition,
            ContentEncoding=content_encoding,
            ContentLanguage=content_language,
            ContentType=content_type,
            Metadata=metadata,
        )
        changed = properties(
            None,
            ServerSideEncryption=server_side_encryption,
            SSEKMSKeyId=ssekms_key_id,
            BucketKeyEnabled=bucket_key_enabled,
            StorageClass=storage_class,
        )
        tags = of_header(tagging)
        replace = metadata_directive == "REPLACE"
        if (source_bucket, source_key) == (bucket, key) and not replace and not changed:
            raise ServiceError(
                "InvalidRequest",
                "This copy request is illegal because it is trying to copy an object to itself without "
                "changing the object's metadata, storage class, website redirect location or encryption "
                "attributes.",
            )
        entry, file = self.keeper.open(source_bucket, source_key)
        with file:
            check_copy(
                entry,
                copy_source_if_match,
                copy_source_if_none_match,
                copy_source_if_modified_since,
                copy_source_if_unmodified_since,
            )
            checked = Checked(Body(slices(file, 0, entry.stat.size)), None, None, {})
            staged = self.keeper.lake.stage(checked)
        try:
            checks = {n: v for n, v in entry.properties.items() if n in (*NAMES, "ChecksumType")}
            kept = (afresh | checks if replace else entry.properties) | changed
            kept = tagged(kept, tags if tagging_directive == "REPLACE" else entry.tags)
            made = self.keeper.put(bucket, key, staged, checked.etag, kept, if_match, if_none_match)
        finally:
            staged.unlink(missing_ok=True)
        return {
            "CopyObjectResult": {"ETag": made.etag, "LastModified": made.modified, **checks},
            **echoed(kept),
        }


def source(header: str) -> tuple[str, str]:
    """Take the copy source `bucket/key` apart.

    Raises ServiceError InvalidArgument, and NotEmulated for a version.
    """
    path, _, query = header.partition("?")
    if query.startswith("versionId=") and query != "versionId=null":
        raise NotEmulated("A copy source with versionId", "There is one version of an object.")
    bucket, _, key = unquote(path).removeprefix("/").partition("/")
    if not bucket or not key:
        words = "Copy Source must mention the source bucket and key: sourcebucket/sourcekey"
        raise ServiceError("InvalidArgument", words, ArgumentName="x-amz-copy-source", ArgumentValue=header)
    return bucket, key
