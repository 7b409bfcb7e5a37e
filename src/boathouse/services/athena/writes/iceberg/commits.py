"""Iceberg tables of the catalog, and commits: a metadata file, then the pointer to it, if nobody was faster.

https://iceberg.apache.org/docs/latest/aws/#optimistic-locking
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from pyiceberg.catalog.noop import NoopCatalog
from pyiceberg.exceptions import CommitFailedException
from pyiceberg.serializers import FromInputFile, ToOutputFile
from pyiceberg.table import CommitTableResponse, Table, Transaction
from pyiceberg.table.locations import load_location_provider
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.update import TableRequirement, TableUpdate, update_table_metadata

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.iceberg.catalogued import columns
from boathouse.engine.sql.iceberg.document import NEWEST, POINTER
from boathouse.engine.sql.iceberg.storage import Storage
from boathouse.errors import ServiceError
from boathouse.services.athena.ddl.scene import SERVER_MEMBERS, Scene

PREVIOUS = "previous_metadata_location"
TRIES = 20


class Pointed(NoopCatalog):
    """The catalog's entry of one table, as PyIceberg commits to it."""

    def __init__(self, scene: Scene, database: str, name: str) -> None:
        super().__init__(name)
        self._scene, self._database, self._name = scene, database, name

    def commit_table(
        self, table: Table, requirements: tuple[TableRequirement, ...], updates: tuple[TableUpdate, ...]
    ) -> CommitTableResponse:
        """Write the next metadata file and point at it. Raises CommitFailedException if another did."""
        for requirement in requirements:
            requirement.validate(table.metadata)
        metadata = update_table_metadata(table.metadata, updates, metadata_location=table.metadata_location)
        uri = next_uri(metadata, table.metadata_location)
        ToOutputFile.table_metadata(metadata, table.io.new_output(uri))
        self._point(table, metadata, uri)
        return CommitTableResponse.model_construct(metadata=metadata, metadata_location=uri)

    def _point(self, table: Table, metadata: TableMetadata, new: str) -> None:
        old = table.metadata_location
        for _ in range(TRIES):
            document = self._scene.tables.document(self._database, self._name)
            if document is None or document["Parameters"].get(POINTER) != old:
                raise CommitFailedException(f"{self._database}.{self._name} was changed by another commit")
            members = {key: value for key, value in document.items() if key not in SERVER_MEMBERS}
            members["Parameters"] = {**members["Parameters"], POINTER: new, PREVIOUS: old}
            if metadata.current_schema_id != table.metadata.current_schema_id:
                members["StorageDescriptor"]["Columns"] = columns(plain(metadata))
            try:
                self._scene.glue.tables.update_table(
                    database_name=self._database,
                    table_input=members,
                    skip_archive=True,
                    version_id=document["VersionId"],
                )
            except ServiceError as error:  # somebody else has changed the entry, perhaps not its pointer
                if error.code != "ConcurrentModificationException":
                    raise
            else:
                return
        raise CommitFailedException(f"{self._database}.{self._name} is changed all the time")


def plain(metadata: TableMetadata) -> dict[str, Any]:
    """A table's metadata as it stands in a file."""
    found: dict[str, Any] = json.loads(metadata.model_dump_json())
    return found


def next_uri(metadata: TableMetadata, before: str) -> str:
    """Where the metadata file after the one at `before` goes: files are counted."""
    number = before.rpartition("/")[2].partition("-")[0]
    provider = load_location_provider(metadata.location, metadata.properties)
    return provider.new_table_metadata_file_location(int(number) + 1 if number.isdigit() else 0)


def opened(scene: Scene, document: dict[str, Any], storage: Storage) -> Table:
    """A table of the catalog in PyIceberg's hands."""
    database, name, uri = document["DatabaseName"], document["Name"], document["Parameters"].get(POINTER, "")
    if not uri:
        text = f"Table {database}.{name} is an Iceberg table without {POINTER}"
        raise QueryError("HIVE_METASTORE_ERROR", text)
    metadata = FromInputFile.table_metadata(storage.new_input(uri))
    if metadata.format_version > NEWEST:
        text = f"Table {database}.{name} is of version {metadata.format_version} of Iceberg's format"
        raise QueryError("NOT_SUPPORTED", f"{text}; Athena writes 2")
    return Table((database, name), metadata, uri, storage, Pointed(scene, database, name))


def committed(scene: Scene, table: Table, change: Callable[[Transaction], None], *, again: bool) -> None:
    """Commit what `change` does to a transaction of the table.

    With `again` it is done once more to the newest state if another commit was faster, unless that one has
    changed the columns or the partitions. Raises QueryError ICEBERG_COMMIT_ERROR.
    """
    database, name = table.name()
    wanted = _shape(table.metadata)
    storage = cast(Storage, table.io)
    before = storage.count
    for _ in range(TRIES):
        try:
            scene.query.check()
            transaction = table.transaction()
            change(transaction)
            transaction.commit_transaction()
        except CommitFailedException as error:
            storage.discard(before)
            document = scene.tables.document(database, name)
            if document is not None and again:
                table = opened(scene, document, storage)
            if not again or document is None or _shape(table.metadata) != wanted:
                text = f"Failed to commit Iceberg update to table: {database}.{name} ({error})"
                raise QueryError("ICEBERG_COMMIT_ERROR", text) from error
        else:
            return
    raise QueryError("ICEBERG_COMMIT_ERROR", f"Failed to commit Iceberg update to table: {database}.{name}")


def _shape(metadata: TableMetadata) -> tuple[str, int, int]:
    return str(metadata.table_uuid), metadata.current_schema_id, metadata.default_spec_id
