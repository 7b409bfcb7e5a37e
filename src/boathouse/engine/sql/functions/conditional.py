"""Conditional functions.

https://trino.io/docs/current/functions/conditional.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.comparisons import compared
from boathouse.engine.sql.expressions import row_of
from boathouse.engine.sql.functions.registry import Call, function
from boathouse.engine.sql.scope import Value, quoted


@function("coalesce")
def coalesce(call: Call) -> Value:
    """coalesce(a, b, …)"""
    call.arity(2, 127)
    values, kind = call.expressions.unify(
        call.node, call.values(), "All COALESCE operands must be the same type"
    )
    return Value(f"coalesce({', '.join(v.sql for v in values)})", kind)


@function("nullif")
def nullif(call: Call) -> Value:
    """nullif(a, b), in a's type."""
    call.arity(2)
    a, b = call.values()
    same = compared(call.expressions, call.node, a, "=", b)
    return Value(f"CASE WHEN {same.sql} THEN NULL ELSE {a.sql} END", a.type)


@function("try")
def attempt(call: Call) -> Value:
    """try(x): NULL where x fails."""
    call.arity(1)
    value = call.value(0)
    return Value(f"TRY({value.sql})", value.type)


@function("typeof")
def type_of(call: Call) -> Value:
    """typeof(x)"""
    call.arity(1)
    return Value(quoted(str(call.value(0).type)), t.VARCHAR)


@function("row")
def row(call: Call) -> Value:
    """ROW(a, b)"""
    call.arity(1, 1000)
    return row_of(call.values())
