"""Text to JSON objects: lines as Jackson takes them, several objects on one line included.

A line that is not wholly JSON gives one error, and the objects on it that do parse are kept: a line of two
objects gives two records, `{"a":1},` gives its record (a comma between or after objects is no error), and a
cut-off line gives what stands whole before the cut, and one error, and so does an array that goes on in the
next line.
"""

from __future__ import annotations

import json
from typing import Any

BEGINNING = 120
"""Characters of a bad line that its error shows."""

_decode = json.JSONDecoder(parse_constant=lambda word: _refuse(word)).raw_decode
_SPACE = " \t\r\n,"


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def values(text: str) -> tuple[list[Any], str]:
    """The JSON values of a text, one behind the other, and what is wrong with it ("" if nothing is)."""
    found: list[Any] = []
    position, end = 0, len(text)
    while True:
        while position < end and text[position] in _SPACE:
            position += 1
        if position == end:
            return found, ""
        try:
            value, position = _decode(text, position)
        except ValueError:
            return found, "not valid JSON"
        except RecursionError:
            return found, "nested too deeply"
        found.append(value)


def objects(text: str) -> tuple[list[dict[str, Any]], str]:
    """The objects of a text, and what is wrong with it ("" if nothing is).

    A top-level array is read as the objects in it.
    """
    found, trouble = values(text)
    if not found and text.lstrip()[:1] == "[":
        found, _ = values(text.lstrip()[1:])
    items: list[Any] = []
    for value in found:
        items += value if isinstance(value, list) else [value]
    kept = [item for item in items if isinstance(item, dict)]
    return kept, "not a JSON object" if len(kept) < len(items) else trouble


def complaint(trouble: str, file: str, text: str) -> str:
    """What an error record says of a line."""
    return f"{file}: the line is {trouble}: {text.strip()[:BEGINNING]}"
