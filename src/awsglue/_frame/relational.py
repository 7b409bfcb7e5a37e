"""Relationalizing: structs become fields of the record, every array becomes a frame of its own.

In these frames, which AWS keeps as CSV, a field of several types becomes several; in the root it stays one.

The arrays' numbers are made by Spark row by row; the rows that have them are kept (on disk where memory is
short), so that all frames see the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from awsglue._frame.fence import kept
from awsglue._frame.names import encoded, quoted
from awsglue._frame.nodes import NULL, STRING, Array, Member, Nulls, Scalar, Struct
from awsglue._frame.resolving import alternatives
from awsglue._frame.slots import Slot, columns_of, slots_of, struct_of
from awsglue._frame.state import Frame
from awsglue._frame.transforms import flat

_ID, _INDEX = Scalar("long"), Scalar("int")
_NUMBER, _ELEMENT, _POSITION = "_1number", "_1element", "_1position"  # no field has such a code


def relationalized(frame: Frame, root: str) -> dict[str, Frame]:
    """The root frame and one for each array, called by the root's name and the array's path."""
    found: dict[str, Frame] = {}
    _take_apart(frame, [part for slot in frame.slots() for part in flat(slot)], root, root, found)
    return {name: replace(part, name=name) for name, part in found.items()}


def _take_apart(frame: Frame, slots: Sequence[Slot], name: str, root: str, found: dict[str, Frame]) -> None:
    arrays = [slot for slot in slots if isinstance(slot.node, Array)]
    if not arrays:
        found[name] = frame.project(slots)
        return
    numbered = _numbered(frame, slots)
    found[name] = numbered.project([_number_of(slot) for slot in _plain(slots)])
    for slot in arrays:
        child = _elements(numbered, slot)
        parts = [part for inner in _child_slots(child, slot) for part in _plainer(inner)]
        _take_apart(child, parts, f"{root}_{slot.name}", root, found)


def _plainer(slot: Slot) -> list[Slot]:
    """The fields inside a struct, and in place of a field of several types one for each of them."""
    parts = []
    for part in flat(slot):
        inner = alternatives(part)
        parts += [deep for one in inner for deep in _plainer(one.named(f"{part.name}.{one.name}"))] or [part]
    return parts


def _numbered(frame: Frame, slots: Sequence[Slot]) -> Frame:
    """The frame with a column that numbers its rows, from 1 in the first partition, kept by Spark."""
    columns = [f"{sql} AS {quoted(name)}" for name, sql in columns_of(slots)]
    df = frame.df.selectExpr(*columns, f"monotonically_increasing_id() + 1 AS {_NUMBER}")
    return frame.next(kept(df), struct_of(slots))


def _plain(slots: Sequence[Slot]) -> list[Slot]:
    """The same fields, now that they are columns."""
    return slots_of(struct_of(slots))


def _number_of(slot: Slot) -> Slot:
    """A field of the root: instead of an array the number of its elements' rows."""
    if not isinstance(slot.node, Array):
        return slot
    return Slot(
        Member(slot.name, _ID, slot.member.nulls), f"IF({slot.value} IS NULL, NULL, {_NUMBER})", slot.mark
    )


def _elements(numbered: Frame, array: Slot) -> Frame:
    """A row for each element: the array's number, the position from 0, the element."""
    assert isinstance(array.node, Array)
    column = quoted(encoded(array.name))
    df = numbered.df.selectExpr(_NUMBER, f"posexplode({column}) AS ({_POSITION}, {_ELEMENT})")
    members = (Member("id", _ID), Member("index", _INDEX), Member("val", array.node.element, Nulls.VALUE))
    return numbered.next(df, Struct(members))


def _child_slots(child: Frame, array: Slot) -> list[Slot]:
    number, position, element = child.schema.members
    bare = element.node == NULL  # nothing but nulls is in it, or nothing at all: strings, to be writable
    value = Member(f"{array.name}.val", STRING if bare else element.node, element.nulls)
    column = f"CAST({_ELEMENT} AS STRING)" if bare else _ELEMENT
    return [Slot(number, _NUMBER), Slot(position, _POSITION), Slot(value, column)]
