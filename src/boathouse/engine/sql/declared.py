"""Types as they are written in a query (`CAST(x AS row(a integer))`)."""

from __future__ import annotations

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.context import Context

D = exp.DataType.Type
SIMPLE = {
    D.BOOLEAN: t.BOOLEAN,
    D.TINYINT: t.TINYINT,
    D.SMALLINT: t.SMALLINT,
    D.INT: t.INTEGER,
    D.BIGINT: t.BIGINT,
    D.FLOAT: t.REAL,
    D.DOUBLE: t.DOUBLE,
    D.VARBINARY: t.VARBINARY,
    D.DATE: t.DATE,
    D.JSON: t.JSON,
    D.TEXT: t.VARCHAR,
}


def declared_type(context: Context, node: exp.DataType) -> t.Type:
    """The Trino type that a DataType node spells."""
    kind = node.this
    if kind in SIMPLE:
        return SIMPLE[kind]
    inner = [e for e in node.expressions if isinstance(e, exp.DataType)]
    if kind == D.ARRAY and len(inner) == 1:
        return t.array(declared_type(context, inner[0]))
    if kind == D.MAP and len(inner) == 2:
        return t.mapping(declared_type(context, inner[0]), declared_type(context, inner[1]))
    if kind == D.STRUCT:
        return _row(context, node)
    sizes = tuple(int(e.name) for e in node.expressions if isinstance(e, exp.DataTypeParam))
    if kind == D.DECIMAL:
        precision, scale = (*sizes, 0, 0)[:2] if sizes else (38, 0)
        return t.decimal(precision, scale)
    if kind in (D.VARCHAR, D.CHAR):
        return t.Type("varchar" if kind == D.VARCHAR else "char", sizes or ((1,) if kind == D.CHAR else ()))
    if kind in (D.TIMESTAMP, D.TIMESTAMPTZ):
        if sizes and sizes[0] > 3 and sizes[0] != 6:
            raise context.error(
                node, "NOT_SUPPORTED", f"timestamp precision ({sizes[0]}) not supported, only 3 and 6"
            )
        if sizes and sizes[0] == 6:
            return t.MICROS if kind == D.TIMESTAMP else t.MICROS_TZ
        return t.TIMESTAMP if kind == D.TIMESTAMP else t.TIMESTAMP_TZ
    raise context.error(node, "TYPE_MISMATCH", f"Unknown type: {node.sql('trino').lower()}")


def _row(context: Context, node: exp.DataType) -> t.Type:
    names: list[str | None] = []
    items: list[t.Type] = []
    for part in node.expressions:
        named = isinstance(part, exp.ColumnDef)
        names.append(part.name if named else None)
        items.append(declared_type(context, part.args["kind"] if named else part))
    return t.row(tuple(items), tuple(names))
