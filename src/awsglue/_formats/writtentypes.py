"""The types of what a sink writes, where the files of a format have others than the frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from awsglue._formats import avro
from awsglue._formats.plaintypes import plain_type
from awsglue._frame.nodes import STRING, Array, Choice, Map, Node, Scalar, Struct

_INTEGERS = ("byte", "short", "int", "long")
_FRACTIONS = ("float", "double", "decimal")


def as_written(schema: Struct, format: str, options: Mapping[str, Any], keys: Sequence[str] = ()) -> Struct:
    """The schema of the files that a frame's fields go to; partition keys, which are in none, are left.

    JSON and CSV hold each record's own value of a choice, Avro 1.7 has no dates, timestamps and decimals.
    """
    change: Callable[[Node], Node]
    if format in ("json", "csv"):
        change = _chosen
    elif format == "avro" and avro.version(options) not in avro.LOGICAL:
        change = plain_type
    else:
        return schema
    return Struct(tuple(m if m.name in keys else replace(m, node=change(m.node)) for m in schema.members))


def _chosen(node: Node) -> Node:
    """The type, one that holds all alternatives in the place of each choice."""
    if isinstance(node, Choice):
        return _holder(node)
    if isinstance(node, Array):
        return Array(_chosen(node.element))
    if isinstance(node, Map):
        return Map(_chosen(node.value))
    if isinstance(node, Struct):
        return Struct(tuple(replace(member, node=_chosen(member.node)) for member in node.members))
    return node


def _holder(node: Choice) -> Scalar:
    """A type for the text of every alternative: the larger integer, double for other numbers, or string."""
    words = {option.word for option in node.options}
    if words <= set(_INTEGERS):
        return Scalar(max(words, key=_INTEGERS.index))
    return Scalar("double") if words <= {*_INTEGERS, *_FRACTIONS} else STRING
