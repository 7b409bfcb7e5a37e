"""JSON, an object a line.

https://docs.aws.amazon.com/athena/latest/ug/hive-json-serde.html
"""

from __future__ import annotations

from pathlib import Path

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import text_of
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.scope import quoted
from boathouse.engine.sql.writers.layout import Layout
from boathouse.engine.sql.writers.text import lines


def write(session: Session, source: str, layout: Layout, path: Path) -> None:
    """Write the rows of `source`, whose columns are c0, c1, … in order."""
    members = [(name, f"c{i}", kind) for i, (name, kind) in enumerate(layout.stored)]
    rows = session.batches(f"SELECT {_object(members)} FROM ({source})")
    lines((str(row[0]) for batch in rows for row in batch), layout, path)


def _object(members: list[tuple[str, str, t.Type]], depth: int = 0) -> str:
    parts = [
        f"{quoted(('' if i == 0 else ',') + _key(name) + ':')} || {written(sql, kind, depth)}"
        for i, (name, sql, kind) in enumerate(members)
    ]
    return f"('{{' || {' || '.join(parts)} || '}}')"


def _key(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(sql: str, kind: t.Type, depth: int = 0) -> str:
    """SQL for the JSON text of a value, `null` for NULL; digits of decimals are kept."""
    x = f"x{depth}"
    if kind.base == "array":
        items = f"list_transform({sql}, lambda {x}: {written(x, kind.items[0], depth + 1)})"
        text = f"'[' || array_to_string({items}, ',') || ']'"
    elif kind.base == "map":
        key = f"CAST(to_json({text_of(f'{x}.key', kind.items[0])}) AS VARCHAR)"
        pair = f"{key} || ':' || {written(f'{x}.value', kind.items[1], depth + 1)}"
        pairs = f"list_transform(map_entries({sql}), lambda {x}: {pair})"
        text = f"'{{' || array_to_string({pairs}, ',') || '}}'"
    elif kind.base == "row":
        names = zip(kind.names, kind.items, strict=True)
        text = _object(
            [(str(name).lower(), f"({sql}).f{i}", item) for i, (name, item) in enumerate(names)], depth
        )
    elif kind.is_integer or kind.base in ("decimal", "boolean"):
        text = f"CAST({sql} AS VARCHAR)"
    elif kind.base in ("double", "real"):
        number = text_of(sql, kind)
        text = f"CASE WHEN isfinite({sql}) THEN {number} ELSE '\"' || {number} || '\"' END"
    else:
        value = f"base64({sql})" if kind == t.VARBINARY else text_of(sql, kind)
        text = f"CAST(to_json({value}) AS VARCHAR)"
    return f"CASE WHEN {sql} IS NULL THEN 'null' ELSE {text} END"
