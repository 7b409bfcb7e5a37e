"""Hive type names as the JSON in which Spark keeps a table's schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from boathouse.errors import ServiceError

Spelling = Mapping[str, Any]
"""Lower-case key → (the files' own spelling, the spelling of what lies below)."""

_TOKEN = re.compile(r"[^<>,:()\s]+(?:\([^)]*\))?|[<>,:]")
_NAMES = {
    "tinyint": "byte",
    "smallint": "short",
    "int": "integer",
    "bigint": "long",
    "varchar": "string",
    "char": "string",
}
_PLAIN = {
    "integer", "boolean", "byte", "short", "long", "float", "double", "string", "binary", "date", "timestamp",
}  # fmt: skip


def struct(columns: list[tuple[str, str]], spelling: Spelling) -> dict[str, Any]:
    """Return Spark's schema for columns of (name, Hive type), spelled as the files spell them."""
    fields = []
    for name, kind in columns:
        actual, below = spelling.get(name.lower(), (name, {}))
        fields.append(_field(actual, _Reader(kind).whole(below)))
    return {"type": "struct", "fields": fields}


def _field(name: str, kind: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "nullable": True, "metadata": {}}


class _Reader:
    """Reads one type name from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._rest = text, list[str](_TOKEN.findall("".join(text.split())))

    def whole(self, spelling: Spelling) -> Any:
        kind = self._type(spelling)
        if self._rest:
            raise self._wrong()
        return kind

    def _type(self, spelling: Spelling) -> Any:
        word = self._take().lower()
        if word == "array":
            return self._inside(
                lambda: {"type": "array", "elementType": self._type(spelling), "containsNull": True}
            )
        if word == "map":
            return self._inside(self._map)
        if word == "struct":
            return self._inside(lambda: self._struct(spelling))
        name, _, size = word.partition("(")
        name = _NAMES.get(name, name)
        if name == "decimal":
            return f"decimal({size}" if size else "decimal(10,0)"
        if name not in _PLAIN:
            raise self._wrong()
        return name

    def _map(self) -> dict[str, Any]:
        key = self._type({})
        self._take(",")
        return {"type": "map", "keyType": key, "valueType": self._type({}), "valueContainsNull": True}

    def _struct(self, spelling: Spelling) -> dict[str, Any]:
        fields = []
        while True:
            name = self._take().strip("`")
            self._take(":")
            actual, below = spelling.get(name.lower(), (name, {}))
            fields.append(_field(actual, self._type(below)))
            if self._rest[:1] != [","]:
                return {"type": "struct", "fields": fields}
            self._take(",")

    def _inside(self, read: Any) -> Any:
        self._take("<")
        kind = read()
        self._take(">")
        return kind

    def _take(self, expected: str = "") -> str:
        if not self._rest or (expected and self._rest[0] != expected):
            raise self._wrong()
        return self._rest.pop(0)

    def _wrong(self) -> ServiceError:
        return ServiceError("InvalidInputException", f"'{self._text}' is no type that Spark reads.")
