"""Text to JSON objects: lines as Jackson takes them, several objects on one line included.

A line that is not wholly JSON gives one error, and the objects on it that do parse are kept: a line of two
objects gives two records, `{"a":1},` gives its record (a comma between or after objects is no error), and a
cut-off line gives what stands whole before the cut, and one error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

BEGINNING = 120
"""Characters of a bad line that its error shows."""

_decode = json.JSONDecoder(parse_constant=lambda word: _refuse(word)).raw_decode
_SPACE = " \t\r\n,"


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def objects(text: str) -> tuple[list[dict[str, Any]], str]:
    """The objects of a text, and what is wrong with it ("" if nothing is).

    A top-level array is read as the objects in it.
    """
    found: list[dict[str, Any]] = []
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
        values = value if isinstance(value, list) else [value]
        found += [item for item in values if isinstance(item, dict)]
        if not all(isinstance(item, dict) for item in values):
            return found, "not a JSON object"


def selector(path: str) -> Callable[[dict[str, Any]], Iterator[dict[str, Any]]]:
    """A function that takes the records out of an object by a JSON path such as `$.rows[*]`.

    Raises NotImplementedError for a path of another form.
    """
    steps: list[str] = []
    for part in path.strip().removeprefix("$").replace("[*]", ".[*]").strip(".").split("."):
        if part and part != "[*]" and not part.replace("_", "a").isalnum():
            raise NotImplementedError(
                f"jsonPath {path!r}: only names, dots and [*] are understood. "
                "See https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-json-home.html"
            )
        steps += [part] if part else []

    def select(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
        found: list[Any] = [record]
        for step in steps:
            if step == "[*]":
                found = [item for value in found for item in (value if isinstance(value, list) else [value])]
            else:
                found = [value[step] for value in found if isinstance(value, dict) and step in value]
        return (item for item in found if isinstance(item, dict))

    return select


def complaint(trouble: str, file: str, text: str) -> str:
    """What an error record says of a line."""
    return f"{file}: the line is {trouble}: {text.strip()[:BEGINNING]}"
