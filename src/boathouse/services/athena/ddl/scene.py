"""What a statement acts on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from boathouse.engine.sql import Query, QueryError
from boathouse.engine.sql.hive.statements import Name
from boathouse.lake import Lake
from boathouse.services.athena.catalog import GlueTables, table_of
from boathouse.services.glue import Glue

SERVER_MEMBERS = frozenset(
    [
        "DatabaseName",
        "CreateTime",
        "UpdateTime",
        "CreatedBy",
        "VersionId",
        "CatalogId",
        "IsRegisteredWithLakeFormation",
        "FederatedTable",
        "IsMultiDialectView",
        "Status",
    ]
)


@dataclass(frozen=True)
class Scene:
    """The catalog, the lake, and the database that unqualified names are in."""

    glue: Glue
    tables: GlueTables
    lake: Lake
    query: Query
    database: str

    def full(self, name: Name) -> tuple[str, str]:
        """A name with its database."""
        return name.database or self.database, name.table

    def document(self, name: Name) -> dict[str, Any]:
        """A table as Glue answers it. Raises QueryError in Hive's words if it is not there."""
        database, table = self.full(name)
        found = self.tables.document(database, table)
        if found is None:
            raise failed(10001, f"Table not found {database}.{table}")
        return found

    def alterable(self, name: Name, statement: str) -> dict[str, Any]:
        """A table that a change of its entry changes; what an Iceberg table is, its own files tell."""
        found = self.document(name)
        if table_of(found).is_iceberg:
            text = (
                f"{statement} on the Iceberg table {'.'.join(self.full(name))} is not emulated by Boathouse"
            )
            raise QueryError("NOT_SUPPORTED", text)
        return found

    def replace(self, document: dict[str, Any]) -> None:
        """Store a changed document of a table."""
        members = {key: value for key, value in document.items() if key not in SERVER_MEMBERS}
        self.glue.tables.update_table(database_name=document["DatabaseName"], table_input=members)


def failed(number: int, text: str) -> QueryError:
    """A SemanticException of Hive."""
    return QueryError("DDL_FAILED", f"FAILED: SemanticException [Error {number}]: {text}")
