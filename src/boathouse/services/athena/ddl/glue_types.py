"""Trino's types in Glue's spelling, for the columns of a view."""

from __future__ import annotations

from boathouse.engine.sql.types import Type

NAMES = {"integer": "int", "real": "float", "varbinary": "binary", "json": "string", "unknown": "string"}


def glue_kind(kind: Type) -> str:
    """A type as the catalog stores it."""
    if kind.base == "array":
        return f"array<{glue_kind(kind.items[0])}>"
    if kind.base == "map":
        return f"map<{glue_kind(kind.items[0])},{glue_kind(kind.items[1])}>"
    if kind.base == "row":
        pairs = zip(kind.names, kind.items, strict=True)
        return f"struct<{','.join(f'{str(name).lower()}:{glue_kind(item)}' for name, item in pairs)}>"
    if kind.base == "varchar":
        return f"varchar({kind.sizes[0]})" if kind.sizes else "string"
    if kind.base in ("timestamp", "timestamp with time zone"):
        return "timestamp"
    sizes = f"({','.join(map(str, kind.sizes))})" if kind.sizes else ""
    return f"{NAMES.get(kind.base, kind.base)}{sizes}"
