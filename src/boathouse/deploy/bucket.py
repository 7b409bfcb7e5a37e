"""The bucket: private, encrypted and versioned where the account can do that."""

from __future__ import annotations

from typing import Any, cast

from botocore.exceptions import ClientError

from boathouse.deploy.families import Family, Fields, Found, found
from boathouse.deploy.scripts import Scripts
from boathouse.deploy.stamp import PROJECT, as_list, as_mapping, own
from boathouse.deploy.versions import versions
from boathouse.errors import DeployError

_PRIVATE = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


class Bucket(Family):
    """The one bucket; one that was there before is used as it is."""

    kind = "bucket"
    shared = True

    def wanted(self) -> dict[str, Fields]:
        """One bucket; the local cloud's has nothing but tags."""
        fields: Fields = {"Tags": self.stamp.tags}
        if not self.account.emulated:
            fields |= {
                "PublicAccessBlock": dict.fromkeys(_PRIVATE, True),
                "Encryption": "AES256",
                "Versioning": "Enabled",
            }
        return {self.pipeline.bucket: fields}

    def found(self) -> dict[str, Found]:
        """The bucket, unless there is none.

        Raises DeployError if it is another account's or in another region.
        """
        name = self.pipeline.bucket
        head = self._head()
        if head is None:
            return {}
        region = head.get("BucketRegion") or self.account.region
        if region != self.account.region and not self.account.emulated:
            raise DeployError(
                f"the bucket is in {region}, and you are deploying to {self.account.region}.",
                where=f"s3://{name}",
                remedy=f"Set AWS_REGION={region}, or choose another bucket.",
            )
        tags = self._tags()
        # a bucket is made before it can be tagged: an empty one without tags is what an interruption leaves
        owned = self.stamp.project == tags.get(PROJECT) or (not tags and self._empty())
        fields: Fields = {"Tags": own(tags)}
        if not self.account.emulated:
            fields |= self._settings()
        return {name: Found(fields, owned, tags)}

    def create(self, name: str, wanted: Fields) -> None:
        """Make the bucket, tag it, then close it."""
        s3, region = self.clients.s3, self.account.region
        if region == "us-east-1":
            s3.create_bucket(Bucket=name)
        else:
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": cast(Any, region)})
        self.update(name, wanted, Found({}, raw={}))

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Put those of the settings that differ."""
        s3, owner = self.clients.s3, self.account.owner
        if wanted["Tags"] != found.fields.get("Tags"):
            tags = cast(Any, {"TagSet": as_list({**found.raw, **wanted["Tags"]})})
            s3.put_bucket_tagging(Bucket=name, Tagging=tags, **owner)
        if wanted.get("PublicAccessBlock") != found.fields.get("PublicAccessBlock"):
            block = wanted["PublicAccessBlock"]
            s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block, **owner)
        if wanted.get("Encryption") != found.fields.get("Encryption"):
            rule: Any = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": wanted["Encryption"]}}
            encryption: Any = {"Rules": [rule]}
            s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=encryption, **owner)
        if wanted.get("Versioning") != found.fields.get("Versioning"):
            versioning: Any = {"Status": wanted["Versioning"]}
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning, **owner)

    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove the bucket, which S3 refuses if anything is left in it."""
        self.clients.s3.delete_bucket(Bucket=name, **self.account.owner)

    def kept(self, name: str, found: Found, *, data: bool) -> str:
        """It stays if it holds anything but what this project has put there, unless data goes too."""
        if data:
            return ""
        scripts = Scripts(self.clients, self.account, self.pipeline, self.stamp).made()
        ours = {*self.pipeline.prefixes, *scripts}
        others = (v for v in versions(self.clients.s3, self.account, name) if v["Key"] not in ours)
        return "it holds data, which only DATA=1 deletes" if next(others, None) else ""

    def told(self, wanted: Fields) -> str:
        """What is special about it."""
        return "private, encrypted, versioned" if "Versioning" in wanted else ""

    def _head(self) -> Any:
        s3, place = self.clients.s3, {"Bucket": self.pipeline.bucket, **self.account.owner}
        try:
            return found(lambda: s3.head_bucket(**place), "404")
        except ClientError:
            self._explain()
            raise

    def _explain(self) -> None:
        """Ask again in a way that is answered with a reason: the answer to HEAD has no room for one."""
        s3, place = self.clients.s3, {"Bucket": self.pipeline.bucket, **self.account.owner}
        try:
            s3.list_objects_v2(MaxKeys=1, **place)
        except ClientError as error:
            ours = self._listed()
            if error.response["Error"]["Code"] != "AccessDenied" or ours:
                raise
            lacking = f", or your policy lacks s3:ListBucket on arn:aws:s3:::{self.pipeline.bucket}"
            raise DeployError(
                f"the bucket belongs to another account{lacking if ours is None else ''}.",
                where=f"s3://{self.pipeline.bucket}",
                remedy="Bucket names are unique in the whole world: choose another with BUCKET=.",
            ) from error

    def _listed(self) -> bool | None:
        """Tell whether the bucket is this account's own; None if one may not know."""
        try:
            buckets = self.clients.s3.list_buckets(Prefix=self.pipeline.bucket)["Buckets"]
        except ClientError:
            return None
        return self.pipeline.bucket in [bucket["Name"] for bucket in buckets]

    def _tags(self) -> dict[str, str]:
        s3, name = self.clients.s3, self.pipeline.bucket
        answer = found(lambda: s3.get_bucket_tagging(Bucket=name, **self.account.owner), "NoSuchTagSet")
        return as_mapping(answer["TagSet"]) if answer else {}

    def _empty(self) -> bool:
        s3, name = self.clients.s3, self.pipeline.bucket
        return not s3.list_objects_v2(Bucket=name, MaxKeys=1, **self.account.owner).get("KeyCount")

    def _settings(self) -> Fields:
        s3, place = self.clients.s3, {"Bucket": self.pipeline.bucket, **self.account.owner}
        block = found(lambda: s3.get_public_access_block(**place), "NoSuchPublicAccessBlockConfiguration")
        encryption = found(
            lambda: s3.get_bucket_encryption(**place), "ServerSideEncryptionConfigurationNotFoundError"
        )
        rules = encryption["ServerSideEncryptionConfiguration"]["Rules"] if encryption else []
        by_default = [rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in rules]
        return {
            "PublicAccessBlock": block["PublicAccessBlockConfiguration"] if block else {},
            "Encryption": next((rule.get("SSEAlgorithm") for rule in by_default), None),
            "Versioning": s3.get_bucket_versioning(**place).get("Status"),
        }
