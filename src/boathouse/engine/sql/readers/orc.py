"""ORC tables: columns by their place in the file, or by name; missing ones NULL.

https://docs.aws.amazon.com/athena/latest/ug/orc-serde.html
https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import duckdb

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers.typed_values import converted
from boathouse.engine.sql.scope import Field, identifier, quoted
from boathouse.engine.sql.source import File, Table

SERDES = ("org.apache.hadoop.hive.ql.io.orc.OrcSerde",)


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files: DuckDB reads no ORC, but Arrow does, and DuckDB reads Arrow."""
    by_place = table.serde_parameters.get("orc.column.index.access", "true").lower() != "false"
    parts = []
    for file in files:
        name = session.lend(_opened(file))
        schema = session.all(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {name})")
        heads = [_head(i, field, schema, by_place, f"ORC file {file.uri}") for i, field in enumerate(columns)]
        parts.append(f"SELECT {', '.join([*heads, f'{quoted(file.uri)} AS path'])} FROM {name}")
    return " UNION ALL ".join(parts)


def _opened(file: File) -> Any:
    # imported when the first ORC file is read: it would make every start of the engine slower
    arrow, dataset = import_module("pyarrow"), import_module("pyarrow.dataset")
    try:
        return dataset.dataset(str(file.path), format="orc")
    except (arrow.ArrowException, OSError) as error:
        problem = str(error).splitlines()[0]
        raise QueryError("HIVE_CANNOT_OPEN_SPLIT", f"Malformed ORC file {file.uri}: {problem}") from error


def _head(i: int, field: Field, schema: list[tuple[Any, ...]], by_place: bool, file: str) -> str:
    own = {name.lower(): (name, kind) for name, kind in schema}
    found = own.get(str(field.name).lower()) if not by_place else schema[i] if i < len(schema) else None
    if found is None:
        return f"CAST(NULL AS {field.type.duck}) AS c{i}"
    name, kind = found
    value = converted(identifier(name), duckdb.sqltype(kind), field.type, str(field.name), file)
    return f"{value} AS c{i}"
