"""OPTIMIZE and VACUUM of Iceberg tables.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-data-optimization.html
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

from pyiceberg.manifest import ManifestContent, ManifestEntry
from pyiceberg.table import Table, Transaction
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.snapshots import Operation, Snapshot
from pyiceberg.table.update.snapshot import ExpireSnapshots
from sqlglot import exp

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.changes import Change, rows_of
from boathouse.engine.sql.dialect import Source
from boathouse.engine.sql.iceberg.files import target_size
from boathouse.engine.sql.iceberg.storage import Storage
from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.athena.ddl.scene import Scene
from boathouse.services.athena.writes.iceberg.changes import (
    chosen,
    entries,
    partition,
    pinned,
    read_at,
    replace,
    takes,
)
from boathouse.services.athena.writes.iceberg.commits import committed, opened
from boathouse.services.athena.writes.work import Order, Written

FOLDERS = ("data/", "metadata/")


def optimize(order: Order, statement: Change, sql: str) -> Written:
    """Write the rows of small files, of big ones, and of those with delete files into new ones."""
    condition = Source(sql).change().args.get("where")
    _partitions_only(statement, condition)
    # a file whose rows are all deleted has none that a condition could find
    paths = order.scene.query.met(statement) if condition else None
    with Storage(order.scene.lake) as storage:
        table = pinned(order.scene, statement, storage)
        old = [entry.data_file for entry in _rewritten(table, chosen(table, statement, paths))]
        if not old:
            return Written([], 0, statement.size)
        rows = rows_of(statement, [read_at(statement, file) for file in old])
        new = order.scene.query.write_files(rows, table.metadata, storage)
        replace(order.scene, table, old, new, Operation.REPLACE)
    return Written([file.file_path for file in new], 0, statement.size)


def _partitions_only(statement: Change, condition: exp.Expr | None) -> None:
    """Refuse a condition on a column by which the rows are not partitioned."""
    document = statement.pin.document
    names = {entry.name.lower() for entry in document.entries().values() if _is_source(entry.id, statement)}
    for column in condition.find_all(exp.Column) if condition else ():
        if column.name.lower() not in names:
            text = f"OPTIMIZE takes partition columns only in WHERE, and {column.name} is none"
            raise QueryError("NOT_SUPPORTED", text)


def _is_source(number: int, statement: Change) -> bool:
    return any(field.source == number for field in statement.pin.document.spec)


def _rewritten(table: Table, found: Sequence[ManifestEntry]) -> list[ManifestEntry]:
    """Those of the files that the table's thresholds want to be written anew."""
    target = target_size(table.metadata)
    least = _number(table.metadata, "optimize_rewrite_min_data_file_size_bytes", target * 3 // 4)
    most = _number(table.metadata, "optimize_rewrite_max_data_file_size_bytes", target * 9 // 5)
    files = _number(table.metadata, "optimize_rewrite_data_file_threshold", 5)
    deletes = _number(table.metadata, "optimize_rewrite_delete_file_threshold", 2)
    taking = [entry for _, entry in entries(table, ManifestContent.DELETES)]
    groups: dict[object, list[tuple[ManifestEntry, bool]]] = {}
    for entry in found:
        taken = sum(takes(delete, entry) for delete in taking) >= deletes
        if taken or not least <= entry.data_file.file_size_in_bytes <= most:
            groups.setdefault(partition(entry), []).append((entry, taken))
    return [entry for group in groups.values() for entry, taken in group if taken or len(group) >= files]


def vacuum(order: Order, statement: Change) -> Written:
    """Let go of snapshots that are too old, then of files that none of the others has."""
    scene, location = order.scene, statement.pin.document.location
    bucket, prefix = Lake.split(location)
    if not prefix.strip("/"):
        text = f"Path missing in file system location: s3://{bucket}"
        raise QueryError("GENERIC_INTERNAL_ERROR", text)
    with Storage(scene.lake) as storage:
        table = pinned(scene, statement, storage)
        age = _number(table.metadata, "vacuum_max_snapshot_age_seconds", 432_000)
        oldest = time.time_ns() // 1_000_000 - age * 1000
        expired = _expired(table, oldest)
        held = _files(table, table.metadata.snapshots)

        def expire(transaction: Transaction) -> None:
            ExpireSnapshots(transaction).by_ids(expired).commit()

        if expired:
            committed(scene, table, expire, again=False)
    kept = _files(table, table.metadata.snapshots)
    for uri in held - kept:
        scene.lake.delete(*Lake.split(uri))
    kept |= _documents(table)
    keys = {Lake.split(uri) for uri in kept}
    for folder in FOLDERS:
        for found in list(scene.lake.list(bucket, f"{prefix.rstrip('/')}/{folder}")):
            if (bucket, found.key) not in keys and found.modified_ns < oldest * 1_000_000:
                scene.lake.delete(bucket, found.key)
    return Written([], 0, 0)


def owned(scene: Scene, document: dict[str, Any]) -> set[str]:
    """All files of a table; none if its metadata cannot be read."""
    try:
        table = opened(scene, document, Storage(scene.lake))
        return _files(table, table.metadata.snapshots) | _documents(table)
    except (OSError, ServiceError, ValueError, QueryError):
        return set()


def _documents(table: Table) -> set[str]:
    """The metadata files that the table knows of, and its statistics."""
    log = {entry.metadata_file for entry in table.metadata.metadata_log}
    return log | {table.metadata_location, *(file.statistics_path for file in table.metadata.statistics)}


def _expired(table: Table, oldest: int) -> list[int]:
    """Snapshots made before a time, but for the newest, and those that a branch or a tag is at."""
    least = _number(table.metadata, "vacuum_min_snapshots_to_keep", 1)
    named = {ref.snapshot_id for ref in table.metadata.refs.values()}
    newest = sorted(table.metadata.snapshots, key=lambda s: s.timestamp_ms, reverse=True)[least:]
    return [s.snapshot_id for s in newest if s.timestamp_ms < oldest and s.snapshot_id not in named]


def _files(table: Table, snapshots: Iterable[Snapshot]) -> set[str]:
    """All files that the snapshots have: data, delete files, manifests and lists of these."""
    found: set[str] = set()
    for snapshot in snapshots:
        found.add(snapshot.manifest_list)
        for manifest in snapshot.manifests(table.io):
            if manifest.manifest_path not in found:
                found.add(manifest.manifest_path)
                listed = manifest.fetch_manifest_entry(table.io, discard_deleted=True)
                found |= {entry.data_file.file_path for entry in listed}
    return found


def _number(metadata: TableMetadata, name: str, default: int) -> int:
    return int(metadata.properties.get(name, default))
