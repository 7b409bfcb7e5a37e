"""Tags of jobs, triggers, workflows, crawlers, rulesets, connections, custom entity types and databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from boathouse.errors import NotEmulated
from boathouse.services.glue.errors import EntityNotFoundError, InvalidInputError
from boathouse.services.glue.names import fold
from boathouse.services.glue.records import Record
from boathouse.store import Store

_DDL = """
create table if not exists glue_tags (
  resource text not null, key text not null, value text not null, primary key (resource, key)
);
"""
_TABLES = {
    "connection": "glue_connections",
    "crawler": "glue_crawlers",
    "customEntityType": "glue_entity_types",
    "database": "glue_databases",
    "dataQualityRuleset": "glue_rulesets",
    "job": "glue_jobs",
    "trigger": "glue_triggers",
    "workflow": "glue_workflows",
}


class Tags:
    """Tags by resource, which is the last part of its ARN: `job/name`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.create(_DDL)

    def tag_resource(self, resource_arn: str, tags_to_add: dict[str, str]) -> None:
        """Add tags to a resource, or change their values.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_TagResource.html
        Differs: jobs, triggers, workflows, crawlers, rulesets, connections, custom entity types and databases
        only.
        """
        with self._store.write() as db:
            self.put(db, _existing(db, resource_arn), tags_to_add)

    def untag_resource(self, resource_arn: str, tags_to_remove: list[str]) -> None:
        """Remove tags from a resource.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UntagResource.html
        Differs: jobs, triggers, workflows, crawlers, rulesets, connections, custom entity types and databases
        only.
        """
        with self._store.write() as db:
            resource = _existing(db, resource_arn)
            db.executemany(
                "delete from glue_tags where resource = ? and key = ?",
                [(resource, key) for key in tags_to_remove],
            )

    def get_tags(self, resource_arn: str) -> Record:
        """Answer the tags of a resource.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetTags.html
        Differs: jobs, triggers, workflows, crawlers, rulesets, connections, custom entity types and databases
        only.
        """
        with self._store.read() as db:
            return {"Tags": self.of(db, _existing(db, resource_arn))}

    def of(self, db: sqlite3.Connection, resource: str) -> dict[str, str]:
        """Read a resource's tags."""
        rows = db.execute("select key, value from glue_tags where resource = ? order by key", [resource])
        return {row["key"]: row["value"] for row in rows}

    def match(self, db: sqlite3.Connection, resource: str, wanted: Mapping[str, str] | None) -> bool:
        """Tell whether a resource carries all the wanted tags."""
        return not wanted or wanted.items() <= self.of(db, resource).items()

    def put(self, db: sqlite3.Connection, resource: str, tags: Mapping[str, str] | None) -> None:
        """Set tags of a resource."""
        db.executemany(
            "insert or replace into glue_tags values (?, ?, ?)",
            [(resource, key, value) for key, value in (tags or {}).items()],
        )

    def move(self, db: sqlite3.Connection, resource: str, to: str) -> None:
        """Let the tags follow a renamed resource."""
        db.execute("update glue_tags set resource = ? where resource = ?", [to, resource])

    def drop(self, db: sqlite3.Connection, resource: str) -> None:
        """Forget the tags of a deleted resource."""
        db.execute("delete from glue_tags where resource = ?", [resource])


def _existing(db: sqlite3.Connection, arn: str) -> str:
    parts = arn.split(":", 5)
    kind, _, name = parts[-1].partition("/")
    if len(parts) < 6 or not name:
        raise InvalidInputError(f"Invalid resource ARN: {arn}")
    if kind not in _TABLES:
        raise NotEmulated(f"Tagging a Glue {kind}")
    name = fold(name) if kind == "database" else name
    found = db.execute(f"select 1 from {_TABLES[kind]} where name = ?", [name]).fetchone()  # noqa: S608
    if not found:
        raise EntityNotFoundError(f"{kind.capitalize()} {name} not found.")
    return f"{kind}/{name}"
