"""Delimited text without quotes: LazySimpleSerDe.

https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html
Differs: blank lines are skipped.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from boathouse.engine.sql import types as t
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers import json_values
from boathouse.engine.sql.readers.characters import character, pattern
from boathouse.engine.sql.readers.files import uri
from boathouse.engine.sql.readers.lines import lines
from boathouse.engine.sql.scope import Field, quoted
from boathouse.engine.sql.source import File, Table

SERDES = ("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",)
JAVAS = {"windows-31j": "cp932", "cswindows31j": "cp932", "x-windows-949": "cp949", "x-sjis": "shift_jis"}
"""Encodings that Python knows by other names."""


@dataclass(frozen=True)
class Marks:
    """What separates values, from the fields of a line inwards; what escapes a separator; what NULL is."""

    separators: tuple[str, ...]
    escape: str
    null: str

    def split(self, sql: str, level: int) -> str:
        """SQL for the parts of a text between the separators of a level; of an empty text, one."""
        mark = self.separators[level]
        m, e = pattern(mark), pattern(self.escape)
        escaped = f"regexp_extract_all({sql} || {quoted(mark)}, {quoted(f'((?:[^{m}{e}]|{e}.)*){m}')}, 1)"
        return self._escaped(sql, escaped, f"string_split({sql}, {quoted(mark)})")

    def plain(self, sql: str) -> str:
        """SQL for a text without its escape characters."""
        bare = f"regexp_replace({sql}, {quoted(f'{pattern(self.escape)}(.)')}, '\\1', 'g')"
        return self._escaped(sql, bare, sql)

    def _escaped(self, sql: str, slow: str, fast: str) -> str:
        """Regular expressions cost ten times as much: only a text with an escape character needs them."""
        if not self.escape:
            return fast
        return f"CASE WHEN contains({sql}, {quoted(self.escape)}) THEN {slow} ELSE {fast} END"

    def present(self, sql: str) -> str:
        """SQL for a text, NULL if it is what stands for NULL."""
        return f"nullif({sql}, {quoted(self.null)})"


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files; fields beyond the columns are left out, missing ones NULL.

    A text that is no value of its column's type is NULL, too.
    """
    marks, place = _marks(table), uri(session.lake)
    heads = [
        f"{_value(marks.present(f'fields[{i + 1}]'), field.type, marks, column, 1)} AS c{i}"
        for i, field in enumerate(columns)
        for column in (json_values.Column(str(field.name), i, place, lenient=True),)
    ]
    source = lines(table, files, session, _encoding(table))
    split = f"SELECT {marks.split('line', 0)} AS fields, filename FROM ({source})"
    return f"SELECT {', '.join([*heads, f'{place} AS path'])} FROM ({split})"


def _encoding(table: Table) -> str:
    """Python's name for the encoding that the table's files are said to have, in Java's words."""
    given = table.serde_parameters.get("serialization.encoding", "UTF-8")
    name = JAVAS.get(given.lower(), given)
    try:
        b" ".decode(name, "replace")  # an error if it is none of texts
        return codecs.lookup(name).name
    except LookupError as error:
        text = (
            f"serialization.encoding '{given}' of {table.database}.{table.name} is not emulated by Boathouse"
        )
        raise QueryError("NOT_SUPPORTED", text) from error


def _marks(table: Table) -> Marks:
    given = table.serde_parameters
    field = character(given.get("field.delim") or given.get("serialization.format", "\x01"))
    collection = given.get("collection.delim") or given.get("colelction.delim", "\x02")  # Hive's spelling
    return Marks(
        (
            "\x01" if field == "1" else field,
            character(collection),
            character(given.get("mapkey.delim", "\x03")),
            *map(chr, range(4, 9)),
        ),
        character(given.get("escape.delim", "")),
        given.get("serialization.null.format", "\\N"),
    )


def _value(sql: str, kind: t.Type, marks: Marks, column: json_values.Column, level: int) -> str:
    if kind.items and level + (kind.base == "map") >= len(marks.separators):
        return column.unread(kind)
    if kind.items:
        return f"CASE WHEN {sql} IS NOT NULL THEN {_nested(sql, kind, marks, column, level)} END"
    text = marks.plain(sql)
    if kind == t.BOOLEAN:
        return f"CASE lower({text}) WHEN 'true' THEN true WHEN 'false' THEN false END"
    return json_values.from_text(text if kind.is_text else f"nullif({text}, '')", kind, column)


def _nested(sql: str, kind: t.Type, marks: Marks, column: json_values.Column, level: int) -> str:
    parts = marks.split(sql, level)
    name = f"k{level}"
    if kind.base == "row":
        fields = [
            f"f{i} := {_value(marks.present(f'({parts})[{i + 1}]'), item, marks, column, level + 1)}"
            for i, item in enumerate(kind.items)
        ]
        return f"struct_pack({', '.join(fields)})"
    parts = f"CASE WHEN {sql} = '' THEN [] ELSE {parts} END"
    if kind.base == "array":
        item = _value(marks.present(name), kind.items[0], marks, column, level + 1)
        return f"list_transform({parts}, lambda {name}: {item})"
    pair = marks.split(name, level + 1)
    key, item = (
        _value(marks.present(f"({pair})[{i + 1}]"), inner, marks, column, level + 2)
        for i, inner in enumerate(kind.items)
    )
    keyed = f"list_filter({parts}, lambda {name}: ({key}) IS NOT NULL)"  # Hive drops entries without a key
    sides = (f"list_transform({keyed}, lambda {name}: {side})" for side in (key, item))
    return f"map({', '.join(sides)})"
