"""Tables mentioned in a query, as text that reads just the files and partitions it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.context import Scan
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers import csv, delta, json, parquet, text
from boathouse.engine.sql.scope import Field, Value, quoted
from boathouse.engine.sql.source import File, Partition, Table, TableSource

Reader = Callable[[Table, Sequence[Field], Sequence[File], Session], str]
READERS: dict[str, Reader] = {
    **dict.fromkeys(json.SERDES, json.relation),
    **dict.fromkeys(parquet.SERDES, parquet.relation),
    **dict.fromkeys(csv.SERDES, csv.relation),
    **dict.fromkeys(text.SERDES, text.relation),
}
DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True)
class Read:
    """The text of a scan, and the bytes of the files in it."""

    sql: str
    size: int


def read(scan: Scan, catalog: TableSource, session: Session) -> Read:
    """How DuckDB reads this table for this query."""
    table = scan.table
    if table.is_delta:
        sql, size = delta.relation(table, scan.columns, catalog, session)
        return Read(_shaped(scan, [sql]), size)
    reader = READERS.get(table.serde)
    if reader is None:
        what = table.serde or "a table without SerDe"
        problem = f"Table {table.database}.{table.name}: reading {what} is not emulated by Boathouse"
        raise QueryError("NOT_SUPPORTED", problem)
    parts, size = [], 0
    for values, location in _places(scan, catalog, session):
        files = [f for f in catalog.files(location) if f.size]
        if not files:
            continue
        size += sum(f.size for f in files)
        constants = [f"{v} AS c{len(scan.columns) + i}" for i, v in enumerate(values)]
        rows = reader(table, scan.columns, files, session)
        parts.append(f"SELECT {', '.join(['q.*', *constants])} FROM ({rows}) AS q" if constants else rows)
    return Read(_shaped(scan, parts), size)


def _shaped(scan: Scan, parts: list[str]) -> str:
    kinds = [f.type for f in (*scan.columns, *scan.partition_fields)]
    names = [f"c{i}" for i in range(len(kinds))]
    heads = ", ".join([*names, "path AS path"])
    if parts:
        return f"(SELECT {heads} FROM ({' UNION ALL '.join(parts)}))"
    nothing = [f"CAST(NULL AS {kind.duck}) AS {name}" for kind, name in zip(kinds, names, strict=True)]
    nothing.append("CAST(NULL AS VARCHAR) AS path")
    return f"(SELECT {', '.join(nothing)} WHERE false)"


def _places(scan: Scan, catalog: TableSource, session: Session) -> list[tuple[list[str], str]]:
    if not scan.table.partition_keys:
        return [([], scan.table.location)]
    if any(key.startswith("projection.enabled") for key in scan.table.parameters):
        raise QueryError("NOT_SUPPORTED", "Partition projection is not emulated by Boathouse")
    found = [(_values(scan, p), p.location) for p in catalog.partitions(scan.table)]
    if not found or not scan.filters:
        return found
    names = ", ".join(["i", *(f.sql.partition(".")[2] for f in scan.partition_fields)])
    rows = ", ".join(f"({', '.join([str(i), *values])})" for i, (values, _) in enumerate(found))
    values = f"(VALUES {rows}) AS {scan.alias}({names})"
    query = f"SELECT i FROM {values} WHERE {' AND '.join(scan.filters)} ORDER BY i"
    return [found[row[0]] for row in session.all(query)]


def _values(scan: Scan, partition: Partition) -> list[str]:
    return [
        f"CAST(NULL AS {field.type.duck})"
        if value == DEFAULT_PARTITION
        else cast(Value(quoted(value), t.VARCHAR), field.type).sql
        for value, field in zip(partition.values, scan.partition_fields, strict=True)
    ]
