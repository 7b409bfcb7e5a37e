"""What the engine needs to know of the world: tables, partitions and files, by a protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.types import Type


@dataclass(frozen=True)
class Column:
    """A column as the catalog has it: `kind` in Glue's spelling (`array<struct<a:int>>`).

    `type` is there where Glue's spelling does not tell all of it.
    """

    name: str
    kind: str
    comment: str = ""
    type: Type | None = None


@dataclass(frozen=True)
class Table:
    """A table of the catalog, or a view if `view_sql` is set, to nothing if Athena did not make the view."""

    database: str
    name: str
    columns: tuple[Column, ...]
    partition_keys: tuple[Column, ...] = ()
    location: str = ""
    input_format: str = ""
    serde: str = ""
    serde_parameters: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    view_sql: str | None = None

    @property
    def is_view(self) -> bool:
        """Whether the table is a view."""
        return self.view_sql is not None

    @property
    def query(self) -> str:
        """What the view selects. Raises QueryError if it is not in Athena's SQL."""
        if not self.view_sql:
            raise QueryError("NOT_SUPPORTED", f"View {self.database}.{self.name} was not made by Athena")
        return self.view_sql

    @property
    def is_delta(self) -> bool:
        """Whether the table is a Delta Lake table, however it was registered."""
        values = (
            self.parameters.get(key, "")
            for key in ("table_type", "spark.sql.sources.provider", "classification")
        )
        return any(value.lower() == "delta" for value in values)

    @property
    def is_iceberg(self) -> bool:
        """Whether the table is an Iceberg table."""
        return self.parameters.get("table_type", "").lower() == "iceberg"

    @property
    def is_linked(self) -> bool:
        """Whether the files at the location tell which files the rows are in."""
        return self.input_format.endswith(".SymlinkTextInputFormat")

    @property
    def is_hudi(self) -> bool:
        """Whether the table is one of Apache Hudi."""
        return "hoodie" in self.input_format.lower()

    @property
    def keys(self) -> tuple[Column, ...]:
        """The columns that name partitions; a table of Delta's or Iceberg's has them among the others."""
        return () if self.is_delta or self.is_iceberg else self.partition_keys


@dataclass(frozen=True)
class Partition:
    """The values of the partition keys, in their order, and where the rows lie."""

    values: tuple[str, ...]
    location: str


@dataclass(frozen=True)
class File:
    """One object of the lake: its `uri` for people, its `path` for readers."""

    uri: str
    path: Path
    size: int
    modified_ns: int


class TableSource(Protocol):
    """The catalog and the lake, as the engine sees them."""

    def databases(self) -> Sequence[str]:
        """Names of all databases."""

    def tables(self, database: str) -> Sequence[Table]:
        """All tables of a database; empty if there is no such database."""

    def table(self, database: str, name: str) -> Table | None:
        """One table, or None."""

    def partitions(self, table: Table) -> Iterable[Partition]:
        """The partitions registered in the catalog."""

    def files(self, location: str) -> Sequence[File]:
        """Objects below a location in key order, hidden ones (`_x`, `.x`) left out; none is no error."""

    def folder(self, location: str) -> Path:
        """The folder that a location is, for formats that keep a log."""
