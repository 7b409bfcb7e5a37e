"""Map functions.

https://trino.io/docs/current/functions/map.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.functions.registry import Call, function
from boathouse.engine.sql.scope import Value


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


@function(
    "map_from_entries",
    "map_entries",
    "map_concat",
    "map_filter",
    "transform_keys",
    "transform_values",
    "map_zip_with",
    "multimap_agg",
)
def refused(call: Call) -> Value:
    """Functions that exist in Trino and not here yet."""
    raise call.error("NOT_SUPPORTED", f"Function {call.name} is not emulated by Boathouse")
