"""Transforms that only rewrite slots: no Python function, no Spark job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from awsglue._frame.casts import cast, target_of
from awsglue._frame.names import segments
from awsglue._frame.nodes import Array, Choice, Member, Nulls, Struct
from awsglue._frame.slots import Slot, edited, packed, slots_of, struct_of
from awsglue._frame.state import Frame

Mapping4 = tuple[str, str | None, str, str | None]


def drop(frame: Frame, paths: Sequence[str]) -> Frame:
    """Without the fields at these paths; a path that leads nowhere is passed over."""
    slots = frame.slots()
    for path in paths:
        slots = edited(slots, frame.steps(path), lambda slot: [])
    return frame.project(slots)


def select(frame: Frame, paths: Sequence[str]) -> Frame:
    """With these top-level fields only, in this order; one of another case where none has just this name.

    Fields of catalog tables are in lower case, whatever the data and a script that knows the data say.
    """
    by_name = {slot.name: slot for slot in frame.slots()}
    folded = {name.lower(): slot for name, slot in reversed(by_name.items())}
    found = {}
    for path in paths:
        name = segments(path)[0]
        slot = by_name.get(name) or folded.get(name.lower())
        if slot is not None:
            found[slot.name] = slot
    return frame.project(list(found.values()))


def picked(frame: Frame, paths: Sequence[str]) -> Frame:
    """With the fields at these paths only, in their structs."""
    slots, root = frame.slots(), _Branch()
    for path in paths:
        steps = frame.steps(path)
        found = locate(slots, steps)
        if found is not None:
            root.put(steps, found)
    return frame.project(root.slots())


def drop_nulls(frame: Frame) -> tuple[Frame, list[str]]:
    """Without the fields whose type is null, and their paths."""
    paths = list(null_paths(frame.schema))
    slots = frame.slots()
    for path in paths:
        slots = edited(slots, path, lambda slot: [])
    return (frame.project(slots) if paths else frame), [".".join(path) for path in paths]


def null_paths(struct: Struct, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Paths of fields that hold nothing but nulls, inside structs and arrays of structs too."""
    found = []
    for member in struct.members:
        node, path = member.node, (*above, member.name)
        if node.word == "null":
            found.append(path)
        inner = node.element if isinstance(node, Array) else node
        if isinstance(inner, Struct):
            found += null_paths(inner, path)
    return found


def rename(frame: Frame, old: str, new: str) -> Frame:
    """With the field at one path moved to another; a path that leads nowhere changes nothing."""
    source, target = frame.steps(old), segments(new)
    found = locate(frame.slots(), source)
    if found is None or source == target:
        return frame
    if source[:-1] == target[:-1]:
        others = edited(frame.slots(), target, lambda slot: [])
        return frame.project(edited(others, source, lambda slot: [slot.named(target[-1])]))
    rest = edited(frame.slots(), source, lambda slot: [])
    return frame.project(_inserted(rest, target, found))


def locate(slots: Sequence[Slot], path: Sequence[str], *, exact: bool = True) -> Slot | None:
    """The field at a path through structs; arrays cannot be entered."""
    step = path[0]
    slot = next((s for s in slots if s.name == step), None)
    if slot is None and not exact:
        slot = next((s for s in slots if s.name.lower() == step.lower()), None)
    if slot is None or len(path) == 1:
        return slot
    node, value = slot.node, slot.value
    if isinstance(node, Choice):
        inner = node.option("struct")
        if inner is None:
            return None
        node, value = inner, f"{value}.`struct`"
    if not isinstance(node, Struct):
        return None
    found = locate(slots_of(node, value), path[1:], exact=exact)
    return lifted(found, value) if found else None


def _inserted(slots: Sequence[Slot], path: Sequence[str], leaf: Slot) -> list[Slot]:
    """These fields and one at a path, structs made on the way; a field that is there is replaced."""
    name = path[0]
    here = next((slot for slot in slots if slot.name == name), None)
    if len(path) == 1:
        new = leaf.named(name)
    elif here is not None and isinstance(here.node, Struct):
        inner = _inserted(slots_of(here.node, here.value), path[1:], leaf)
        new = _struct_slot(name, inner, f"{here.value} IS NULL AND {leaf.missing()}", here)
    else:
        new = _struct_slot(name, _inserted([], path[1:], leaf), leaf.missing())
    kept = [new if slot is here else slot for slot in slots]
    return kept if here is not None else [*kept, new]


def _struct_slot(name: str, inner: Sequence[Slot], unless: str, like: Slot | None = None) -> Slot:
    member = (
        replace(like.member, name=name, node=struct_of(inner)) if like else Member(name, struct_of(inner))
    )
    return Slot(member, packed(inner, f"({unless})"), like.mark if like else "false")


@dataclass
class _Branch:
    """A struct that mappings make, leaf by leaf."""

    leaves: dict[str, Slot | _Branch] = field(default_factory=dict)

    def put(self, path: Sequence[str], leaf: Slot) -> None:
        if len(path) == 1:
            self.leaves[path[0]] = leaf.named(path[0])
            return
        inner = self.leaves.get(path[0])
        if not isinstance(inner, _Branch):
            inner = self.leaves[path[0]] = _Branch()
        inner.put(path[1:], leaf)

    def slots(self) -> list[Slot]:
        made = []
        for name, part in self.leaves.items():
            if isinstance(part, Slot):
                made.append(part)
            else:
                inner = part.slots()
                made.append(_struct_slot(name, inner, " AND ".join(slot.missing() for slot in inner)))
        return made


def apply_mapping(frame: Frame, mappings: Sequence[Mapping4], *, case_sensitive: bool) -> Frame:
    """With the mapped fields only, cast and renamed, in the order of the mappings."""
    slots, root = frame.slots(), _Branch()
    for source, _, target, kind in mappings:
        found = locate(slots, segments(source), exact=case_sensitive)
        if found is not None:
            to = target_of(kind) if kind else None
            root.put(segments(target), cast(found, to) if to else found)
    return frame.project(root.slots())


def unnest(frame: Frame) -> Frame:
    """With every struct's fields as fields of the record, called by their dotted path."""
    return frame.project([part for slot in frame.slots() for part in flat(slot)])


def flat(slot: Slot) -> list[Slot]:
    """A field, or if it is a struct the fields inside it, which may be none, by their dotted path."""
    if not isinstance(slot.node, Struct):
        return [slot]
    inner = [lifted(part, slot.value) for part in slots_of(slot.node, slot.value)]
    return [deep for part in inner for deep in flat(part.named(f"{slot.name}.{part.name}"))]


def lifted(part: Slot, outside: str) -> Slot:
    """A field taken out of the struct `outside`: where that is missing, so is the field."""
    if part.member.nulls is Nulls.MARKED:
        return replace(part, mark=f"coalesce({part.mark}, false)")
    if part.member.nulls is Nulls.VALUE:
        mark = f"({outside} IS NOT NULL AND {part.value} IS NULL)"
        return Slot(replace(part.member, nulls=Nulls.MARKED), part.value, mark)
    return part
