"""Delimiters as SERDEPROPERTIES spell them."""

from __future__ import annotations

import re

ESCAPES = {"\\t": "\t", "\\n": "\n", "\\\\": "\\", '\\"': '"', "\\'": "'"}
OCTAL, UNICODE = re.compile(r"\\0([0-3][0-7])"), re.compile(r"\\u([0-9a-fA-F]{4})")


def character(text: str) -> str:
    """The character that is meant: itself, `\\t` and its like, `\\001`, `\\u0001`."""
    octal, unicode = OCTAL.fullmatch(text), UNICODE.fullmatch(text)
    if octal:
        return chr(int(octal[1], 8))
    if unicode:
        return chr(int(unicode[1], 16))
    return ESCAPES.get(text, text)


def pattern(text: str) -> str:
    """A regular expression for just this text, inside brackets too."""
    return "".join(f"\\x{{{ord(c):x}}}" for c in text)
