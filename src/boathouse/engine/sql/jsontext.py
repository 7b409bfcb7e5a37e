"""JSON as text, in and out.

https://trino.io/docs/current/functions/json.html
"""

from __future__ import annotations

import json
from typing import Any

from boathouse.engine.sql import jsonpath
from boathouse.engine.sql.failures import RefusedError
from boathouse.engine.sql.javaformat import double


def parse(text: str) -> str:
    """JSON text, checked, its keys sorted and its fractions as Java's doubles."""
    try:
        return jsonpath.written(
            json.loads(
                text,
                parse_int=jsonpath.Number,
                parse_float=_double,
                parse_constant=_no_constant,
                object_pairs_hook=_sorted,
            )
        )
    except ValueError as error:
        raise RefusedError(f"Cannot convert value to JSON: '{text[:200]}'") from error


def _double(digits: str) -> jsonpath.Number:
    value = float(digits)
    plain = value == 0 or 1e-3 <= abs(value) < 1e7
    return jsonpath.Number(repr(value) if plain else double(value))


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _sorted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(sorted(dict(pairs).items()))


def array_length(text: str) -> int | None:
    """Length of a JSON array; None for anything else."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return len(value) if isinstance(value, list) else None


def size(text: str, path: str) -> int | None:
    """How many items are below a path; a scalar has none."""
    found = extract(text, path)
    value = None if found is None else json.loads(found)
    return None if found is None else len(value) if isinstance(value, (dict, list)) else 0


def array_get(text: str, index: int) -> str | None:
    """An item of a JSON array, from the end if the index is negative; None for null and beyond."""
    length = array_length(text)
    at = index if length is None or index >= 0 else index + length
    found = extract(text, f"$[{at}]") if length is not None and at >= 0 else None
    return None if found == "null" else found


def array_contains(text: str, wanted: str) -> bool | None:
    """Whether a JSON array holds a scalar, given as JSON; None for what is no array."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    item = json.loads(wanted)
    return any(type(v) is type(item) and v == item for v in value) if isinstance(value, list) else None


def scalar(text: str, path: str) -> str | None:
    """A scalar below a path as text."""
    try:
        return jsonpath.scalar(text, path)
    except jsonpath.PathError as error:
        raise RefusedError(f"Invalid JSON path: '{path}'") from error


def extract(text: str, path: str) -> str | None:
    """The JSON below a path."""
    try:
        return jsonpath.extract(text, path)
    except jsonpath.PathError as error:
        raise RefusedError(f"Invalid JSON path: '{path}'") from error
