"""Iceberg tables: the rows of a snapshot, without those that delete files take away.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg.html
Differs: data files in Parquet that lie below the table's location, in folders data or metadata; others are
refused, and so are equality deletes in a table that has partitions, and partitions by a dropped column.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from boathouse.engine.sql import types as t
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError, fail
from boathouse.engine.sql.iceberg.document import Document, Pin
from boathouse.engine.sql.iceberg.schema import Entry
from boathouse.engine.sql.readers.typed_values import converted
from boathouse.engine.sql.scope import Field, identifier, quoted
from boathouse.engine.sql.source import Table, TableSource

TIMES = {"year", "month", "day", "hour"}


def relation(
    table: Table, fields: Sequence[Field], pin: Pin, catalog: TableSource, session: Session
) -> tuple[str, int]:
    """The snapshot's rows, and the bytes of its files; no text if the table never had a row."""
    if pin.snapshot is None:
        return "", 0
    session.extend("avro", "iceberg")
    found = pin.document
    folder = catalog.folder(f"{found.location}/")
    below(table, found, found.uri)
    manifests = session.avro(folder / below(table, found, pin.snapshot.manifests))
    spec = [field for listed in manifests for field in found.specs[listed["partition_spec_id"]]]
    known = {entry.id for entry in pin.schema.walk()}
    if any(field.source not in known for field in spec):
        raise _refused(table, "with files partitioned by a column that is gone", pin.snapshot.manifests)
    given = f"{quoted(str(folder))}, version = {quoted(found.version)}, allow_moved_paths = true"
    if pin.travels:
        given += f", snapshot_from_id = {pin.snapshot.id}"
    size = sum(_size(folder / path) for path in _files(table, found, given, session, parts=bool(spec)))
    scan = f"iceberg_scan({given})"
    described = session.all(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {scan})")
    heads = []
    for i, (field, (name, kind), entry) in enumerate(zip(fields, described, pin.schema.fields, strict=True)):
        value = converted(identifier(name), duckdb.sqltype(kind), field.type, str(field.name), found.uri)
        heads.append(f"{_opaque(value, field.type) if _misjudged(found, entry) else value} AS c{i}")
    names = [name.lower() for name, _ in described]
    return f"SELECT {', '.join([*heads, f'{_place(found, folder, names)} AS path'])} FROM {scan}", size


def _files(table: Table, found: Document, given: str, session: Session, *, parts: bool) -> list[str]:
    """The data and delete files of the snapshot, as paths below the table's folder.

    Raises QueryError for what the extension would read wrongly: it takes files for where they once were, and
    equality deletes for all partitions.
    """
    names = "manifest_path, content, file_path, file_format"
    files = session.all(f"SELECT {names} FROM iceberg_metadata({given}) WHERE status <> 'DELETED'")
    for _, content, path, form in files:
        if form.upper() != "PARQUET":
            raise _refused(table, f"with {form.upper()} files", path)
        if content == "EQUALITY_DELETES" and parts:
            raise _refused(table, "that has partitions and equality deletes", path)
    for path in {path for path, *_ in files}:
        below(table, found, path)
    return [below(table, found, path) for _, _, path, _ in files]


def below(table: Table, found: Document, path: str) -> str:
    """A file's path below the table's folder, as the extension finds it: by the last of these names."""
    raw = path.encode()
    cut = next((at for mark in (b"/metadata/", b"/data/") if (at := raw.lower().rfind(mark)) >= 0), -1)
    if cut < 0 or _plain(raw[:cut].decode()) != _plain(found.location):
        raise _refused(table, f"with files outside the folders data and metadata of {found.location}", path)
    return raw[cut + 1 :].decode()


def _plain(location: str) -> str:
    scheme, mark, rest = location.partition("://")
    return f"{'s3' if scheme in ('s3a', 's3n') else scheme}{mark}{rest}"


def _refused(table: Table, what: str, path: str) -> QueryError:
    name = f"{table.database}.{table.name}"
    text = f"Table {name}: reading an Iceberg table {what} is not emulated by Boathouse: {path}"
    return QueryError("NOT_SUPPORTED", text)


def _misjudged(found: Document, entry: Entry) -> bool:
    """Whether the extension may leave out files that have the rows which a query asks for.

    It is wrong about the days and months of timestamps before 1970, and fails over truncated decimals.
    """
    transforms = {f.transform for spec in found.specs.values() for f in spec if f.source == entry.id}
    if str(entry.kind).startswith("timestamp"):
        return bool(transforms & TIMES)
    return str(entry.kind).startswith("decimal") and any(f.startswith("truncate") for f in transforms)


def _opaque(sql: str, kind: t.Type) -> str:
    """The same value, by a way that the extension does not see through: it asks every file for it."""
    if kind.base == "decimal":
        return f"CAST(CAST({sql} AS VARCHAR) AS {kind.duck})"
    return f"make_timestamp(epoch_us({sql}))"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _place(found: Document, folder: Path, names: Sequence[str]) -> str:
    if "filename" in names:  # a column of the table's own hides DuckDB's
        problem = '"$path" of a table with a column filename is not emulated by Boathouse'
        return fail("NOT_SUPPORTED", quoted(problem), "VARCHAR")
    return f"({quoted(found.location)} || substr(filename, {len(str(folder)) + 1}))"
