"""What stands on the right side of a condition. `str` of an operand is its text as AWS prints it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?: (AM|PM))?\Z")
_BYTES = {"B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40}
UNITS_OF_TIME = ("days", "day", "hours", "hour", "minutes", "minute")
UNITS_OF_SIZE = tuple(_BYTES)


@dataclass(frozen=True)
class Number:
    """A number, in the digits that the ruleset has."""

    text: str

    @property
    def value(self) -> float:
        return float(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Text:
    """A string; a backslash escapes a quote and stays where it is before anything else."""

    raw: str

    @property
    def value(self) -> str:
        return self.raw.replace('\\"', '"')

    @property
    def instant(self) -> Instant | None:
        """The same as a date or a time of today, if it reads as one."""
        return Instant(self.raw) if _DATE.match(self.raw) or _TIME.match(self.raw) else None

    def __str__(self) -> str:
        return f'"{self.raw}"'


@dataclass(frozen=True)
class Keyword:
    """NULL, EMPTY or WHITESPACES_ONLY."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Duration:
    """So many days, hours or minutes."""

    amount: str
    unit: str

    @property
    def delta(self) -> timedelta:
        return timedelta(**{self.unit.rstrip("s") + "s": float(self.amount)})

    @property
    def hours(self) -> float:
        return self.delta.total_seconds() / 3600

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


@dataclass(frozen=True)
class Size:
    """So many bytes, kilobytes, …"""

    amount: str
    unit: str

    @property
    def value(self) -> float:
        return float(self.amount) * _BYTES[self.unit]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


@dataclass(frozen=True)
class Instant:
    """now(), a date or a time of today, moved by a duration or not."""

    base: str
    sign: str = ""
    offset: Duration | None = None

    def moment(self, now: datetime, zone: str = "") -> datetime:
        """The moment that is meant; dates and times are of `zone`, UTC unless it is given."""
        moment = now if self.base == "now()" else self._read(now, zone)
        if self.offset is None:
            return moment
        return moment - self.offset.delta if self.sign == "-" else moment + self.offset.delta

    def _read(self, now: datetime, zone: str) -> datetime:
        here = now.astimezone(ZoneInfo(zone)) if zone else now
        time = _TIME.match(self.base)
        if time is None:
            year, month, day = map(int, self.base.split("-"))
            return datetime(year, month, day, tzinfo=here.tzinfo)
        hour = int(time[1]) % 12 + (12 if time[3] == "PM" else 0) if time[3] else int(time[1])
        return here.replace(hour=hour, minute=int(time[2]), second=0, microsecond=0)

    def __str__(self) -> str:
        base = self.base if self.base == "now()" else f'"{self.base}"'
        return f"({base} {self.sign} {self.offset})" if self.offset else base


@dataclass(frozen=True)
class Call:
    """A function over earlier values: last, avg, max, …"""

    name: str
    arguments: tuple[Operand, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True)
class Binary:
    """Two numbers and a sign between them."""

    left: Operand
    sign: str
    right: Operand
    bracketed: bool = False

    def __str__(self) -> str:
        text = f"{self.left} {self.sign} {self.right}"
        return f"({text})" if self.bracketed else text


Operand = Number | Text | Keyword | Duration | Size | Instant | Call | Binary
