"""What lies in a crawler's targets: files looked at, and the tables that they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from boathouse.engine.crawl import (
    Delta,
    Rules,
    Schema,
    Seen,
    Tree,
    at_level,
    classified,
    delta,
    excluded,
    in_folders,
)
from boathouse.errors import BoathouseError, ServiceError
from boathouse.lake import Lake, ObjectStat
from boathouse.services.glue.crawler_settings import Options, place
from boathouse.services.glue.records import Record

Check = Callable[[], None]
"""Called before each file: it raises if the crawl is to stop."""


@dataclass(frozen=True)
class Found:
    """A table in a bucket."""

    bucket: str
    tree: Tree

    @property
    def location(self) -> str:
        """Where the table lies."""
        return f"s3://{self.bucket}/{self.tree.root}"


@dataclass(frozen=True)
class FoundDelta:
    """A table of Delta Lake's."""

    location: str
    told: Delta


class Survey:
    """Looks at what a crawler was told to look at; nothing is written."""

    def __init__(self, lake: Lake, options: Options, custom: Sequence[Rules], check: Check) -> None:
        self._lake, self._options, self._custom, self._check = lake, options, custom, check

    def target(self, target: Record) -> list[Found]:
        """The tables below an include path.

        Raises ServiceError NoSuchBucket.
        """
        bucket, prefix = place(target["Path"])
        prefix = self._folder(bucket, prefix)
        files = list(self._seen(bucket, prefix, target.get("Exclusions", []), target.get("SampleSize")))
        if not files:
            return []
        if self._options.level is not None:
            trees = at_level(files, self._options.level - 1)
        else:
            alike = Schema.compatible if self._options.combine else Schema.alike
            trees = in_folders(files, prefix, alike)
        return [Found(bucket, tree) for tree in trees]

    def table(self, location: str) -> Found | None:
        """The table at a location, whatever its folders look like; None if there is nothing."""
        bucket, prefix = place(location)
        prefix = self._folder(bucket, prefix)
        files = list(self._seen(bucket, prefix, [], None))
        trees = (
            at_level(files, 0, prefix)
            if prefix.endswith("/") or not prefix
            else in_folders(files, prefix, Schema.alike)
        )
        return Found(bucket, trees[0]) if trees else None

    def delta_table(self, path: str) -> FoundDelta:
        """The Delta Lake table at a path.

        Raises BoathouseError if it has no log.
        """
        self._check()
        bucket, prefix = place(path)
        told = delta(self._lake.local_folder(bucket, prefix))
        if told is None:
            raise BoathouseError(f"There is no Delta Lake table at {path}: it has no _delta_log.")
        return FoundDelta(f"s3://{bucket}/{prefix.rstrip('/')}/", told)

    def _folder(self, bucket: str, prefix: str) -> str:
        """The prefix of what is to be looked at: a folder, unless an object has just this key."""
        try:
            self._lake.folder(bucket)
        except ServiceError as error:
            raise BoathouseError(f"{error.message}: {bucket}") from error
        if not prefix or prefix.endswith("/"):
            return prefix
        try:
            self._lake.stat(bucket, prefix)
        except ServiceError:
            return f"{prefix}/"
        return prefix

    def _seen(
        self, bucket: str, prefix: str, exclusions: list[str], sample_size: int | None
    ) -> Iterator[Seen]:
        looked: dict[str, list[Seen]] = defaultdict(list)
        for found in self._objects(bucket, prefix, exclusions):
            self._check()
            others = looked[found.key.rpartition("/")[0]]
            if sample_size and len(others) >= sample_size:
                yield Seen(found.key, found.size, _guessed(found, others[0]))
                continue
            try:
                seen = Seen(found.key, found.size, classified(found.path, found.size, self._custom))
            except FileNotFoundError:
                continue  # it was deleted since the folder was listed
            others.append(seen)
            yield seen

    def _objects(self, bucket: str, prefix: str, exclusions: list[str]) -> Iterator[ObjectStat]:
        """The objects that may be data: neither hidden nor empty nor excluded."""
        if prefix and not prefix.endswith("/"):
            yield self._lake.stat(bucket, prefix)
            return
        for found in self._lake.list(bucket, prefix):
            below = found.key[len(prefix) :]
            hidden = any(part[:1] in ("_", ".") for part in below.split("/"))
            if found.size and not hidden and not excluded(below, exclusions):
                yield found


def _guessed(found: ObjectStat, like: Seen) -> Schema:
    """The schema of a file beyond the sample: that of another, with as many records as its size tells."""
    return replace(like.schema, records=round(like.schema.records * found.size / max(like.size, 1)))
