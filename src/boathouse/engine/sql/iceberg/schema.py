"""Iceberg's schemas, and its types as Trino has them and as the catalog spells them.

https://iceberg.apache.org/spec/#schemas-and-data-types
https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-supported-data-types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.engine.sql import types as t
from boathouse.engine.sql.source import Column

DECIMAL = re.compile(r"decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)")
TYPES = {
    "boolean": t.BOOLEAN, "int": t.INTEGER, "long": t.BIGINT, "float": t.REAL, "double": t.DOUBLE,
    "date": t.DATE, "time": t.MICROS_TIME, "timestamp": t.MICROS, "timestamptz": t.MICROS_TZ,
    "string": t.VARCHAR, "uuid": t.UUID, "binary": t.VARBINARY,
}  # fmt: skip
SPELLED = {"long": "bigint", "time": "string", "timestamptz": "timestamp", "uuid": "string"}


@dataclass(frozen=True)
class Entry:
    """A field of a schema: its id, its name and its type as the metadata file writes it."""

    id: int
    name: str
    kind: Any
    comment: str = ""


class Schema:
    """The columns of a table at some time."""

    def __init__(self, fields: Sequence[dict[str, Any]]) -> None:
        self.fields = tuple(Entry(f["id"], f["name"], f["type"], f.get("doc") or "") for f in fields)

    def columns(self) -> tuple[Column, ...]:
        """The columns in the catalog's spelling, with their types in Trino where Athena has them."""
        return tuple(Column(f.name.lower(), spelled(f.kind), f.comment, trino(f.kind)) for f in self.fields)

    def walk(self) -> Iterator[Entry]:
        """All fields, those inside of others too."""
        for field in self.fields:
            yield field
            yield from _inside(field.kind)


def _inside(kind: Any) -> Iterator[Entry]:
    if isinstance(kind, str):
        return
    if kind["type"] == "struct":
        yield from Schema(kind["fields"]).walk()
    elif kind["type"] == "list":
        yield from _walk(kind["element-id"], "element", kind["element"])
    else:
        yield from _walk(kind["key-id"], "key", kind["key"])
        yield from _walk(kind["value-id"], "value", kind["value"])


def _walk(number: int, name: str, kind: Any) -> Iterator[Entry]:
    yield Entry(number, name, kind)
    yield from _inside(kind)


def trino(kind: Any) -> t.Type | None:
    """A type of Iceberg's in Trino, or None for one that Athena does not have."""
    if isinstance(kind, str):
        found = DECIMAL.fullmatch(kind)
        return t.decimal(int(found[1]), int(found[2])) if found else TYPES.get(kind)
    parts = {"list": ("element",), "map": ("key", "value")}.get(kind["type"])
    inner = [kind[part] for part in parts] if parts else [f["type"] for f in kind["fields"]]
    items = tuple(item for item in map(trino, inner) if item)
    if len(items) < len(inner):
        return None
    if parts:
        return t.Type("array" if kind["type"] == "list" else "map", items=items)
    return t.row(items, tuple(str(f["name"]).lower() for f in kind["fields"]))


def spelled(kind: Any, gap: str = "") -> str:
    """A type of Iceberg's in the catalog's spelling; `gap` stands behind commas and colons."""
    if isinstance(kind, str):
        return SPELLED.get(kind, kind.replace(" ", ""))
    if kind["type"] == "list":
        return f"array<{spelled(kind['element'], gap)}>"
    if kind["type"] == "map":
        return f"map<{spelled(kind['key'], gap)},{gap}{spelled(kind['value'], gap)}>"
    parts = (f"{str(f['name']).lower()}:{gap}{spelled(f['type'], gap)}" for f in kind["fields"])
    return f"struct<{f',{gap}'.join(parts)}>"
