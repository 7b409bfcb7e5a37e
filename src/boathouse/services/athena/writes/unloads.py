"""UNLOAD."""

from __future__ import annotations

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.trino.statements import Unload
from boathouse.engine.sql.writers.layout import layout
from boathouse.services.athena.writes.publication import Publication, folder
from boathouse.services.athena.writes.work import Order, Written, unique

KNOWN = frozenset(["compression", "field_delimiter", "format", "partitioned_by"])


def unload(order: Order, statement: Unload) -> Written:
    """UNLOAD: the rows become files in an empty place; no table comes of it.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/unload.html
    Differs: PARQUET, ORC, JSON and TEXTFILE; AVRO is refused, and so is a compression level. A
    statement that fails leaves no files behind.
    """
    given = statement.properties
    for key in given:
        if key not in KNOWN:
            raise QueryError("NOT_SUPPORTED", f"UNLOAD with {key} is not emulated by Boathouse")
    if "format" not in given:
        raise QueryError("INVALID_TABLE_PROPERTY", "UNLOAD needs the property format")
    plan = order.plan(statement)
    unique(statement, plan)
    target = layout(plan.columns, given, format_name="PARQUET", compression=("compression",))
    order.empty(statement.location, statement.location)
    parts = order.scene.query.write(plan.values, target, order.scratch)
    base = statement.location if statement.location.endswith("/") else f"{statement.location}/"
    keys = [name for name, _ in target.columns[len(target.stored) :]]
    with Publication(order.scene.lake, parts, target.suffix) as publication:
        for part in parts:
            publication.put(part, base + folder(keys, part.values))
    return Written(publication.uris, publication.rows, plan.size)
