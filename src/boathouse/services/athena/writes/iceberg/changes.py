"""Files of an Iceberg table in the place of others, after DELETE, UPDATE or MERGE INTO."""

from __future__ import annotations

from collections.abc import Collection

from pyiceberg.manifest import DataFile, ManifestContent
from pyiceberg.table import Table, Transaction

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.changes import Change
from boathouse.engine.sql.iceberg.document import POINTER
from boathouse.engine.sql.iceberg.storage import Storage
from boathouse.engine.sql.readers.iceberg import below
from boathouse.services.athena.writes.iceberg.commits import committed, opened
from boathouse.services.athena.writes.work import Order, Written


def change(order: Order, statement: Change) -> Written:
    """Carry out a checked statement; another commit since it was checked makes it fail."""
    scene = order.scene
    touched = scene.query.touched(statement)
    if not touched.count:
        return Written([], 0, statement.size)
    document = scene.tables.document(statement.table.database, statement.table.name)
    if document is None:
        raise QueryError("TABLE_NOT_FOUND", f"Table '{statement.table.name}' is gone")
    document["Parameters"][POINTER] = statement.pin.document.uri
    with Storage(scene.lake) as storage:
        table = opened(scene, document, storage)
        old = chosen(table, statement, touched.paths)
        new = scene.query.write_files(touched.values, table.metadata, storage)

        def replace(transaction: Transaction) -> None:
            with transaction.update_snapshot().overwrite() as snapshot:
                for file in old:
                    snapshot.delete_data_file(file)
                for file in new:
                    snapshot.append_data_file(file)

        committed(scene, table, replace, again=False)
    return Written([file.file_path for file in new], touched.count, statement.size)


def chosen(table: Table, statement: Change, paths: Collection[str]) -> list[DataFile]:
    """The data files of the table that a query has found at these paths."""
    snapshot = table.current_snapshot()
    found: dict[str, DataFile] = {}
    for manifest in snapshot.manifests(table.io) if snapshot else []:
        if manifest.content == ManifestContent.DATA:
            for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=True):
                place = below(statement.table, statement.pin.document, entry.data_file.file_path)
                found[f"{statement.pin.document.location}/{place}"] = entry.data_file
    missing = [path for path in paths if path not in found]
    if missing:
        raise QueryError("ICEBERG_BAD_DATA", f"No manifest has the data file {missing[0]}")
    return [found[path] for path in paths]
