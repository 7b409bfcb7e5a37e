"""Field names: the reversible code that Spark's analyser cannot confuse, and dotted paths."""

from __future__ import annotations

import re
from functools import cache

MARK = "_1"
"""What a marker column adds to its field's code: no code is another one and this, as no character is `_1`."""

_PLAIN = re.compile(r"[a-z0-9]+\Z")
_CODE = re.compile(r"_0[0-9a-f]*_|_[a-z_]")
_SEGMENT = re.compile(r"`((?:[^`]|``)*)`|([^.`]+)")


@cache
def encoded(name: str) -> str:
    """The internal name: lower case and digits stay, `_` doubles, `A` is `_a`, any other is `_0<hex>_`."""
    if _PLAIN.match(name):
        return name
    return "".join(map(_coded, name)) or "_0_"


def _coded(char: str) -> str:
    if char == "_":
        return "__"
    if char.isascii() and char.isalnum():
        return f"_{char.lower()}" if char.isupper() else char
    return f"_0{ord(char):x}_"


@cache
def decoded(name: str) -> str:
    """The field's name behind an internal one."""
    return _CODE.sub(_plain_char, name) if "_" in name else name


def _plain_char(found: re.Match[str]) -> str:
    code = found[0]
    if code in ("__", "_0_"):
        return "_" if code == "__" else ""
    return chr(int(code[2:-1], 16)) if code[1] == "0" else code[1].upper()


def quoted(name: str) -> str:
    """A name as Spark SQL reads it literally."""
    return "`" + name.replace("`", "``") + "`"


def literal(text: str) -> str:
    """A string literal of Spark SQL."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"


def segments(path: str) -> tuple[str, ...]:
    """Split a path at its dots, except inside backticks; `[]` at the end of a segment is dropped.

    A path that starts with a dot is a name by itself: that is how a join calls the left copy.
    """
    if path.startswith("."):
        return (path,)
    found = tuple(
        (quoted_part or "").replace("``", "`") or plain.removesuffix("[]")
        for quoted_part, plain in _SEGMENT.findall(path)
    )
    return found or (path,)
