"""JSON values as the openx SerDe reads them into a column's type."""

from __future__ import annotations

from dataclasses import dataclass

from boathouse.engine.sql import types as t
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.scope import quoted


@dataclass(frozen=True)
class Column:
    """The column that is read: `place` is SQL for the file's URI, `lenient` makes bad values NULL."""

    name: str
    index: int
    place: str
    lenient: bool = False

    def bad(self, text: str, kind: t.Type) -> str:
        """What becomes of a value that does not fit."""
        if self.lenient:
            return f"CAST(NULL AS {kind.duck})"
        shown, name = f"left({text}, 200)", self.name.replace("'", "")
        message = (
            f"'Error parsing field value ''' || {shown} || ''' for field {self.index} ({name}): "
            f"For input string: \"' || {shown} || '\" in file ' || {self.place}"
        )
        return fail("HIVE_BAD_DATA", message, kind.duck)

    def unread(self, kind: t.Type) -> str:
        """A value of a type that is not read here: a query without the column takes no harm."""
        text = f"Column '{self.name}': {kind} in a table of text or JSON is not emulated by Boathouse"
        return fail("NOT_SUPPORTED", quoted(text), kind.duck)


def from_text(sql: str, kind: t.Type, column: Column) -> str:
    """A scalar column from the value's text (a string's content, any other value's JSON)."""
    if kind.base == "varchar":
        return f"left({sql}, {kind.sizes[0]})" if kind.sizes else sql
    if kind.base == "char":
        return f"rpad({sql}, {kind.sizes[0]}, ' ')"
    if kind == t.BOOLEAN:
        return f"CASE WHEN {sql} IS NULL THEN NULL ELSE lower({sql}) = 'true' END"
    if kind == t.TIMESTAMP:
        tried = _timestamp(sql)
    elif kind.is_integer:
        cut = f"TRY_CAST(trunc(TRY_CAST({sql} AS DECIMAL(38, 9))) AS {kind.duck})"
        tried = f"CASE WHEN contains({sql}, '.') THEN {cut} ELSE TRY_CAST({sql} AS {kind.duck}) END"
    elif kind.base in ("double", "real", "decimal", "date"):
        tried = f"TRY_CAST({sql} AS {kind.duck})"
    else:
        return column.unread(kind)
    return f"coalesce({tried}, CASE WHEN {sql} IS NOT NULL THEN {column.bad(sql, kind)} END)"


def _timestamp(sql: str) -> str:
    millis = f"make_timestamp(TRY_CAST({sql} AS BIGINT) * 1000)"
    seconds = f"make_timestamp(CAST(round(TRY_CAST({sql} AS DOUBLE) * 1000) AS BIGINT) * 1000)"
    return (
        f"CASE WHEN regexp_full_match({sql}, '[+-]?\\d{{13,}}') THEN {millis} "
        f"WHEN regexp_full_match({sql}, '[+-]?\\d+(\\.\\d+)?') THEN {seconds} "
        f"ELSE trino_to_millis(CAST(TRY_CAST({sql} AS TIMESTAMPTZ) AS TIMESTAMP)) END"
    )


def from_json(sql: str, kind: t.Type, column: Column, depth: int = 0) -> str:
    """Any column from JSON text."""
    if not kind.items:
        return from_text(f"json_extract_string({sql}, '$')", kind, column)
    empty = f"{sql} IS NULL OR json_type({sql}) = 'NULL'"
    bad = column.bad(f"CAST({sql} AS VARCHAR)", kind)
    if kind.base == "array":
        name = f"e{depth}"
        item = from_json(name, kind.items[0], column, depth + 1)
        items = f"list_transform(from_json({sql}, '[\"JSON\"]'), lambda {name}: {item})"
        one = f"[{from_json(sql, kind.items[0], column, depth + 1)}]"
        return (
            f"CASE WHEN {empty} OR CAST({sql} AS VARCHAR) = '\"\"' THEN NULL "
            f"WHEN json_type({sql}) = 'ARRAY' THEN {items} ELSE {one} END"
        )
    if kind.base == "row":
        fields = ", ".join(
            f"f{i} := {from_json(member(sql, str(name), depth), item, column, depth + 1)}"
            for i, (name, item) in enumerate(zip(kind.names, kind.items, strict=True))
        )
        nothing = ", ".join(f"f{i} := CAST(NULL AS {item.duck})" for i, item in enumerate(kind.items))
        return (
            f"CASE WHEN {empty} THEN NULL WHEN json_type({sql}) = 'OBJECT' THEN struct_pack({fields}) "
            f"WHEN CAST({sql} AS VARCHAR) = '\"\"' THEN struct_pack({nothing}) ELSE {bad} END"
        )
    name = f"k{depth}"
    keys = f"list_transform(json_keys({sql}), lambda {name}: {from_text(name, kind.items[0], column)})"
    item = from_json(f"json_extract({sql}, '$.\"' || {name} || '\"')", kind.items[1], column, depth + 1)
    values = f"list_transform(json_keys({sql}), lambda {name}: {item})"
    whole = f"WHEN json_type({sql}) = 'OBJECT' THEN map({keys}, {values})"
    return f"CASE WHEN {empty} THEN NULL {whole} ELSE {bad} END"


def member(sql: str, name: str, depth: int = 0) -> str:
    """A member of a JSON object whatever its case."""
    key = f"list_filter(json_keys({sql}), lambda k{depth}: lower(k{depth}) = {quoted(name.lower())})[1]"
    return f"json_extract({sql}, '$.\"' || {key} || '\"')"
