"""What a file cannot say of its object: ETag, content type, user metadata; while the file is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from boathouse.lake import Lake, ObjectStat
from boathouse.objects import file_name
from boathouse.store import Store

_DDL = """
create table if not exists s3_objects (
  bucket text not null, key text not null, modified_ns integer not null, size integer not null,
  etag text not null, properties text not null,
  primary key (bucket, key, modified_ns, size)
) without rowid
"""


@dataclass(frozen=True)
class Entry:
    """An object with all that is known of it.

    `properties` are members of an answer in AWS's spelling, and under `Tagging` the object's tags.
    """

    stat: ObjectStat
    etag: str
    properties: dict[str, Any]

    @property
    def modified(self) -> datetime:
        """When it was written; HTTP knows whole seconds only, and S3 never says a later one."""
        return datetime.fromtimestamp(self.stat.modified_ns // 1_000_000_000, UTC)

    @property
    def tags(self) -> dict[str, str]:
        """Its tags by key."""
        tags: dict[str, str] = self.properties.get("Tagging", {})
        return tags


class Metadata:
    """One row per object that came through the S3 API, and per folder marker (a key that ends in `/`).

    A row counts only for the file with its size and modification time: a file that Spark or an editor
    has replaced since has no row, and gets an ETag of its size and time, in the form of a multipart
    upload's, which clients never take for an MD5.
    """

    def __init__(self, store: Store, lake: Lake) -> None:
        self.store, self.lake = store, lake
        store.create(_DDL)

    def record(self, new: ObjectStat, etag: str, properties: dict[str, Any], old: ObjectStat | None) -> None:
        """Note a file that is about to take its place, keeping the row of the one still there."""
        kept = (old.modified_ns, old.size) if old else (-1, -1)
        with self.store.write() as db:
            db.execute(
                "delete from s3_objects where bucket = ? and key = ? and (modified_ns, size) != (?, ?)",
                (new.bucket, new.key, *kept),
            )
            db.execute(
                "insert or replace into s3_objects values (?, ?, ?, ?, ?, ?)",
                (new.bucket, new.key, new.modified_ns, new.size, etag, json.dumps(properties)),
            )

    def entry(self, stat: ObjectStat) -> Entry:
        """Complete what the file says."""
        with self.store.read() as db:
            row = db.execute(
                "select etag, properties from s3_objects"
                " where (bucket, key, modified_ns, size) = (?, ?, ?, ?)",
                (stat.bucket, stat.key, stat.modified_ns, stat.size),
            ).fetchone()
        return (
            Entry(stat, row["etag"], json.loads(row["properties"])) if row else Entry(stat, _cheap(stat), {})
        )

    def entries(self, stats: Sequence[ObjectStat]) -> Iterator[Entry]:
        """Complete one page of a listing, in order, with one question to the store."""
        if not stats:
            return
        with self.store.read() as db:
            rows = db.execute(
                "select key, modified_ns, size, etag, properties from s3_objects"
                " where bucket = ? and key between ? and ?",
                (stats[0].bucket, stats[0].key, stats[-1].key),
            )
            known = {(row["key"], row["modified_ns"], row["size"]): row for row in rows}
        for stat in stats:
            row = known.get((stat.key, stat.modified_ns, stat.size))
            yield (
                Entry(stat, row["etag"], json.loads(row["properties"]))
                if row
                else Entry(stat, _cheap(stat), {})
            )

    def markers(self, bucket: str, prefix: str, after: str) -> Iterator[ObjectStat]:
        """Walk the folder markers under a prefix, in key order; one whose folder is gone is none."""
        folder = self.lake.folder(bucket)
        while True:
            with self.store.read() as db:
                rows = db.execute(
                    "select key, modified_ns, size from s3_objects where bucket = ? and key > ? and key >= ?"
                    " and substr(key, -1) = '/' order by key limit 1000",
                    (bucket, after, prefix),
                ).fetchall()
            for row in rows:
                if not row["key"].startswith(prefix):
                    return
                path = folder / file_name(row["key"].removesuffix("/"))
                if path.is_dir():
                    yield ObjectStat(bucket, row["key"], row["size"], row["modified_ns"], path)
            if not rows:
                return
            after = rows[-1]["key"]

    def marked(self, bucket: str, folders: Iterable[str]) -> list[str]:
        """Tell which of these folders (keys that end in `/`) have a marker."""
        wanted = json.dumps(list(folders))
        with self.store.read() as db:
            rows = db.execute(
                "select distinct key from s3_objects"
                " where bucket = ? and key in (select value from json_each(?))",
                (bucket, wanted),
            )
            return [row["key"] for row in rows]

    def marker(self, bucket: str, key: str) -> ObjectStat | None:
        """Find one folder marker."""
        found = next(self.markers(bucket, key, ""), None)
        return found if found and found.key == key else None

    def forget(self, bucket: str, key: str) -> None:
        """Drop what is known of an object."""
        with self.store.write() as db:
            db.execute("delete from s3_objects where bucket = ? and key = ?", (bucket, key))

    def forget_bucket(self, bucket: str) -> None:
        """Drop what is known of all objects of a bucket."""
        with self.store.write() as db:
            db.execute("delete from s3_objects where bucket = ?", (bucket,))


def _cheap(stat: ObjectStat) -> str:
    digest = hashlib.md5(f"{stat.size} {stat.modified_ns}".encode(), usedforsecurity=False).hexdigest()
    return f'"{digest}-1"'
