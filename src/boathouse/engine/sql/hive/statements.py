"""The DDL and metadata statements of Athena, as data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Statement:
    """Any statement that the catalog answers."""


@dataclass(frozen=True)
class Name:
    """A table's or view's name; `database` is empty if the statement leaves it to the context."""

    database: str
    table: str

    def __str__(self) -> str:
        return f"{self.database}.{self.table}" if self.database else self.table

    @property
    def quoted(self) -> str:
        """The name as Trino's SQL has it, whatever is in it."""
        parts = [self.database, self.table] if self.database else [self.table]
        return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


@dataclass(frozen=True)
class ColumnDefinition:
    """A column in Glue's spelling."""

    name: str
    kind: str
    comment: str | None = None


@dataclass(frozen=True)
class Creation(Statement):
    """What every table is made with."""

    name: Name
    columns: tuple[ColumnDefinition, ...] = ()
    if_not_exists: bool = False
    comment: str = ""
    location: str = ""
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CreateTable(Creation):
    """CREATE EXTERNAL TABLE"""

    partition_keys: tuple[ColumnDefinition, ...] = ()
    serde: str = ""
    serde_parameters: dict[str, str] = field(default_factory=dict)
    stored_as: str = ""
    input_format: str = ""
    output_format: str = ""


@dataclass(frozen=True)
class Transformed:
    """A field that partitions an Iceberg table: a transform in Iceberg's spelling, of a column."""

    transform: str
    column: str


@dataclass(frozen=True)
class CreateIcebergTable(Creation):
    """CREATE TABLE … TBLPROPERTIES ('table_type' = 'ICEBERG')"""

    fields: tuple[Transformed, ...] = ()


@dataclass(frozen=True)
class DropTable(Statement):
    """DROP TABLE"""

    name: Name
    if_exists: bool = False


@dataclass(frozen=True)
class CreateView(Statement):
    """CREATE VIEW; `sql` is the query as typed."""

    name: Name
    sql: str
    or_replace: bool = False


@dataclass(frozen=True)
class DropView(Statement):
    """DROP VIEW"""

    name: Name
    if_exists: bool = False


@dataclass(frozen=True)
class CreateDatabase(Statement):
    """CREATE DATABASE, CREATE SCHEMA"""

    name: str
    if_not_exists: bool = False
    comment: str = ""
    location: str = ""
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DropDatabase(Statement):
    """DROP DATABASE, DROP SCHEMA"""

    name: str
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True)
class ShowDatabases(Statement):
    """SHOW DATABASES, SHOW SCHEMAS"""

    pattern: str = ""


@dataclass(frozen=True)
class ShowTables(Statement):
    """SHOW TABLES, SHOW VIEWS"""

    database: str = ""
    pattern: str = ""
    views_only: bool = False


@dataclass(frozen=True)
class ShowColumns(Statement):
    """SHOW COLUMNS"""

    name: Name


@dataclass(frozen=True)
class ShowPartitions(Statement):
    """SHOW PARTITIONS"""

    name: Name


@dataclass(frozen=True)
class ShowCreate(Statement):
    """SHOW CREATE TABLE, SHOW CREATE VIEW"""

    name: Name
    view: bool = False


@dataclass(frozen=True)
class ShowProperties(Statement):
    """SHOW TBLPROPERTIES"""

    name: Name
    key: str = ""


@dataclass(frozen=True)
class Describe(Statement):
    """DESCRIBE"""

    name: Name


@dataclass(frozen=True)
class PartitionSpec:
    """PARTITION (a = '1', b = '2') LOCATION '…'"""

    values: dict[str, str]
    location: str = ""


@dataclass(frozen=True)
class AddPartitions(Statement):
    """ALTER TABLE … ADD PARTITION"""

    name: Name
    partitions: tuple[PartitionSpec, ...]
    if_not_exists: bool = False


@dataclass(frozen=True)
class DropPartitions(Statement):
    """ALTER TABLE … DROP PARTITION"""

    name: Name
    partitions: tuple[PartitionSpec, ...]
    if_exists: bool = False


@dataclass(frozen=True)
class SetProperties(Statement):
    """ALTER TABLE … SET TBLPROPERTIES"""

    name: Name
    properties: dict[str, str]


@dataclass(frozen=True)
class SetLocation(Statement):
    """ALTER TABLE … SET LOCATION"""

    name: Name
    location: str


@dataclass(frozen=True)
class AddColumns(Statement):
    """ALTER TABLE … ADD COLUMNS, REPLACE COLUMNS"""

    name: Name
    columns: tuple[ColumnDefinition, ...]
    replace: bool = False


@dataclass(frozen=True)
class DropColumn(Statement):
    """ALTER TABLE … DROP COLUMN"""

    name: Name
    column: str


FIRST = "<first>"
"""The place of a column before all others."""


@dataclass(frozen=True)
class ChangeColumn(Statement):
    """ALTER TABLE … CHANGE COLUMN; `place` is empty, FIRST, or the column that it shall stand behind."""

    name: Name
    column: str
    definition: ColumnDefinition
    place: str = ""


@dataclass(frozen=True)
class UnsetProperties(Statement):
    """ALTER TABLE … UNSET TBLPROPERTIES"""

    name: Name
    keys: tuple[str, ...]


@dataclass(frozen=True)
class RenameTable(Statement):
    """ALTER TABLE … RENAME TO"""

    name: Name
    to: Name


@dataclass(frozen=True)
class Repair(Statement):
    """MSCK REPAIR TABLE"""

    name: Name


@dataclass(frozen=True)
class Refused(Statement):
    """A statement that was understood and is not emulated."""

    code: str
    reason: str
