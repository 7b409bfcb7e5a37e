"""Java's date patterns, which format_datetime, parse_datetime and partition projection take.

https://www.joda.org/joda-time/apidocs/org/joda/time/format/DateTimeFormat.html
https://trino.io/docs/current/functions/datetime.html#java-date-functions
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from boathouse.engine.sql.mysqldate import DAYS, MONTHS

TOKEN = re.compile(r"'((?:[^']|'')+)'|('')|(([A-Za-z])\4*)|([^A-Za-z']+)")
SHORT_MONTHS, SHORT_DAYS = [m[:3] for m in MONTHS], [d[:3] for d in DAYS]

NUMBERS: dict[str, Callable[[datetime], int]] = {
    "Y": lambda d: d.year,
    "y": lambda d: d.year,
    "u": lambda d: d.year,
    "x": lambda d: d.isocalendar().year,
    "w": lambda d: d.isocalendar().week,
    "e": lambda d: d.isoweekday(),
    "D": lambda d: d.timetuple().tm_yday,
    "M": lambda d: d.month,
    "d": lambda d: d.day,
    "K": lambda d: d.hour % 12,
    "h": lambda d: (d.hour - 1) % 12 + 1,
    "H": lambda d: d.hour,
    "k": lambda d: (d.hour - 1) % 24 + 1,
    "m": lambda d: d.minute,
    "s": lambda d: d.second,
}
YEARS = "Yyux"


@dataclass(frozen=True)
class Token:
    """A run of one pattern letter, or text that stands for itself (`letter` is empty)."""

    letter: str
    size: int
    text: str

    @property
    def is_number(self) -> bool:
        """Whether it reads and writes digits."""
        return self.letter == "S" or (self.letter in NUMBERS and not (self.letter == "M" and self.size > 2))


@lru_cache(256)
def _tokens(pattern: str) -> tuple[Token, ...]:
    tokens, at = [], 0
    while at < len(pattern):
        found = TOKEN.match(pattern, at)
        if found is None:
            raise ValueError(f"Invalid pattern specification: {pattern}")
        quoted, quote, run, letter, other = found.groups()
        if run and letter not in NUMBERS and letter not in "SEaZzG":
            raise ValueError(f"Illegal pattern component: {run}")
        text = quoted.replace("''", "'") if quoted else "'" if quote else other or ""
        tokens.append(Token(letter or "", len(run or ""), text))
        at = found.end()
    return tuple(tokens)


def formatted(value: datetime, pattern: str) -> str:
    """The moment, in UTC, as text; a pattern that Java does not know is a ValueError."""
    return "".join(_written(value, token) for token in _tokens(pattern))


def _written(value: datetime, token: Token) -> str:
    letter, size = token.letter, token.size
    if not letter:
        return token.text
    if letter == "S":
        return f"{value.microsecond:06}".ljust(size, "0")[:size]
    if letter in NUMBERS and token.is_number:
        number = NUMBERS[letter](value)
        return f"{number % 100:02}" if letter in YEARS and size == 2 else f"{number:0{size}}"
    names = {
        "M": (SHORT_MONTHS if size < 4 else MONTHS)[value.month - 1],
        "E": (SHORT_DAYS if size < 4 else DAYS)[value.weekday()],
        "a": "AM" if value.hour < 12 else "PM",
        "Z": ("+0000", "+00:00", "UTC")[min(size, 3) - 1],
        "z": "UTC" if size < 4 else "Coordinated Universal Time",
        "G": "AD",
    }
    return names[letter]


@lru_cache(256)
def _reader(pattern: str) -> re.Pattern[str]:
    tokens = _tokens(pattern)
    parts = [
        _part(token, bool(following) and following[0].is_number)
        for token, following in ((token, tokens[i + 1 : i + 2]) for i, token in enumerate(tokens))
    ]
    try:
        return re.compile("".join(parts), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"the pattern '{pattern}' names a field twice") from error


def _part(token: Token, crowded: bool) -> str:
    """A regular expression for what a token reads; `crowded` by digits behind it, it reads just its own."""
    letter, size = token.letter, token.size
    if not letter:
        return re.escape(token.text)
    if letter == "S":
        return rf"(?P<S>\d{{{size}}})" if crowded else rf"(?P<S>\d{{1,{size}}})"
    if token.is_number:
        most = 9 if letter in YEARS else 3 if letter == "D" else 2
        sign = "[+-]?" if letter in YEARS else ""
        group = "Y" if letter in "Yyu" else letter
        return rf"(?P<{group}>{sign}\d{{{size if crowded else f'1,{most}'}}})"
    names = {
        "M": rf"(?P<name>{'|'.join([*MONTHS, *SHORT_MONTHS])})",
        "E": rf"(?:{'|'.join([*DAYS, *SHORT_DAYS])})",
        "a": "(?P<a>AM|PM)",
        "Z": r"(?P<Z>Z|[+-]\d{2}:?\d{2}|UTC)",
        "z": r"(?P<z>UTC|GMT)",
        "G": "(?:AD)",
    }
    return names[letter]


def parsed(text: str, pattern: str) -> datetime:
    """Read a moment, in UTC; text that does not fit is a ValueError in Trino's words."""
    shown, away = read(text, pattern)
    return shown - away


def read(text: str, pattern: str) -> tuple[datetime, timedelta]:
    """What a clock shows in the text, and how far its zone is from UTC."""
    found = _reader(pattern).fullmatch(text)
    if found is None:
        raise ValueError(f'Invalid format: "{text}"')
    got = {k: v for k, v in found.groupdict().items() if v is not None}
    try:
        return _date(got) + _time(got), _offset(got)
    except ValueError as error:
        raise ValueError(f'Cannot parse "{text}": {error}') from error


def _date(got: dict[str, str]) -> datetime:
    if "x" in got or "w" in got:
        return datetime.fromisocalendar(int(got.get("x", 1970)), int(got.get("w", 1)), int(got.get("e", 1)))
    year = _year(got.get("Y", "1970"))
    if "D" in got:
        return datetime(year, 1, 1) + timedelta(int(got["D"]) - 1)
    named = SHORT_MONTHS.index(got["name"][:3].capitalize()) + 1 if "name" in got else 1
    return datetime(year, int(got.get("M", named)), int(got.get("d", 1)))


def _year(text: str) -> int:
    """Two digits are a year from 80 before to 19 after this one."""
    if len(text) != 2:
        return int(text)
    first = datetime.now(UTC).year - 80
    return first + (int(text) - first) % 100


def _time(got: dict[str, str]) -> timedelta:
    hour = int(got.get("H", 0)) or int(got.get("k", 0)) % 24
    half = got.get("K") or got.get("h")
    if half is not None:
        hour = int(half) % 12 + (12 if got.get("a", "").upper() == "PM" else 0)
    minute, second = int(got.get("m", 0)), int(got.get("s", 0))
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("Value for time of day must be in the range of a day")
    time = timedelta(hours=hour, minutes=minute, seconds=second)
    return time + timedelta(microseconds=int(got.get("S", "0").ljust(6, "0")[:6]))


def _offset(got: dict[str, str]) -> timedelta:
    zone = got.get("Z", "Z").upper()
    if zone in ("Z", "UTC"):
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -away if zone[0] == "-" else away
