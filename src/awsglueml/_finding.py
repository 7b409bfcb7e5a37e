"""What looks like a pattern and passes a check: the means by which entities are found in texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

Span = tuple[int, int]
"""Where an entity begins, and where the text goes on behind it; in characters."""

Finder = Callable[[str, bool], Iterator[Span]]
Check = Callable[[str], bool]


def like(strict: str, loose: str = "", check: Check = lambda _: True) -> Finder:
    """What looks like a pattern, stands alone, and passes its check."""

    def find(text: str, anything: bool) -> Iterator[Span]:
        pattern = _alone(loose if anything and loose else strict)
        return (found.span() for found in pattern.finditer(text) if check(found.group()))

    return find


@cache
def _alone(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-])(?:{form})(?![\w-])")


def figures(text: str) -> list[int]:
    """The digits of a text."""
    return [int(char) for char in text if char.isdigit()]


def luhn(text: str) -> bool:
    """ISO/IEC 7812's check digit."""
    doubled = (figure * (1 + place % 2) for place, figure in enumerate(reversed(figures(text))))
    return sum(sum(divmod(figure, 10)) for figure in doubled) % 10 == 0


def iban(text: str) -> bool:
    """ISO 13616's check digits."""
    plain = text.replace(" ", "").upper()
    return 15 <= len(plain) <= 34 and int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def is_day(year: int, month: int, day: int) -> bool:
    """Whether there is such a day; a year of two digits is one of this century."""
    try:
        date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return False
    return True
