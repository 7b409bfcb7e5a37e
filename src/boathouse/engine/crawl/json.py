"""The built-in classifier of JSON: documents one behind the other, each an object, or arrays.

AWS: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
Differs: an integer of more than 64 bits is a double, a field of several types a string.
"""

from __future__ import annotations

import json
from typing import Any

from boathouse.engine.crawl.kinds import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    INT,
    NULL,
    STRING,
    Kind,
    merged,
    merged_fields,
    struct,
)
from boathouse.engine.crawl.samples import Sample
from boathouse.engine.crawl.schemas import Schema

_BLANK = " \t\r\n"


def read(sample: Sample) -> Schema | None:
    """The schema of a text, None if it is not JSON as far as it was read."""
    columns: dict[str, Kind] = {}
    seen, used = 0, 0
    decoder = json.JSONDecoder()
    while (start := _past_blanks(sample.text, used)) < len(sample.text):
        if sample.text[start] not in "{[":
            return None
        try:
            value, used = decoder.raw_decode(sample.text, start)
        except (ValueError, RecursionError):
            break  # cut off, as the sample may be, or malformed: what stands before it tells enough
        fields = value if isinstance(value, dict) else {"array": value}
        columns = merged_fields(columns, {name: _kind(inner) for name, inner in fields.items()})
        seen += 1
    if not seen:
        return None
    return Schema("json", columns, sample.compression, sample.records(seen, used))


def _past_blanks(text: str, start: int) -> int:
    while start < len(text) and text[start] in _BLANK:
        start += 1
    return start


def _kind(value: Any) -> Kind:
    if value is None:
        return NULL
    if isinstance(value, dict):
        return struct(merged_fields({}, {name: _kind(inner) for name, inner in value.items()}))
    if isinstance(value, list):
        item = NULL
        for inner in value:
            item = merged(item, _kind(inner))
        return Kind("array", (item,))
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INT if -(2**31) <= value < 2**31 else BIGINT if -(2**63) <= value < 2**63 else DOUBLE
    return DOUBLE if isinstance(value, float) else STRING
