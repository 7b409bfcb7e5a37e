"""Partition projection: partitions worked out from a table's properties instead of the catalog.

https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from urllib.parse import quote

from boathouse.engine.sql import jodadate
from boathouse.engine.sql.context import Between
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.source import Table

NOW = re.compile(
    r"\s*NOW\s*(?:([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?\s*)?", re.IGNORECASE
)
SPANS = {
    "WEEKS": timedelta(weeks=1),
    "DAYS": timedelta(days=1),
    "HOURS": timedelta(hours=1),
    "MINUTES": timedelta(minutes=1),
    "SECONDS": timedelta(seconds=1),
    "MILLIS": timedelta(milliseconds=1),
}
MONTHS = {"YEARS": 12, "MONTHS": 1}
_SORTED = re.compile("yyyy(_MM(_dd(_HH(_mm(_ss)?)?)?)?)?".replace("_", "[^A-Za-z']*"))
"""Formats whose texts are in the order of their moments."""


def enabled(table: Table) -> bool:
    """Whether the table's partitions are projected; those in the catalog do not count then."""
    return table.parameters.get("projection.enabled", "").strip().lower() == "true"


def values(
    table: Table, asked: Mapping[str, list[str]], between: Mapping[str, Between], now: datetime
) -> list[list[str]]:
    """What each partition key may be.

    `asked` has the values that the query demands of keys, `between` ends of them; more may be answered.
    """
    return [
        _Column(table, key.name, now).values(asked.get(key.name), between.get(key.name, Between()))
        for key in table.partition_keys
    ]


def location(table: Table, chosen: Sequence[str]) -> str:
    """Where the partition of these values lies."""
    pairs = list(zip((key.name for key in table.partition_keys), chosen, strict=True))
    template = table.parameters.get("storage.location.template")
    if template is None:
        folders = "/".join(f"{key}={quote(value, safe=' ')}" for key, value in pairs)
        return f"{table.location.rstrip('/')}/{folders}/"
    for key, value in pairs:
        template = re.sub(re.escape(f"${{{key}}}"), value.replace("\\", r"\\"), template, flags=re.IGNORECASE)
    return template if template.endswith("/") else f"{template}/"


@dataclass(frozen=True)
class _Column:
    """The projection of one partition key."""

    table: Table
    key: str
    now: datetime

    @property
    def _text(self) -> bool:
        """Whether the key is compared with its values as they are written."""
        kinds = {key.name: key.kind.lower() for key in self.table.partition_keys}
        return kinds[self.key].startswith(("string", "varchar", "char"))

    def values(self, asked: list[str] | None, between: Between) -> list[str]:
        kind = self.property("type").strip().lower()
        if kind == "enum":
            return self.property("values").split(",")
        if kind == "integer":
            return list(self._integers())
        if kind == "date":
            return list(self._dates(asked, between))
        if kind != "injected":
            self.fail(f"unknown type {kind}")
        if asked is None:
            text = (
                f"For the injected projected partition column {self.key}, the WHERE clause must contain only "
                "static equality conditions, and at least one such condition must be present."
            )
            raise QueryError("CONSTRAINT_VIOLATION", text)
        return asked

    def property(self, name: str, default: str | None = None) -> str:
        wanted = f"projection.{self.key}.{name}".lower()
        found = next((v for k, v in self.table.parameters.items() if k.lower() == wanted), default)
        return self.fail(f"{name} is missing") if found is None else found

    def fail(self, problem: str) -> NoReturn:
        text = f"Table {self.table.database}.{self.table.name} has invalid partition projection properties"
        raise QueryError("INVALID_TABLE_PROPERTY", f"{text}: projection of column {self.key}: {problem}")

    def bounds(self) -> list[str]:
        found = self.property("range").split(",")
        return found if len(found) == 2 else self.fail("range needs two values")

    def step(self, default: str | None) -> int:
        text = self.property("interval", default).strip()
        return int(text) if text.isdigit() and int(text) else self.fail("interval must be a positive integer")

    def _integers(self) -> Iterator[str]:
        digits = int(self.property("digits", "0"))
        try:
            first, last = (int(bound) for bound in self.bounds())
        except ValueError:
            self.fail("range must hold integers")
        for number in range(first, last + 1, self.step("1")):
            yield f"{'-' if number < 0 else ''}{abs(number):0{digits}}"

    def _dates(self, asked: list[str] | None, between: Between) -> Iterator[str]:
        pattern = self.property("format")
        first, last = (self._moment(bound, pattern) for bound in self.bounds())
        unit = self.property("interval.unit", _precision(pattern)).strip().upper()
        unit = unit if unit.endswith("S") else f"{unit}S"
        step = self.step("1" if _precision(pattern) in ("DAYS", "MONTHS") else None)
        if unit not in SPANS and unit not in MONTHS:
            self.fail(f"unknown interval.unit {unit}")
        if asked is not None and self._text and unit == _precision(pattern):  # of millions of minutes these
            yield from (text for text in dict.fromkeys(asked) if self._falls(text, pattern, first, last))
            return

        def text(count: int) -> str:
            return jodadate.formatted(_later(first, step * count, unit), pattern)

        counts = range(_steps(first, last, step, unit) + 1)
        if self._text and _SORTED.fullmatch(pattern):
            start = bisect_left(counts, between.low, key=text)
            counts = counts[start : bisect_right(counts, between.high, key=text) if between.high else None]
        seen = ""
        for found in map(text, counts):
            if found != seen:
                yield found
            seen = found

    def _falls(self, text: str, pattern: str, first: datetime, last: datetime) -> bool:
        """Whether a value is projected; the steps are of the unit that the format shows last."""
        try:
            moment = jodadate.parsed(text, pattern)
        except ValueError:
            return False
        unit, step = _precision(pattern), self.step("1")
        if unit in SPANS:
            on_step = (moment - first) % (step * SPANS[unit]) == timedelta(0)
        else:
            months = (moment.year - first.year) * 12 + moment.month - first.month
            on_step = months % (step * MONTHS[unit]) == 0
        return on_step and first <= moment <= last and jodadate.formatted(moment, pattern) == text

    def _moment(self, bound: str, pattern: str) -> datetime:
        """A bound, cut to what the format shows."""
        found = NOW.fullmatch(bound)
        try:
            if found is None:
                return jodadate.parsed(bound.strip(), pattern)
            sign, count, unit = found.groups()
            moment = self.now.astimezone(UTC).replace(tzinfo=None)
            if count:
                moment = _later(moment, int(f"{sign}{count}"), f"{unit.upper()}S")
            return jodadate.parsed(jodadate.formatted(moment, pattern), pattern)
        except ValueError as error:
            self.fail(str(error))


def _precision(pattern: str) -> str:
    """The unit of what a format shows last."""
    bare = re.sub(r"'[^']*'", "", pattern)
    units = {"S": "MILLIS", "s": "SECONDS", "m": "MINUTES", "H": "HOURS", "h": "HOURS", "k": "HOURS",
             "K": "HOURS", "d": "DAYS", "D": "DAYS", "M": "MONTHS"}  # fmt: skip
    return next((unit for letter, unit in units.items() if letter in bare), "YEARS")


def _steps(first: datetime, last: datetime, step: int, unit: str) -> int:
    """How many steps lead from the first moment to the last, or before it; -1 if that comes earlier."""
    if unit in SPANS:
        return max(-1, (last - first) // (step * SPANS[unit]))
    months = (last.year - first.year) * 12 + last.month - first.month
    count = max(-1, months // (step * MONTHS[unit]))
    return count - (count >= 0 and _later(first, step * count, unit) > last)


def _later(moment: datetime, count: int, unit: str) -> datetime:
    if unit in SPANS:
        return moment + count * SPANS[unit]
    months = moment.year * 12 + moment.month - 1 + count * MONTHS[unit]
    year, month = divmod(months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
