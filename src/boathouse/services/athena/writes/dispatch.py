"""Which room carries out which statement that writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boathouse.engine.sql import Query, QueryError
from boathouse.engine.sql.trino import statements as s
from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.athena.catalog import GlueTables
from boathouse.services.athena.ddl.scene import Scene
from boathouse.services.athena.writes import changes, creations, insertions, unloads
from boathouse.services.athena.writes.work import Order, Written
from boathouse.services.glue import Glue

HANDLERS: dict[type[s.Write], Callable[[Order, Any], Written]] = {
    s.CreateTableAs: creations.create_table_as,
    s.Insert: insertions.insert,
    s.Delete: changes.delete,
    s.Update: changes.update,
    s.Merge: changes.merge,
    s.Optimize: changes.optimize,
    s.Vacuum: changes.vacuum,
    s.Unload: unloads.unload,
}


class Writes:
    """Carries out statements that write rows into the lake."""

    def __init__(self, glue: Glue, tables: GlueTables, lake: Lake) -> None:
        self._glue, self._tables, self._lake = glue, tables, lake

    def execute(
        self,
        statement: s.Write,
        identifier: str,
        output: str,
        database: str,
        query: Query,
        planned: Callable[[], None],
    ) -> Written:
        """Run the statement; `planned` is told when its query has been checked."""
        scene = Scene(self._glue, self._tables, self._lake, query, database or "default")
        try:
            return HANDLERS[type(statement)](Order(scene, identifier, output, planned), statement)
        except ServiceError as error:
            raise QueryError("HIVE_WRITER_OPEN_ERROR", f"{error.code}: {error.message}") from error
