"""Values from one Trino type into another, with Trino's roundings, texts and errors."""

from __future__ import annotations

from dataclasses import replace

from boathouse.engine.sql import types as t
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.scope import Value, quoted
from boathouse.engine.sql.zones import local

FRACTION = {3: "%g", 6: "%f"}
"""What stands behind the point of a timestamp's seconds, by its precision."""
NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
PATTERNS = {
    "integer": r"[+-]?\d+",
    "double": rf"\s*({NUMBER}|[+-]?Infinity|NaN)\s*",
    "decimal": NUMBER,
    "date": r"\s*\d{1,6}-\d{1,2}-\d{1,2}\s*",
    "timestamp": r"\s*\d{1,6}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?\s*",
    "timestamp with time zone": r"\s*\d{1,6}-\d{1,2}-\d{1,2}( \d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?"
    r"( ?(UTC|Z|\+00:00))?\s*",
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


def alike(whole: Value, item: Value) -> tuple[Value, Value] | None:
    """An array or a map and an item or a key, both in the type common to them; None if there is none."""
    kind = t.common(whole.type.items[0], item.type)
    if kind is None:
        return None
    return cast(whole, replace(whole.type, items=(kind, *whole.type.items[1:]))), cast(item, kind)


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
        told = sql if target.base == source.base else local(Value(sql, source)).sql
        moment = f"CAST({told} AS {target.duck})"
        rounds = target.base in t.MOMENTS and target.precision < source.precision
        return f"trino_to_millis({moment})" if rounds else moment
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
    if source.is_text or source in (t.JSON, t.UUID):
        return sql
    if source.base in ("double", "real"):
        return f"trino_{source.base}_text({sql})"
    if source.base in t.MOMENTS:
        told = local(Value(sql, source)).sql
        text = f"strftime({told}, '%Y-%m-%d %H:%M:%S.{FRACTION[source.precision]}')"
        return text if source.base == "timestamp" else f"({text} || {quoted(f' {source.zone}')})"
    if source.base == "time":
        return f"strftime(DATE '1970-01-01' + {sql}, '%H:%M:%S.%f')"
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
    if target.base == t.TIMESTAMP_TZ.base:
        plain = f"CAST(regexp_replace(trim({sql}), ' ?(UTC|Z|\\+00:00)$', '') AS TIMESTAMP)"
    if target.base in t.MOMENTS and target.precision == 3:
        plain = f"trino_to_millis({plain})"
    return (
        f"CASE WHEN {sql} IS NULL THEN NULL WHEN regexp_full_match({sql}, '{pattern}') "
        f"THEN {plain} ELSE {_bad(sql, target)} END"
    )


def _bad(sql: str, target: t.Type) -> str:
    name = {"integer": "INT"}.get(target.base, str(target).upper())
    if target.base == "date":
        return fail("INVALID_CAST_ARGUMENT", f"'Value cannot be cast to date: ' || {sql}", target.duck)
    if target.base in t.MOMENTS:
        text = f"'Value cannot be cast to {target.base}: ' || {sql}"
        return fail("INVALID_CAST_ARGUMENT", text, target.duck)
    return fail("INVALID_CAST_ARGUMENT", f"'Cannot cast ''' || {sql} || ''' to {name}'", target.duck)


def _nested(sql: str, source: t.Type, target: t.Type) -> str:
    if target == t.JSON:
        return f"CASE WHEN {sql} IS NOT NULL THEN CAST(to_json({_json_ready(sql, source)}) AS VARCHAR) END"
    if source.base != target.base or len(source.items) != len(target.items):
        raise CastError
    if source.duck == target.duck and not _rounds(source, target):
        return sql
    if source.base == "array":
        return f"list_transform(trino_singly({sql}), lambda x: {_sql('x', source.items[0], target.items[0])})"
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


def _rounds(source: t.Type, target: t.Type) -> bool:
    """Whether there are timestamps in both that lose digits."""
    if source.base in t.MOMENTS:
        return target.precision < source.precision
    return any(map(_rounds, source.items, target.items))


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
    if target.items:
        return f"CASE WHEN json_type({sql}) <> 'NULL' THEN {_from_json_nested(sql, target)} END"
    raise CastError


def _from_json_nested(sql: str, target: t.Type) -> str:
    if target.base == "array":
        item = _json_item("x", target.items[0])
        made = f"list_transform(from_json({sql}, '[\"JSON\"]'), lambda x: {item})"
        return _if_json(sql, "ARRAY", made, target)
    if target.base == "map":
        key, value = target.items
        entries = f"map_entries(from_json({sql}, '\"MAP(VARCHAR, JSON)\"'))"
        pair = f"key := {_inner('(x).key', t.VARCHAR, key)}, value := {_json_item('(x).value', value)}"
        made = f"map_from_entries(list_transform({entries}, lambda x: struct_pack({pair})))"
        return _if_json(sql, "OBJECT", made, target)
    places = [f"json_extract(x, '$[{i}]')" for i in range(len(target.items))]
    by_place = _packed([_json_item(x, item) for x, item in zip(places, target.items, strict=True)])
    members = [member("x", str(name)) for name in target.names]
    by_name = _packed([_json_item(x, item) for x, item in zip(members, target.items, strict=True)])
    if not all(target.names):
        return _if_json(sql, "ARRAY", bound(f"CAST({sql} AS JSON)", "x", by_place), target)
    made = f"CASE json_type(x) WHEN 'ARRAY' THEN {by_place} ELSE {by_name} END"
    return _if_json(sql, "OBJECT', 'ARRAY", bound(f"CAST({sql} AS JSON)", "x", made), target)


def _packed(values: list[str]) -> str:
    return f"struct_pack({', '.join(f'f{i} := {value}' for i, value in enumerate(values))})"


def _if_json(sql: str, kinds: str, made: str, target: t.Type) -> str:
    text = f"'Cannot cast to {quoted(str(target))[1:-1]}. Unexpected JSON: ' || left({sql}, 200)"
    problem = fail("INVALID_CAST_ARGUMENT", text, target.duck)
    return f"CASE WHEN json_type({sql}) IN ('{kinds}') THEN {made} ELSE {problem} END"


def _json_item(sql: str, target: t.Type) -> str:
    return f"CAST({sql} AS VARCHAR)" if target == t.JSON else _from_json(f"CAST({sql} AS VARCHAR)", target)


def member(sql: str, name: str) -> str:
    """A member of a JSON object whatever its case."""
    key = f"list_filter(json_keys({sql}), lambda k: lower(k) = {quoted(name.lower())})[1]"
    return f"json_extract({sql}, '$.\"' || {key} || '\"')"


def bound(sql: str, name: str, body: str) -> str:
    """SQL for `body`, in which `name` stands for `sql`, worked out once."""
    return f"list_transform([{sql}], lambda {name}: {body})[1]"


def _to_json(sql: str, source: t.Type) -> str:
    return f"CAST(to_json({_json_ready(sql, source)}) AS VARCHAR)"


def _json_ready(sql: str, source: t.Type) -> str:
    if source.is_numeric or source.is_text or source == t.BOOLEAN:
        return sql
    if source == t.JSON:
        return f"CAST({sql} AS JSON)"
    if source.base == "array":
        return f"list_transform({sql}, lambda x: {_json_ready('x', source.items[0])})"
    if source.base in ("date", "timestamp", "timestamp with time zone"):
        return text_of(sql, source)
    if source.base == "map" and (source.items[0].is_text or source.items[0].is_numeric):
        key, item = text_of("(x).key", source.items[0]), _json_ready("(x).value", source.items[1])
        pair = f"struct_pack(key := {key}, value := {item})"
        return f"map_from_entries(list_sort(list_transform(map_entries({sql}), lambda x: {pair})))"
    if source.base == "row" and all(source.names):
        inner = ", ".join(
            f'"{str(name).replace(chr(34), "")}" := {_json_ready(f"({sql}).f{i}", kind)}'
            for i, (name, kind) in enumerate(zip(source.names, source.items, strict=True))
        )
        return f"struct_pack({inner})"
    raise CastError
