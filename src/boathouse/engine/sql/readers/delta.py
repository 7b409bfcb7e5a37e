"""Delta Lake tables: the snapshot that the log describes, deletion vectors included.

https://docs.aws.amazon.com/athena/latest/ug/delta-lake-tables.html
Differs: columns and partitions come from the log at every query; a stale catalog entry is no error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers.typed_values import converted
from boathouse.engine.sql.scope import Field, identifier, quoted
from boathouse.engine.sql.source import Column, Table, TableSource

PLACEHOLDER = "-__PLACEHOLDER__"
NAMES = {
    "integer": "int", "bigint": "bigint", "smallint": "smallint", "tinyint": "tinyint", "varchar": "string",
    "boolean": "boolean", "double": "double", "float": "float", "date": "date", "blob": "binary",
    "timestamp": "timestamp", "timestamp with time zone": "timestamp", "timestamp_us": "timestamp",
}  # fmt: skip


def location_of(table: Table) -> str:
    """Where the table lies: Spark registers a made-up location and the real one as SerDe parameter `path`."""
    made_up = not table.location or table.location.rstrip("/").endswith(PLACEHOLDER)
    return table.serde_parameters.get("path", table.location) if made_up else table.location


def folder(table: Table, catalog: TableSource) -> Path:
    """The local folder of the table; raises QueryError if it holds no Delta log."""
    location = location_of(table)
    found = catalog.folder(location)
    if not (found / "_delta_log").is_dir():
        text = f"Table {table.database}.{table.name} has no Delta log at {location}"
        raise QueryError("DELTA_LAKE_INVALID_SCHEMA", text)
    return found


def columns(table: Table, catalog: TableSource, session: Session) -> tuple[Column, ...]:
    """The columns of the newest snapshot, in Glue's spelling."""
    source = f"delta_scan({quoted(str(folder(table, catalog)))})"
    session.extend("delta")
    return tuple(
        Column(row[0].lower(), glue_type(duckdb.sqltype(row[1])))
        for row in session.all(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {source})")
    )


def glue_type(kind: Any) -> str:
    """A DuckDB type in Glue's spelling."""
    children = dict(kind.children) if kind.id in ("list", "struct", "map", "decimal") else {}
    if kind.id == "decimal":
        return f"decimal({children['precision']},{children['scale']})"
    if kind.id == "list":
        return f"array<{glue_type(children['child'])}>"
    if kind.id == "map":
        return f"map<{glue_type(children['key'])},{glue_type(children['value'])}>"
    if kind.id == "struct":
        return f"struct<{','.join(f'{name.lower()}:{glue_type(item)}' for name, item in kind.children)}>"
    return NAMES.get(kind.id, str(kind).lower())


def relation(
    table: Table, fields: tuple[Field, ...], catalog: TableSource, session: Session
) -> tuple[str, int]:
    """The snapshot's rows, and the bytes of its files."""
    path = folder(table, catalog)
    session.extend("delta")
    scan = f"delta_scan({quoted(str(path))}, filename = true)"
    described = session.all(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {scan})")
    kinds = {name.lower(): (name, duckdb.sqltype(kind)) for name, kind in described}
    heads = []
    for i, field in enumerate(fields):
        name, kind = kinds[str(field.name).lower()]
        value = converted(identifier(name), kind, field.type, str(field.name), f"parquet file {path}")
        heads.append(f"{value} AS c{i}")
    files = session.all(f"SELECT data_file FROM delta_list_files({quoted(str(path))})")
    size = sum(Path(name).stat().st_size for (name,) in files if Path(name).is_file())
    place = f"replace(filename, {quoted(str(path))}, {quoted(location_of(table).rstrip('/'))})"
    return f"SELECT {', '.join([*heads, f'{place} AS path'])} FROM {scan}", size
