"""Array functions.

https://trino.io/docs/current/functions/array.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast, text_of
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.functions.registry import Call, function
from boathouse.engine.sql.scope import Value

V, B = t.VARCHAR, t.BIGINT


def _array(call: Call, index: int = 0) -> Value:
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
        found = call.expressions.coerce(call.node, key, value.type.items[0])
        return Value(f"({value.sql})[{found.sql}]", value.type.items[1])
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
    value, item = _array(call), call.value(1)
    kind = t.common(value.type.items[0], item.type)
    if kind is None:
        raise call.unexpected([value, item])
    items, wanted = cast(value, t.array(kind)).sql, cast(item, kind).sql
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
    value = _array(call)
    item = call.expressions.coerce(call.node, call.value(1), value.type.items[0])
    found = f"coalesce(list_position({value.sql}, {item.sql}), 0)"
    return Value(
        f"CASE WHEN {value.sql} IS NULL OR {item.sql} IS NULL THEN NULL ELSE CAST({found} AS BIGINT) END", B
    )


@function("array_join")
def array_join(call: Call) -> Value:
    """array_join(array, delimiter[, null_replacement]): NULLs left out unless replaced."""
    call.arity(2, 3)
    value = _array(call)
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
    value = _array(call)
    keep = f"i = 1 OR NOT list_has_any(({value.sql})[1:i-1], [x]) AND x IS NOT NULL OR (x IS NULL AND "
    keep += f"len(list_filter(({value.sql})[1:i-1], lambda y: y IS NULL)) = 0)"
    return Value(f"list_filter({value.sql}, lambda x, i: {keep})", value.type)


@function("array_sort")
def array_sort(call: Call) -> Value:
    """array_sort(array), NULLs last; with a comparator it is not emulated."""
    call.arity(1)
    return Value(f"list_sort({(value := _array(call)).sql}, 'ASC', 'NULLS LAST')", value.type)


@function("array_max", "array_min")
def array_extreme(call: Call) -> Value:
    """array_max(array), array_min(array): NULL if the array holds a NULL."""
    call.arity(1)
    value = _array(call)
    name = "list_max" if call.name == "array_max" else "list_min"
    nulls = f"len(list_filter({value.sql}, lambda x: x IS NULL)) > 0"
    return Value(f"CASE WHEN {nulls} THEN NULL ELSE {name}({value.sql}) END", value.type.items[0])


@function("array_remove")
def array_remove(call: Call) -> Value:
    """array_remove(array, x)"""
    call.arity(2)
    value = _array(call)
    item = call.expressions.coerce(call.node, call.value(1), value.type.items[0])
    kept = f"list_filter({value.sql}, lambda x: x IS NULL OR x <> {item.sql})"
    return Value(f"CASE WHEN {item.sql} IS NULL THEN NULL ELSE {kept} END", value.type)


@function("slice")
def sliced(call: Call) -> Value:
    """slice(array, start, length)"""
    call.arity(3)
    value = _array(call)
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
    value = _array(call)
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


@function("arrays_overlap")
def overlap(call: Call) -> Value:
    """arrays_overlap(a, b), for arrays without NULLs."""
    raise call.error("NOT_SUPPORTED", "Function arrays_overlap is not emulated by Boathouse")


@function("transform")
def transform(call: Call) -> Value:
    """transform(array, x -> y)"""
    call.arity(2)
    value = _array(call)
    head, result = call.body(1, [value.type.items[0]])
    kind = t.array(result.type)
    return Value(f"CAST(list_transform({value.sql}, {head}{result.sql}) AS {kind.duck})", kind)


@function("filter")
def filtered(call: Call) -> Value:
    """filter(array, x -> condition)"""
    call.arity(2)
    value = _array(call)
    head, result = call.body(1, [value.type.items[0]])
    if result.type != t.BOOLEAN:
        raise call.error("TYPE_MISMATCH", "filter needs a lambda that gives a boolean")
    return Value(f"list_filter({value.sql}, {head}{result.sql})", value.type)


@function("any_match", "all_match", "none_match")
def matched(call: Call) -> Value:
    """any_match, all_match, none_match(array, x -> condition), with NULL as the third truth value."""
    call.arity(2)
    value = _array(call)
    head, result = call.body(1, [value.type.items[0]])
    if result.type != t.BOOLEAN:
        raise call.error("TYPE_MISMATCH", f"{call.name} needs a lambda that gives a boolean")
    answers = f"list_transform({value.sql}, {head}{result.sql})"
    decides, decided = ("false", "false") if call.name == "all_match" else ("true", "true")
    if call.name == "none_match":
        decided = "false"
    other = "true" if decided == "false" else "false"
    return Value(
        f"CASE WHEN {value.sql} IS NULL THEN NULL WHEN list_contains({answers}, {decides}) THEN {decided} "
        f"WHEN len(list_filter({answers}, lambda x: x IS NULL)) > 0 THEN NULL ELSE {other} END",
        t.BOOLEAN,
    )


@function("reduce")
def reduced(call: Call) -> Value:
    """reduce(array, start, (s, x) -> s, s -> result)"""
    call.arity(4)
    value, start = _array(call), call.value(1)
    _, step = call.body(2, [start.type, value.type.items[0]])
    kind = t.common(start.type, step.type)
    if kind is None:
        raise call.error("TYPE_MISMATCH", f"reduce: state is {start.type}, the step gives {step.type}")
    if value.type.items[0] != kind:
        raise call.error(
            "NOT_SUPPORTED", "reduce with a state of another type than the items is not emulated"
        )
    head, step = call.body(2, [kind, kind])
    folded = f"list_reduce({value.sql}, {head}{cast(step, kind).sql}, {cast(start, kind).sql})"
    final, result = call.body(3, [kind])
    return Value(f"list_transform([{folded}], {final}{result.sql})[1]", result.type)


@function(
    "zip", "zip_with", "array_union", "array_intersect", "array_except", "array_frequency", "ngrams",
    "combinations",
    "shuffle", "array_first", "array_last", "trim_array",
)  # fmt: skip
def refused(call: Call) -> Value:
    """Functions that exist in Trino and not here yet."""
    raise call.error("NOT_SUPPORTED", f"Function {call.name} is not emulated by Boathouse")
