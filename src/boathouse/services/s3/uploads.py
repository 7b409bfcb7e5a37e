"""Multipart uploads: begin, parts in any order, complete or abort."""

from __future__ import annotations

import hashlib
from typing import Any

from boathouse.calls import Body
from boathouse.errors import NotEmulated, ServiceError
from boathouse.services.s3.checksums import Checked
from boathouse.services.s3.conditions import check_write
from boathouse.services.s3.keeper import Keeper, joined
from boathouse.services.s3.parts import Part, Parts, Upload
from boathouse.services.s3.properties import echoed, properties
from boathouse.services.s3.tagging import of_header

Record = dict[str, Any]

_SMALLEST = 5 * 1024**2
_LARGEST = 5 * 1024**3


class Uploads:
    """Uploads in parts; nothing is at the key until they are completed."""

    def __init__(self, keeper: Keeper, parts: Parts) -> None:
        self.keeper, self.parts = keeper, parts

    def create_multipart_upload(
        self,
        bucket: str,
        key: str,
        acl: str | None = None,
        cache_control: str | None = None,
        content_disposition: str | None = None,
        content_encoding: str | None = None,
        content_language: str | None = None,
        content_type: str | None = None,
        metadata: dict[str, str] | None = None,
        server_side_encryption: str | None = None,
        ssekms_key_id: str | None = None,
        bucket_key_enabled: bool | None = None,
        storage_class: str | None = None,
        tagging: str | None = None,
        checksum_algorithm: str | None = None,
        checksum_type: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """Begin an upload in parts.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
        Differs: checksums of parts are checked; the object that they become has none.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        self.keeper.place(bucket, key)
        if key.endswith("/"):
            raise NotEmulated(
                f"A multipart upload to the folder '{key}'", "Choose a key that does not end in '/'."
            )
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
        upload = self.parts.begin(bucket, key, kept)
        answer: Record = {"Bucket": bucket, "Key": key, "UploadId": upload.id, **echoed(kept)}
        return answer | {"ChecksumAlgorithm": checksum_algorithm, "ChecksumType": checksum_type}

    def upload_part(
        self,
        bucket: str,
        key: str,
        part_number: int,
        upload_id: str,
        body: Body,
        content_length: int | None = None,
        content_md5: str | None = None,
        checksum_algorithm: str | None = None,
        checksum_crc32: str | None = None,
        checksum_crc32_c: str | None = None,
        checksum_crc64_nvme: str | None = None,
        checksum_sha1: str | None = None,
        checksum_sha256: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """Keep one part, in place of an earlier one of its number.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
        Differs: CRC32C and CRC64NVME are not checked.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        upload = self.parts.get(bucket, key, upload_id)
        check_number(part_number)
        if (content_length or 0) > _LARGEST:
            raise ServiceError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
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
        part = self.add(upload, part_number, checked)
        return {"ETag": part.etag, **checked.sent, **echoed(upload.properties)}

    def complete_multipart_upload(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        multipart_upload: Record | None = None,
        checksum_crc32: str | None = None,
        checksum_crc32_c: str | None = None,
        checksum_crc64_nvme: str | None = None,
        checksum_sha1: str | None = None,
        checksum_sha256: str | None = None,
        checksum_type: str | None = None,
        mpu_object_size: int | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> Record:
        """Make the parts one object, in one step.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
        Differs: a checksum of the whole object is neither checked nor kept.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        with self.keeper.alone(upload_id):
            upload = self.parts.get(bucket, key, upload_id)
            chosen = _chosen((multipart_upload or {}).get("Parts", []), self.parts.of(upload), upload_id)
            size = sum(part.size for part in chosen)
            if mpu_object_size not in (None, size):
                words = "The provided 'x-amz-mp-object-size' header value does not match what was computed"
                raise ServiceError("InvalidRequest", words)
            if if_match or if_none_match:
                check_write(self.keeper.found(bucket, key), if_match, if_none_match)
            staged = self.keeper.lake.stage(joined(part.path for part in chosen))
            try:
                etag = _etag(chosen)
                self.keeper.put(bucket, key, staged, etag, upload.properties, if_match, if_none_match)
            finally:
                staged.unlink(missing_ok=True)
            self.parts.drop(upload)
        location = f"/{bucket}/{key}"
        return {"Location": location, "Bucket": bucket, "Key": key, "ETag": etag, **echoed(upload.properties)}

    def abort_multipart_upload(
        self, bucket: str, key: str, upload_id: str, expected_bucket_owner: str | None = None
    ) -> None:
        """Throw an upload and its parts away.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        with self.keeper.alone(upload_id):
            self.parts.drop(self.parts.get(bucket, key, upload_id))

    def add(self, upload: Upload, number: int, checked: Checked) -> Part:
        """Keep the bytes of a part, unless the upload has ended while they came."""
        staged = self.keeper.lake.stage(checked)
        try:
            with self.keeper.alone(upload.id):
                self.parts.get(upload.bucket, upload.key, upload.id)
                return self.parts.add(upload, number, staged, checked.etag, checked.sent)
        finally:
            staged.unlink(missing_ok=True)


def check_number(number: int) -> None:
    """See that a part's number is one.

    Raises ServiceError InvalidArgument.
    """
    if not 1 <= number <= 10_000:
        words = "Part number must be an integer between 1 and 10000, inclusive"
        raise ServiceError("InvalidArgument", words, ArgumentName="partNumber", ArgumentValue=number)


def _chosen(wanted: list[Record], arrived: list[Part], upload_id: str) -> list[Part]:
    """Match the list that completes an upload with the parts that arrived."""
    if not wanted:
        words = "The XML you provided was not well-formed or did not validate against our published schema"
        raise ServiceError("MalformedXML", words)
    numbers = [item.get("PartNumber", 0) for item in wanted]
    if numbers != sorted(set(numbers)):
        words = "The list of parts was not in ascending order. Parts must be ordered by part number."
        raise ServiceError("InvalidPartOrder", words, UploadId=upload_id)
    known = {part.number: part for part in arrived}
    chosen = []
    for item in wanted:
        part = known.get(item.get("PartNumber", 0))
        if part is None or part.etag.strip('"') != item.get("ETag", "").strip('"'):
            words = (
                "One or more of the specified parts could not be found. The part may not have been uploaded, "
                "or the specified entity tag may not match the part's entity tag."
            )
            raise ServiceError("InvalidPart", words, UploadId=upload_id, PartNumber=item.get("PartNumber"))
        chosen.append(part)
    for part in chosen[:-1]:
        if part.size < _SMALLEST:
            words = "Your proposed upload is smaller than the minimum allowed size"
            raise ServiceError("EntityTooSmall", words, ProposedSize=part.size, MinSizeAllowed=_SMALLEST)
    return chosen


def _etag(parts: list[Part]) -> str:
    digests = b"".join(bytes.fromhex(part.etag.strip('"')) for part in parts)
    return f'"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"'
