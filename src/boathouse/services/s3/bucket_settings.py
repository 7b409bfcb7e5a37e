"""Settings of buckets: what AWS gives a new bucket until somebody sets another; kept, and not obeyed."""

from __future__ import annotations

import json
from typing import Any

from boathouse.errors import ServiceError
from boathouse.services.s3.keeper import Keeper
from boathouse.store import Store

Record = dict[str, Any]

_DDL = """
create table if not exists s3_bucket_settings (
  bucket text not null, setting text not null, value text not null, primary key (bucket, setting)
) without rowid
"""
_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_ENCRYPTION, _PUBLIC, _POLICY = "encryption", "public access block", "policy"


class BucketSettings:
    """Encryption, public access and policy, to be set and read; lifecycle and notifications, to be read."""

    def __init__(self, store: Store, keeper: Keeper) -> None:
        self.store, self.keeper = store, keeper
        store.create(_DDL)

    def put_bucket_encryption(
        self,
        bucket: str,
        server_side_encryption_configuration: Record,
        checksum_algorithm: str | None = None,
        content_md5: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> None:
        """Keep how a bucket is to be encrypted.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html
        Differs: nothing is encrypted. The request's own checksum is not compared.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        self._keep(bucket, _ENCRYPTION, server_side_encryption_configuration)

    def delete_bucket_encryption(self, bucket: str, expected_bucket_owner: str | None = None) -> None:
        """Return to the encryption of a new bucket.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        self._drop(bucket, _ENCRYPTION)

    def put_public_access_block(
        self,
        bucket: str,
        public_access_block_configuration: Record,
        checksum_algorithm: str | None = None,
        content_md5: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> None:
        """Keep what of a bucket may be public.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html
        Differs: nobody is kept out. The request's own checksum is not compared.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        given = dict.fromkeys(_BLOCKS, False) | public_access_block_configuration
        self._keep(bucket, _PUBLIC, given)

    def delete_public_access_block(self, bucket: str, expected_bucket_owner: str | None = None) -> None:
        """Block nothing.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        self._keep(bucket, _PUBLIC, {})

    def put_bucket_policy(
        self,
        bucket: str,
        policy: str,
        checksum_algorithm: str | None = None,
        confirm_remove_self_bucket_access: bool | None = None,
        content_md5: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> None:
        """Keep a bucket's policy.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
        Differs: it must be a JSON object, is not looked into, and keeps nobody out. The request's own
            checksum is not compared.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        try:
            told = json.loads(policy)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise ServiceError(
                "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'"
            )
        self._keep(bucket, _POLICY, told)

    def delete_bucket_policy(self, bucket: str, expected_bucket_owner: str | None = None) -> None:
        """Forget a bucket's policy.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        self._drop(bucket, _POLICY)

    def get_bucket_encryption(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Answer the encryption that a bucket was given, or that of a new one.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
        Differs: it says what AWS would do; files here are as they were written.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        rule = {
            "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
            "BucketKeyEnabled": False,
        }
        kept = self._kept(bucket, _ENCRYPTION)
        return {"ServerSideEncryptionConfiguration": {"Rules": [rule]} if kept is None else kept}

    def get_public_access_block(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Answer what of a bucket may be public: of a new one nothing.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        kept = self._kept(bucket, _PUBLIC)
        if kept == {}:
            words = "The public access block configuration was not found"
            raise ServiceError("NoSuchPublicAccessBlockConfiguration", words, status=404, BucketName=bucket)
        return {"PublicAccessBlockConfiguration": kept or dict.fromkeys(_BLOCKS, True)}

    def get_bucket_policy(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Answer a bucket's policy.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        kept = self._kept(bucket, _POLICY)
        if kept is None:
            words = "The bucket policy does not exist"
            raise ServiceError("NoSuchBucketPolicy", words, status=404, BucketName=bucket)
        return {"Policy": json.dumps(kept).encode()}

    def get_bucket_lifecycle_configuration(
        self, bucket: str, expected_bucket_owner: str | None = None
    ) -> Record:
        """Say that no lifecycle is configured.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        words = "The lifecycle configuration does not exist"
        raise ServiceError("NoSuchLifecycleConfiguration", words, status=404, BucketName=bucket)

    def get_bucket_notification_configuration(
        self, bucket: str, expected_bucket_owner: str | None = None
    ) -> Record:
        """Answer that nobody is notified.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        return {}

    def forget(self, bucket: str) -> None:
        """Forget the settings of a bucket that is gone."""
        with self.store.write() as db:
            db.execute("delete from s3_bucket_settings where bucket = ?", [bucket])

    def _kept(self, bucket: str, setting: str) -> Record | None:
        with self.store.read() as db:
            found = db.execute(
                "select value from s3_bucket_settings where bucket = ? and setting = ?", [bucket, setting]
            ).fetchone()
        return json.loads(found["value"]) if found else None

    def _keep(self, bucket: str, setting: str, value: Record) -> None:
        with self.store.write() as db:
            db.execute(
                "insert or replace into s3_bucket_settings values (?, ?, ?)",
                [bucket, setting, json.dumps(value)],
            )

    def _drop(self, bucket: str, setting: str) -> None:
        with self.store.write() as db:
            db.execute("delete from s3_bucket_settings where bucket = ? and setting = ?", [bucket, setting])
