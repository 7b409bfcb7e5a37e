"""Fields of which some types become strings: those that a format has no type for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from awsglue._frame.nodes import STRING, Node, Scalar, with_leaves
from awsglue._frame.slots import Slot, reshaped

_TIMES = ("date", "timestamp", "timestampNTZ")
_LOGICAL = (*_TIMES, "decimal")


def plain(slot: Slot) -> Slot:
    """The same field, its dates, timestamps and decimals as strings at any depth."""
    return _with_strings(slot, _LOGICAL)


def plain_type(node: Node) -> Node:
    """The type that `plain` gives a field of this one."""
    return _changed(node, _LOGICAL)


def without_times(slot: Slot) -> Slot:
    """The same field, its dates and timestamps as strings at any depth."""
    return _with_strings(slot, _TIMES)


def known(slot: Slot) -> Slot:
    """The same field, as a string whatever has only nulls, at any depth: the catalog calls it one, too."""
    return _with_strings(slot, ("null",))


def _with_strings(slot: Slot, words: Sequence[str]) -> Slot:
    node = _changed(slot.node, words)
    return slot if node == slot.node else reshaped(slot, replace(slot.member, node=node))


def _changed(node: Node, words: Sequence[str]) -> Node:
    return with_leaves(node, lambda leaf: STRING if isinstance(leaf, Scalar) and leaf.word in words else leaf)
