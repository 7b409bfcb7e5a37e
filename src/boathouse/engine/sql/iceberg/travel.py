"""Which snapshot of a table a query reads: FOR TIMESTAMP AS OF, FOR VERSION AS OF.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-time-travel-and-version-travel-queries.html
Differs: a version is a snapshot's id; the names of branches and tags are refused.
"""

from __future__ import annotations

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.context import Context
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.iceberg.document import Document, Pin, Snapshot, document
from boathouse.engine.sql.scope import Scope, Value
from boathouse.engine.sql.source import Table
from boathouse.engine.sql.zones import instant

MOMENTS = ("date", *t.MOMENTS)


def pinned(context: Context, table: Table, node: exp.Table) -> Pin:
    """The snapshot that a mention of the table asks for, with the columns of its time; or that of today."""
    found, version = document(table, context.catalog), node.args.get("version")
    if version is None:
        return Pin(found, found.current, found.schema)
    context.only(version, "this", "expression", "kind")
    if version.args["kind"] != "AS OF":
        raise context.error(node, "NOT_SUPPORTED", f"FOR {version.this} {version.args['kind']}")
    snapshot = (_at if version.this == "TIMESTAMP" else _numbered)(context, found, table, version.expression)
    return Pin(found, snapshot, found.schema_of(snapshot), travels=True)


def _compiled(context: Context, node: exp.Expr) -> Value:
    return Expressions(context, Scope()).compile(node)


def _at(context: Context, found: Document, table: Table, node: exp.Expr) -> Snapshot:
    moment = _compiled(context, node)
    if moment.type.base not in MOMENTS:
        text = f"Type {moment.type} invalid for FOR TIMESTAMP AS OF; it takes a date or a timestamp"
        raise context.error(node, "INVALID_ARGUMENTS", text)
    asked = instant(moment.sql, moment.type).sql if moment.type.base == "timestamp" else moment.sql
    ((micros,),) = context.evaluate(f"SELECT epoch_us(CAST({asked} AS TIMESTAMP))")
    if micros is None:
        raise context.error(node, "INVALID_ARGUMENTS", "Pointer value cannot be NULL")
    past = [number for millis, number in found.log if millis * 1000 <= micros]
    if not past:
        text = f"No version history table '{table.database}'.'{table.name}' at or before {node.sql('trino')}"
        raise context.error(node, "INVALID_ARGUMENTS", text)
    return _known(context, found, past[-1], node)


def _numbered(context: Context, found: Document, table: Table, node: exp.Expr) -> Snapshot:
    version = _compiled(context, node)
    if version.type.is_text:
        text = f"A version of '{table.name}' that is no snapshot's id is not emulated by Boathouse"
        raise context.error(node, "NOT_SUPPORTED", text)
    if not version.type.is_integer:
        text = f"Unsupported type for table version: {version.type}"
        raise context.error(node, "INVALID_ARGUMENTS", text)
    ((number,),) = context.evaluate(f"SELECT {version.sql}")
    return _known(context, found, number, node)


def _known(context: Context, found: Document, number: int, node: exp.Expr) -> Snapshot:
    if number not in found.snapshots:
        text = f"Iceberg snapshot ID does not exists: {number}"
        raise context.error(node, "INVALID_ARGUMENTS", text)
    return found.snapshots[number]
