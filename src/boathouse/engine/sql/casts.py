"""Values from one Trino type into another, with Trino's roundings, texts and errors."""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.scope import Value

NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
PATTERNS = {
    "integer": r"[+-]?\d+",
    "double": rf"\s*({NUMBER}|[+-]?Infinity|NaN)\s*",
    "decimal": NUMBER,
    "date": r"\s*\d{1,6}-\d{1,2}-\d{1,2}\s*",
    "timestamp": r"\s*\d{1,6}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?\s*",
}


class CastError(Exception):
    """There is no cast between the two types."""


def cast(value: Value, target: t.Type) -> Value:
    """CAST as Trino does it; a row that cannot be cast fails with INVALID_CAST_ARGUMENT.

    Raises CastError if Trino has no such cast.
    """
    if value.type == target or _same_text(value.type, target):
        return Value(value.sql, target, value.constant)
    return Value(_sql(value.sql, value.type, target), target)


def _same_text(source: t.Type, target: t.Type) -> bool:
    if source.base != "varchar" or target.base != "varchar":
        return False
    return not target.sizes or bool(source.sizes and source.sizes[0] <= target.sizes[0])


def _sql(sql: str, source: t.Type, target: t.Type) -> str:
    if source == t.UNKNOWN:
        return f"CAST(NULL AS {target.duck})"
    if source.items or (target.items and source != t.JSON):
        return _nested(sql, source, target)
    if source == t.JSON:
        return _from_json(sql, target)
    if target == t.JSON:
        return _to_json(sql, source)
    if target.is_text:
        return _to_text(sql, source, target)
    if source.is_text:
        return _from_text(sql, target)
    return _scalar(sql, source, target)


def _scalar(sql: str, source: t.Type, target: t.Type) -> str:
    plain = f"CAST({sql} AS {target.duck})"
    if source.is_numeric and target.is_numeric:
        rounds = target.is_integer and not source.is_integer
        return f"CAST(round({sql}) AS {target.duck})" if rounds else plain
    if source.is_numeric and target == t.BOOLEAN:
        return f"({sql} <> 0)"
    if source == t.BOOLEAN and target.is_numeric:
        return plain
    days = ("date", "timestamp", "timestamp with time zone")
    if source.base in days and target.base in days:
        return plain
    raise CastError


def _to_text(sql: str, source: t.Type, target: t.Type) -> str:
    text = text_of(sql, source)
    if not target.sizes:
        return text
    size = target.sizes[0]
    if target.base == "char":
        return f"rpad({text}, {size}, ' ')"
    if source.is_text:
        return f"left({text}, {size})"
    problem = fail(
        "INVALID_CAST_ARGUMENT",
        f"'Value ' || {text} || ' cannot be represented as varchar({size})'",
        "VARCHAR",
    )
    return f"CASE WHEN length({text}) > {size} THEN {problem} ELSE {text} END"


def text_of(sql: str, source: t.Type) -> str:
    """The text of a scalar, as CAST to varchar and result files have it."""
    if source.is_text or source == t.JSON:
        return sql
    if source.base in ("double", "real"):
        return f"trino_{source.base}_text({sql})"
    if source.base == "timestamp":
        return f"strftime({sql}, '%Y-%m-%d %H:%M:%S.%g')"
    if source.base == "timestamp with time zone":
        return f"(strftime({sql}, '%Y-%m-%d %H:%M:%S.%g') || ' UTC')"
    if source.is_integer or source.base in ("boolean", "decimal", "date", "unknown"):
        return f"CAST({sql} AS VARCHAR)"
    raise CastError


def _from_text(sql: str, target: t.Type) -> str:
    plain = f"CAST(trim({sql}) AS {target.duck})"
    if target == t.BOOLEAN:
        return (
            f"CASE WHEN lower({sql}) IN ('t', 'true', '1') THEN true "
            f"WHEN lower({sql}) IN ('f', 'false', '0') THEN false "
            f"WHEN {sql} IS NULL THEN NULL ELSE {_bad(sql, target)} END"
        )
    if target.base == "varbinary":
        return f"encode({sql})"
    if target.base == "real":
        pattern = PATTERNS["double"]
    elif target.is_integer:
        pattern = PATTERNS["integer"]
    elif target.base in PATTERNS:
        pattern = PATTERNS[target.base]
    else:
        raise CastError
    if target.base == "timestamp":
        plain = f"trino_to_millis({plain})"
    return (
        f"CASE WHEN {sql} IS NULL THEN NULL WHEN regexp_full_match({sql}, '{pattern}') "
        f"THEN {plain} ELSE {_bad(sql, target)} END"
    )


def _bad(sql: str, target: t.Type) -> str:
    name = {"integer": "INT"}.get(target.base, str(target).upper())
    if target.base == "date":
        return fail("INVALID_CAST_ARGUMENT", f"'Value cannot be cast to date: ' || {sql}", target.duck)
    if target.base == "timestamp":
        return fail("INVALID_CAST_ARGUMENT", f"'Value cannot be cast to timestamp: ' || {sql}", target.duck)
    return fail("INVALID_CAST_ARGUMENT", f"'Cannot cast ''' || {sql} || ''' to {name}'", target.duck)


def _nested(sql: str, source: t.Type, target: t.Type) -> str:
    if target == t.JSON:
        return f"CAST(to_json({_json_ready(sql, source)}) AS VARCHAR)"
    if source.base != target.base or len(source.items) != len(target.items):
        raise CastError
    if source.duck == target.duck:
        return sql
    if source.base == "array":
        return f"list_transform({sql}, lambda x: {_sql('x', source.items[0], target.items[0])})"
    if source.base == "row":
        inner = ", ".join(
            f"f{i} := {_inner(f'({sql}).f{i}', a, b)}"
            for i, (a, b) in enumerate(zip(source.items, target.items, strict=True))
        )
        return f"CASE WHEN {sql} IS NULL THEN NULL ELSE struct_pack({inner}) END"
    keys, values = (
        f"list_transform({part}({sql}), lambda x: {_inner('x', a, b)})"
        for part, a, b in zip(("map_keys", "map_values"), source.items, target.items, strict=True)
    )
    return f"map({keys}, {values})"


def _inner(sql: str, source: t.Type, target: t.Type) -> str:
    return sql if source == target else _sql(sql, source, target)


def _from_json(sql: str, target: t.Type) -> str:
    scalar = f"json_extract_string({sql}, '$')"
    if target == t.VARCHAR:
        kind = f"json_type({sql})"
        problem = fail(
            "INVALID_CAST_ARGUMENT", f"'Cannot cast to varchar. Unexpected token: ' || {sql}", "VARCHAR"
        )
        return f"CASE WHEN {kind} IN ('OBJECT', 'ARRAY') THEN {problem} ELSE {scalar} END"
    if target.is_numeric or target == t.BOOLEAN:
        return _from_text(scalar, target)
    if target.base == "array":
        item = _from_json("x", target.items[0]) if target.items[0] != t.JSON else "CAST(x AS VARCHAR)"
        return f"list_transform(from_json({sql}, '[\"JSON\"]'), lambda x: {item})"
    raise CastError


def _to_json(sql: str, source: t.Type) -> str:
    if source.is_numeric or source.is_text or source == t.BOOLEAN:
        return f"CAST(to_json({sql}) AS VARCHAR)"
    raise CastError


def _json_ready(sql: str, source: t.Type) -> str:
    if source.is_numeric or source.is_text or source == t.BOOLEAN:
        return sql
    if source == t.JSON:
        return f"CAST({sql} AS JSON)"
    if source.base == "array":
        return f"list_transform({sql}, lambda x: {_json_ready('x', source.items[0])})"
    if source.base == "map" and source.items[0].is_text:
        values = f"list_transform(map_values({sql}), lambda x: {_json_ready('x', source.items[1])})"
        return f"map(map_keys({sql}), {values})"
    if source.base == "row" and all(source.names):
        inner = ", ".join(
            f'"{str(name).replace(chr(34), "")}" := {_json_ready(f"({sql}).f{i}", kind)}'
            for i, (name, kind) in enumerate(zip(source.names, source.items, strict=True))
        )
        return f"struct_pack({inner})"
    raise CastError
