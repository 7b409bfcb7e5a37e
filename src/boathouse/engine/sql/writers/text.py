"""Delimited text as LazySimpleSerDe reads it: nothing is quoted or escaped, as on AWS.

https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html
Differs: rows are written in UTF-8, whatever a table's serialization.encoding is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import text_of
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.scope import quoted
from boathouse.engine.sql.writers.layout import Layout


def write(session: Session, source: str, layout: Layout, path: Path) -> None:
    """Write the rows of `source`, whose columns are c0, c1, … in order."""
    marks = (layout.delimiter, *layout.inner, *map(chr, range(4, 9)))
    null = quoted(layout.null)
    heads = ", ".join(
        _text(f"c{i}", kind, marks[1:], null, name) for i, (name, kind) in enumerate(layout.stored)
    )
    lines(
        (
            layout.delimiter.join(layout.null if value is None else value for value in row)
            for rows in session.batches(f"SELECT {heads} FROM ({source})")
            for row in rows
        ),
        layout,
        path,
    )


def lines(texts: Iterable[str], layout: Layout, path: Path) -> None:
    """Write a file of lines, packed as the layout says."""
    import pyarrow  # noqa: PLC0415 (0.2 s that a server without such a query never pays)

    packed = None if layout.compression == "NONE" else layout.compression.lower()
    with pyarrow.output_stream(str(path), compression=packed) as file:
        for text in texts:
            file.write(f"{text}\n".encode())


def _text(sql: str, kind: t.Type, marks: Sequence[str], null: str, column: str) -> str:
    """SQL for a value's text; `marks` separate its parts, from the outermost inwards."""
    if not kind.items:
        return f"base64({sql})" if kind == t.VARBINARY else text_of(sql, kind)
    if len(marks) <= (kind.base == "map"):
        raise QueryError("NOT_SUPPORTED", f"Column '{column}' is nested too deeply for text: {kind}")
    mark, x = quoted(marks[0]), f"x{len(marks)}"
    if kind.base == "row":
        parts = [
            f"coalesce({_text(f'({sql}).f{i}', item, marks[1:], null, column)}, {null})"
            for i, item in enumerate(kind.items)
        ]
        return f"CASE WHEN {sql} IS NOT NULL THEN {f' || {mark} || '.join(parts)} END"
    if kind.base == "array":
        item = f"coalesce({_text(x, kind.items[0], marks[1:], null, column)}, {null})"
        return f"array_to_string(list_transform({sql}, lambda {x}: {item}), {mark})"
    key, value = (
        f"coalesce({_text(f'{x}.{part}', item, marks[2:], null, column)}, {null})"
        for part, item in zip(("key", "value"), kind.items, strict=True)
    )
    pair = f"{key} || {quoted(marks[1])} || {value}"
    return f"array_to_string(list_transform(map_entries({sql}), lambda {x}: {pair}), {mark})"
