"""Files of an Iceberg table in the place of others, after DELETE, UPDATE or MERGE INTO."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pyiceberg.manifest import DataFile, DataFileContent, ManifestContent, ManifestEntry, ManifestFile
from pyiceberg.table import Table, Transaction
from pyiceberg.table.snapshots import Operation, Summary
from pyiceberg.table.update.snapshot import _OverwriteFiles
from pyiceberg.typedef import EMPTY_DICT

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.changes import Change
from boathouse.engine.sql.iceberg.document import POINTER
from boathouse.engine.sql.iceberg.storage import Storage
from boathouse.engine.sql.readers.iceberg import below
from boathouse.services.athena.ddl.scene import Scene
from boathouse.services.athena.writes.iceberg.commits import committed, opened
from boathouse.services.athena.writes.work import Order, Written


def change(order: Order, statement: Change) -> Written:
    """Carry out a checked statement; another commit since it was checked makes it fail."""
    touched = order.scene.query.touched(statement)
    if not touched.count:
        return Written([], 0, statement.size)
    with Storage(order.scene.lake) as storage:
        table = pinned(order.scene, statement, storage)
        old = [entry.data_file for entry in chosen(table, statement, touched.paths)]
        new = order.scene.query.write_files(touched.values, table.metadata, storage)
        replace(order.scene, table, old, new, Operation.OVERWRITE)
    return Written([file.file_path for file in new], touched.count, statement.size)


def pinned(scene: Scene, statement: Change, storage: Storage) -> Table:
    """The table as it was when the statement was checked."""
    document = scene.tables.document(statement.table.database, statement.table.name)
    if document is None:
        raise QueryError("TABLE_NOT_FOUND", f"Table '{statement.table.name}' is gone")
    document["Parameters"][POINTER] = statement.pin.document.uri
    return opened(scene, document, storage)


def read_at(statement: Change, file: DataFile) -> str:
    """Where queries find a data file: they have one spelling for all schemes of S3."""
    document = statement.pin.document
    return f"{document.location}/{below(statement.table, document, file.file_path)}"


def chosen(table: Table, statement: Change, paths: Collection[str] | None) -> list[ManifestEntry]:
    """The data files of the table that a query has found at these paths; without paths all of them."""
    listed = [entry for _, entry in entries(table, ManifestContent.DATA)]
    if paths is None:
        return listed
    found = {read_at(statement, entry.data_file): entry for entry in listed}
    missing = [path for path in paths if path not in found]
    if missing:
        raise QueryError("ICEBERG_BAD_DATA", f"No manifest has the data file {missing[0]}")
    return [found[path] for path in paths]


def entries(table: Table, content: ManifestContent) -> Iterator[tuple[ManifestFile, ManifestEntry]]:
    """The data files, or the delete files, of the newest snapshot, each with its manifest."""
    snapshot = table.current_snapshot()
    for manifest in snapshot.manifests(table.io) if snapshot else []:
        if manifest.content == content:
            for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=True):
                yield manifest, entry


def replace(
    scene: Scene, table: Table, old: Collection[DataFile], new: Collection[DataFile], operation: Operation
) -> None:
    """Commit files in the place of others; delete files that have nothing left to delete go, too."""
    gone = [*old, *_done(table, set(old))]

    def put(transaction: Transaction) -> None:
        with _Replacement(operation, transaction, table.io) as snapshot:
            for file in gone:
                snapshot.delete_data_file(file)
            for file in new:
                snapshot.append_data_file(file)

    committed(scene, table, put, again=False)


class _Replacement(_OverwriteFiles):
    """An overwriting snapshot, which may say that it has the rows of the one before."""

    def __init__(self, operation: Operation, transaction: Transaction, io: object) -> None:
        empty = transaction.table_metadata.current_snapshot() is None
        super().__init__(Operation.APPEND if empty else Operation.OVERWRITE, transaction, io)  # type: ignore[arg-type]
        self._told = Operation.APPEND if empty else operation

    def _summary(self, snapshot_properties: dict[str, str] = EMPTY_DICT) -> Summary:
        return Summary(self._told, **super()._summary(snapshot_properties).additional_properties)


def _done(table: Table, old: Collection[DataFile]) -> list[DataFile]:
    """Delete files of manifests in which none may take rows of a data file that stays."""
    left = [entry for _, entry in entries(table, ManifestContent.DATA) if entry.data_file not in old]
    found: dict[str, list[ManifestEntry]] = {}
    for manifest, entry in entries(table, ManifestContent.DELETES):
        found.setdefault(manifest.manifest_path, []).append(entry)
    return [
        entry.data_file
        for listed in found.values()
        if not any(takes(delete, entry) for delete in listed for entry in left)
        for entry in listed
    ]


def takes(delete: ManifestEntry, entry: ManifestEntry) -> bool:
    """Whether a delete file may take rows of a data file."""
    own = partition(delete)
    everywhere = len(own) == 1 and delete.data_file.content == DataFileContent.EQUALITY_DELETES
    newer = (delete.sequence_number or 0) >= (entry.sequence_number or 0)
    return newer and (everywhere or own == partition(entry))


def partition(entry: ManifestEntry) -> tuple[object, ...]:
    """The number of a file's spec, and the values of its partition."""
    file = entry.data_file
    return (file.spec_id, *(file.partition[i] for i in range(len(file.partition))))
