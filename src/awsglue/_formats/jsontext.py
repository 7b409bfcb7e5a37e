"""A record's JSON as SQL, for records whose explicit nulls must be written while absent fields must not."""

from __future__ import annotations

import json
from collections.abc import Sequence

from awsglue._frame.names import literal
from awsglue._frame.nodes import Array, Node, Nulls, Struct
from awsglue._frame.public import public_sql
from awsglue._frame.slots import Slot, each, slots_of
from awsglue._frame.sparktypes import marked


def json_text(slots: Sequence[Slot]) -> str:
    """SQL of the JSON object with these fields."""
    if not slots:
        return "'{}'"
    return f"concat('{{', concat_ws(',', {', '.join(map(_pair, slots))}), '}}')"


def _pair(slot: Slot) -> str:
    written = _value(slot)
    nulls = slot.member.nulls
    if nulls is Nulls.VALUE or nulls is Nulls.MARKED:
        return f"coalesce({written}, IF({slot.null_mark()}, {literal(_key(slot.name) + 'null')}, NULL))"
    return written


def _key(name: str) -> str:
    """The text `"name":`, the name escaped as JSON has it."""
    return json.dumps(name, ensure_ascii=False) + ":"


def _value(slot: Slot) -> str:
    """SQL of `"name":value`, null where there is no value."""
    if _rebuilds(slot.node):
        key, text = literal(_key(slot.name)), _text(slot.value, slot.node)
        return f"IF({slot.value} IS NULL, NULL, concat({key}, {text}))"
    object_text = f"to_json(named_struct({literal(slot.name)}, {public_sql(slot.value, slot.node)}))"
    return f"IF({slot.value} IS NULL, NULL, substring({object_text}, 2, length({object_text}) - 2))"


def _rebuilds(node: Node) -> bool:
    if isinstance(node, Struct):
        return marked(node) or any(m.nulls is Nulls.VALUE or _rebuilds(m.node) for m in node.members)
    return isinstance(node, Array) and _rebuilds(node.element)


def _text(value: str, node: Node) -> str:
    if isinstance(node, Struct):
        return json_text(slots_of(node, value))
    assert isinstance(node, Array)
    inside = each(value, lambda e: f"IF({e} IS NULL, 'null', {_text(e, node.element)})")
    return f"concat('[', concat_ws(',', {inside}), ']')"
