"""Array functions.

https://trino.io/docs/current/functions/array.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import bound, text_of
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.functions.registry import Call, function
from boathouse.engine.sql.scope import Value

V, B = t.VARCHAR, t.BIGINT


def array_argument(call: Call, index: int = 0) -> Value:
    """An argument that must be an array."""
    value = call.value(index)
    if value.type.base != "array":
        raise call.error("TYPE_MISMATCH", f"Unexpected parameters ({value.type}) for function {call.name}")
    return value


@function("cardinality")
def cardinality(call: Call) -> Value:
    """cardinality(array or map)"""
    call.arity(1)
    value = call.value(0)
    if value.type.base not in ("array", "map"):
        raise call.unexpected([value])
    return Value(f"CAST({'len' if value.type.base == 'array' else 'cardinality'}({value.sql}) AS BIGINT)", B)


@function("element_at")
def element_at(call: Call) -> Value:
    """element_at(array, i), element_at(map, key): NULL beyond the end and for a missing key."""
    call.arity(2)
    value, key = call.values()
    if value.type.base == "map":
        value, key = call.alike(value, key)
        return Value(f"({value.sql})[{key.sql}]", value.type.items[1])
    if value.type.base != "array" or not key.type.is_integer:
        raise call.unexpected([value, key])
    problem = fail("INVALID_FUNCTION_ARGUMENT", "'SQL array indices start at 1'", value.type.items[0].duck)
    return Value(
        f"CASE WHEN {key.sql} = 0 THEN {problem} ELSE ({value.sql})[{key.sql}] END", value.type.items[0]
    )


@function("contains")
def contains(call: Call) -> Value:
    """contains(array, x): NULL if not found and the array holds a NULL."""
    call.arity(2)
    value, item = call.alike(array_argument(call), call.value(1))
    items, wanted = value.sql, item.sql
    return Value(
        f"CASE WHEN {items} IS NULL OR {wanted} IS NULL THEN NULL "
        f"WHEN list_contains({items}, {wanted}) THEN true "
        f"WHEN len(list_filter({items}, lambda x: x IS NULL)) > 0 THEN NULL ELSE false END",
        t.BOOLEAN,
    )


@function("array_position")
def array_position(call: Call) -> Value:
    """array_position(array, x): 0 if it is not there."""
    call.arity(2)
    value, item = call.alike(array_argument(call), call.value(1))
    found = f"coalesce(list_position({value.sql}, {item.sql}), 0)"
    return Value(
        f"CASE WHEN {value.sql} IS NULL OR {item.sql} IS NULL THEN NULL ELSE CAST({found} AS BIGINT) END", B
    )


@function("array_join")
def array_join(call: Call) -> Value:
    """array_join(array, delimiter[, null_replacement]): NULLs left out unless replaced."""
    call.arity(2, 3)
    value = array_argument(call)
    mark = call.expressions.coerce(call.node, call.value(1), V)
    item = text_of("x", value.type.items[0])
    if len(call.nodes) == 3:
        other = call.expressions.coerce(call.node, call.value(2), V)
        item = f"coalesce({item}, {other.sql})"
    return Value(f"array_to_string(list_transform({value.sql}, lambda x: {item}), {mark.sql})", V)


@function("array_distinct")
def array_distinct(call: Call) -> Value:
    """array_distinct(array), first occurrences in their order, one NULL kept."""
    call.arity(1)
    value = array_argument(call)
    return Value(_distinct(value.sql), value.type)


def _distinct(items: str) -> str:
    """SQL for a list without duplicates, in order of first occurrence, one NULL kept."""
    earlier = "coalesce(list_contains(l[1:i - 1], x), false)"
    nulls = "len(list_filter(l[1:i - 1], lambda z: z IS NULL)) = 0"
    kept = f"CASE WHEN x IS NULL THEN {nulls} ELSE NOT {earlier} END"
    return bound(items, "l", f"list_filter(l, lambda x, i: {kept})")


@function("array_sort")
def array_sort(call: Call) -> Value:
    """array_sort(array), NULLs last; with a comparator it is not emulated."""
    call.arity(1)
    return Value(f"list_sort({(value := array_argument(call)).sql}, 'ASC', 'NULLS LAST')", value.type)


@function("array_max", "array_min")
def array_extreme(call: Call) -> Value:
    """array_max(array), array_min(array): NULL if the array holds a NULL."""
    call.arity(1)
    value = array_argument(call)
    name = "list_max" if call.name == "array_max" else "list_min"
    nulls = f"len(list_filter({value.sql}, lambda x: x IS NULL)) > 0"
    return Value(f"CASE WHEN {nulls} THEN NULL ELSE {name}({value.sql}) END", value.type.items[0])


@function("array_remove")
def array_remove(call: Call) -> Value:
    """array_remove(array, x)"""
    call.arity(2)
    value, item = call.alike(array_argument(call), call.value(1))
    kept = f"list_filter({value.sql}, lambda x: x IS NULL OR x <> {item.sql})"
    return Value(f"CASE WHEN {item.sql} IS NULL THEN NULL ELSE {kept} END", value.type)


@function("slice")
def sliced(call: Call) -> Value:
    """slice(array, start, length)"""
    call.arity(3)
    value = array_argument(call)
    start, length = (call.expressions.coerce(call.node, call.value(i), B) for i in (1, 2))
    begin = f"CASE WHEN {start.sql} < 0 THEN len({value.sql}) + {start.sql} + 1 ELSE {start.sql} END"
    problem = fail("INVALID_FUNCTION_ARGUMENT", "'SQL array indices start at 1'", value.type.duck)
    cut = f"list_slice({value.sql}, {begin}, ({begin}) + {length.sql} - 1)"
    inside = f"({begin}) BETWEEN 1 AND len({value.sql}) AND {length.sql} > 0"
    return Value(
        f"CASE WHEN {start.sql} = 0 THEN {problem} WHEN {value.sql} IS NULL THEN NULL "
        f"WHEN {inside} THEN {cut} "
        f"ELSE CAST([] AS {value.type.duck}) END",
        value.type,
    )


@function("flatten")
def flatten(call: Call) -> Value:
    """flatten(array of arrays)"""
    call.arity(1)
    value = array_argument(call)
    if value.type.items[0].base != "array":
        raise call.unexpected([value])
    return Value(f"flatten({value.sql})", value.type.items[0])


@function("repeat")
def repeat(call: Call) -> Value:
    """repeat(x, n)"""
    call.arity(2)
    value, count = call.value(0), call.expressions.coerce(call.node, call.value(1), B)
    kind = t.array(value.type)
    return Value(f"CAST(list_transform(range({count.sql}), lambda x: {value.sql}) AS {kind.duck})", kind)


def _same(call: Call) -> tuple[str, str, t.Type]:
    """Two arrays of one type."""
    call.arity(2)
    values, kind = call.expressions.unify(
        call.node,
        [array_argument(call), array_argument(call, 1)],
        f"Unexpected parameters for function {call.name}",
    )
    return values[0].sql, values[1].sql, kind


def _holds(items: str, item: str) -> str:
    """SQL for whether a list holds a value, NULL being one."""
    nulls = f"len(list_filter({items}, lambda z: z IS NULL)) > 0"
    return f"(coalesce(list_contains({items}, {item}), false) OR ({item} IS NULL AND {nulls}))"


def unless_null(a: str, b: str, sql: str) -> str:
    """SQL that is NULL if one of two arrays is."""
    return f"CASE WHEN {a} IS NULL OR {b} IS NULL THEN NULL ELSE {sql} END"


@function("arrays_overlap")
def overlap(call: Call) -> Value:
    """arrays_overlap(a, b): NULL if they share nothing and one holds a NULL."""
    a, b, _ = _same(call)
    nulls = f"len(list_filter(list_concat({a}, {b}), lambda z: z IS NULL)) > 0"
    empty = f"len({a}) = 0 OR len({b}) = 0"
    found = f"CASE WHEN list_has_any({a}, {b}) THEN true WHEN {empty} THEN false WHEN {nulls} THEN NULL"
    return Value(unless_null(a, b, f"{found} ELSE false END"), t.BOOLEAN)


@function("array_union")
def union(call: Call) -> Value:
    """array_union(a, b), without duplicates."""
    a, b, kind = _same(call)
    return Value(unless_null(a, b, _distinct(f"list_concat({a}, {b})")), kind)


@function("array_intersect")
def intersection(call: Call) -> Value:
    """array_intersect(a, b), without duplicates."""
    a, b, kind = _same(call)
    return Value(unless_null(a, b, _distinct(f"list_filter({a}, lambda x: {_holds(b, 'x')})")), kind)


@function("array_except")
def difference(call: Call) -> Value:
    """array_except(a, b), without duplicates."""
    a, b, kind = _same(call)
    return Value(unless_null(a, b, _distinct(f"list_filter({a}, lambda x: NOT {_holds(b, 'x')})")), kind)


@function("zip")
def zipped(call: Call) -> Value:
    """zip(a, b, …): rows, padded with NULL."""
    call.arity(2, 5)
    arrays = [array_argument(call, i) for i in range(len(call.nodes))]
    any_null = " OR ".join(f"{a.sql} IS NULL" for a in arrays)
    side_by_side = rows([a.sql for a in arrays])
    kind = t.array(t.row(tuple(a.type.items[0] for a in arrays)))
    return Value(f"CASE WHEN {any_null} THEN NULL ELSE {side_by_side} END", kind)


def rows(arrays: list[str]) -> str:
    """SQL for arrays side by side, as structs f0, f1, …, padded with NULL."""
    longest = f"greatest({', '.join(f'len({a})' for a in arrays)})"
    packed = ", ".join(f"f{i} := ({a})[n]" for i, a in enumerate(arrays))
    return f"list_transform(range(1, {longest} + 1), lambda n: struct_pack({packed}))"


@function("shuffle")
def shuffled(call: Call) -> Value:
    """shuffle(array)"""
    call.arity(1)
    value = array_argument(call)
    keyed = f"list_transform({value.sql}, lambda x: struct_pack(k := random(), v := x))"
    return Value(f"list_transform(list_sort({keyed}), lambda x: (x).v)", value.type)


@function("trim_array")
def trimmed(call: Call) -> Value:
    """trim_array(array, n): without its last n items."""
    call.arity(2)
    value, count = array_argument(call), call.expressions.coerce(call.node, call.value(1), B)
    negative = fail("INVALID_FUNCTION_ARGUMENT", "'size must not be negative'", value.type.duck)
    beyond = fail("INVALID_FUNCTION_ARGUMENT", "'size must not exceed array cardinality'", value.type.duck)
    return Value(
        f"CASE WHEN {count.sql} < 0 THEN {negative} WHEN {count.sql} > len({value.sql}) THEN {beyond} "
        f"ELSE ({value.sql})[1:len({value.sql}) - {count.sql}] END",
        value.type,
    )


@function("ngrams")
def ngrams(call: Call) -> Value:
    """ngrams(array, n): runs of n neighbours; the whole array if it is shorter."""
    call.arity(2)
    value, size = array_argument(call), call.expressions.coerce(call.node, call.value(1), B)
    last = f"greatest(len({value.sql}) - {size.sql} + 1, 1)"
    runs = f"list_transform(range(1, {last} + 1), lambda n: ({value.sql})[n:n + {size.sql} - 1])"
    return Value(f"CASE WHEN {value.sql} IS NOT NULL THEN {runs} END", t.array(value.type))


@function("array_frequency", "combinations", "array_first", "array_last")
def refused(call: Call) -> Value:
    """Functions that exist in Trino and not here yet."""
    raise call.error("NOT_SUPPORTED", f"Function {call.name} is not emulated by Boathouse")
