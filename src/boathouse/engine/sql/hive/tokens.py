"""Hive DDL as words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from boathouse.engine.sql.failures import QueryError

PIECE = re.compile(
    r"""
    (?P<space> \s+ | --[^\n]* | /\*.*?\*/ )
  | (?P<text> '(?:[^'\\]|\\.|'')*' | "(?:[^"\\]|\\.)*" )
  | (?P<name> `(?:[^`]|``)*` )
  | (?P<word> [A-Za-z_0-9$]+ (?: [A-Za-z_0-9$\-]*[A-Za-z_0-9$] )? )
  | (?P<sign> <=|>=|<>|!=|[^\w\s] )
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "Z": "\x1a", "b": "\b"}


@dataclass(frozen=True)
class Token:
    """One word: `kind` is word, name (in backticks), text or sign; `value` without its quotes."""

    kind: str
    value: str
    start: int
    end: int

    def says(self, word: str) -> bool:
        """Whether it is this keyword or sign."""
        return self.kind in ("word", "sign") and self.value.upper() == word


def tokens(text: str) -> list[Token]:
    """All words of a statement; comments and white space are none."""
    found, at = [], 0
    while at < len(text):
        piece = PIECE.match(text, at)
        if piece is None:
            raise error(text, at, f"token recognition error at: '{text[at]}'")
        if piece.lastgroup != "space":
            kind = str(piece.lastgroup)
            found.append(Token(kind, _value(kind, piece[0]), at, piece.end()))
        at = piece.end()
    return found


def error(text: str, offset: int, message: str) -> QueryError:
    """A SYNTAX_ERROR at an offset."""
    before = text[:offset]
    return QueryError(
        "SYNTAX_ERROR", message, line=before.count("\n") + 1, column=offset - before.rfind("\n")
    )


def _value(kind: str, text: str) -> str:
    if kind == "name":
        return text[1:-1].replace("``", "`")
    if kind != "text":
        return text
    inner = text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1]
    return re.sub(r"\\(u[0-9A-Fa-f]{4}|[0-3][0-7]{2}|.)", lambda m: _escape(m[1]), inner, flags=re.DOTALL)


def _escape(code: str) -> str:
    if code[0] == "u" and len(code) == 5:
        return chr(int(code[1:], 16))
    if len(code) == 3:
        return chr(int(code, 8))
    return ESCAPES.get(code, code)
