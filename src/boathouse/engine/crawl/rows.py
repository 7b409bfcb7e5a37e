"""Rows of delimited text as a classifier sees them: their fields still have their quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_STRETCH, _STRETCHES = 100, 2_000
"""A quoted field has so many quotes and stretches of so many characters at most, lest each one that is never
closed be sought to the end of the text."""


@dataclass(frozen=True)
class Rows:
    """The first rows of a text that are not blank, and how many characters they and the blank ones take."""

    fields: list[list[str]]
    used: int


def rows(text: str, delimiter: str, quote: str, most: int, *, spanning: bool) -> Rows:
    """Take the first rows of a text apart; `spanning` if a line may end inside quotes.

    A quote opens at the start of a field only, and closes at its end only: all others are text, and so is one
    that opens and never closes.
    """
    found: list[list[str]] = []
    row: list[str] = []
    used = 0
    for match in _pattern(delimiter, quote, spanning).finditer(text):
        row.append(match[1])
        if match[2] == delimiter:
            continue
        if delimiter.join(row).strip():
            if len(found) == most:
                break
            found.append(row)
        row, used = [], match.end()
    return Rows(found, used)


@cache
def _pattern(delimiter: str, quote: str, spanning: bool) -> re.Pattern[str]:
    """A field and what ends it."""
    separator = re.escape(delimiter)
    plain = rf"[^{separator}\r\n]*+"
    mark, breaks = re.escape(quote), "" if spanning else r"\r\n"
    blanks = "" if delimiter == " " else " *+"
    end = rf"{blanks}(?={separator}|\r|\n|\Z)"
    escaped = r"\\(?s:.)" if spanning else r"\\[^\r\n]"
    inside = rf"(?:[^{mark}\\{breaks}]{{1,{_STRETCH}}}+|{escaped}|{mark}{mark}|{mark}(?!{end}))"
    quoted = rf"{blanks}{mark}{inside}{{0,{_STRETCHES}}}+{mark}{end}"
    return re.compile(rf"({quoted}|{plain})({separator}|\r\n|\n|\r|\Z)")
