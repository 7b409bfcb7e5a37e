"""Single values as Iceberg's metadata holds them: bytes of bounds, and what transforms make of columns.

https://iceberg.apache.org/spec/#binary-single-value-serialization
"""

from __future__ import annotations

import base64
import struct
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from boathouse.engine.sql import types as t
from boathouse.engine.sql.iceberg.schema import DECIMAL

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COUNTS = {"year": "int", "month": "int", "hour": "int", "day": "date"}
"""What a transform of time makes of a column."""


def decoded(raw: bytes, kind: str) -> Any:
    """The value of a bound: dates in days and timestamps in microseconds since 1970.

    A number may be of the type that its column had before it was widened.
    """
    found = DECIMAL.fullmatch(kind)
    if found:
        return Decimal(int.from_bytes(raw, "big", signed=True)).scaleb(-int(found[2]))
    if kind in ("float", "double"):
        return struct.unpack("<f" if len(raw) == 4 else "<d", raw)[0]
    if kind == "boolean":
        return raw != b"\x00"
    if kind == "string":
        return raw.decode(errors="replace")
    if kind == "uuid":
        return str(uuid.UUID(bytes=raw))
    return raw if kind == "binary" or kind.startswith("fixed") else int.from_bytes(raw, "little", signed=True)


def transformed(kind: Any, transform: str) -> Any:
    """Iceberg's type of what a transform makes of a column."""
    return "int" if transform.startswith("bucket") else COUNTS.get(transform, kind)


def plain(value: Any) -> Any:
    """A value of a manifest's own columns in the form that `decoded` gives."""
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return (moment - EPOCH) // timedelta(microseconds=1)
    if isinstance(value, date):
        return (value - EPOCH.date()).days
    if isinstance(value, time):
        return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond
    return str(value) if isinstance(value, uuid.UUID) else value


def told(value: Any, kind: str, transform: str = "identity") -> str:
    """A value as Iceberg shows it to people."""
    if value is None:
        return "null"
    if transform == "year":
        return f"{1970 + value:04}"
    if transform == "month":
        return f"{1970 + value // 12:04}-{value % 12 + 1:02}"
    if transform == "hour":
        return (EPOCH + timedelta(hours=value)).strftime("%Y-%m-%d-%H")
    if kind == "date":
        return (EPOCH.date() + timedelta(days=value)).isoformat()
    if kind in ("timestamp", "timestamptz"):
        return _moment(EPOCH + timedelta(microseconds=value)) + ("Z" if kind == "timestamptz" else "")
    if kind == "time":
        return _moment(EPOCH + timedelta(microseconds=value)).partition("T")[2]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value).lower() if isinstance(value, bool) else str(value)


def _moment(moment: datetime) -> str:
    """As Java prints it: without seconds that are none, the rest of one in groups of three digits."""
    text, rest = moment.strftime("%Y-%m-%dT%H:%M"), f"{moment.microsecond:06}"
    if moment.second or moment.microsecond:
        text += f":{moment.second:02}"
    return text if rest == "000000" else f"{text}.{rest.removesuffix('000')}"


def literal(value: Any, kind: t.Type) -> str:
    """SQL for a value of Python's in a Trino type; timestamps are microseconds, dates days since 1970."""
    if value is None:
        return f"CAST(NULL AS {kind.duck})"
    if kind.base == "row":
        pairs = enumerate(zip(value, kind.items, strict=True))
        return f"struct_pack({', '.join(f'f{i} := {literal(v, k)}' for i, (v, k) in pairs)})"
    if kind.base == "array":
        return f"CAST([{', '.join(literal(v, kind.items[0]) for v in value)}] AS {kind.duck})"
    if kind.base == "map":
        sides = zip((value.keys(), value.values()), kind.items, strict=True)
        lists = (f"[{', '.join(literal(v, k) for v in side)}]" for side, k in sides)
        return f"CAST(map({', '.join(lists)}) AS {kind.duck})"
    if kind.base in t.MOMENTS:
        return f"make_timestamp({value})"
    if kind.base == "time":
        return f"CAST(make_timestamp({value}) AS TIME)"
    if kind == t.DATE:
        return f"(DATE '1970-01-01' + {value})"
    if isinstance(value, bytes):
        return f"from_hex('{value.hex()}')"
    text = str(value).replace("'", "''")
    return f"CAST('{text}' AS {kind.duck})"
