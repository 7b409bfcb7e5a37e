"""Tables that the catalog itself answers: information_schema and `"table$partitions"`."""

from __future__ import annotations

from collections.abc import Iterable

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.catalog_types import catalog_type, column_type
from boathouse.engine.sql.context import Compiled, Context
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.iceberg.inspection import inspected
from boathouse.engine.sql.scope import Field, Value, quoted
from boathouse.engine.sql.source import Column, Table

V, B = t.VARCHAR, t.BIGINT


def metadata_table(context: Context, database: str, name: str) -> Compiled | None:
    """The metadata table of that name, or None if it names none."""
    if database == "information_schema":
        return _information(context, name)
    base, mark, what = name.rpartition("$")
    table = context.catalog.table(database, base) if mark else None
    if table is not None and table.is_iceberg:
        return inspected(context, table, what)
    if name.endswith("$partitions"):
        return _partitions(context, database, name.removesuffix("$partitions"))
    return None


def _information(context: Context, name: str) -> Compiled | None:
    catalog, source = "awsdatacatalog", context.catalog
    databases = list(source.databases())
    if name == "schemata":
        return _rows([("catalog_name", V), ("schema_name", V)], [(catalog, d) for d in databases])
    tables = [table for d in databases for table in source.tables(d)] if name in ("tables", "columns") else []
    if name == "tables":
        columns = [("table_catalog", V), ("table_schema", V), ("table_name", V), ("table_type", V)]
        found = [(catalog, x.database, x.name, "VIEW" if x.is_view else "BASE TABLE") for x in tables]
        return _rows(columns, found)
    if name == "columns":
        columns = [(n, V) for n in ("table_catalog", "table_schema", "table_name", "column_name")]
        columns += [("ordinal_position", B), ("column_default", V), ("is_nullable", V), ("data_type", V)]
        return _rows(columns, [
            (catalog, x.database, x.name, c.name, i, None, "YES", _shown(c))
            for x in tables
            for i, c in enumerate((*_columns(context, x), *x.keys), 1)
        ])  # fmt: skip
    return None


def _columns(context: Context, table: Table) -> tuple[Column, ...]:
    try:
        return context.columns(table)
    except QueryError:  # a table that cannot be read can still be listed, with the catalog's columns
        return table.columns


def _partitions(context: Context, database: str, name: str) -> Compiled | None:
    table = context.catalog.table(database, name)
    if table is None or not table.partition_keys:
        return None
    columns = [(c.name, catalog_type(c.kind, c.name)) for c in table.partition_keys]
    texts = _rows([(n, V) for n, _ in columns], [p.values for p in context.catalog.partitions(table)])
    casts = ", ".join(f"{cast(Value(f'q.c{i}', V), k).sql} AS c{i}" for i, (_, k) in enumerate(columns))
    fields = tuple(Field(n, k, f"c{i}") for i, (n, k) in enumerate(columns))
    return Compiled(f"SELECT {casts} FROM ({texts.sql}) AS q", fields)


def _rows(columns: list[tuple[str, t.Type]], rows: Iterable[tuple[object, ...]]) -> Compiled:
    fields = tuple(Field(name, kind, f"c{i}") for i, (name, kind) in enumerate(columns))
    heads = ", ".join(f"CAST(c{i} AS {kind.duck}) AS c{i}" for i, (_, kind) in enumerate(columns))
    lines = ", ".join(f"({', '.join(_literal(v) for v in row)})" for row in rows)
    names = ", ".join(f"c{i}" for i in range(len(columns)))
    empty = f"({', '.join('NULL' for _ in columns)})"
    return Compiled(
        f"SELECT {heads} FROM (VALUES {lines or empty}) AS q({names}){'' if lines else ' WHERE false'}",
        fields,
    )


def _shown(column: Column) -> str:
    try:
        return str(column_type(column))
    except QueryError:  # a type that queries refuse can still be listed
        return column.kind


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else quoted(str(value))
