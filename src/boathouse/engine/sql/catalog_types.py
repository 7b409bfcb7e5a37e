"""Glue's spelling of types (`struct<a:int,b:array<string>>`) into Trino's."""

from __future__ import annotations

import re

from boathouse.engine.sql import types as t
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.source import Column

SIMPLE = {
    "boolean": t.BOOLEAN,
    "tinyint": t.TINYINT,
    "smallint": t.SMALLINT,
    "int": t.INTEGER,
    "integer": t.INTEGER,
    "bigint": t.BIGINT,
    "float": t.REAL,
    "real": t.REAL,
    "double": t.DOUBLE,
    "string": t.VARCHAR,
    "binary": t.VARBINARY,
    "date": t.DATE,
    "timestamp": t.TIMESTAMP,
}
TOKEN = re.compile(r"\s*(\d+|[^\s<>(),:]+|[<>(),:])")


def column_type(column: Column) -> t.Type:
    """The type of a column of the catalog; QueryError for one that Athena does not have."""
    return column.type or catalog_type(column.kind, column.name)


def catalog_type(text: str, column: str) -> t.Type:
    """Read a Glue type; a type that Athena has no name for is NOT_SUPPORTED, naming the column."""
    reader = _Reader(TOKEN.findall(text))
    try:
        kind = reader.type()
        if reader.tokens:
            raise ValueError(text)
    except (ValueError, IndexError, KeyError) as error:
        raise QueryError("NOT_SUPPORTED", f"Column '{column}' has the unsupported type '{text}'") from error
    return kind


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def take(self, expected: str | None = None) -> str:
        token = self.tokens.pop(0)
        if expected and token != expected:
            raise ValueError(token)
        return token

    def numbers(self) -> tuple[int, ...]:
        if not self.tokens or self.tokens[0] != "(":
            return ()
        self.take("(")
        found = [int(self.take())]
        while self.take() == ",":
            found.append(int(self.take()))
        return tuple(found)

    def type(self) -> t.Type:
        name = self.take().lower()
        if name == "decimal":
            sizes = self.numbers() or (10, 0)
            return t.decimal(sizes[0], sizes[1] if len(sizes) > 1 else 0)
        if name in ("varchar", "char"):
            return t.Type(name, self.numbers())
        if name in ("array", "map"):
            self.take("<")
            items = [self.type()]
            if name == "map":
                self.take(",")
                items.append(self.type())
            self.take(">")
            return t.Type(name, items=tuple(items))
        if name == "struct":
            return self.struct()
        return SIMPLE[name]

    def struct(self) -> t.Type:
        self.take("<")
        names: list[str | None] = []
        items: list[t.Type] = []
        separator = ","
        while separator == ",":
            names.append(self.take().lower())
            self.take(":")
            items.append(self.type())
            separator = self.take()
        if separator != ">":
            raise ValueError(separator)
        return t.row(tuple(items), tuple(names))
