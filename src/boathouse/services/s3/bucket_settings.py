"""Settings of buckets: what AWS gives a new bucket, and nobody can change here."""

from __future__ import annotations

from typing import Any

from boathouse.errors import ServiceError
from boathouse.services.s3.keeper import Keeper

Record = dict[str, Any]


class BucketSettings:
    """Encryption, public access, policy, lifecycle and notifications, to be read."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def get_bucket_encryption(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Answer the encryption of every bucket that was given none.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
        Differs: it says what AWS would do; files here are as they were written.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        rule = {
            "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
            "BucketKeyEnabled": False,
        }
        return {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}

    def get_public_access_block(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Answer that nothing is public, as in every new bucket.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        return {"PublicAccessBlockConfiguration": dict.fromkeys(names, True)}

    def get_bucket_policy(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Say that there is no policy.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        words = "The bucket policy does not exist"
        raise ServiceError("NoSuchBucketPolicy", words, status=404, BucketName=bucket)

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
