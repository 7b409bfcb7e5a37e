"""Which room carries out which statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boathouse.engine.sql import Query, QueryError
from boathouse.engine.sql.hive import Statement
from boathouse.engine.sql.hive import statements as s
from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.athena.catalog import GlueTables
from boathouse.services.athena.ddl import alterations, creations, descriptions, listings, partitions
from boathouse.services.athena.ddl.scene import Scene
from boathouse.services.athena.output import Outcome
from boathouse.services.glue import Glue

HANDLERS: dict[type[Statement], Callable[[Scene, Any], Outcome]] = {
    s.CreateTable: creations.create_table,
    s.CreateIcebergTable: creations.create_iceberg_table,
    s.DropTable: creations.drop_table,
    s.CreateDatabase: creations.create_database,
    s.DropDatabase: creations.drop_database,
    s.CreateView: creations.create_view,
    s.DropView: creations.drop_view,
    s.ShowDatabases: listings.databases,
    s.ShowTables: listings.tables,
    s.ShowColumns: listings.columns,
    s.ShowPartitions: listings.partitions,
    s.ShowProperties: descriptions.properties,
    s.ShowCreate: descriptions.creation,
    s.Describe: descriptions.describe,
    s.AddPartitions: partitions.add,
    s.DropPartitions: partitions.drop,
    s.Repair: partitions.repair,
    s.SetProperties: alterations.set_properties,
    s.SetLocation: alterations.set_location,
    s.AddColumns: alterations.add_columns,
    s.DropColumn: alterations.drop_column,
    s.ChangeColumn: alterations.change_column,
    s.UnsetProperties: alterations.unset_properties,
    s.RenameTable: alterations.rename_table,
}


class Ddl:
    """Carries out statements on the catalog; no rows of a table are touched."""

    def __init__(self, glue: Glue, tables: GlueTables, lake: Lake) -> None:
        self._glue, self._tables, self._lake = glue, tables, lake

    def execute(self, statement: Statement, database: str, query: Query) -> Outcome:
        """The statement's answer. Raises QueryError in Hive's words."""
        if isinstance(statement, s.Refused):
            raise QueryError(statement.code, statement.reason.removeprefix(f"{statement.code}: "))
        scene = Scene(self._glue, self._tables, self._lake, query, database or "default")
        try:
            return HANDLERS[type(statement)](scene, statement)
        except ServiceError as error:
            text = (
                f"FAILED: Execution Error, return code 1 from DDLTask. {error.code}(message:{error.message})"
            )
            raise QueryError("DDL_FAILED", text) from error
