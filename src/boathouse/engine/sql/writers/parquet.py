"""Parquet files as Hive's writer makes them: timestamps of 96 bits, which every reader takes for instants.

https://docs.aws.amazon.com/athena/latest/ug/parquet-serde.html
"""

from __future__ import annotations

from pathlib import Path

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.scope import identifier
from boathouse.engine.sql.types import Type
from boathouse.engine.sql.writers.layout import Layout

GROUP = 100_000


def write(session: Session, source: str, layout: Layout, path: Path) -> None:
    """Write the rows of `source`, whose columns are c0, c1, … in order."""
    from pyarrow import parquet  # noqa: PLC0415 (0.2 s that a server without such a query never pays)

    packed = "none" if layout.compression in ("NONE", "UNCOMPRESSED") else layout.compression.lower()
    writer = None
    try:
        for batch in session.arrow(selected(source, layout), GROUP):
            writer = writer or parquet.ParquetWriter(
                path, batch.schema, compression=packed, use_deprecated_int96_timestamps=True
            )
            writer.write_batch(batch)
    finally:
        if writer is not None:
            writer.close()


def selected(source: str, layout: Layout) -> str:
    """The rows with the names that they have in files."""
    heads = ", ".join(
        f"{_trimmed(f'c{i}', kind)} AS {identifier(name)}" for i, (name, kind) in enumerate(layout.stored)
    )
    return f"SELECT {heads} FROM ({source})"


def _trimmed(sql: str, kind: Type) -> str:
    return f"rtrim({sql}, ' ')" if kind.base == "char" else named(sql, kind)


def named(sql: str, kind: Type, depth: int = 0) -> str:
    """A value whose rows have their fields' names; inside the engine they have numbers."""
    if not _has_rows(kind):
        return sql
    x = f"x{depth}"
    if kind.base == "array":
        return f"list_transform({sql}, lambda {x}: {named(x, kind.items[0], depth + 1)})"
    if kind.base == "map":
        keys, values = (
            f"list_transform({part}({sql}), lambda {x}: {named(x, item, depth + 1)})"
            for part, item in zip(("map_keys", "map_values"), kind.items, strict=True)
        )
        return f"CASE WHEN {sql} IS NULL THEN NULL ELSE map({keys}, {values}) END"
    fields = ", ".join(
        f"{identifier(str(name).lower())} := {named(f'({sql}).f{i}', item, depth)}"
        for i, (name, item) in enumerate(zip(kind.names, kind.items, strict=True))
    )
    return f"CASE WHEN {sql} IS NULL THEN NULL ELSE struct_pack({fields}) END"


def _has_rows(kind: Type) -> bool:
    return kind.base == "row" or any(map(_has_rows, kind.items))
