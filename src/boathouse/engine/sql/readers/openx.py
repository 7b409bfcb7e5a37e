"""Lines that the openx JSON SerDe takes although they are not JSON, written as JSON.

It reads the first value of a line and nothing behind it. Names and texts may stand without quotes or in
single ones, `=` and `=>` for a colon, `;` for a comma, and comments between them.

https://docs.aws.amazon.com/athena/latest/ug/querying-JSON.html
"""

from __future__ import annotations

import json
import re
from typing import NoReturn


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


_STRICT = json.JSONDecoder(parse_constant=_no_constant)
_SPACE = re.compile(r"(?:[ \t\r\n]|/\*.*?\*/|//.*|#.*)*")
_LITERAL = re.compile(r"[^{}\[\]/\\:,=;# \t\f]+")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS = ("null", "true", "false")
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DEEPEST = 500
_QUOTED = {quote: re.compile(rf"[^{quote}\\]*") for quote in "'\""}


def as_json(line: str) -> str:
    """The line's object as JSON.

    Raises ValueError, with the place in the line, if it begins with none.
    """
    text = line.strip()
    try:
        value, end = _STRICT.raw_decode(text)
    except (ValueError, RecursionError):
        value, end = None, 0
    if isinstance(value, dict):
        return text[:end]
    reader = _Reader(line)
    if reader.next() != "{":
        raise reader.error("A JSON object must begin with '{'")
    return reader.object(0)


class _Reader:
    """A place in a line, and what may come there."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def next(self) -> str:
        """The next character behind blanks and comments, which is passed; empty at the end."""
        found = _SPACE.match(self._text, self._at)
        self._at = (found.end() if found else self._at) + 1
        return self._text[self._at - 1 : self._at]

    def error(self, problem: str) -> ValueError:
        """What is wrong at the last character."""
        return ValueError(f"{problem} at character {self._at}")

    def object(self, depth: int) -> str:
        """An object, whose brace is passed."""
        members: list[str] = []
        if self.next() == "}":
            return "{}"
        self._at -= 1
        while True:
            name = self._name()
            if self.next() not in (":", "="):
                raise self.error("Expected ':' after a name")
            if self._text[self._at : self._at + 1] == ">":
                self._at += 1
            members.append(f"{name}:{self._value(depth)}")
            end = self.next()
            if end == "}":
                return "{" + ",".join(members) + "}"
            if end not in (",", ";"):
                raise self.error("Expected ',' or '}' after a value")

    def _array(self, depth: int) -> str:
        items: list[str] = []
        behind_comma = False
        while True:
            first = self.next()
            if first == "]":
                return f"[{','.join([*items, 'null'] if behind_comma else items)}]"
            if first in (",", ";"):
                items.append("null")
                behind_comma = True
                continue
            self._at -= 1
            items.append(self._value(depth))
            end = self.next()
            if end == "]":
                return f"[{','.join(items)}]"
            if end not in (",", ";"):
                raise self.error("Expected ',' or ']' after a value")
            behind_comma = True

    def _value(self, depth: int) -> str:
        if depth > _DEEPEST:
            raise self.error("Nested too deeply")
        first = self.next()
        if first == "{":
            return self.object(depth + 1)
        if first == "[":
            return self._array(depth + 1)
        if first in ("'", '"'):
            return json.dumps(self._quoted(first), ensure_ascii=False)
        word = self._literal()
        if word.lower() in _WORDS:
            return word.lower()
        return word if _NUMBER.fullmatch(word) else json.dumps(word, ensure_ascii=False)

    def _name(self) -> str:
        first = self.next()
        word = self._quoted(first) if first in ("'", '"') else self._literal()
        return json.dumps(word, ensure_ascii=False)

    def _literal(self) -> str:
        found = _LITERAL.match(self._text, self._at - 1)
        if not found:
            raise self.error("Expected a value")
        self._at = found.end()
        return found[0].rstrip("\r\n")

    def _quoted(self, quote: str) -> str:
        parts: list[str] = []
        while True:
            found = _QUOTED[quote].match(self._text, self._at)
            assert found
            parts.append(found[0])
            self._at = found.end() + 1
            if found.end() == len(self._text):
                raise self.error("Unterminated string")
            if self._text[found.end()] == quote:
                return "".join(parts)
            parts.append(self._escaped())

    def _escaped(self) -> str:
        escape = self._text[self._at : self._at + 1]
        self._at += 1
        if escape != "u":
            return _ESCAPES.get(escape, escape)
        digits = self._text[self._at : self._at + 4]
        self._at += 4
        try:
            return chr(int(digits, 16))
        except ValueError:
            raise self.error(f"Invalid escape sequence: \\u{digits}") from None
