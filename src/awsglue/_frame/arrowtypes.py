"""Arrow's type of each of ours: internal names, marks beside their fields, as in the DataFrame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from awsglue._frame.names import MARK, encoded
from awsglue._frame.nodes import Array, Choice, Map, Member, Node, Nulls, Scalar, precision

_SCALARS = {
    "null": pa.null(),
    "boolean": pa.bool_(),
    "byte": pa.int8(),
    "short": pa.int16(),
    "int": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "timestampNTZ": pa.timestamp("us"),
    "string": pa.string(),
    "binary": pa.binary(),
}


def arrow_type(node: Node) -> Any:
    """Arrow's type of a value."""
    if isinstance(node, Scalar):
        return pa.decimal128(*precision(node)) if node.word == "decimal" else _SCALARS[node.word]
    if isinstance(node, Array):
        return pa.list_(arrow_type(node.element))
    if isinstance(node, Map):
        return pa.map_(pa.string(), arrow_type(node.value))
    if isinstance(node, Choice):
        return pa.struct([pa.field(option.word, arrow_type(option)) for option in node.options])
    return pa.struct(arrow_fields(node.members))


def arrow_fields(members: Sequence[Member]) -> list[Any]:
    """The fields of a record, or of a struct in it."""
    fields = []
    for member in members:
        fields.append(pa.field(encoded(member.name), arrow_type(member.node)))
        if member.nulls is Nulls.MARKED:
            fields.append(pa.field(encoded(member.name) + MARK, pa.bool_()))
    return fields
