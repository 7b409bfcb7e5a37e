"""The jobs' scripts, under scripts/ in the bucket."""

from __future__ import annotations

import base64
import hashlib
import string
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from boathouse.deploy.families import Family, Fields, Found, found
from boathouse.deploy.stamp import PROJECT
from boathouse.deploy.versions import erase, versions

if TYPE_CHECKING:
    from boathouse.pipeline import Pipeline

FOLDER = "scripts/"
_PREFIX = "boathouse-"
_PLAIN = f"{string.punctuation} ".replace("%", "")  # besides letters and digits


class Scripts(Family):
    """An object for each script; S3's own checksum tells whether the bytes are the file's."""

    kind = "script"

    def wanted(self) -> dict[str, Fields]:
        """The scripts of the pipeline's jobs by their key."""
        return {
            key: {"SHA-256": hashlib.sha256(path.read_bytes()).hexdigest(), "Tags": self.stamp.tags}
            for key, path in _scripts(self.pipeline).items()
        }

    def found(self) -> dict[str, Found]:
        """The scripts that are there; an object of somebody else's is looked at only where one is wanted."""
        there = {}
        wanted = script_keys(self.pipeline)
        for key in self._keys():
            head = self._head(key)
            tags = _tags(head["Metadata"]) if head else {}
            owned = tags.get(PROJECT) == self.stamp.project
            if head and (owned or key in wanted):
                there[key] = Found({"SHA-256": _checksum(head), "Tags": tags}, owned)
        return there

    def create(self, name: str, wanted: Fields) -> None:
        """Upload the file as it is now."""
        content = _scripts(self.pipeline)[name].read_bytes()
        tags = wanted["Tags"].items()
        metadata = {key.replace("boathouse:", _PREFIX, 1): quote(value, safe=_PLAIN) for key, value in tags}
        self.clients.s3.put_object(
            Bucket=self.pipeline.bucket,
            Key=name,
            Body=content,
            ChecksumAlgorithm="SHA256",
            Metadata={"sha256": wanted["SHA-256"], **metadata},
            **self.account.owner,
        )

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Upload it anew."""
        self.create(name, wanted)

    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove it with its versions."""
        s3, bucket = self.clients.s3, self.pipeline.bucket
        doomed = (v for v in versions(s3, self.account, bucket, name) if v["Key"] == name)
        erase(s3, self.account, bucket, doomed)

    def _head(self, key: str) -> Any:
        s3, place = self.clients.s3, {"Bucket": self.pipeline.bucket, **self.account.owner}
        return found(lambda: s3.head_object(Key=key, ChecksumMode="ENABLED", **place), "404")

    def _keys(self) -> list[str]:
        pages = self.clients.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.pipeline.bucket, Prefix=FOLDER, **self.account.owner
        )
        listed = found(
            lambda: [item["Key"] for page in pages for item in page.get("Contents", [])], "NoSuchBucket"
        )
        return [key for key in listed or [] if key != FOLDER]


def script_keys(pipeline: Pipeline) -> list[str]:
    """Where in the bucket the scripts are."""
    return list(_scripts(pipeline))


def location(pipeline: Pipeline, script: Path) -> str:
    """The address of a script."""
    return f"s3://{pipeline.bucket}/{FOLDER}{script.name}"


def _scripts(pipeline: Pipeline) -> dict[str, Path]:
    return {f"{FOLDER}{job.script.name}": job.script for job in pipeline.jobs}


def _tags(metadata: dict[str, str]) -> dict[str, str]:
    """An object's metadata as tags; its names hold no colons, and its values are ASCII."""
    return {
        key.replace(_PREFIX, "boathouse:", 1): unquote(value)
        for key, value in metadata.items()
        if key.startswith(_PREFIX)
    }


def _checksum(head: Any) -> str | None:
    sent = head.get("ChecksumSHA256")
    return base64.b64decode(sent).hex() if sent else None
