"""The JSON paths of json_extract and json_extract_scalar: `$.a.b[0]["c d"]`.

https://trino.io/docs/current/functions/json.html#json_extract
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

STEP = re.compile(r"""\.([^.\[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]""")


class PathError(ValueError):
    """The path is none."""


class Number(str):
    """A number's own digits."""


@lru_cache(256)
def _steps(path: str) -> tuple[str | int, ...]:
    at, steps = 1, list[str | int]()
    if not path.startswith("$"):
        path = f"$.{path}"
    while at < len(path):
        found = STEP.match(path, at)
        if found is None:
            raise PathError(path)
        steps.append(
            int(found[2]) if found[2] else next(g for g in (found[1], found[3], found[4]) if g is not None)
        )
        at = found.end()
    return tuple(steps)


MISSING = object()


def _find(text: str, path: str) -> Any:
    steps = _steps(path)
    try:
        value = json.loads(text, parse_int=Number, parse_float=Number)
    except ValueError:
        return MISSING
    for step in steps:
        if isinstance(value, list) and (isinstance(step, int) or step.isdigit()):
            value = value[int(step)] if int(step) < len(value) else MISSING
        elif isinstance(value, dict):
            value = value.get(str(step), MISSING)
        else:
            return MISSING
        if value is MISSING:
            return MISSING
    return value


def scalar(text: str, path: str) -> str | None:
    """The scalar there as text; None for an object, an array, null, nothing, or malformed JSON."""
    value = _find(text, path)
    if value is MISSING or value is None or isinstance(value, (dict, list)):
        return None
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def extract(text: str, path: str) -> str | None:
    """The JSON there; None for nothing or malformed JSON."""
    value = _find(text, path)
    return None if value is MISSING else written(value)


def written(value: Any) -> str:
    """Compact JSON that keeps each number's digits."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return (
            "{"
            + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{written(v)}" for k, v in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
