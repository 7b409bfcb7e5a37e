"""Map functions.

https://trino.io/docs/current/functions/map.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import bound, cast
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.functions.registry import Call, function
from boathouse.engine.sql.scope import Value, quoted

ENTRY = ("key", "value")


def unique(entries: str, *, last: bool = False) -> str:
    """SQL for a map of entries (NULL if there are none) that keeps each key's first entry, or its last."""
    others = "e[i + 1:]" if last else "e[1:i - 1]"
    again = f"list_contains(list_transform({others}, lambda o: (o).key), (x).key)"
    rest = f"list_filter(e, lambda x, i: NOT {again})"
    keys = "list_unique(list_transform(e, lambda o: (o).key))"
    whole = f"CASE WHEN {keys} = len(e) THEN map_from_entries(e) ELSE map_from_entries({rest}) END"
    return bound(entries, "e", whole)


@function("map")
def map_of(call: Call) -> Value:
    """map(keys, values)"""
    if not call.nodes:
        return Value("MAP {}", t.mapping(t.UNKNOWN, t.UNKNOWN))
    call.arity(2)
    keys, values = call.values()
    if keys.type.base != "array" or values.type.base != "array":
        raise call.unexpected([keys, values])
    return Value(f"map({keys.sql}, {values.sql})", t.mapping(keys.type.items[0], values.type.items[0]))


@function("map_keys", "map_values")
def side(call: Call) -> Value:
    """map_keys(map), map_values(map)"""
    call.arity(1)
    value = call.value(0)
    if value.type.base != "map":
        raise call.unexpected([value])
    return Value(f"{call.name}({value.sql})", t.array(value.type.items[0 if call.name == "map_keys" else 1]))


def _map(call: Call, index: int = 0) -> Value:
    value = call.value(index)
    if value.type.base != "map":
        raise call.unexpected([value])
    return value


def _rebuilt(entries: str, kind: t.Type) -> Value:
    return Value(f"CAST(map_from_entries({entries}) AS {kind.duck})", kind)


@function("map_entries")
def entries(call: Call) -> Value:
    """map_entries(map): rows of key and value."""
    call.arity(1)
    value = _map(call)
    rows = f"list_transform(map_entries({value.sql}), lambda x: struct_pack(f0 := (x).key, f1 := (x).value))"
    return Value(rows, t.array(t.row(value.type.items)))


def _pairs(call: Call) -> tuple[Value, t.Type, t.Type]:
    call.arity(1)
    value = call.value(0)
    item = value.type.items[0] if value.type.base == "array" else t.UNKNOWN
    if item.base != "row" or len(item.items) != 2:
        raise call.unexpected([value])
    return value, item.items[0], item.items[1]


@function("map_from_entries")
def from_entries(call: Call) -> Value:
    """map_from_entries(array of rows): a key that comes twice is an error."""
    value, key, item = _pairs(call)
    keys = f"list_transform({value.sql}, lambda x: (x).f0)"
    problem = fail(
        "INVALID_FUNCTION_ARGUMENT", quoted("Duplicate map keys are not allowed"), t.mapping(key, item).duck
    )
    made = f"list_transform({value.sql}, lambda x: struct_pack(key := (x).f0, value := (x).f1))"
    return Value(
        f"CASE WHEN list_unique({keys}) < len({keys}) THEN {problem} ELSE map_from_entries({made}) END",
        t.mapping(key, item),
    )


@function("multimap_from_entries")
def multimap(call: Call) -> Value:
    """multimap_from_entries(array of rows): every key with all its values."""
    value, key, item = _pairs(call)
    made = f"list_transform({value.sql}, lambda x: struct_pack(key := (x).f0, value := (x).f1))"
    return Value(gathered(made), t.mapping(key, t.array(item)))


def gathered(entries: str) -> str:
    """SQL for a map of entries from each key to the list of its values."""
    keys = (
        "list_filter(list_transform(e, lambda o: (o).key), lambda x, i: "
        "NOT list_contains(list_transform(e[1:i - 1], lambda o: (o).key), x))"
    )
    values = "list_transform(list_filter(e, lambda o: (o).key = k), lambda o: (o).value)"
    return bound(entries, "e", f"map({keys}, list_transform({keys}, lambda k: {values}))")


@function("map_concat")
def concatenated(call: Call) -> Value:
    """map_concat(a, b, …): the last map's value counts."""
    call.arity(2, 127)
    values, kind = call.expressions.unify(
        call.node, [_map(call, i) for i in range(len(call.nodes))], f"Unexpected parameters for {call.name}"
    )
    lists = ", ".join(f"map_entries({v.sql})" for v in values)
    any_null = " OR ".join(f"{v.sql} IS NULL" for v in values)
    made = unique(f"flatten([{lists}])", last=True)
    return Value(f"CASE WHEN {any_null} THEN NULL ELSE CAST({made} AS {kind.duck}) END", kind)


@function("map_filter")
def filtered(call: Call) -> Value:
    """map_filter(map, (k, v) -> condition)"""
    call.arity(2)
    value = _map(call)
    head, result = call.entry_body(1, value.type.items, ENTRY)
    if result.type != t.BOOLEAN:
        raise call.error("TYPE_MISMATCH", "map_filter needs a lambda that gives a boolean")
    return _rebuilt(f"list_filter(map_entries({value.sql}), {head}{result.sql})", value.type)


@function("transform_keys", "transform_values")
def transformed(call: Call) -> Value:
    """transform_keys(map, (k, v) -> key), transform_values(map, (k, v) -> value)"""
    call.arity(2)
    value = _map(call)
    head, result = call.entry_body(1, value.type.items, ENTRY)
    key, item = value.type.items
    entry = head.removeprefix("lambda ").removesuffix(": ")
    if call.name == "transform_keys":
        kind, packed = t.mapping(result.type, item), f"key := {result.sql}, value := ({entry}).value"
    else:
        kind, packed = t.mapping(key, result.type), f"key := ({entry}).key, value := {result.sql}"
    return _rebuilt(f"list_transform(map_entries({value.sql}), {head}struct_pack({packed}))", kind)


@function("map_zip_with")
def zipped(call: Call) -> Value:
    """map_zip_with(a, b, (k, v, w) -> value): v or w is NULL where a map lacks the key."""
    call.arity(3)
    a, b = _map(call), _map(call, 1)
    key = t.common(a.type.items[0], b.type.items[0])
    if key is None:
        raise call.unexpected([a, b])
    left, right = (cast(m, t.mapping(key, m.type.items[1])).sql for m in (a, b))
    keys = f"list_concat(map_keys({left}), list_filter(map_keys({right}), "
    keys += f"lambda k: NOT map_contains({left}, k)))"
    rows = f"list_transform({keys}, lambda k: struct_pack(k := k, v := ({left})[k], w := ({right})[k]))"
    head, result = call.entry_body(2, (key, a.type.items[1], b.type.items[1]), ("k", "v", "w"))
    entry = head.removeprefix("lambda ").removesuffix(": ")
    made = f"list_transform({rows}, {head}struct_pack(key := ({entry}).k, value := {result.sql}))"
    kind = t.mapping(key, result.type)
    null = f"{left} IS NULL OR {right} IS NULL"
    return Value(f"CASE WHEN {null} THEN NULL ELSE {_rebuilt(made, kind).sql} END", kind)
