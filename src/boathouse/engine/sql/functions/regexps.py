"""Regular expression functions: Java's patterns on Python's engine, which has look-around too.

https://trino.io/docs/current/functions/regexp.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.functions.registry import Call, function, overloads
from boathouse.engine.sql.scope import Value

V, B = t.VARCHAR, t.BIGINT

overloads("regexp_like", ((V, V), t.BOOLEAN, "trino_regexp_like({0}, {1})"))
overloads(
    "regexp_extract",
    ((V, V), V, "trino_regexp_extract({0}, {1}, 0)"),
    ((V, V, B), V, "trino_regexp_extract({0}, {1}, {2})"),
)
overloads(
    "regexp_extract_all",
    ((V, V), t.array(V), "trino_regexp_extract_all({0}, {1}, 0)"),
    ((V, V, B), t.array(V), "trino_regexp_extract_all({0}, {1}, {2})"),
)
overloads("regexp_split", ((V, V), t.array(V), "trino_regexp_split({0}, {1})"))
overloads(
    "regexp_position",
    ((V, V), B, "trino_regexp_position({0}, {1}, 1, 1)"),
    ((V, V, B), B, "trino_regexp_position({0}, {1}, {2}, 1)"),
    ((V, V, B, B), B, "trino_regexp_position({0}, {1}, {2}, {3})"),
)
overloads("regexp_count", ((V, V), B, "trino_regexp_count({0}, {1})"))


@function("regexp_replace")
def replace(call: Call) -> Value:
    """regexp_replace(text, pattern[, replacement]); with a lambda it is not emulated."""
    call.arity(2, 3)
    values = [call.expressions.coerce(call.node, v, V) for v in call.values()]
    replacement = values[2].sql if len(values) == 3 else "''"
    return Value(f"trino_regexp_replace({values[0].sql}, {values[1].sql}, {replacement})", V)
