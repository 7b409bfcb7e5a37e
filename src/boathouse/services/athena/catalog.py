"""The Glue catalog and the lake as the query engine sees them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from boathouse.engine.sql import Column, File, Partition, QueryError, Table
from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.services.glue.pages import everything

VIEW = ("/* Presto View: ", " */")


class GlueTables:
    """A TableSource over Glue's operations."""

    def __init__(self, glue: Glue, lake: Lake) -> None:
        self._glue, self._lake = glue, lake

    def databases(self) -> Sequence[str]:
        """Names of all databases."""
        return [d["Name"] for d in everything(self._glue.databases.get_databases, "DatabaseList")]

    def tables(self, database: str) -> Sequence[Table]:
        """All tables of a database; empty if there is no such database."""
        try:
            found = everything(self._glue.tables.get_tables, "TableList", database_name=database)
        except ServiceError as error:
            if error.code == "EntityNotFoundException":
                return []
            raise
        return [table_of(document) for document in found]

    def table(self, database: str, name: str) -> Table | None:
        """One table, or None."""
        document = self.document(database, name)
        return table_of(document) if document else None

    def document(self, database: str, name: str) -> dict[str, Any] | None:
        """One table as Glue answers it, or None."""
        try:
            found: dict[str, Any] = self._glue.tables.get_table(database_name=database, name=name)["Table"]
        except ServiceError as error:
            if error.code == "EntityNotFoundException":
                return None
            raise
        return found

    def partitions(self, table: Table) -> Iterable[Partition]:
        """The partitions registered in the catalog."""
        found = everything(
            self._glue.partitions.get_partitions,
            "Partitions",
            database_name=table.database,
            table_name=table.name,
        )
        return [
            Partition(tuple(p["Values"]), p.get("StorageDescriptor", {}).get("Location", "")) for p in found
        ]

    def files(self, location: str) -> Sequence[File]:
        """Objects below a location in key order, hidden ones left out."""
        bucket, prefix = _place(location)
        if not self._lake.exists(bucket):
            text = f"The specified bucket does not exist: {bucket}"
            raise QueryError("HIVE_FILESYSTEM_ERROR", text)
        return [
            File(f"s3://{bucket}/{found.key}", found.path, found.size, found.modified_ns)
            for found in self._lake.list(bucket, prefix)
            if not any(part[:1] in ("_", ".") for part in found.key[len(prefix) :].split("/"))
        ]

    def folder(self, location: str) -> Path:
        """The folder that a location is."""
        bucket, prefix = _place(location)
        try:
            return self._lake.local_folder(bucket, prefix)
        except ServiceError as error:
            raise QueryError("HIVE_FILESYSTEM_ERROR", f"{error.message}: {location}") from error


def _place(location: str) -> tuple[str, str]:
    try:
        bucket, prefix = Lake.split(location)
    except ServiceError as error:
        raise QueryError("HIVE_FILESYSTEM_ERROR", f"{error.message} ({location or 'no location'})") from error
    # a location is a folder: s3://b/a must not read s3://b/ab/
    return bucket, prefix if not prefix or prefix.endswith("/") else f"{prefix}/"


def table_of(document: dict[str, Any]) -> Table:
    """A table of Glue's as the engine wants it."""
    storage = document.get("StorageDescriptor", {})
    serde = storage.get("SerdeInfo", {})
    return Table(
        database=document["DatabaseName"],
        name=document["Name"],
        columns=_columns(storage.get("Columns", [])),
        partition_keys=_columns(document.get("PartitionKeys", [])),
        location=storage.get("Location", ""),
        input_format=storage.get("InputFormat", ""),
        serde=serde.get("SerializationLibrary", ""),
        serde_parameters=serde.get("Parameters", {}),
        parameters=document.get("Parameters", {}),
        view_sql=_view(document),
    )


def _columns(columns: list[dict[str, Any]]) -> tuple[Column, ...]:
    return tuple(Column(c["Name"], c.get("Type", "string"), c.get("Comment", "")) for c in columns)


def _view(document: dict[str, Any]) -> str | None:
    if document.get("TableType") != "VIRTUAL_VIEW":
        return None
    text = document.get("ViewOriginalText", "")
    if not text.startswith(VIEW[0]):
        return ""
    return str(json.loads(base64.b64decode(text[len(VIEW[0]) : -len(VIEW[1])]))["originalSql"])
