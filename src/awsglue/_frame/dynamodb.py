"""DynamoDB's JSON, where every value stands in a struct that names its type: the values by themselves.

AWS: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DataExport.Output.html
"""

from __future__ import annotations

from collections.abc import Sequence

from awsglue._frame.names import literal
from awsglue._frame.nodes import NULL, Array, Member, Node, Nulls, Struct, choice
from awsglue._frame.slots import Slot, each, packed, slots_of, struct_of
from awsglue._frame.sparktypes import internal_ddl
from awsglue._frame.state import Frame
from awsglue._frame.transforms import lifted

_TYPES = {"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"}
_ITEM = "Item"


def unnested(frame: Frame, *, lists: bool) -> Frame:
    """The attributes of the items as fields of the record; `lists` takes the elements out of lists too."""
    slots = frame.slots()
    item = next((slot for slot in slots if slot.name == _ITEM and isinstance(slot.node, Struct)), None)
    if item is not None and isinstance(item.node, Struct):
        others = [slot for slot in slots if slot is not item]
        slots = [lifted(slot, item.value) for slot in slots_of(item.node, item.value)] + others
    return frame.project([_bare(slot, lists=lists) for slot in slots])


def _described(node: Node) -> bool:
    return isinstance(node, Struct) and bool(node.members) and {m.name for m in node.members} <= _TYPES


def _bare(slot: Slot, *, lists: bool) -> Slot:
    """The field without the struct that names its type."""
    if not _described(slot.node):
        return slot
    node, value = _value(slot.node, slot.value, lists=lists)
    if _null(slot.node) is None:
        return Slot(Member(slot.name, node, slot.member.nulls), value, slot.mark)
    mark = f"({slot.null_mark()} OR {slot.value} IS NOT NULL AND {value} IS NULL)"
    return Slot(Member(slot.name, node, Nulls.MARKED), value, mark)


def _null(node: Node) -> Slot | None:
    return (
        next((s for s in slots_of(node, "v") if s.name == "NULL"), None) if isinstance(node, Struct) else None
    )


def _value(node: Node, value: str, *, lists: bool) -> tuple[Node, str]:
    """Type and SQL of what a struct that names its type holds; of several types, a choice."""
    assert isinstance(node, Struct)
    parts: dict[str, tuple[Node, list[str]]] = {}
    for slot in slots_of(node, value):
        inner, sql = _typed(slot, lists=lists)
        if inner != NULL:
            parts.setdefault(inner.word, (inner, []))[1].append(sql)
    if not parts:
        return NULL, f"CAST(NULL AS {internal_ddl(NULL)})"
    values = {
        word: sqls[0] if len(sqls) == 1 else f"coalesce({', '.join(sqls)})"
        for word, (_, sqls) in parts.items()
    }
    found = choice([inner for inner, _ in parts.values()])
    if len(parts) == 1:
        return found, next(iter(values.values()))
    fields = ", ".join(f"{literal(word)}, {values[word]}" for word in _order(found))
    filled = " OR ".join(f"{sql} IS NOT NULL" for sql in values.values())
    return found, f"IF({filled}, named_struct({fields}), NULL)"


def _order(found: Node) -> Sequence[str]:
    return [option.word for option in getattr(found, "options", ())]


def _typed(slot: Slot, *, lists: bool) -> tuple[Node, str]:
    """One alternative: a map's fields bare in their turn, a list's elements if all are of one plain type."""
    if slot.name == "NULL":
        return NULL, ""
    if slot.name == "M" and isinstance(slot.node, Struct):
        inner = [_bare(part, lists=lists) for part in slots_of(slot.node, slot.value)]
        return struct_of(inner), packed(inner, f"{slot.value} IS NULL")
    if slot.name == "L" and lists and isinstance(slot.node, Array) and _described(slot.node.element):
        element = slot.node.element
        assert isinstance(element, Struct)
        if len(element.members) == 1 and element.members[0].name not in ("M", "L", "NULL"):
            node, _ = _value(element, "e", lists=True)
            return Array(node), each(slot.value, lambda e: _value(element, e, lists=True)[1])
    return slot.node, slot.value
