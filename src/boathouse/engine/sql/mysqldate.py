"""MySQL's date patterns, which date_format and date_parse take.

https://trino.io/docs/current/functions/datetime.html#mysql-date-functions
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

FORMATS: dict[str, Callable[[datetime], str]] = {
    "Y": lambda d: f"{d.year:04}",
    "y": lambda d: f"{d.year % 100:02}",
    "m": lambda d: f"{d.month:02}",
    "c": lambda d: str(d.month),
    "d": lambda d: f"{d.day:02}",
    "e": lambda d: str(d.day),
    "H": lambda d: f"{d.hour:02}",
    "k": lambda d: str(d.hour),
    "h": lambda d: f"{(d.hour - 1) % 12 + 1:02}",
    "I": lambda d: f"{(d.hour - 1) % 12 + 1:02}",
    "l": lambda d: str((d.hour - 1) % 12 + 1),
    "i": lambda d: f"{d.minute:02}",
    "s": lambda d: f"{d.second:02}",
    "S": lambda d: f"{d.second:02}",
    "f": lambda d: f"{d.microsecond:06}",
    "p": lambda d: "AM" if d.hour < 12 else "PM",
    "W": lambda d: DAYS[d.weekday()],
    "a": lambda d: DAYS[d.weekday()][:3],
    "M": lambda d: MONTHS[d.month - 1],
    "b": lambda d: MONTHS[d.month - 1][:3],
    "j": lambda d: f"{d.timetuple().tm_yday:03}",
    "v": lambda d: f"{d.isocalendar().week:02}",
    "x": lambda d: f"{d.isocalendar().year:04}",
    "T": lambda d: f"{d:%H:%M:%S}",
    "r": lambda d: f"{(d.hour - 1) % 12 + 1:02}:{d:%M:%S} {'AM' if d.hour < 12 else 'PM'}",
    "%": lambda d: "%",
}

FIELDS = {
    "Y": r"(?P<Y>\d{1,4})", "y": r"(?P<y>\d{2})", "m": r"(?P<m>\d{1,2})", "c": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})", "e": r"(?P<d>\d{1,2})", "H": r"(?P<H>\d{1,2})", "k": r"(?P<H>\d{1,2})",
    "h": r"(?P<h>\d{1,2})", "I": r"(?P<h>\d{1,2})", "l": r"(?P<h>\d{1,2})", "i": r"(?P<i>\d{1,2})",
    "s": r"(?P<s>\d{1,2})", "S": r"(?P<s>\d{1,2})", "f": r"(?P<f>\d{1,9})", "p": r"(?P<p>[AaPp][Mm])",
    "b": rf"(?P<b>{'|'.join(m[:3] for m in MONTHS)})", "M": rf"(?P<M>{'|'.join(MONTHS)})",
    "a": rf"(?:{'|'.join(d[:3] for d in DAYS)})", "W": rf"(?:{'|'.join(DAYS)})",
    "T": r"(?P<H>\d{1,2}):(?P<i>\d{1,2}):(?P<s>\d{1,2})", "%": "%",
}  # fmt: skip


def formatted(value: datetime, pattern: str) -> str:
    """The moment as text; a specifier that Trino refuses, or that is not emulated, is a ValueError."""

    def part(found: re.Match[str]) -> str:
        letter = found[1]
        if letter in FORMATS:
            return FORMATS[letter](value)
        if letter.isalpha() and letter in "DUuVwX":
            raise ValueError(f"%{letter} not supported in date format string")
        return letter

    return re.sub(r"%(.)", part, pattern, flags=re.DOTALL)


@lru_cache(256)
def _reader(pattern: str) -> re.Pattern[str]:
    parts, at = [], 0
    for found in re.finditer(r"%(.)", pattern, flags=re.DOTALL):
        parts.append(re.escape(pattern[at : found.start()]))
        if found[1] not in FIELDS:
            raise ValueError(f"%{found[1]} not supported in date format string")
        parts.append(FIELDS[found[1]])
        at = found.end()
    try:
        return re.compile("".join(parts) + re.escape(pattern[at:]), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"date format string '{pattern}' names a field twice") from error


def parsed(text: str, pattern: str) -> datetime:
    """Read a moment; text that does not fit is a ValueError in Trino's words."""
    found = _reader(pattern).fullmatch(text)
    if found is None:
        raise ValueError(f'Invalid format: "{text}"')
    got = {k: v for k, v in found.groupdict().items() if v is not None}
    year = int(got["Y"]) if "Y" in got else _century(int(got["y"])) if "y" in got else 1970
    hour = (
        int(got["H"])
        if "H" in got
        else int(got.get("h", 0)) % 12 + (12 if got.get("p", "").lower() == "pm" else 0)
    )
    try:
        return datetime(
            year, _month(got), int(got.get("d", 1)), hour, int(got.get("i", 0)), int(got.get("s", 0)),
            int(got.get("f", "0").ljust(6, "0")[:3]) * 1000,
        )  # fmt: skip
    except ValueError as error:
        raise ValueError(f'Cannot parse "{text}": {error}') from error


def _century(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


def _month(got: dict[str, str]) -> int:
    if "b" in got or "M" in got:
        name = (got.get("b") or got["M"])[:3].capitalize()
        return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name))
    return int(got.get("m", 1))
