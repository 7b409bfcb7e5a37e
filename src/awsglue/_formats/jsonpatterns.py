"""The records of a file as regular expressions: what a few lines look like, most of the others do too.

DuckDB matches a line against an expression three times as fast as it tells its shape. A line that matches has
exactly the expression's fields, in their order, each of its type; a line that matches none is looked at as
before, so that the expressions decide nothing but the time.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_MOST = 8
_SPACE = r"\s*"
_TYPES = {
    "VARCHAR": r'"(?:[^"\\]|\\.)*"',
    "BOOLEAN": "(?:true|false)",
    "DOUBLE": r"-?[0-9]+\.[0-9]+",
    # of ten digits, those alone whose first one tells whether they fit into 32 bits
    "int": "-?(?:[0-9]{1,9}|1[0-9]{9})",
    "long": "-?(?:[3-9][0-9]{9}|[0-9]{11,18})",
    "NULL": "null",
}
_NUMBERS = {word: re.compile(_TYPES[word]) for word in ("int", "long", "DOUBLE")}


class _Irregular(Exception):  # noqa: N818 - it never leaves this module
    """A record that no expression describes exactly."""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _Fields(list[tuple[str, Any]]):
    """An object's fields in their order."""


@dataclass(frozen=True)
class Pattern:
    """An expression of RE2's for whole lines, and the shape that a line which matches has."""

    expression: str
    shape: dict[str, Any]
    """Types by name, as DuckDB's `json_structure` has them, but for integers: `int` and `long`, by range."""


def patterns(lines: Iterable[str]) -> list[Pattern]:
    """Describe these lines, the most frequent first; arrays and what is out of the ordinary are left out."""
    found = Counter(filter(None, map(_described, lines)))
    return [Pattern(text, json.loads(shape)) for (text, shape), _ in found.most_common(_MOST)]


def _described(line: str) -> tuple[str, str] | None:
    try:
        value = json.loads(line, object_pairs_hook=_Fields, parse_int=_Number, parse_float=_Number)
        if not isinstance(value, _Fields):
            return None
        expression, shape = _object(value)
    except (ValueError, RecursionError, _Irregular):
        return None
    return f"{_SPACE}{expression}{_SPACE}", json.dumps(shape)


def _object(fields: _Fields) -> tuple[str, dict[str, Any]]:
    parts: list[str] = []
    shape: dict[str, Any] = {}
    for name, value in fields:
        if name in shape or not name.isprintable() or set(name) & set('"\\'):
            raise _Irregular
        inner, shape[name] = _described_value(value)
        parts.append(f'"{re.escape(name)}"{_SPACE}:{_SPACE}{inner}')
    return rf"\{{{_SPACE}{f'{_SPACE},{_SPACE}'.join(parts)}{_SPACE}\}}", shape


def _described_value(value: Any) -> tuple[str, Any]:
    return _object(value) if isinstance(value, _Fields) else _scalar(value)


def _scalar(value: Any) -> tuple[str, str]:
    if isinstance(value, _Number):
        for word, expression in _NUMBERS.items():
            if expression.fullmatch(value):
                return _TYPES[word], word
        raise _Irregular
    word = "NULL" if value is None else "BOOLEAN" if isinstance(value, bool) else "VARCHAR"
    if word == "VARCHAR" and not isinstance(value, str):
        raise _Irregular  # an array
    return _TYPES[word], word
