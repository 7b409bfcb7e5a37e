"""Tags of objects."""

from __future__ import annotations

from typing import Any

from boathouse.services.s3.keeper import Keeper
from boathouse.services.s3.tagging import of_object
from boathouse.services.s3.versions import check_version

Record = dict[str, Any]


class ObjectTags:
    """The tag set of each object; it goes when the object is written anew, also by Spark or an editor."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def put_object_tagging(
        self,
        bucket: str,
        key: str,
        tagging: Record,
        checksum_algorithm: str | None = None,
        content_md5: str | None = None,
        version_id: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> None:
        """Give an object these tags and no others.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
        Differs: the request's own checksum is not compared.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        check_version(version_id)
        self.keeper.tag(bucket, key, of_object([(tag["Key"], tag["Value"]) for tag in tagging["TagSet"]]))

    def get_object_tagging(
        self, bucket: str, key: str, version_id: str | None = None, expected_bucket_owner: str | None = None
    ) -> Record:
        """Answer an object's tags, which may be none.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        check_version(version_id)
        tags = self.keeper.entry(bucket, key).tags
        return {"TagSet": [{"Key": name, "Value": value} for name, value in sorted(tags.items())]}

    def delete_object_tagging(
        self, bucket: str, key: str, version_id: str | None = None, expected_bucket_owner: str | None = None
    ) -> None:
        """Take all tags off an object.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        check_version(version_id)
        self.keeper.tag(bucket, key, {})
