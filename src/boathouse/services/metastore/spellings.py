"""How a JSON table's files spell their keys: the catalog has them in lower case, Spark matches exactly."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import IO, Any, cast

from boathouse.lake import Lake, ObjectStat

_FILES, _LINES, _LONGEST = 3, 200, 1 << 20


def spelling_of(lake: Lake, location: str) -> dict[str, Any]:
    """Return lower-case key → (spelling, spelling of the keys below), from the first files' first lines."""
    seen: dict[str, Any] = {}
    for line in islice(_lines(lake, location), _FILES * _LINES):
        try:
            _merge(seen, json.loads(line))
        except (ValueError, RecursionError):
            continue  # a malformed line has no say here; the query that reads it reports it
    return seen


def _merge(seen: dict[str, Any], value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _merge(seen, item)
    elif isinstance(value, dict):
        for key, below in value.items():
            _, known = seen.setdefault(key.lower(), (key, {}))
            _merge(known, below)


def _lines(lake: Lake, location: str) -> Iterator[bytes]:
    bucket, prefix = Lake.split(location)
    if not lake.exists(bucket):
        return
    objects = (found for found in lake.list(bucket, prefix.rstrip("/") + "/") if _is_data(found))
    for found in islice(objects, _FILES):
        with found.path.open("rb") as raw, _plain(raw, found.key) as file:
            yield from islice(iter(partial(file.readline, _LONGEST), b""), _LINES)


def _plain(raw: IO[bytes], key: str) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(raw)) if key.endswith(".gz") else raw


def _is_data(found: ObjectStat) -> bool:
    return found.size > 0 and not found.key.rsplit("/", 1)[-1].startswith(("_", "."))
