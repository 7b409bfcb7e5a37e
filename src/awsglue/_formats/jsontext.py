"""A record's JSON as SQL: explicit nulls are written, absent fields are not, a choice is its plain value."""

from __future__ import annotations

import json
from collections.abc import Sequence

from awsglue._frame.names import literal, quoted
from awsglue._frame.nodes import Array, Choice, Node, Nulls, Struct
from awsglue._frame.public import public_sql
from awsglue._frame.slots import Slot, each, slots_of


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


def needs_text(struct: Struct) -> bool:
    """Whether Spark's own JSON writer would write these records otherwise than as they are.

    It writes nulls for all fields or for none, and a value of several types as a struct of alternatives.
    """
    return _rebuilds(struct)


def _rebuilds(node: Node) -> bool:
    if isinstance(node, Struct):
        return any(m.nulls in (Nulls.VALUE, Nulls.MARKED) or _rebuilds(m.node) for m in node.members)
    return isinstance(node, Choice) or (isinstance(node, Array) and _rebuilds(node.element))


def _text(value: str, node: Node) -> str:
    """SQL of the JSON of a value that is not null."""
    if isinstance(node, Struct):
        return json_text(slots_of(node, value))
    if isinstance(node, Choice):
        parts = [(f"{value}.{quoted(option.word)}", option) for option in node.options]
        return f"coalesce({', '.join(f'IF({v} IS NULL, NULL, {_text(v, option)})' for v, option in parts)})"
    if isinstance(node, Array):
        inside = each(value, lambda e: f"IF({e} IS NULL, 'null', {_text(e, node.element)})")
        return f"concat('[', concat_ws(',', {inside}), ']')"
    wrapped = f"to_json(named_struct('v', {public_sql(value, node)}))"
    return f"substring({wrapped}, 6, length({wrapped}) - 6)"
