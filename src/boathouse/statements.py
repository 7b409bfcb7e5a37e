"""SQL text as its statements: cut at semicolons that stand outside strings, names and comments."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""
    (?P<text> '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` )   # a string or a quoted name
  | (?P<comment> --[^\n]* | /\*.*?\*/ )
  | (?P<end> ; )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)


def split(sql: str) -> list[str]:
    """The statements of a text, without their semicolons; a part that is only comments is none."""
    statements, current, real = [], "", False
    for piece in _PIECE.finditer(sql):
        if piece.lastgroup == "end":
            statements += [current.strip()] if real else []
            current, real = "", False
            continue
        current += piece[0]
        real = real or (piece.lastgroup != "comment" and not piece[0].isspace())
    return [*statements, current.strip()] if real else statements
