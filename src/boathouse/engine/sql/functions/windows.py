"""Window functions (aggregates with OVER are in `aggregates.py`).

https://trino.io/docs/current/functions/window.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.functions.registry import WINDOWS, Call, function
from boathouse.engine.sql.scope import Value

B, D = t.BIGINT, t.DOUBLE


@function("row_number", "rank", "dense_rank", table=WINDOWS)
def rank(call: Call) -> Value:
    """row_number(), rank(), dense_rank()"""
    call.arity(0)
    return Value(f"{call.name}(){{over}}", B)


@function("percent_rank", "cume_dist", table=WINDOWS)
def share(call: Call) -> Value:
    """percent_rank(), cume_dist()"""
    call.arity(0)
    return Value(f"{call.name}(){{over}}", D)


@function("ntile", table=WINDOWS)
def ntile(call: Call) -> Value:
    """ntile(n)"""
    call.arity(1)
    return Value(f"ntile({_braced(call.expressions.coerce(call.node, call.value(0), B).sql)}){{over}}", B)


@function("lag", "lead", table=WINDOWS)
def shifted(call: Call) -> Value:
    """lag(x[, offset[, default]]), lead(…)"""
    call.arity(1, 3)
    values = call.values()
    arguments = [values[0].sql]
    if len(values) > 1:
        arguments.append(call.expressions.coerce(call.node, values[1], B).sql)
    if len(values) > 2:
        arguments.append(call.expressions.coerce(call.node, values[2], values[0].type).sql)
    return Value(f"{call.name}({', '.join(map(_braced, arguments))}{{nulls}}){{over}}", values[0].type)


@function("first_value", "last_value", table=WINDOWS)
def edge(call: Call) -> Value:
    """first_value(x), last_value(x)"""
    call.arity(1)
    value = call.value(0)
    return Value(f"{call.name}({_braced(value.sql)}{{nulls}}){{over}}", value.type)


@function("nth_value", table=WINDOWS)
def nth(call: Call) -> Value:
    """nth_value(x, n)"""
    call.arity(2)
    value, at = call.values()
    return Value(f"nth_value({_braced(value.sql)}, {_braced(cast(at, B).sql)}{{nulls}}){{over}}", value.type)


def _braced(sql: str) -> str:
    return sql.replace("{", "{{").replace("}", "}}")
