"""Buckets: a folder each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from boathouse.calls import current
from boathouse.errors import NotEmulated, ServiceError
from boathouse.lake import Lake
from boathouse.services.s3.bucket_settings import BucketSettings
from boathouse.services.s3.bucket_tags import BucketTags
from boathouse.services.s3.keeper import OWNER, Keeper
from boathouse.services.s3.parts import Parts
from boathouse.store import Store

Record = dict[str, Any]

_DDL = """
create table if not exists s3_buckets (
  name text primary key, created text not null, region text not null
) without rowid
"""


class Buckets:
    """Buckets, among them the folders that somebody made in the lake by hand."""

    def __init__(
        self,
        store: Store,
        lake: Lake,
        keeper: Keeper,
        parts: Parts,
        *remarks: BucketTags | BucketSettings,
    ) -> None:
        self.store, self.lake, self.keeper, self.parts, self._remarks = store, lake, keeper, parts, remarks
        store.create(_DDL)

    def create_bucket(
        self, bucket: str, acl: str | None = None, create_bucket_configuration: Record | None = None
    ) -> Record:
        """Make an empty bucket.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
        Differs: the location is kept and shown, and makes no other difference; tags are refused.
        """
        if acl not in (None, "private"):
            raise NotEmulated(f"The canned ACL '{acl}'", "Everything here belongs to one account.")
        configuration = create_bucket_configuration or {}
        further = configuration.keys() - {"LocationConstraint"}
        if further:
            raise NotEmulated(f"CreateBucket with {', '.join(sorted(further))}")
        try:
            self.lake.create(bucket)
        except ServiceError as error:
            if error.code != "BucketAlreadyOwnedByYou" or current.get().region != "us-east-1":
                raise
            return {"Location": f"/{bucket}"}  # the oldest region answers so to the owner, to this day
        region = configuration.get("LocationConstraint", "")
        with self.store.write() as db:
            now = datetime.now(UTC).isoformat()
            db.execute("insert or replace into s3_buckets values (?, ?, ?)", (bucket, now, region))
        return {"Location": f"/{bucket}"}

    def list_buckets(
        self, max_buckets: int | None = None, continuation_token: str | None = None, prefix: str | None = None
    ) -> Record:
        """List the buckets by name.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
        """
        names = [
            n for n in self.lake.buckets() if n.startswith(prefix or "") and n > (continuation_token or "")
        ]
        page = names[: max_buckets or 10_000]
        answer: Record = {
            "Buckets": [{"Name": name, "CreationDate": self._created(name)} for name in page],
            "Owner": OWNER,
        }
        if len(page) < len(names):
            answer["ContinuationToken"] = page[-1]
        return answer if prefix is None else answer | {"Prefix": prefix}

    def head_bucket(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """See whether a bucket is there.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        return {"BucketRegion": self._region(bucket) or "us-east-1"}

    def get_bucket_location(self, bucket: str, expected_bucket_owner: str | None = None) -> Record:
        """Give the region that the bucket was made for; empty is us-east-1.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        return {"LocationConstraint": self._region(bucket)}

    def delete_bucket(self, bucket: str, expected_bucket_owner: str | None = None) -> None:
        """Delete an empty bucket.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
        """
        self.keeper.check(bucket, expected_bucket_owner)
        if next(self.keeper.metadata.markers(bucket, "", ""), None):
            words = "The bucket you tried to delete is not empty"
            raise ServiceError("BucketNotEmpty", words, status=409, BucketName=bucket)
        self.lake.remove(bucket)
        self.keeper.metadata.forget_bucket(bucket)
        self.parts.drop_bucket(bucket)
        for remarks in self._remarks:
            remarks.forget(bucket)
        with self.store.write() as db:
            db.execute("delete from s3_buckets where name = ?", (bucket,))

    def _created(self, bucket: str) -> datetime:
        with self.store.read() as db:
            row = db.execute("select created from s3_buckets where name = ?", (bucket,)).fetchone()
        if row:
            return datetime.fromisoformat(row["created"])
        return datetime.fromtimestamp(self.lake.folder(bucket).stat().st_mtime, UTC)

    def _region(self, bucket: str) -> str:
        with self.store.read() as db:
            row = db.execute("select region from s3_buckets where name = ?", (bucket,)).fetchone()
        return row["region"] if row else ""
