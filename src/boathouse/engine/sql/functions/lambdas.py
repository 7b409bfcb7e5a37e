"""Functions of arrays that take a lambda.

https://trino.io/docs/current/functions/lambda.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.functions.arrays import array_argument, rows, unless_null
from boathouse.engine.sql.functions.registry import Call, function
from boathouse.engine.sql.scope import Value


@function("zip_with")
def zipped_with(call: Call) -> Value:
    """zip_with(a, b, (x, y) -> z): the shorter array is padded with NULL."""
    call.arity(3)
    a, b = array_argument(call), array_argument(call, 1)
    head, result = call.entry_body(2, (a.type.items[0], b.type.items[0]), ("f0", "f1"))
    kind = t.array(result.type)
    made = f"CAST(list_transform({rows([a.sql, b.sql])}, {head}{result.sql}) AS {kind.duck})"
    return Value(unless_null(a.sql, b.sql, made), kind)


@function("transform")
def transform(call: Call) -> Value:
    """transform(array, x -> y)"""
    call.arity(2)
    value = array_argument(call)
    head, result = call.body(1, [value.type.items[0]])
    kind = t.array(result.type)
    return Value(f"CAST(list_transform(trino_singly({value.sql}), {head}{result.sql}) AS {kind.duck})", kind)


@function("filter")
def filtered(call: Call) -> Value:
    """filter(array, x -> condition)"""
    call.arity(2)
    value = array_argument(call)
    head, result = call.body(1, [value.type.items[0]])
    if result.type != t.BOOLEAN:
        raise call.error("TYPE_MISMATCH", "filter needs a lambda that gives a boolean")
    return Value(f"list_filter(trino_singly({value.sql}), {head}{result.sql})", value.type)


@function("any_match", "all_match", "none_match")
def matched(call: Call) -> Value:
    """any_match, all_match, none_match(array, x -> condition), with NULL as the third truth value."""
    call.arity(2)
    value = array_argument(call)
    head, result = call.body(1, [value.type.items[0]])
    if result.type != t.BOOLEAN:
        raise call.error("TYPE_MISMATCH", f"{call.name} needs a lambda that gives a boolean")
    answers = f"list_transform(trino_singly({value.sql}), {head}{result.sql})"
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
    value, start = array_argument(call), call.value(1)
    state, item = start.type, value.type.items[0]
    head, step = call.body(2, [state, item])
    kind = t.common(state, step.type)
    if kind is not None and kind != state:
        state = kind
        head, step = call.body(2, [state, item])
    if not t.widens(step.type, state):
        raise call.error("TYPE_MISMATCH", f"reduce: state is {state}, the step gives {step.type}")
    final, result = call.body(3, [state])
    a, b = head.removeprefix("lambda ").removesuffix(": ").split(", ")
    first = f"struct_pack(s := {cast(start, state).sql}, x := CAST(NULL AS {item.duck}))"
    rest = f"list_transform({value.sql}, lambda x: struct_pack(s := CAST(NULL AS {state.duck}), x := x))"
    inner = f"list_transform([({a}).s], lambda {a}: list_transform([({b}).x], lambda {b}: "
    inner += f"{cast(step, state).sql})[1])[1]"
    folded = f"list_reduce(list_concat([{first}], {rest}), lambda {a}, {b}: "
    folded += f"struct_pack(s := {inner}, x := CAST(NULL AS {item.duck}))).s"
    done = f"list_transform([{folded}], {final}{result.sql})[1]"
    return Value(f"CASE WHEN {value.sql} IS NOT NULL THEN {done} END", result.type)
