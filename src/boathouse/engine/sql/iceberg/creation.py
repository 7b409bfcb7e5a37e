"""The first metadata file of a table, which has no rows yet.

https://iceberg.apache.org/spec/#table-metadata
https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from boathouse.engine.sql import types as t
from boathouse.engine.sql.catalog_types import catalog_type
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.hive.statements import ColumnDefinition, Transformed
from boathouse.engine.sql.iceberg.schema import TYPES

WORDS = {kind.base: word for word, kind in TYPES.items()}
"""Iceberg's word for a type of Trino's."""

SUFFIXES = {"identity": "", "truncate": "_trunc"}
NAMES = {"format": "write.format.default", "write_compression": "write.parquet.compression-codec"}
"""What Athena's properties are called in a table's own."""

FIRST_FIELD = 1000


@dataclass(frozen=True)
class Head:
    """A column of a new table."""

    name: str
    type: t.Type
    comment: str | None = None


def declared(columns: Sequence[ColumnDefinition]) -> list[Head]:
    """The columns of a CREATE TABLE. Raises QueryError for a type that Athena does not have."""
    return [Head(c.name, catalog_type(c.kind, c.name), c.comment) for c in columns]


def first_document(
    columns: Sequence[Head],
    fields: Sequence[Transformed],
    location: str,
    properties: Mapping[str, str],
) -> dict[str, Any]:
    """A table's metadata, of version 2. Raises QueryError for a type or a column that cannot be."""
    ids = count(1)
    heads = [(next(ids), column) for column in columns]  # an id each before those of what is inside
    schema = [_member(number, c.name, _type(c.type, c, ids), c.comment) for number, c in heads]
    spec = [_field(i, field, schema) for i, field in enumerate(fields)]
    return {
        "format-version": 2,
        "table-uuid": str(uuid.uuid4()),
        "location": location.rstrip("/"),
        "last-sequence-number": 0,
        "last-updated-ms": time.time_ns() // 1_000_000,
        "last-column-id": next(ids) - 1,
        "current-schema-id": 0,
        "schemas": [{"type": "struct", "schema-id": 0, "fields": schema}],
        "default-spec-id": 0,
        "partition-specs": [{"spec-id": 0, "fields": spec}],
        "last-partition-id": FIRST_FIELD + len(spec) - 1,
        "default-sort-order-id": 0,
        "sort-orders": [{"order-id": 0, "fields": []}],
        "properties": own_properties({k: v for k, v in properties.items() if k != "table_type"}),
        "current-snapshot-id": -1,
        "refs": {},
        "snapshots": [],
        "statistics": [],
        "snapshot-log": [],
        "metadata-log": [],
    }


def own_properties(properties: Mapping[str, str]) -> dict[str, str]:
    """Properties by Iceberg's names where it has one."""
    return {NAMES.get(k, k): v.lower() if k in NAMES else v for k, v in properties.items()}


def _member(number: int, name: str, kind: Any, comment: str | None = None) -> dict[str, Any]:
    found = {"id": number, "name": name, "required": False, "type": kind}
    return {**found, "doc": comment} if comment else found


def _type(kind: t.Type, column: Head, ids: Iterator[int]) -> Any:
    if kind.base == "array":
        number = next(ids)
        inner = _type(kind.items[0], column, ids)
        return {"type": "list", "element-id": number, "element": inner, "element-required": False}
    if kind.base == "map":
        key, value = next(ids), next(ids)
        inner = [_type(item, column, ids) for item in kind.items]
        return {
            **{"type": "map", "key-id": key, "key": inner[0]},
            **{"value-id": value, "value": inner[1], "value-required": False},
        }
    if kind.base == "row":
        heads = [(next(ids), str(name), item) for name, item in zip(kind.names, kind.items, strict=True)]
        fields = [_member(number, name, _type(item, column, ids)) for number, name, item in heads]
        return {"type": "struct", "fields": fields}
    if kind.base == "decimal":
        return f"decimal({kind.sizes[0]}, {kind.sizes[1]})"
    if kind.base not in WORDS:
        text = f"Column '{column.name}': Iceberg tables have no type {kind}"
        raise QueryError("NOT_SUPPORTED", text)
    return WORDS[kind.base]


def _field(place: int, field: Transformed, schema: Sequence[dict[str, Any]]) -> dict[str, Any]:
    source = next((member["id"] for member in schema if member["name"] == field.column), None)
    if source is None:
        raise QueryError("COLUMN_NOT_FOUND", f"The partition column {field.column} is no column of the table")
    word = field.transform.partition("[")[0]
    name = field.column + SUFFIXES.get(word, f"_{word}")
    return {
        "source-id": source,
        "field-id": FIRST_FIELD + place,
        "name": name,
        "transform": field.transform,
    }
