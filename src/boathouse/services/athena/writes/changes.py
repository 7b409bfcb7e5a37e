"""DELETE, UPDATE, MERGE INTO."""

from __future__ import annotations

from boathouse.engine.sql.changes import Change as Checked
from boathouse.engine.sql.trino.statements import Change, Delete, Merge, Optimize, Update, Vacuum
from boathouse.services.athena.writes.work import Order, Written


def delete(order: Order, statement: Delete) -> Written:
    """DELETE FROM an Iceberg table.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-delete.html
    Differs: files with rows that go are written anew without them; AWS writes delete files beside them.
    """
    return _changed(order, statement)


def update(order: Order, statement: Update) -> Written:
    """UPDATE of an Iceberg table.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-update.html
    Differs: files with rows that change are written anew, as by DELETE.
    """
    return _changed(order, statement)


def merge(order: Order, statement: Merge) -> Written:
    """MERGE INTO an Iceberg table.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/merge-into-statement.html
    Differs: files with rows that change are written anew, as by DELETE; a row of the table that two rows
    match is refused also if different clauses take them.
    """
    return _changed(order, statement)


def optimize(order: Order, statement: Optimize) -> Written:
    """OPTIMIZE … REWRITE DATA USING BIN_PACK of an Iceberg table.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/optimize-statement.html
    Differs: the table's thresholds hold for each partition by itself.
    """
    change = _checked(order, statement)
    from boathouse.services.athena.writes.iceberg import maintenance  # noqa: PLC0415 (0.5 s of PyIceberg)

    return maintenance.optimize(order, change, statement.sql)


def vacuum(order: Order, statement: Vacuum) -> Written:
    """VACUUM of an Iceberg table: old snapshots, and files that no snapshot has any more.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/vacuum-statement.html
    Differs: files that no snapshot ever had are looked for in the folders data and metadata alone.
    """
    change = _checked(order, statement)
    from boathouse.services.athena.writes.iceberg import maintenance  # noqa: PLC0415 (0.5 s of PyIceberg)

    return maintenance.vacuum(order, change)


def _checked(order: Order, statement: Change | Optimize | Vacuum) -> Checked:
    """What a statement speaks of; from here on it runs."""
    change = order.scene.query.change(statement.sql, order.scene.database)
    order.planned()
    return change


def _changed(order: Order, statement: Change) -> Written:
    change = _checked(order, statement)
    from boathouse.services.athena.writes.iceberg import changes  # noqa: PLC0415 (0.5 s of PyIceberg)

    return changes.change(order, change)
