"""Fields without logical types: what Avro 1.7 has no type for is written as a string."""

from __future__ import annotations

from dataclasses import replace

from awsglue._frame.nodes import STRING, Array, Choice, Map, Node, Scalar, Struct
from awsglue._frame.slots import Slot, reshaped

_LOGICAL = ("date", "timestamp", "timestampNTZ", "decimal")


def plain(slot: Slot) -> Slot:
    """The same field, its dates, timestamps and decimals as strings at any depth."""
    node = _plain(slot.node)
    return slot if node == slot.node else reshaped(slot, replace(slot.member, node=node))


def _plain(node: Node) -> Node:
    if isinstance(node, Scalar):
        return STRING if node.word in _LOGICAL else node
    if isinstance(node, Array):
        return Array(_plain(node.element))
    if isinstance(node, Map):
        return Map(_plain(node.value))
    if isinstance(node, Choice):
        return node
    return Struct(tuple(replace(member, node=_plain(member.node)) for member in node.members))
