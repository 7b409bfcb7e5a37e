"""How a JSON table's files spell their keys: the catalog has them in lower case, Spark matches exactly."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Collection, Iterator
from functools import lru_cache, partial
from itertools import islice
from typing import IO, Any, cast

from boathouse.lake import Lake, ObjectStat

_FILES, _LINES, _LONGEST = 3, 200, 1 << 20
_MORE_FILES, _MORE_LINES = 20, 10_000
_KEY = re.compile(rb'"([^"\\]+)"\s*:')


def spelling_of(lake: Lake, location: str, wanted: Collection[str] = ()) -> dict[str, Any]:
    """Return lower-case key → (spelling, spelling of the keys below), from the first files' first lines.

    Those of the wanted ones, in lower case, that do not stand there are looked for further on.
    """
    seen: dict[str, Any] = {}
    files = list(islice(_files(lake, location), _MORE_FILES))
    for file in files[:_FILES]:
        for line in _lines(file, _LINES):
            _note(seen, line)
    for file in files:
        missing = frozenset(wanted).difference(seen)
        if not seen or not missing:
            break
        for line in _with_keys(file, missing):
            _note(seen, line)
    return seen


def _note(seen: dict[str, Any], line: bytes) -> None:
    try:
        _merge(seen, json.loads(line))
    except (ValueError, RecursionError):
        return  # a malformed line has no say here; the query that reads it reports it


def _merge(seen: dict[str, Any], value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _merge(seen, item)
    elif isinstance(value, dict):
        for key, below in value.items():
            _, known = seen.setdefault(key.lower(), (key, {}))
            _merge(known, below)


@lru_cache(maxsize=1024)
def _with_keys(file: ObjectStat, wanted: frozenset[str]) -> tuple[bytes, ...]:
    """The lines of a file in which a spelling of one of these keys stands for the first time."""
    known: set[bytes] = set()
    lines = []
    for line in _lines(file, _MORE_LINES):
        new = set(_KEY.findall(line)) - known
        known |= new
        if any(key.decode(errors="replace").lower() in wanted for key in new):
            lines.append(line)
    return tuple(lines)


def _files(lake: Lake, location: str) -> Iterator[ObjectStat]:
    bucket, prefix = Lake.split(location)
    if not lake.exists(bucket):
        return
    yield from (found for found in lake.list(bucket, prefix.rstrip("/") + "/") if _is_data(found))


def _lines(file: ObjectStat, most: int) -> Iterator[bytes]:
    with file.path.open("rb") as raw, _plain(raw, file.key) as plain:
        yield from islice(iter(partial(plain.readline, _LONGEST), b""), most)


def _plain(raw: IO[bytes], key: str) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(raw)) if key.endswith(".gz") else raw


def _is_data(found: ObjectStat) -> bool:
    return found.size > 0 and not found.key.rsplit("/", 1)[-1].startswith(("_", "."))
