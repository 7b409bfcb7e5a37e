"""The plan: what is wanted against what is there. Pure: it makes no call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from boathouse.deploy.families import Family, Fields, Found
from boathouse.deploy.stamp import Stamp

Action = Literal["create", "update", "delete", "unchanged", "keep", "conflict"]
WRITES = ("create", "update", "delete")
_ORDERED = ("Columns", "PartitionKeys")  # maps in which the order means something


@dataclass(frozen=True)
class Difference:
    """One field, dotted; None is absent."""

    path: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """What is to be done with one resource, field by field, or why nothing is."""

    action: Action
    kind: str
    name: str
    fields: tuple[Difference, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Step:
    """A change with what it takes to make it; two that do the same are equal."""

    change: Change
    family: Family = field(compare=False)
    wanted: Fields = field(default_factory=dict, compare=False)
    found: Found | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Plan:
    """All changes in the order in which they are made."""

    steps: tuple[Step, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes alone."""
        return tuple(step.change for step in self.steps)

    @property
    def writes(self) -> tuple[Step, ...]:
        """The steps that change the account."""
        return tuple(step for step in self.steps if step.change.action in WRITES)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """What stands where something should be made, and is somebody else's."""
        return tuple(change for change in self.changes if change.action == "conflict")


def compare(
    family: Family, there: Mapping[str, Found], stamp: Stamp, *, adopt: bool = False, prune: bool = True
) -> Iterator[Step]:
    """What one family's resources need.

    `adopt` takes over what somebody else has made under a wanted name; without it that is a conflict.
    """
    wanted = family.wanted()
    for name, fields in wanted.items():
        yield _step(family, name, fields, there.get(name), stamp, adopt)
    if prune:
        for name, found in there.items():
            if name not in wanted and found.owned:
                note = "made by this project, and no longer wanted"
                yield Step(Change("delete", family.kind, name, note=note), family, found=found)


def _step(family: Family, name: str, fields: Fields, there: Found | None, stamp: Stamp, adopt: bool) -> Step:
    if there is None:
        change = Change("create", family.kind, name, tuple(differences({}, fields)), family.told(fields))
        return Step(change, family, fields)
    if family.shared and not there.owned:
        note = "used as it is: this project has not made it"
        return Step(Change("unchanged", family.kind, name, note=note), family, fields, there)
    if not there.owned and not adopt:
        note = "somebody else has made it"
        return Step(Change("conflict", family.kind, name, note=note), family, fields, there)
    changed = tuple(differences(there.fields, _settled(fields, there, stamp)))
    if any(not item.path.startswith("Tags.") for item in changed):  # written, so with the tags of this time
        changed = tuple(differences(there.fields, fields))
    action: Action = "update" if changed else "unchanged"
    return Step(Change(action, family.kind, name, changed), family, fields, there)


def _settled(fields: Fields, there: Found, stamp: Stamp) -> Fields:
    return {**fields, "Tags": stamp.settled(there.fields.get("Tags", {}))} if "Tags" in fields else fields


def differences(old: Any, new: Any, path: str = "") -> Iterator[Difference]:
    """Each field that differs, the new side's order first."""
    if isinstance(new, dict) or isinstance(old, dict):
        before: dict[str, Any] = old or {}
        after: dict[str, Any] = new or {}
        for key in dict.fromkeys([*after, *before]):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}" if path else key)
        if path.rpartition(".")[2] in _ORDERED and before == after and list(before) != list(after):
            yield Difference(f"{path} (order)", ", ".join(before), ", ".join(after))
    elif old != new:
        yield Difference(path, old, new)


def removal(families: Iterable[Family], *, data: bool) -> Plan:
    """What takes away everything that this project has made, last made first."""
    steps = []
    for family in families:
        for name, found in reversed(family.made().items()):
            reason = family.kept(name, found, data=data)
            change = Change("keep" if reason else "delete", family.kind, name, note=reason)
            steps.append(Step(change, family, found=found))
    return Plan(tuple(steps))
