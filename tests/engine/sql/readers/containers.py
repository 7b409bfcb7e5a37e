"""Files of Avro, written by hand."""

from __future__ import annotations

import json
from typing import Any

SYNC = bytes(range(16))


def number(value: int) -> bytes:
    """An int or a long."""
    value = value << 1 ^ value >> 63
    coded = bytearray()
    while value > 127:
        coded.append(value & 127 | 128)
        value >>= 7
    return bytes([*coded, value])


def sized(data: bytes) -> bytes:
    """A string or bytes."""
    return number(len(data)) + data


def file(fields: dict[str, Any], *rows: bytes) -> bytes:
    """A container of records, whose values are encoded already."""
    schema = {"type": "record", "name": "r", "fields": [{"name": k, "type": v} for k, v in fields.items()]}
    head = b"Obj\x01" + number(1) + sized(b"avro.schema") + sized(json.dumps(schema).encode()) + number(0)
    return head + SYNC + number(len(rows)) + sized(b"".join(rows)) + SYNC
