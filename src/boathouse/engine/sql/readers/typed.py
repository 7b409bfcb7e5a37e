"""Files that tell names and types of their columns (Parquet, Avro): columns by name, missing ones NULL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import duckdb

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.readers.files import Facts, listed, uri
from boathouse.engine.sql.readers.typed_values import converted
from boathouse.engine.sql.scope import Field, identifier
from boathouse.engine.sql.source import File


class Own(NamedTuple):
    """A column as a file has it: its name, DuckDB's type for it, and what else its format says of it."""

    name: str
    kind: str
    note: str = ""


Schema = tuple[Own, ...]


class Typed:
    """A format that DuckDB reads by a function of its own."""

    def __init__(self, function: str, what: str) -> None:
        self._function, self._what = function, what
        self._facts: Facts[Schema] = Facts()

    def relation(self, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
        """The rows of the files, one SELECT for each schema that they have."""
        groups: dict[Schema, list[File]] = defaultdict(list)
        schemas = self._facts.of(files, lambda unknown: self._schemas(unknown, session))
        for file, schema in zip(files, schemas, strict=True):
            groups[schema].append(file)
        place = uri(session.lake)
        parts = []
        for schema, members in groups.items():
            own = {column.name.lower(): column for column in schema}
            where = f"{self._what} file {members[0].uri}"
            heads = [self._head(i, field, own, where) for i, field in enumerate(columns)]
            source = f"{self._function}({listed(members)}, filename = true, hive_partitioning = false)"
            parts.append(f"SELECT {', '.join([*heads, f'{place} AS path'])} FROM {source}")
        return " UNION ALL ".join(parts)

    def schema(self, file: File, session: Session) -> Schema:
        """The columns of one file."""
        source = f"{self._function}({listed([file])}, hive_partitioning = false)"
        found = session.all(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {source})")
        return tuple(Own(name, kind) for name, kind in found)

    def value(self, sql: str, own: Own, field: Field, file: str) -> str:
        """SQL for a column as the table's type."""
        return converted(sql, duckdb.sqltype(own.kind), field.type, str(field.name), file)

    def _head(self, i: int, field: Field, own: dict[str, Own], file: str) -> str:
        if str(field.name).lower() not in own:
            return f"CAST(NULL AS {field.type.duck}) AS c{i}"
        column = own[str(field.name).lower()]
        return f"{self.value(identifier(column.name), column, field, file)} AS c{i}"

    def _schemas(self, files: list[File], session: Session) -> Iterable[Schema]:
        return (self.schema(file, session) for file in files)
