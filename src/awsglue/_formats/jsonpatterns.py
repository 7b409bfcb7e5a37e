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
_LONGEST = 25_000
"""Characters of an expression, beyond which (some 300 fields) matching is no faster."""

_SPACE = r"\s*"
_TYPES = {
    "string": r'"(?:[^"\\]|\\.)*"',
    "boolean": "(?:true|false)",
    "double": r"-?[0-9]+(?:\.[0-9]+|\.[0-9]+[eE][+-]?[0-9]+|[eE][+-]?[0-9]+)",
    # of ten digits, those alone whose first one tells whether they fit into 32 bits
    "int": "-?(?:[0-9]{1,9}|1[0-9]{9})",
    "long": "-?(?:[3-9][0-9]{9}|[0-9]{11,18})",
    "null": "null",
}
_NUMBERS = {word: re.compile(_TYPES[word]) for word in ("int", "long", "double")}


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
    """Types by name, nested as DuckDB's `json_structure` nests them, each exactly as Glue names it."""


def patterns(lines: Iterable[str]) -> list[Pattern]:
    """Describe these lines, the most frequent first; what is out of the ordinary is left out."""
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
    if len(expression) > _LONGEST:
        return None
    return f"{_SPACE}{expression}{_SPACE}", json.dumps(shape)


def _object(fields: _Fields) -> tuple[str, dict[str, Any]]:
    parts: list[str] = []
    shape: dict[str, Any] = {}
    for name, value in fields:
        if name in shape or not name.isprintable() or set(name) & set('"\\'):
            raise _Irregular
        inner, shape[name] = _value(value)
        parts.append(f'"{re.escape(name)}"{_SPACE}:{_SPACE}{inner}')
    return rf"\{{{_SPACE}{f'{_SPACE},{_SPACE}'.join(parts)}{_SPACE}\}}", shape


def _value(value: Any) -> tuple[str, Any]:
    if isinstance(value, _Fields):
        return _object(value)
    if isinstance(value, list):
        return _array(value)
    word = _word(value)
    return _TYPES[word], word


def _array(values: list[Any]) -> tuple[str, list[Any]]:
    if not values:
        return rf"\[{_SPACE}\]", ["NULL"]
    found = dict(map(_value, values))
    if len(found) > 1 or None in values:
        raise _Irregular
    ((inner, shape),) = found.items()
    return rf"\[{_SPACE}{inner}(?:{_SPACE},{_SPACE}{inner})*{_SPACE}\]", [shape]


def _word(value: Any) -> str:
    if isinstance(value, _Number):
        for word, expression in _NUMBERS.items():
            if expression.fullmatch(value):
                return word
        raise _Irregular
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    raise _Irregular  # NaN and the like
