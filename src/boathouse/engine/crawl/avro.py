"""The built-in classifier of Avro: the schema stands in the head, the number of records in each block.

AWS: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any

from boathouse.engine.crawl.kinds import NULL, STRING, Kind, merged, struct
from boathouse.engine.crawl.schemas import Schema

MAGIC = b"Obj\x01"
_SYNC = 16
_PLAIN = {
    "null": "null",
    "boolean": "boolean",
    "int": "int",
    "long": "bigint",
    "float": "float",
    "double": "double",
    "bytes": "binary",
    "fixed": "binary",
    "string": "string",
    "enum": "string",
}
_LOGICAL = {"date": "date", "timestamp-millis": "timestamp", "timestamp-micros": "timestamp"}


def read(path: Path) -> Schema | None:
    """The schema of a file that begins as Avro does, None if it is damaged or holds no records."""
    try:
        with path.open("rb") as file:
            file.seek(len(MAGIC))
            literal = _head(file)["avro.schema"].decode()
            file.seek(_SYNC, 1)
            records = _records(file)
        schema = json.loads(literal)
        if schema.get("type") != "record":
            return None
        named: dict[str, Kind] = {}
        columns = {field["name"]: _kind(field["type"], named) for field in schema["fields"]}
    except (EOFError, KeyError, ValueError, AttributeError, TypeError):
        return None
    return Schema("avro", columns, records=records, details={"literal": literal})


def _head(file: IO[bytes]) -> dict[str, bytes]:
    entries: dict[str, bytes] = {}
    while count := _long(file):
        if count < 0:
            _long(file)  # the block's size
        for _ in range(abs(count)):
            name = _taken(file, _long(file)).decode()
            entries[name] = _taken(file, _long(file))
    return entries


def _records(file: IO[bytes]) -> int:
    total = 0
    while file.read(1):
        file.seek(-1, 1)
        total += _long(file)
        file.seek(_long(file) + _SYNC, 1)
    return total


def _long(file: IO[bytes]) -> int:
    value, shift = 0, 0
    while True:
        byte = _taken(file, 1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1)
        shift += 7


def _taken(file: IO[bytes], size: int) -> bytes:
    content = file.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _kind(schema: Any, named: dict[str, Kind]) -> Kind:
    if isinstance(schema, list):
        kind = NULL
        for branch in schema:
            kind = merged(kind, _kind(branch, named))
        return kind
    if isinstance(schema, str):
        return Kind(_PLAIN[schema]) if schema in _PLAIN else named.get(schema.rpartition(".")[2], STRING)
    kind = _nested(schema, named)
    if "name" in schema:
        named[schema["name"]] = kind
    return kind


def _nested(schema: dict[str, Any], named: dict[str, Kind]) -> Kind:
    logical, base = schema.get("logicalType"), schema["type"]
    if logical == "decimal":
        return Kind(f"decimal({schema['precision']},{schema.get('scale', 0)})")
    if logical in _LOGICAL:
        return Kind(_LOGICAL[logical])
    if base == "record":
        return struct({field["name"]: _kind(field["type"], named) for field in schema["fields"]})
    if base == "array":
        return Kind("array", (_kind(schema["items"], named),))
    if base == "map":
        return Kind("map", (STRING, _kind(schema["values"], named)))
    return _kind(base, named)
