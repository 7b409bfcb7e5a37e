"""Resolving choices: a field of several types becomes one or more fields of one type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from awsglue._frame.casts import cast, target_of
from awsglue._frame.describe import private_node
from awsglue._frame.names import quoted, segments
from awsglue._frame.nodes import Array, Choice, Member, Node, Nulls, Scalar, Struct
from awsglue._frame.slots import Slot, edited, slots_of
from awsglue._frame.state import Frame
from awsglue.gluetypes import DataType

ACTIONS = "cast:<type>, project:<type>, make_cols, make_struct, match_catalog"


def resolve(frame: Frame, specs: Sequence[tuple[str, str]], choice: str, catalog: Mapping[str, str]) -> Frame:
    """Carry out the specs, path by path; or one choice's action on every field of several types."""
    slots = frame.slots()
    if choice.lower() == "match_catalog":
        return frame.project([_as_in_catalog(slot, catalog) for slot in slots])
    for path, action in specs:
        slots = edited(slots, segments(path.replace("[]", "")), partial(_resolved, action=action))
    if choice:
        for path_parts in _choices(frame.schema):
            slots = edited(slots, path_parts, partial(_resolved, action=choice))
    return frame.project(slots)


def _choices(struct: Struct, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for member in struct.members:
        node: Node = member.node
        path = (*above, member.name)
        while isinstance(node, Array):
            node = node.element
        if isinstance(member.node, Choice) or isinstance(node, Choice):
            found.append(path)
        elif isinstance(node, Struct):
            found += _choices(node, path)
    return found


def _resolved(slot: Slot, action: str) -> list[Slot]:
    verb, _, kind = action.partition(":")
    verb = verb.strip().lower()
    if verb == "cast":
        to = target_of(kind)
        return [cast(slot, to) if to else slot]
    if verb == "project":
        return [_projected(slot, target_of(kind) or Scalar(kind.strip().lower().partition("<")[0]))]
    if verb == "make_cols":
        return _columns(slot)
    if verb == "make_struct":
        return [_structured(slot)]
    raise ValueError(f"resolveChoice: {action!r} for {slot.name} is none of {ACTIONS}.")


def _columns(slot: Slot) -> list[Slot]:
    if not isinstance(slot.node, Choice):
        return [slot]
    parts = slots_of(_alternatives(slot.node), slot.value)
    return [Slot(replace(part.member, name=f"{slot.name}_{part.name}"), part.value) for part in parts]


def _structured(slot: Slot) -> Slot:
    if not isinstance(slot.node, Choice):
        return slot
    return replace(slot, member=replace(slot.member, node=_alternatives(slot.node)))


def _alternatives(node: Choice) -> Struct:
    return Struct(tuple(Member(option.word, option) for option in node.options))


def _projected(slot: Slot, to: Node) -> Slot:
    """Only values of the type; others are null."""
    if not isinstance(slot.node, Choice):
        return slot if slot.node.word == to.word else cast(slot, to) if isinstance(to, Scalar) else slot
    option = slot.node.option(to.word)
    if option is None:
        return cast(slot, to) if isinstance(to, Scalar) else slot
    value = f"{slot.value}.{quoted(option.word)}"
    mark = f"({slot.null_mark()} OR ({slot.value} IS NOT NULL AND {value} IS NULL))"
    return Slot(Member(slot.name, option, Nulls.MARKED), value, mark)


def _as_in_catalog(slot: Slot, catalog: Mapping[str, str]) -> Slot:
    kind = catalog.get(slot.name.lower())
    to = target_of(kind) if kind else None
    return cast(slot, to) if to else slot


def resolve_for_dataframe(frame: Frame, path: str, action: str, target: DataType | None) -> Frame:
    """What a ResolveOption of `toDF` asks for.

    Raises ValueError for an action that AWS refuses too.
    """
    if action == "KeepAsStruct":
        return resolve(frame, [(path, "make_struct")], "", {})
    if action == "Project" and target is not None:
        node = private_node(target)
        word = node.name if isinstance(node, Scalar) else node.word
        return resolve(frame, [(path, f"project:{word}")], "", {})
    raise ValueError(
        f"ResolveOption for {path}: {action!r} is neither KeepAsStruct nor Project with a target type."
    )
