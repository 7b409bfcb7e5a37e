"""Records to text: JSON in internal names that Spark's `from_json` reads with the frame's schema."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from math import isnan
from typing import Any

from awsglue._frame.names import MARK, encoded
from awsglue._frame.nodes import Array, Choice, Map, Node, Nulls, Struct

INT, LONG = 2**31, 2**63

_dumps = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def word_of(value: Any) -> str:
    """Glue's word for the type of a Python value: by the value, so that an integer of 33 bits is a long.

    Raises TypeError for what a record cannot hold.
    """
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "int" if -INT <= value < INT else "long" if -LONG <= value < LONG else "double"
    for kind, word in _KINDS:
        if isinstance(value, kind):
            return word
    raise TypeError(f"A record cannot hold a value of type {type(value).__name__}: {value!r:.80}")


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "string"),
    (float, "double"),
    (Mapping, "struct"),
    ((list, tuple, set, frozenset), "array"),
    (datetime, "timestamp"),
    (date, "date"),
    (Decimal, "decimal"),
    ((bytes, bytearray), "binary"),
)


def text_maker(struct: Struct) -> Callable[[Mapping[str, Any]], str]:
    """A function from a record to the text that `from_json` reads as a row of this schema."""
    convert = _struct(struct)
    return lambda record: _dumps(convert(record))


def _struct(struct: Struct) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    items = {m.name: (encoded(m.name), _convert(m.node), m.nulls is Nulls.MARKED) for m in struct.members}

    def convert(record: Mapping[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for name, value in record.items():
            item = items.get(name)
            if item is None:
                continue
            if value is not None:
                row[item[0]] = item[1](value) if item[1] else value
            elif item[2]:
                row[item[0] + MARK] = True
        return row

    return convert


def _convert(node: Node) -> Callable[[Any], Any] | None:
    if isinstance(node, Struct):
        return _struct(node)
    if isinstance(node, Array):
        element = _convert(node.element)
        return lambda values: [v if v is None or not element else element(v) for v in values]
    if isinstance(node, Map):
        inner = _convert(node.value)
        return lambda values: {k: v if v is None or not inner else inner(v) for k, v in values.items()}
    if isinstance(node, Choice):
        return _choice(node)
    return _SCALARS.get(node.word)


def _choice(node: Choice) -> Callable[[Any], Any]:
    converters = {option.word: _convert(option) for option in node.options}

    def convert(value: Any) -> dict[str, Any]:
        word = word_of(value)
        inner = converters[word]
        return {word: inner(value) if inner else value}

    return convert


def instant(value: datetime) -> str:
    """The text of an instant, of this process's time zone if it has none."""
    return value.astimezone().isoformat(timespec="microseconds")


def _number(value: Any) -> Any:
    """Spark reads an infinite or undefined number from these words."""
    if isnan(value):
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return float(value)


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "double": _number,
    "timestamp": instant,
    "date": lambda value: value.isoformat(),
    "decimal": str,
    "binary": lambda value: base64.b64encode(value).decode(),
}
