"""The folders of the bucket's layout: an empty object each, as the S3 console makes them."""

from __future__ import annotations

from typing import Any

from boathouse.deploy.families import Family, Fields, Found, found
from boathouse.deploy.versions import erase, versions

_MARK = "boathouse-project"


class Prefixes(Family):
    """A prefix is there as soon as anything is under it."""

    kind = "prefix"
    shared = True

    def wanted(self) -> dict[str, Fields]:
        """The prefixes of the pipeline."""
        return {prefix: {} for prefix in self.pipeline.prefixes}

    def found(self) -> dict[str, Found]:
        """Those that have an object."""
        there = {}
        for prefix in self.pipeline.prefixes:
            listed = self._listed(prefix)
            if listed is None:
                return {}
            if listed.get("KeyCount"):
                there[prefix] = Found({})
        return there

    def create(self, name: str, wanted: Fields) -> None:
        """Put the empty object."""
        self.clients.s3.put_object(
            Bucket=self.pipeline.bucket,
            Key=name,
            Body=b"",
            Metadata={_MARK: self.stamp.project},
            **self.account.owner,
        )

    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove the empty object alone, not what is under it."""
        s3, bucket = self.clients.s3, self.pipeline.bucket
        doomed = (v for v in versions(s3, self.account, bucket, name) if v["Key"] == name)
        erase(s3, self.account, bucket, doomed)

    def made(self) -> dict[str, Found]:
        """The empty objects that this project has put."""
        heads = {prefix: self._head(prefix) for prefix in self.pipeline.prefixes}
        return {
            prefix: Found({})
            for prefix, head in heads.items()
            if head and head["Metadata"].get(_MARK) == self.stamp.project
        }

    def _listed(self, prefix: str) -> Any:
        s3, place = self.clients.s3, {"Bucket": self.pipeline.bucket, **self.account.owner}
        return found(lambda: s3.list_objects_v2(Prefix=prefix, MaxKeys=1, **place), "NoSuchBucket")

    def _head(self, prefix: str) -> Any:
        s3, place = self.clients.s3, {"Bucket": self.pipeline.bucket, **self.account.owner}
        return found(lambda: s3.head_object(Key=prefix, **place), "404")
