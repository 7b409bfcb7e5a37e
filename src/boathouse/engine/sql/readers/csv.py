"""Quoted text: OpenCSVSerde.

https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
Differs: blank lines are skipped.
"""

from __future__ import annotations

from collections.abc import Sequence

from boathouse.engine.sql import types as t
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.readers import json_values
from boathouse.engine.sql.readers.characters import character, pattern
from boathouse.engine.sql.readers.files import uri
from boathouse.engine.sql.readers.lines import lines
from boathouse.engine.sql.scope import Field, quoted
from boathouse.engine.sql.source import File, Table

SERDES = ("org.apache.hadoop.hive.serde2.OpenCSVSerde",)


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files; fields beyond the columns are left out, missing ones NULL."""
    given = table.serde_parameters
    mark, quote = character(given.get("separatorChar", ",")), character(given.get("quoteChar", '"'))
    escape = character(given.get("escapeChar", "\\"))
    escape = "\\" if escape == '"' else escape  # the SerDe takes a quote here for "not given"
    place = uri(session.lake)
    lenient = table.parameters.get("use.null.for.invalid.data", "").lower() == "true"
    heads = [
        _head(field, json_values.Column(str(field.name), i, place, lenient))
        for i, field in enumerate(columns)
    ]
    split = f"SELECT {_fields(mark, quote, escape)} AS fields, filename FROM ({lines(table, files, session)})"
    return f"SELECT {', '.join([*heads, f'{place} AS path'])} FROM ({split})"


def _fields(mark: str, quote: str, escape: str) -> str:
    """SQL for the fields of `line`: by regular expressions, and by a slow parser if it is malformed."""
    m, q, e = pattern(mark), pattern(quote), pattern(escape)
    field = f"{q}(?:[^{q}{e}]|{e}.|{q}{q})*{q}|[^{q}{e}{m}]*"
    whole = f"line || {quoted(mark)}"
    inside = f"regexp_replace(f[2:-2], {quoted(f'{e}([{q}{e}]?)|({q}){q}')}, '\\1\\2', 'g')"
    text = f"CASE WHEN starts_with(f, {quoted(quote)}) THEN {inside} ELSE f END"
    found = f"regexp_extract_all({whole}, {quoted(f'({field}){m}')}, 1)"
    return (
        f"CASE WHEN regexp_full_match({whole}, {quoted(f'(?:(?:{field}){m})*')}) "
        f"THEN list_transform({found}, lambda f: {text}) "
        f"ELSE trino_open_csv(line, {quoted(mark + quote + escape)}) END"
    )


def _head(field: Field, column: json_values.Column) -> str:
    kind, sql = field.type, f"fields[{column.index + 1}]"
    if kind == t.DATE:
        tried = f"(DATE '1970-01-01' + TRY_CAST({sql} AS INTEGER))"
    elif kind == t.TIMESTAMP:
        tried = f"make_timestamp(TRY_CAST({sql} AS BIGINT) * 1000)"
    else:
        return f"{json_values.from_text(sql, kind, column)} AS c{column.index}"
    bad = f"CASE WHEN {sql} IS NOT NULL THEN {column.bad(sql, kind)} END"
    return f"coalesce({tried}, {bad}) AS c{column.index}"
