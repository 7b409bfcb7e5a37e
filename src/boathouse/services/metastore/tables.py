"""Calls about tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymetastore.hive_metastore.ttypes import (
    FieldSchema,
    GetTableRequest,
    GetTableResult,
    GetTablesRequest,
    GetTablesResult,
    MetaException,
    NoSuchObjectException,
    Table,
    TableMeta,
)

from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.services.glue.pages import everything
from boathouse.services.metastore import data, renames, sources
from boathouse.services.metastore.databases import DatabaseCalls
from boathouse.services.metastore.patterns import matching
from boathouse.services.metastore.storage import (
    present,
    shown_columns,
    shown_storage,
    stored_columns,
    stored_storage,
)

Record = dict[str, Any]
_EXTERNAL, _MANAGED, _VIEW = "EXTERNAL_TABLE", "MANAGED_TABLE", "VIRTUAL_VIEW"
_NO_FORMAT = "StorageDescriptor#InputFormat cannot be null for table: {} (Service: null; Status Code: 0)"


class TableCalls:
    """The catalog's tables as Hive's client reads and writes them."""

    def __init__(self, glue: Glue, lake: Lake, databases: DatabaseCalls, *, ours: bool) -> None:
        self._glue, self._lake, self._databases, self._ours = glue, lake, databases, ours

    def get_table(self, database: str, name: str) -> Table:
        """Return one table.

        Raises MetaException, in the words that AWS has for it, for one whose files nobody can read.
        """
        table = sources.shown(self._found(database, name), self._lake, ours=self._ours)
        if not (_kind(table) == _VIEW or sources.is_source(table) or _formatted(table)):
            raise MetaException(message=_NO_FORMAT.format(name.lower()))
        return shown_table(table)

    def get_table_req(self, request: GetTableRequest) -> GetTableResult:
        """Return one table, as newer clients ask for it."""
        return GetTableResult(table=self.get_table(request.dbName, request.tblName))

    def get_table_objects_by_name(self, database: str, names: list[str]) -> list[Table]:
        """Return those of the tables that are there."""
        wanted = {name.lower() for name in names}
        return [
            shown_table(sources.shown(table, self._lake, ours=self._ours))
            for table in self._all(database)
            if table["Name"] in wanted
        ]

    def get_table_objects_by_name_req(self, request: GetTablesRequest) -> GetTablesResult:
        """Return those of the tables that are there, as newer clients ask for them."""
        return GetTablesResult(tables=self.get_table_objects_by_name(request.dbName, request.tblNames or []))

    def get_all_tables(self, database: str) -> list[str]:
        """Return every table's name."""
        return [table["Name"] for table in self._all(database)]

    def get_tables(self, database: str, pattern: str) -> list[str]:
        """Return the names that match."""
        return matching(self.get_all_tables(database), pattern)

    def get_tables_by_type(self, database: str, pattern: str, kind: str) -> list[str]:
        """Return the names that match, of tables or of views."""
        return matching((t["Name"] for t in self._all(database) if _kind(t) == kind), pattern)

    def get_table_meta(self, databases: str, tables: str, kinds: list[str]) -> list[TableMeta]:
        """Return name and kind of the tables that match."""
        found = []
        for database in self._databases.get_databases(databases):
            for table in self._all(database):
                if matching([table["Name"]], tables) and (not kinds or _kind(table) in kinds):
                    found.append(TableMeta(dbName=database, tableName=table["Name"], tableType=_kind(table)))
        return found

    def get_fields(self, database: str, name: str) -> list[FieldSchema]:
        """Return a table's columns, without its partition keys."""
        return shown_columns(self._found(database, name).get("StorageDescriptor", {}).get("Columns", ()))

    def get_schema(self, database: str, name: str) -> list[FieldSchema]:
        """Return a table's columns and its partition keys."""
        table = self._found(database, name)
        return self.get_fields(database, name) + shown_columns(table.get("PartitionKeys", ()))

    def create_table(self, table: Table) -> None:
        """Create a table.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html
        """
        told = stored_table(table)
        if told.get("TableType") != _VIEW and not told["StorageDescriptor"].get("Location"):
            told["StorageDescriptor"]["Location"] = self._databases.place(table.dbName, told["Name"])
        self._glue.tables.create_table(database_name=table.dbName, table_input=told)
        data.make_folder(self._lake, told["StorageDescriptor"].get("Location", ""))

    def create_table_with_environment_context(self, table: Table, _: object) -> None:
        """Create a table; nothing in the context matters here."""
        self.create_table(table)

    def alter_table(self, database: str, name: str, table: Table) -> None:
        """Replace a table's definition; another name renames it, with its partitions.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html
        """
        new = stored_table(table)
        if (table.dbName.lower(), new["Name"].lower()) != (database.lower(), name.lower()):
            old = self._found(database, name)
            renames.rename(self._glue, self._lake, self._databases, old, table.dbName, new)
            return
        told = sources.spelled(new, self._found(database, name))
        self._glue.tables.update_table(database_name=database, table_input=told)

    def alter_table_with_environment_context(self, database: str, name: str, table: Table, _: object) -> None:
        """Replace a table's definition; nothing in the context matters here."""
        self.alter_table(database, name, table)

    def alter_table_with_cascade(self, database: str, name: str, table: Table, _: bool) -> None:
        """Replace a table's definition; partitions keep their own columns."""
        self.alter_table(database, name, table)

    def drop_table(self, database: str, name: str, delete_data: bool) -> None:
        """Drop a table; a managed one takes its files with it if the client says so.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTable.html
        """
        table = self._found(database, name)
        self._glue.tables.delete_table(database_name=database, name=name)
        if delete_data and table.get("TableType") == _MANAGED:
            data.delete(self._lake, data.location(table))

    def drop_table_with_environment_context(
        self, database: str, name: str, delete_data: bool, _: object
    ) -> None:
        """Drop a table; nothing in the context matters here."""
        self.drop_table(database, name, delete_data)

    def _found(self, database: str, name: str) -> Record:
        try:
            return dict(self._glue.tables.get_table(database_name=database, name=name)["Table"])
        except ServiceError as error:
            raise NoSuchObjectException(message=f"{database}.{name} table not found") from error

    def _all(self, database: str) -> list[Record]:
        try:
            return everything(self._glue.tables.get_tables, "TableList", database_name=database)
        except ServiceError:
            return []  # Hive's client lists the tables of a database that is not there as none


def shown_table(table: Record) -> Table:
    """Turn Glue's table into Hive's."""
    return Table(
        tableName=table["Name"],
        dbName=table["DatabaseName"],
        owner=table.get("Owner"),
        createTime=_seconds(table.get("CreateTime")),
        lastAccessTime=_seconds(table.get("LastAccessTime")),
        retention=table.get("Retention", 0),
        sd=shown_storage(table.get("StorageDescriptor", {})),
        partitionKeys=shown_columns(table.get("PartitionKeys", ())),
        parameters=_described(table),
        viewOriginalText=table.get("ViewOriginalText"),
        viewExpandedText=table.get("ViewExpandedText"),
        tableType=_kind(table),
    )


def stored_table(table: Table) -> Record:
    """Turn Hive's table into Glue's TableInput."""
    told = present(
        {
            "Name": table.tableName,
            "Description": (table.parameters or {}).get("comment"),
            "Owner": table.owner,
            "Retention": table.retention or 0,
            "StorageDescriptor": stored_storage(table.sd),
            "PartitionKeys": stored_columns(table.partitionKeys),
            "ViewOriginalText": table.viewOriginalText,
            "ViewExpandedText": table.viewExpandedText,
            "TableType": table.tableType,
            "Parameters": dict(table.parameters or {}),
        }
    )
    return sources.hidden(told)


def _formatted(table: Record) -> bool:
    return bool(table.get("StorageDescriptor", {}).get("InputFormat"))


def _described(table: Record) -> dict[str, str]:
    comment = {"comment": table["Description"]} if table.get("Description") else {}
    return {**comment, **table.get("Parameters", {})}


def _kind(table: Record) -> str:
    return str(table.get("TableType") or _EXTERNAL)


def _seconds(moment: datetime | float | None) -> int:
    return int(moment.timestamp()) if isinstance(moment, datetime) else int(moment or 0)
