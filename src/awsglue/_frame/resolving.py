"""Resolving choices: a field of several types becomes one or more fields of one type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from awsglue._frame.casts import cast, target_of
from awsglue._frame.conforming import conformed, projected
from awsglue._frame.describe import private_node
from awsglue._frame.hivetypes import node_of
from awsglue._frame.names import quoted
from awsglue._frame.nodes import Array, Choice, Member, Node, Nulls, Scalar, Struct
from awsglue._frame.slots import Slot, each, edited, packed, struct_of
from awsglue._frame.state import Frame
from awsglue._unbuilt import unbuilt
from awsglue.gluetypes import DataType

_PAGE = "aws-glue-api-crawler-pyspark-transforms-ResolveChoice.html"
ACTIONS = "cast:<type>, project:<type>, make_cols, make_struct, match_catalog"


def resolve(frame: Frame, specs: Sequence[tuple[str, str]], choice: str, catalog: Mapping[str, str]) -> Frame:
    """Carry out the specs, path by path; or one choice's action on every field of several types."""
    slots = frame.slots()
    if choice.lower() == "match_catalog":
        return frame.project([_as_in_catalog(slot, catalog) for slot in slots])
    for path, action in [*specs, *([("choice", choice)] if choice else [])]:
        _check(action, path)
    for path, action in specs:
        slots = edited(slots, frame.steps(path.replace("[]", "")), partial(_resolved, action=action))
    for _ in range(_DEEPEST if choice else 0):
        paths = choices(struct_of(slots))
        for steps in paths:
            slots = edited(slots, steps, partial(_resolved, action=choice))
        if not paths:
            break
    return frame.project(slots)


def _check(action: str, path: str) -> None:
    """Raises ValueError for what is no action, whether or not there is a field that it would be done to."""
    verb, _, kind = action.partition(":")
    verb = verb.strip().lower()
    if verb in ("cast", "project"):
        target_of(kind)
    elif verb not in ("make_cols", "make_struct"):
        raise ValueError(f"resolveChoice: {action!r} for {path} is none of {ACTIONS}.")


_DEEPEST = 10
"""How often a resolved choice may have had another one inside."""


def choices(struct: Struct, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Where fields of several types stand, those inside of others not among them."""
    found: list[tuple[str, ...]] = []
    for member in struct.members:
        node, path = _innermost(member.node), (*above, member.name)
        if isinstance(node, Choice):
            found.append(path)
        elif isinstance(node, Struct):
            found += choices(node, path)
    return found


def _innermost(node: Node) -> Node:
    while isinstance(node, Array):
        node = node.element
    return node


def _resolved(slot: Slot, action: str) -> list[Slot]:
    """The fields that an action makes of one; of an array of choices, the array of what it makes of each."""
    if isinstance(slot.node, Array) and isinstance(_innermost(slot.node), Choice):
        node, value = _elements(slot.node, slot.value, action)
        return [replace(slot, member=replace(slot.member, node=node), value=value)]
    verb, _, kind = action.partition(":")
    verb = verb.strip().lower()
    if verb == "cast":
        to, word = target_of(kind), kind.strip().lower().partition("<")[0]
        if to is None and isinstance(slot.node, Choice) and slot.node.option(word):
            return [projected(slot, Scalar(word))]  # nothing else can be made a struct, an array or a map
        if to is None and slot.node.word != word:
            raise unbuilt(
                f"Resolving {slot.name} by {action!r}", _PAGE, "Values are cast to plain types only."
            )
        return [cast(slot, to) if to else slot]
    if verb == "project":
        return [projected(slot, target_of(kind) or Scalar(kind.strip().lower().partition("<")[0]))]
    if verb == "make_cols":
        return _columns(slot)
    return [_structured(slot)]


def _elements(array: Array, value: str, action: str) -> tuple[Node, str]:
    made: list[Node] = []

    def body(variable: str) -> str:
        if isinstance(array.element, Array):
            node, sql = _elements(array.element, variable, action)
        else:
            # An element cannot become several fields: with make_cols too it becomes a struct of them.
            one = "make_struct" if action.strip().lower() == "make_cols" else action
            (slot,) = _resolved(Slot(Member("element", array.element, Nulls.VALUE), variable), one)
            node, sql = slot.node, slot.value
        made.append(node)
        return sql

    sql = each(value, body)
    return Array(made[0]), sql


def alternatives(slot: Slot) -> list[Slot]:
    """The types of a choice as fields, of which a record has the one that its value is of."""
    options = slot.node.options if isinstance(slot.node, Choice) else ()
    return [Slot(Member(option.word, option), f"{slot.value}.{quoted(option.word)}") for option in options]


def _columns(slot: Slot) -> list[Slot]:
    parts = alternatives(slot)
    return [part.named(f"{slot.name}_{part.name}") for part in parts] or [slot]


def _structured(slot: Slot) -> Slot:
    parts = alternatives(slot)
    if not parts:
        return slot
    member = replace(slot.member, node=struct_of(parts))
    return Slot(member, packed(parts, f"{slot.value} IS NULL"), slot.mark)


def _as_in_catalog(slot: Slot, catalog: Mapping[str, str]) -> Slot:
    kind = catalog.get(slot.name.lower())
    return conformed(slot, node_of(kind)) if kind else slot


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
