"""INSERT INTO an Iceberg table."""

from __future__ import annotations

from typing import Any

from pyiceberg.table import Transaction

from boathouse.engine.sql import Table
from boathouse.engine.sql.catalog_types import column_type
from boathouse.engine.sql.iceberg.storage import Storage
from boathouse.engine.sql.trino.statements import Insert
from boathouse.engine.sql.writers.assignment import assigned
from boathouse.engine.sql.writers.layout import Layout
from boathouse.services.athena.catalog import table_of
from boathouse.services.athena.ddl.scene import Scene
from boathouse.services.athena.writes.iceberg.commits import committed, opened
from boathouse.services.athena.writes.work import Order, Written


def insert_into_iceberg(order: Order, statement: Insert, document: dict[str, Any]) -> Written:
    """INSERT INTO an Iceberg table: new data files, and a snapshot that has them beside the others.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-insert-into.html
    Differs: tables of Parquet files that lie below the table's location; others are refused.
    """
    scene, table = order.scene, table_of(document)
    target = layout(scene, table)
    plan = order.plan(statement)
    names = statement.columns or tuple(name for name, _ in target.columns)
    values = assigned(plan.values, [column.type for column in plan.columns], names, target)
    with Storage(scene.lake) as storage:
        known = opened(scene, document, storage)
        files = scene.query.write_files(values, known.metadata, storage)

        def append(transaction: Transaction) -> None:
            with transaction.update_snapshot().merge_append() as snapshot:
                for file in files:
                    snapshot.append_data_file(file)

        if files:
            committed(scene, known, append, again=True)
    return Written([file.file_path for file in files], sum(f.record_count for f in files), plan.size)


def layout(scene: Scene, table: Table) -> Layout:
    """A table's columns and their types. Raises QueryError for a type that Athena does not have."""
    return Layout("PARQUET", tuple((c.name, column_type(c)) for c in scene.query.columns(table)))
