"""Writing objects in one request."""

from __future__ import annotations

from typing import Any

from boathouse.calls import Body
from boathouse.errors import ServiceError
from boathouse.services.s3.checksums import Checked
from boathouse.services.s3.conditions import check_write
from boathouse.services.s3.keeper import Keeper
from boathouse.services.s3.properties import echoed, properties
from boathouse.services.s3.tagging import of_header

Record = dict[str, Any]

_LARGEST = 5 * 1024**3


class Writing:
    """Objects on their way in."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def put_object(
        self,
        bucket: str,
        key: str,
        body: Body,
        acl: str | None = None,
        cache_control: str | None = None,
        content_disposition: str | None = None,
        content_encoding: str | None = None,
        content_language: str | None = None,
        content_length: int | None = None,
        content_md5: str | None = None,
        content_type: str | None = None,
        checksum_algorithm: str | None = None,
        checksum_crc32: str | None = None,
        checksum_crc32_c: str | None = None,
        checksum_crc64_nvme: str | None = None,
        checksum_sha1: str | None = None,
        checksum_sha256: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        metadata: dict[str, str] | None = None,
        server_side_encryption: str | None = None,
        ssekms_key_id: str | None = None,
        bucket_key_enabled: bool | None = None,
        storage_class: str | None = None,
        tagging: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """Write an object whole, or leave what was there.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
        Differs: storage class and encryption are shown again, not obeyed; CRC32C and CRC64NVME are kept
        for the reader, not checked; a key with a part `.` or `..` is refused, and so are bytes under a key
        that ends in `/`. Spark sees the folder alone where `a` is an object beside `a/b`, and nothing of
        `a//b`.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        self.keeper.place(bucket, key)
        if (content_length or 0) > _LARGEST:
            raise ServiceError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        kept = properties(
            acl,
            CacheControl=cache_control,
            ContentDisposition=content_disposition,
            ContentEncoding=content_encoding,
            ContentLanguage=content_language,
            ContentType=content_type,
            Metadata=metadata,
            ServerSideEncryption=server_side_encryption,
            SSEKMSKeyId=ssekms_key_id,
            BucketKeyEnabled=bucket_key_enabled,
            StorageClass=storage_class,
            Tagging=of_header(tagging),
        )
        if if_match or if_none_match:  # once before the bytes come, and again when they are there
            check_write(self.keeper.found(bucket, key), if_match, if_none_match)
        checked = Checked(
            body,
            content_md5,
            checksum_algorithm,
            {
                "ChecksumCRC32": checksum_crc32,
                "ChecksumCRC32C": checksum_crc32_c,
                "ChecksumCRC64NVME": checksum_crc64_nvme,
                "ChecksumSHA1": checksum_sha1,
                "ChecksumSHA256": checksum_sha256,
            },
        )
        staged = self.keeper.lake.stage(checked)
        try:
            kept |= checked.sent | ({"ChecksumType": "FULL_OBJECT"} if checked.sent else {})
            self.keeper.put(bucket, key, staged, checked.etag, kept, if_match, if_none_match)
        finally:
            staged.unlink(missing_ok=True)
        return {"ETag": checked.etag, **checked.sent, **echoed(kept)}
