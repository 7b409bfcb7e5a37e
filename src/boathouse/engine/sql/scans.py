"""Tables mentioned in a query, as text that reads just the files and partitions it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from boathouse.engine.sql import projection
from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.context import Scan
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers import (
    avro,
    cloudtrail,
    csv,
    delta,
    hudi,
    iceberg,
    json,
    orc,
    parquet,
    regex,
    text,
)
from boathouse.engine.sql.scope import Field, Value, quoted
from boathouse.engine.sql.source import File, Table, TableSource

Reader = Callable[[Table, Sequence[Field], Sequence[File], Session], str]
READERS: dict[str, Reader] = {
    **dict.fromkeys(json.SERDES, json.relation),
    **dict.fromkeys(parquet.SERDES, parquet.relation),
    **dict.fromkeys(orc.SERDES, orc.relation),
    **dict.fromkeys(avro.SERDES, avro.relation),
    **dict.fromkeys(csv.SERDES, csv.relation),
    **dict.fromkeys(text.SERDES, text.relation),
    **dict.fromkeys(regex.SERDES, regex.relation),
    **dict.fromkeys(cloudtrail.SERDES, cloudtrail.relation),
}
"""The reader of each SerDe."""
BY_INPUT_FORMAT: dict[str, Reader] = {cloudtrail.INPUT_FORMAT: cloudtrail.relation}
"""Readers of input formats that take rows out of files in a way of their own, whatever the SerDe."""
DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True)
class Read:
    """The text of a scan, and the bytes of the files in it."""

    sql: str
    size: int


def read(scan: Scan, catalog: TableSource, session: Session) -> Read:
    """How DuckDB reads this table for this query."""
    table = scan.table
    if scan.pin:
        sql, size = iceberg.relation(table, scan.columns, scan.pin, catalog, session)
        return Read(_shaped(scan, [sql] if sql else []), size)
    if table.is_delta:
        sql, size = delta.relation(table, scan.columns, catalog, session)
        return Read(_shaped(scan, [sql]), size)
    reader = BY_INPUT_FORMAT.get(table.input_format) or READERS.get(table.serde)
    if reader is None:
        what = table.serde or "a table without SerDe"
        problem = f"Table {table.database}.{table.name}: reading {what} is not emulated by Boathouse"
        raise QueryError("NOT_SUPPORTED", problem)
    timeline = hudi.Timeline(table, catalog, session) if table.is_hudi else None
    parts, size = [], 0
    for values, location in _places(scan, catalog, session):
        files = _linked(table, catalog, location) if table.is_linked else catalog.files(location)
        files = [f for f in files if f.size]
        files = timeline.seen(location, files) if timeline else files
        if not files:
            continue
        size += sum(f.size for f in files)
        constants = [f"{v} AS c{len(scan.columns) + i}" for i, v in enumerate(values)]
        rows = reader(table, scan.columns, files, session)
        parts.append(f"SELECT {', '.join(['q.*', *constants])} FROM ({rows}) AS q" if constants else rows)
    return Read(_shaped(scan, parts), size)


def _linked(table: Table, catalog: TableSource, location: str) -> list[File]:
    """The files whose URIs are the lines of those below a location.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-athena-query.html
    """
    lines = [
        (link, uri.strip())
        for link in catalog.files(location)
        for uri in link.path.read_text(encoding="utf-8").splitlines()
        if uri.strip()
    ]
    folders = dict.fromkeys(uri.rpartition("/")[0] for _, uri in lines)
    there = {_key(file.uri): file for folder in folders for file in catalog.files(folder)}
    for link, uri in lines:
        if _key(uri) not in there:
            what = f"Table {table.database}.{table.name}: {link.uri} names {uri}, which is not there"
            raise QueryError("HIVE_CANNOT_OPEN_SPLIT", what)
    return [there[_key(uri)] for _, uri in lines]


def _key(uri: str) -> str:
    """A URI without its scheme, of which S3 has three."""
    return uri.partition("://")[2]


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
    """The partitions that the query reads: the values of their keys as SQL, and where they lie."""
    if not scan.table.partition_keys:
        return [([], scan.table.location)]
    if projection.enabled(scan.table):
        return _projected(scan, session)
    found = [(_values(scan, p.values), p.location) for p in catalog.partitions(scan.table)]
    if not found or not scan.filters:
        return found
    names = ", ".join(["i", *_names(scan)])
    rows = ", ".join(f"({', '.join([str(i), *values])})" for i, (values, _) in enumerate(found))
    values = f"(VALUES {rows}) AS {scan.alias}({names})"
    query = f"SELECT i FROM {values} WHERE {' AND '.join(scan.filters)} ORDER BY i"
    return [found[row[0]] for row in session.all(query)]


def _projected(scan: Scan, session: Session) -> list[tuple[list[str], str]]:
    """DuckDB combines what the keys may be, and filters while it does: most tables project far too much."""
    columns = projection.values(scan.table, scan.demanded, scan.between, scan.now)
    if not all(columns):
        return []
    lists = []
    for i, (texts, name, field) in enumerate(zip(columns, _names(scan), scan.partition_fields, strict=True)):
        rows = ", ".join(f"({at}, {_value(text, field)})" for at, text in enumerate(texts))
        lists.append(f"(VALUES {rows}) AS k{i}(i{i}, {name})")
    indexes = ", ".join(f"i{i}" for i in range(len(columns)))
    condition = f" WHERE {' AND '.join(scan.filters)}" if scan.filters else ""
    combined = f"(SELECT * FROM {' CROSS JOIN '.join(lists)}) AS {scan.alias}"
    places = []
    for row in session.all(f"SELECT {indexes} FROM {combined}{condition} ORDER BY {indexes}"):
        chosen = [texts[at] for texts, at in zip(columns, row, strict=True)]
        places.append((_values(scan, chosen), projection.location(scan.table, chosen)))
    return places


def _names(scan: Scan) -> list[str]:
    return [field.sql.partition(".")[2] for field in scan.partition_fields]


def _values(scan: Scan, texts: Sequence[str]) -> list[str]:
    return [_value(text, field) for text, field in zip(texts, scan.partition_fields, strict=True)]


def _value(text: str, field: Field) -> str:
    if text == DEFAULT_PARTITION:
        return f"CAST(NULL AS {field.type.duck})"
    return cast(Value(quoted(text), t.VARCHAR), field.type).sql
