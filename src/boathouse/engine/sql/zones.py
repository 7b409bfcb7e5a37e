"""Timestamps with a time zone: held in UTC, told in the zone that stands in their type.

https://trino.io/docs/current/functions/datetime.html#time-zone-conversion
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from boathouse.engine.sql import types as t
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.scope import Value, quoted

LITERAL = re.compile(r"\s*(\d{1,6}-\d{1,2}-\d{1,2}(?: \d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?)\s*(\S.*?)?\s*")
OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")
UTC = ("UTC", "Etc/UTC", "Z", "GMT")


def known(name: str) -> str | None:
    """A zone's name as Trino writes it, or None if there is no such zone."""
    if name in UTC:
        return "UTC"
    offset = OFFSET.fullmatch(name)
    if offset:
        return "UTC" if offset[2] == offset[3] == "00" else f"{offset[1]}{offset[2]}:{offset[3]}"
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def literal(text: str, precision: int) -> tuple[str, t.Type] | None:
    """What a clock shows, and the zone it is in, as one text has them; None if it is not written so."""
    found = LITERAL.fullmatch(text)
    zone = known(found[2] or "UTC") if found else None
    return (found[1], t.zoned(zone, precision)) if found and zone else None


def local(value: Value) -> Value:
    """A timestamp with time zone as the clock there shows it: a timestamp."""
    zone = value.type.zone
    if zone == t.MIXED:
        raise QueryError("NOT_SUPPORTED", "Timestamps of several time zones in one column are not emulated")
    if value.type.base != t.TIMESTAMP_TZ.base:
        return value
    kind = t.MICROS if value.type.precision > 3 else t.TIMESTAMP
    offset = OFFSET.fullmatch(zone)
    if zone == "UTC":
        return Value(value.sql, kind)
    if offset:
        return Value(f"({value.sql} + INTERVAL '{_minutes(offset)}' minute)", kind)
    return Value(f"timezone({quoted(zone)}, timezone('UTC', {value.sql}))", kind)


def instant(sql: str, kind: t.Type) -> Value:
    """What a clock in the type's zone shows, as a timestamp with time zone."""
    offset = OFFSET.fullmatch(kind.zone)
    if kind.zone == "UTC":
        return Value(sql, kind)
    if offset:
        return Value(f"({sql} - INTERVAL '{_minutes(offset)}' minute)", kind)
    return Value(f"timezone('UTC', timezone({quoted(kind.zone)}, {sql}))", kind)


def _minutes(offset: re.Match[str]) -> int:
    minutes = int(offset[2]) * 60 + int(offset[3])
    return -minutes if offset[1] == "-" else minutes
