"""Parquet tables: columns by name whatever their case, missing ones NULL.

https://docs.aws.amazon.com/athena/latest/ug/parquet-serde.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import duckdb

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.readers.files import Facts, listed, uri
from boathouse.engine.sql.readers.parquet_values import converted
from boathouse.engine.sql.scope import Field
from boathouse.engine.sql.source import File, Table

SERDES = ("org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",)
Schema = tuple[tuple[str, str], ...]
FACTS: Facts[Schema] = Facts()


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files, one SELECT for each schema that they have."""
    groups: dict[Schema, list[File]] = defaultdict(list)
    for file, schema in zip(files, FACTS.of(files, lambda unknown: _schemas(unknown, session)), strict=True):
        groups[schema].append(file)
    place = uri(session.lake)
    parts = []
    for schema, members in groups.items():
        own = {name.lower(): (name, kind) for name, kind in schema}
        heads = [_head(i, field, own, f"parquet file {members[0].uri}") for i, field in enumerate(columns)]
        source = f"read_parquet({listed(members)}, filename = true, hive_partitioning = false)"
        parts.append(f"SELECT {', '.join([*heads, f'{place} AS path'])} FROM {source}")
    return " UNION ALL ".join(parts)


def _head(i: int, field: Field, own: dict[str, tuple[str, str]], file: str) -> str:
    if str(field.name).lower() not in own:
        return f"CAST(NULL AS {field.type.duck}) AS c{i}"
    name, kind = own[str(field.name).lower()]
    quoted_name = '"' + name.replace('"', '""') + '"'
    return f"{converted(quoted_name, duckdb.sqltype(kind), field.type, str(field.name), file)} AS c{i}"


def _schemas(files: list[File], session: Session) -> Iterable[Schema]:
    for file in files:
        source = f"read_parquet({listed([file])}, hive_partitioning = false)"
        yield tuple(session.all(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {source})"))
