"""Delimited text as LazySimpleSerDe reads it: nothing is quoted or escaped, as on AWS.

https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html
Differs: arrays, maps and structs are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import text_of
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.writers.layout import Layout


def write(session: Session, source: str, layout: Layout, path: Path) -> None:
    """Write the rows of `source`, whose columns are c0, c1, … in order."""
    heads = ", ".join(_text(f"c{i}", name, kind) for i, (name, kind) in enumerate(layout.stored))
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


def _text(sql: str, name: str, kind: t.Type) -> str:
    if kind.items:
        raise QueryError(
            "NOT_SUPPORTED", f"Column '{name}': writing {kind} as text is not emulated by Boathouse"
        )
    return f"base64({sql})" if kind == t.VARBINARY else text_of(sql, kind)
