"""Tags of workgroups."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from boathouse.errors import NotEmulated
from boathouse.services.athena.errors import InvalidRequestError
from boathouse.services.athena.ledger import Record
from boathouse.store import Store

_DDL = """
create table if not exists athena_tags (
  work_group text not null, key text not null, value text not null, primary key (work_group, key)
);
"""


class Tags:
    """Tags by workgroup."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.create(_DDL)

    def tag_resource(self, resource_arn: str, tags: list[Record]) -> Record:
        """Add tags to a workgroup, or change their values.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_TagResource.html
        Differs: workgroups only.
        """
        with self._store.write() as db:
            self.put(db, _existing(db, resource_arn), tags)
        return {}

    def untag_resource(self, resource_arn: str, tag_keys: list[str]) -> Record:
        """Remove tags from a workgroup.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_UntagResource.html
        Differs: workgroups only.
        """
        with self._store.write() as db:
            name = _existing(db, resource_arn)
            rows = [(name, key) for key in tag_keys]
            db.executemany("delete from athena_tags where work_group = ? and key = ?", rows)
        return {}

    def list_tags_for_resource(self, resource_arn: str, max_results: int | None = None) -> Record:
        """Answer the tags of a workgroup; there are never so many that they need pages.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_ListTagsForResource.html
        Differs: workgroups only.
        """
        with self._store.read() as db:
            name = _existing(db, resource_arn)
            rows = db.execute("select key, value from athena_tags where work_group = ? order by key", [name])
            return {"Tags": [{"Key": row["key"], "Value": row["value"]} for row in rows]}

    def put(self, db: sqlite3.Connection, name: str, tags: Iterable[Record] | None) -> None:
        """Set tags of a workgroup."""
        db.executemany(
            "insert or replace into athena_tags values (?, ?, ?)",
            [(name, tag["Key"], tag["Value"]) for tag in tags or ()],
        )

    def drop(self, db: sqlite3.Connection, name: str) -> None:
        """Forget the tags of a deleted workgroup."""
        db.execute("delete from athena_tags where work_group = ?", [name])


def _existing(db: sqlite3.Connection, arn: str) -> str:
    parts = arn.split(":", 5)
    kind, _, name = parts[-1].partition("/")
    if len(parts) < 6 or not name:
        raise InvalidRequestError(f"Invalid ARN: {arn}")
    if kind != "workgroup":
        raise NotEmulated(f"Tagging an Athena {kind}")
    if not db.execute("select 1 from athena_work_groups where name = ?", [name]).fetchone():
        raise InvalidRequestError(f"WorkGroup {name} is not found.")
    return name
