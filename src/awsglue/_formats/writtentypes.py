"""The types of what a sink writes, where the files of a format have others than the frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from awsglue._formats import avro
from awsglue._formats.plaintypes import plain_type
from awsglue._frame.nodes import INTEGERS, NUMBERS, STRING, Choice, Node, Scalar, Struct, with_leaves


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
    return with_leaves(node, lambda leaf: _holder(leaf) if isinstance(leaf, Choice) else leaf)


def _holder(node: Choice) -> Scalar:
    """A type for the text of every alternative: the larger integer, double for other numbers, or string."""
    words = {option.word for option in node.options}
    if words <= set(INTEGERS):
        return Scalar(max(words, key=INTEGERS.index))
    return Scalar("double") if words <= set(NUMBERS) else STRING
