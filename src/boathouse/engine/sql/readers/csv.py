"""Delimited text: LazySimpleSerDe and OpenCSVSerde.

https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html
https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
Differs: a line with more fields than columns is an error; arrays, maps and structs are refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from boathouse.engine.sql import types as t
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers import json_values
from boathouse.engine.sql.readers.files import compression, listed, uri
from boathouse.engine.sql.scope import Field, quoted
from boathouse.engine.sql.source import File, Table

LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
OPEN = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
SERDES = (LAZY, OPEN)


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files."""
    given = table.serde_parameters
    place = uri(session.lake)
    heads = [_head(i, field, table, place) for i, field in enumerate(columns)]
    if table.serde == OPEN:
        mark = _character(given.get("separatorChar", ","))
        quote, escape = _character(given.get("quoteChar", '"')), _character(given.get("escapeChar", "\\"))
    else:
        mark = _character(given.get("field.delim") or given.get("serialization.format", "\x01"))
        mark = "\x01" if mark == "1" else mark
        quote, escape = "", _character(given.get("escape.delim", ""))
        if escape:
            raise QueryError("NOT_SUPPORTED", f"ESCAPED BY in {table.name} is not emulated by Boathouse")
    skip = int(table.parameters.get("skip.header.line.count", "0"))
    names = ", ".join(f"'x{i}': 'VARCHAR'" for i in range(len(columns)))
    packs = defaultdict(list)
    for file in files:
        packs[compression(file)].append(file)
    return " UNION ALL ".join(
        f"SELECT {', '.join([*heads, f'{place} AS path'])} FROM read_csv({listed(members)}, "
        f"auto_detect = false, header = false, skip = {skip}, "
        f"delim = {quoted(mark)}, quote = {quoted(quote)}, escape = {quoted(escape)}, "
        f"columns = {{{names}}}, null_padding = true, nullstr = {quoted(_null(table))}, filename = true, "
        f"strict_mode = false, compression = {quoted(packed)})"
        for packed, members in packs.items()
    )


def _null(table: Table) -> str:
    # OpenCSV knows no NULL; DuckDB wants some text for it, so it gets one that no file has
    return (
        "\ue000NULL\ue000"
        if table.serde == OPEN
        else table.serde_parameters.get("serialization.null.format", "\\N")
    )


def _character(text: str) -> str:
    return {"\\t": "\t", "\\u0001": "\x01", "\\001": "\x01", "\\\\": "\\", '\\"': '"', "\\'": "'"}.get(
        text, text
    )


def _head(i: int, field: Field, table: Table, place: str) -> str:
    kind = field.type
    if kind.items or kind == t.VARBINARY:
        raise QueryError(
            "NOT_SUPPORTED", f"Column '{field.name}': {kind} in a text table is not emulated by Boathouse"
        )
    if table.serde == OPEN and kind.base in ("date", "timestamp"):
        raise QueryError(
            "NOT_SUPPORTED", f"Column '{field.name}': {kind} with OpenCSVSerde is not emulated by Boathouse"
        )
    text = f"x{i}" if kind.is_text else f"nullif(x{i}, '')"
    return f"{json_values.from_text(text, kind, json_values.Column(str(field.name), i, place))} AS c{i}"
