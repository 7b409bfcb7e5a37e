"""The words of a ruleset."""

from __future__ import annotations

import re
from dataclasses import dataclass

from awsgluedq._dqdl.errors import at

_TOKEN = re.compile(
    r"""
    (?P<space>\s+ | \#[^\n]*)
  | (?P<string>"(?:\\.|[^"\\])*")
  | (?P<now>now\(\s*\))
  | (?P<number>\d+(?:\.\d+)?(?![\w.]))
  | (?P<variable>\$\w+)
  | (?P<word>[A-Za-z0-9_][\w.]*)
  | (?P<sign>!=|>=|<=|[-=<>+*/()\[\]{},:])
    """,
    re.VERBOSE | re.DOTALL,
)


_EITHER = ("and", "or", "of")
"""Words that are written in capitals too."""
_SMALL = ("between", "in", "matches", "not", "where", "with", "labels")


@dataclass(frozen=True)
class Token:
    """A word, where it begins, and what it is: string, now, number, variable, word, sign or end."""

    kind: str
    text: str
    position: int

    def says(self, *words: str) -> bool:
        """Whether it is one of these words or signs; and, or, of may be written in capitals."""
        small = self.text.lower()
        either = small in _EITHER and self.text.isupper()
        return self.kind in ("word", "sign") and (small if either else self.text) in words

    @property
    def miscased(self) -> bool:
        """Whether it would be a word of the language if it were written in small letters."""
        small = self.text.lower()
        known = small in _SMALL or (small in _EITHER and not self.text.isupper())
        return self.kind == "word" and self.text != small and known


def tokens(text: str) -> list[Token]:
    """The tokens of a ruleset, an end token last; comments are left out."""
    found, position = [], 0
    while position < len(text):
        matched = _TOKEN.match(text, position)
        if matched is None:
            raise at(text, position, f"unexpected character {text[position]!r}.")
        if matched.lastgroup != "space":
            found.append(Token(str(matched.lastgroup), matched.group(), position))
        position = matched.end()
    return [*found, Token("end", "the end", len(text))]
