"""JSON functions.

https://trino.io/docs/current/functions/json.html
"""

from __future__ import annotations

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.expressions import Expressions, handles
from boathouse.engine.sql.functions.registry import Call, function, overloads
from boathouse.engine.sql.scope import Value

V, J, B, D = t.VARCHAR, t.JSON, t.BIGINT, t.DOUBLE

overloads("json_parse", ((V,), J, "trino_json_parse({0})"))
overloads("json_format", ((J,), V, "{0}"))
_rows = [((k,), B, "trino_json_array_length({0})") for k in (V, J)]
overloads("json_array_length", *_rows)
overloads(
    "is_json_scalar", *[((k,), t.BOOLEAN, "(json_type({0}) NOT IN ('OBJECT', 'ARRAY'))") for k in (V, J)]
)


def _extract(call: Call, name: str, result: t.Type) -> Value:
    call.arity(2)
    document, path = call.values()
    if document.type != J and not document.type.is_text and document.type != t.UNKNOWN:
        raise call.unexpected([document, path])
    text = document.sql if document.type == J else cast(document, V).sql
    return Value(f"{name}({text}, {call.expressions.coerce(call.node, path, V).sql})", result)


@function("json_extract_scalar")
def extract_scalar(call: Call) -> Value:
    """json_extract_scalar(json, path): NULL for objects, arrays and malformed JSON."""
    return _extract(call, "trino_json_scalar", V)


@function("json_extract")
def extract(call: Call) -> Value:
    """json_extract(json, path)"""
    return _extract(call, "trino_json_extract", J)


@handles(exp.ParseJSON)
def literal(self: Expressions, node: exp.ParseJSON) -> Value:
    """JSON '{"a": 1}'"""
    return Value(f"trino_json_parse({self.coerce(node, self.compile(node.this), V).sql})", J)


overloads("json_size", *[((k, V), B, "trino_json_size({0}, {1})") for k in (V, J)])
overloads("json_array_get", *[((k, B), J, "trino_json_array_get({0}, {1})") for k in (V, J)])
overloads(
    "json_array_contains",
    *[((k, i), t.BOOLEAN, "trino_json_array_contains({0}, CAST(to_json({1}) AS VARCHAR))")
      for k in (V, J) for i in (V, B, D, t.BOOLEAN)],
)  # fmt: skip


@function("json_query", "json_value", "json_exists", "json_object", "json_array")
def refused(call: Call) -> Value:
    """Functions that exist in Trino and not here yet."""
    raise call.error("NOT_SUPPORTED", f"Function {call.name} is not emulated by Boathouse")
