"""What a writing statement acts on, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from boathouse.engine.sql import Plan, QueryError
from boathouse.engine.sql.trino.statements import Write
from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.athena.ddl.scene import Scene


@dataclass(frozen=True)
class Order:
    """The catalog and the lake, where results go, and the statement's id."""

    scene: Scene
    identifier: str
    output: str
    planned: Callable[[], None]

    @property
    def scratch(self) -> Path:
        """Where files are made."""
        return self.scene.lake.scratch

    def plan(self, statement: Write) -> Plan:
        """Check the query and choose what it reads."""
        plan = self.scene.query.plan(statement.sql, self.scene.database)
        self.planned()
        return plan

    def empty(self, location: str, table: str) -> None:
        """Refuse a location that is no place for new files or already has some."""
        try:
            bucket, prefix = Lake.split(location)
            found = next(self.scene.lake.list(bucket, prefix.rstrip("/") + "/" if prefix else ""), None)
        except ServiceError as error:
            raise QueryError("HIVE_FILESYSTEM_ERROR", f"{error.message} ({location})") from error
        if found is not None:
            text = f"Target directory for table '{table}' already exists: {location}."
            raise QueryError(
                "HIVE_PATH_ALREADY_EXISTS", f"{text} Athena will not delete data in your account."
            )


@dataclass(frozen=True)
class Written:
    """The files that a statement wrote, its rows, and the bytes that it read for them."""

    uris: list[str]
    rows: int
    scanned: int


def distinct(statement: Write, plan: Plan) -> None:
    """Refuse columns without a name, and names that two columns have."""
    if plan.unnamed:
        text = f"Column name not specified at position {plan.unnamed[0] + 1}"
        raise statement.error("MISSING_COLUMN_NAME", text)
    unique(statement, plan)


def unique(statement: Write, plan: Plan) -> None:
    """Refuse names that two columns have."""
    seen: set[str] = set()
    for column in plan.columns:
        name = column.name.lower()
        if name in seen:
            raise statement.error("DUPLICATE_COLUMN_NAME", f"Column name '{name}' specified more than once")
        seen.add(name)
