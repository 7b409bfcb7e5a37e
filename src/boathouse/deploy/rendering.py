"""A plan as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from boathouse.deploy.plan import WRITES, Change, Difference

_SIGNS = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "delete": ("-", "red"),
    "conflict": ("!", "red"),
    "keep": ("=", "cyan"),
    "unchanged": ("=", "dim"),
}
_VERBS = {"create": "to create", "update": "to update", "delete": "to delete", "keep": "to keep"}
_DONE = {"create": "created", "update": "updated", "delete": "deleted"}
_PLURALS = {"prefix": "prefixes", "named query": "named queries", "data": "data"}
NOTHING = "Nothing to do."

Line = tuple[str, str]
"""A text and its style."""


def lines(changes: Iterable[Change]) -> Iterator[Line]:
    """The plan line by line; what stays as it is counts at the end, and is named if there is a note to it."""
    shown = list(changes)
    for change in shown:
        if change.action == "unchanged" and not change.note:
            continue
        sign, style = _SIGNS[change.action]
        yield f"{sign} {change.kind:<12}{change.name}{_note(change)}", style
        for told in _told(change):
            yield f"    {told}", style
    yield summary(shown), "bold"


def summary(changes: Iterable[Change]) -> str:
    """What a plan comes to, in one line."""
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.action] = counts.get(change.action, 0) + 1
    if not any(counts.get(action) for action in (*WRITES, "conflict")):
        same = counts.get("unchanged", 0)
        return f"{NOTHING} {same} unchanged." if same else NOTHING
    parts = [f"{counts[action]} {words}" for action, words in _VERBS.items() if counts.get(action)]
    if counts.get("conflict"):
        parts.append(f"{counts['conflict']} in the way")
    return f"Plan: {', '.join(parts)}, {counts.get('unchanged', 0)} unchanged."


def done(changes: Iterable[Change]) -> str:
    """One line that counts what was done, such as "created 1 bucket, 5 jobs; updated 1 script"."""
    counts: dict[str, dict[str, int]] = {}
    for change in changes:
        if change.action in _DONE:
            kinds = counts.setdefault(_DONE[change.action], {})
            kinds[change.kind] = kinds.get(change.kind, 0) + 1
    parts = [
        f"{verb} {', '.join(counted(n, kind) for kind, n in kinds.items())}" for verb, kinds in counts.items()
    ]
    return "; ".join(parts) or "nothing to change"


def counted(number: int, kind: str) -> str:
    """A number of resources in words."""
    return f"{number} {kind if number == 1 else _PLURALS.get(kind, kind + 's')}"


def as_json(changes: Iterable[Change], **more: Any) -> str:
    """The plan with every field of everything, and whatever else is known of it."""
    listed = [
        {
            "action": change.action,
            "kind": change.kind,
            "name": change.name,
            "fields": [vars(difference) for difference in change.fields],
            "note": change.note,
        }
        for change in changes
    ]
    return json.dumps({**more, "changes": listed}, indent=2, ensure_ascii=False)


def _note(change: Change) -> str:
    return f": {change.note}" if change.note else ""


def _told(change: Change) -> Iterable[str]:
    """An update's fields; of what is made only a role's policy, which one should have read."""
    if change.action == "update":
        return [f"{f.path}: {_value(f.old)} → {_value(f.new)}" for f in change.fields]
    return _permissions(change.fields) if change.action == "create" and change.kind == "role" else []


def _permissions(fields: Iterable[Difference]) -> Iterator[str]:
    """A policy, one statement a line."""
    statements: dict[str, dict[str, str]] = {}
    for difference in fields:
        policy, _, path = difference.path.partition(".")
        if policy == "Policy":
            name, _, member = path.partition(".")
            statements.setdefault(name, {})[member] = _value(difference.new)
    for name, members in statements.items():
        conditions = [f"{key.rpartition('.')[2]} {value}" for key, value in members.items() if "." in key]
        where = f" if {', '.join(conditions)}" if conditions else ""
        yield f"{name}: {members['Action']} on {members['Resource']}{where}"


def _value(value: Any) -> str:
    if value is None:
        return "(none)"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)
