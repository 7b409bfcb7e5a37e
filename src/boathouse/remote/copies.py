"""Which objects have a copy, and of which version."""

from __future__ import annotations

import json
from collections.abc import Iterable

from boathouse.remote.objects import Remote
from boathouse.store import Store

_TABLES = """
create table if not exists copied_buckets (bucket text primary key, created text not null) without rowid;
create table if not exists copies (
    bucket text not null, key text not null, etag text not null, size integer not null,
    modified integer not null, properties text not null, primary key (bucket, key)
) without rowid;
"""


class Copies:
    """The list of copies; a row is written after its file is there, and removed before it goes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.create(_TABLES)

    def buckets(self) -> dict[str, str]:
        """Every bucket that has been copied, with the moment of its creation on the server."""
        with self._store.read() as db:
            return {row["bucket"]: row["created"] for row in db.execute("select * from copied_buckets")}

    def add_bucket(self, bucket: str, created: str) -> None:
        """Note a bucket."""
        with self._store.write() as db:
            db.execute("insert or replace into copied_buckets values (?, ?)", [bucket, created])

    def forget_bucket(self, bucket: str) -> None:
        """Forget a bucket and every copy in it."""
        with self._store.write() as db:
            db.execute("delete from copies where bucket = ?", [bucket])
            db.execute("delete from copied_buckets where bucket = ?", [bucket])

    def under(self, bucket: str, prefix: str) -> dict[str, Remote]:
        """Every copy under a prefix, by its key."""
        with self._store.read() as db:
            rows = db.execute(
                "select * from copies where bucket = ? and substr(key, 1, ?) = ?",
                [bucket, len(prefix), prefix],
            ).fetchall()
        return {
            row["key"]: Remote(
                row["key"], row["etag"], row["size"], row["modified"], json.loads(row["properties"])
            )
            for row in rows
        }

    def add(self, bucket: str, found: Iterable[Remote]) -> None:
        """Note copies."""
        rows = [
            (bucket, one.key, one.etag, one.size, one.modified_ns, json.dumps(one.properties))
            for one in found
        ]
        with self._store.write() as db:
            db.executemany("insert or replace into copies values (?, ?, ?, ?, ?, ?)", rows)

    def remove(self, bucket: str, keys: Iterable[str]) -> None:
        """Forget copies."""
        with self._store.write() as db:
            db.executemany("delete from copies where bucket = ? and key = ?", [(bucket, key) for key in keys])
