"""Documents in AWS's spelling, as they are kept in the store."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Record = dict[str, Any]
Clock = Callable[[], datetime]

# A float under one of these names is an instant. Nothing else that Glue keeps can be: the values
# of free-form maps (Parameters, arguments, tags, run properties) are always strings.
_INSTANTS = frozenset(
    [
        "CreateTime",
        "UpdateTime",
        "LastAccessTime",
        "LastAnalyzedTime",
        "CreationTime",
        "CreatedOn",
        "LastModifiedOn",
        "LastUpdatedTime",
        "StartedOn",
        "CompletedOn",
        "LastUpdated",
        "StartTime",
        "EndTime",
    ]
)


def now() -> datetime:
    """Tell the time in UTC, to the millisecond, which is what the wire can carry."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def dump(record: Mapping[str, Any]) -> str:
    """Write a document as JSON; members that are None are left out."""
    return json.dumps(given(record), default=_instant, separators=(",", ":"))


def load(text: str) -> Record:
    """Read a document that `dump` wrote."""
    record: Record = json.loads(text, object_hook=_restored)
    return record


def given(record: Mapping[str, Any]) -> Record:
    """Keep the members that the caller gave."""
    return {name: value for name, value in record.items() if value is not None}


def _instant(value: object) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} has no place in a Glue document")


def _restored(record: Record) -> Record:
    for name in _INSTANTS & record.keys():
        if isinstance(record[name], float):
            record[name] = datetime.fromtimestamp(record[name], UTC)
    return record
