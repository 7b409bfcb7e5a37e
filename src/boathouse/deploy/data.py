"""The bucket's data: never made by a deployment, and removed only when asked for by name."""

from __future__ import annotations

from boathouse.deploy.bucket import Bucket
from boathouse.deploy.families import Family, Fields, Found
from boathouse.deploy.versions import erase, versions


class Data(Family):
    """Everything that is in the bucket, with all versions."""

    kind = "data"

    def wanted(self) -> dict[str, Fields]:
        """Nothing: data is the user's."""
        return {}

    def found(self) -> dict[str, Found]:
        """What the bucket holds, if there is a bucket."""
        bucket = Bucket(self.clients, self.account, self.pipeline, self.stamp).found()
        return {f"s3://{name}/": there for name, there in bucket.items()}

    def made(self) -> dict[str, Found]:
        """The same, so that it is named where it stays."""
        return self.found()

    def create(self, name: str, wanted: Fields) -> None:
        """Never."""
        raise NotImplementedError("a deployment makes no data")

    def delete(self, name: str, found: Found | None = None) -> None:
        """Delete every version of every object."""
        s3, bucket = self.clients.s3, self.pipeline.bucket
        erase(s3, self.account, bucket, versions(s3, self.account, bucket))

    def kept(self, name: str, found: Found, *, data: bool) -> str:
        """It stays in a bucket that this project has not made."""
        return "" if found.owned else "the bucket was there before: delete the data in it yourself"
