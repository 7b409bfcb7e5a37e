"""Fields made to fit a type, part by part; what does not fit is null."""

from __future__ import annotations

from dataclasses import replace

from awsglue._frame.casts import cast, target_of
from awsglue._frame.names import quoted
from awsglue._frame.nodes import Array, Choice, Member, Node, Nulls, Scalar, Struct
from awsglue._frame.slots import Slot, each, packed, slots_of, struct_of


def projected(slot: Slot, to: Node) -> Slot:
    """Only values of the type; others are null."""
    if not isinstance(slot.node, Choice):
        return slot if slot.node.word == to.word else cast(slot, to) if isinstance(to, Scalar) else slot
    option = slot.node.option(to.word)
    if option is None:
        return cast(slot, to) if isinstance(to, Scalar) else slot
    value = f"{slot.value}.{quoted(option.word)}"
    mark = f"({slot.null_mark()} OR ({slot.value} IS NOT NULL AND {value} IS NULL))"
    return Slot(Member(slot.name, option, Nulls.MARKED), value, mark)


def conformed(slot: Slot, to: Node) -> Slot:
    """The field with every part cast to the type asked for; parts of no such name stay."""
    if isinstance(to, Scalar):
        target = target_of(to.name)
        return cast(slot, target) if target else slot
    if isinstance(slot.node, Choice):
        return conformed(projected(slot, to), to) if slot.node.option(to.word) else slot
    if isinstance(slot.node, Struct) and isinstance(to, Struct):
        known = {member.name.lower(): member.node for member in to.members}
        inner = [
            conformed(part, known[part.name.lower()]) if part.name.lower() in known else part
            for part in slots_of(slot.node, slot.value)
        ]
        member = replace(slot.member, node=struct_of(inner))
        return replace(slot, member=member, value=packed(inner, f"{slot.value} IS NULL"))
    if isinstance(slot.node, Array) and isinstance(to, Array):
        element, made = slot.node.element, list[Node]()

        def body(variable: str) -> str:
            one = conformed(Slot(Member("element", element, Nulls.VALUE), variable), to.element)
            made.append(one.node)
            return one.value

        value = each(slot.value, body)
        return replace(slot, member=replace(slot.member, node=Array(made[0])), value=value)
    return slot
