"""Tags of buckets."""

from __future__ import annotations

from typing import Any

from boathouse.errors import ServiceError
from boathouse.services.s3.keeper import Keeper
from boathouse.services.s3.tagging import of_bucket
from boathouse.store import Store

Record = dict[str, Any]

_DDL = """
create table if not exists s3_bucket_tags (
  bucket text not null, key text not null, value text not null, primary key (bucket, key)
) without rowid
"""


class BucketTags:
    """The tag set of each bucket; it is replaced whole, and goes with the bucket."""

    def __init__(self, store: Store, keeper: Keeper) -> None:
        self.store, self.keeper = store, keeper
        store.create(_DDL)

    def put_bucket_tagging(
        self,
        bucket: str,
        tagging: Record,
        checksum_algorithm: str | None = None,
        content_md5: str | None = None,
        expected_bucket_owner: str | None = None,
    ) -> None:
        """Give a bucket these tags and no others.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html
        Differs: the request's own checksum is not compared.
        """
        self.keeper.check(bucket, expected_bucket_owner)
        tags = of_bucket([(tag["Key"], tag["Value"]) for tag in tagging["TagSet"]])
        with self.store.write() as db:
            db.execute("delete from s3_bucket_tags where bucket = ?", [bucket])
            db.executemany(
                "insert into s3_bucket_tags values (?, ?, ?)",
                [(bucket, name, value) for name, value in tags.items()],
            )

    def get_bucket_tagging(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Answer a bucket's tags.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        with self.store.read() as db:
            rows = db.execute(
                "select key, value from s3_bucket_tags where bucket = ? order by key", [bucket]
            ).fetchall()
        if not rows:
            raise ServiceError("NoSuchTagSet", "The TagSet does not exist", status=404, BucketName=bucket)
        return {"TagSet": [{"Key": row["key"], "Value": row["value"]} for row in rows]}

    def delete_bucket_tagging(self, bucket: str, expected_bucket_owner: str | None = None) -> None:
        """Take all tags off a bucket.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        self.forget(bucket)

    def forget(self, bucket: str) -> None:
        """Forget the tags of a bucket that is gone, or never had a right to them."""
        with self.store.write() as db:
            db.execute("delete from s3_bucket_tags where bucket = ?", [bucket])
