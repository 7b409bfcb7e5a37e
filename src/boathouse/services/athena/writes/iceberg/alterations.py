"""ALTER TABLE of Iceberg tables: what their metadata says of columns and properties.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-evolving-table-schema.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyiceberg.exceptions import ValidationError
from pyiceberg.table import Transaction
from pyiceberg.types import (
    DecimalType,
    DoubleType,
    FloatType,
    IcebergType,
    IntegerType,
    LongType,
    NestedField,
)

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.hive.statements import FIRST, ChangeColumn, ColumnDefinition, DropColumn
from boathouse.engine.sql.iceberg.creation import declared, first_document, own_properties
from boathouse.engine.sql.iceberg.storage import Storage
from boathouse.services.athena.ddl.scene import Scene
from boathouse.services.athena.writes.iceberg.commits import committed, opened

Record = dict[str, Any]


def set_properties(scene: Scene, document: Record, properties: Mapping[str, str]) -> None:
    """Set properties, by Iceberg's names where it has one."""
    own = own_properties(properties)
    _altered(scene, document, lambda transaction: transaction.set_properties(own))


def unset_properties(scene: Scene, document: Record, keys: Sequence[str]) -> None:
    """Remove properties; those that are not there are no error."""
    own = own_properties(dict.fromkeys(keys, ""))

    def remove(transaction: Transaction) -> None:
        transaction.remove_properties(*(own.keys() & transaction.table_metadata.properties.keys()))

    _altered(scene, document, remove)


def add_columns(scene: Scene, document: Record, columns: Sequence[ColumnDefinition]) -> None:
    """Add columns behind the others; rows that are there have NULL in them."""

    def add(transaction: Transaction) -> None:
        with transaction.update_schema(case_sensitive=False) as schema:
            for column in columns:
                schema.add_column((column.name,), _type(column), column.comment)

    _altered(scene, document, add)


def drop_column(scene: Scene, document: Record, statement: DropColumn) -> None:
    """Drop a column by which the rows are not partitioned; the files keep its values."""

    def drop(transaction: Transaction) -> None:
        metadata = transaction.table_metadata
        field = metadata.schema().find_field(statement.column, case_sensitive=False)
        if any(own.source_id == field.field_id for own in metadata.spec().fields):
            raise ValueError(f"Cannot drop partition field: {field.name}")
        with transaction.update_schema(case_sensitive=False) as schema:
            schema.delete_column(field.name)

    _altered(scene, document, drop)


def change_column(scene: Scene, document: Record, statement: ChangeColumn) -> None:
    """Rename a column, widen its type, comment it, move it."""
    definition = statement.definition

    def change(transaction: Transaction) -> None:
        field = transaction.table_metadata.schema().find_field(statement.column, case_sensitive=False)
        kind = _type(definition)
        with transaction.update_schema(case_sensitive=False) as schema:
            if _plain(kind) != _plain(field.field_type):
                if not _widens(field.field_type, kind):
                    text = f"Cannot change column type: {field.name}: {field.field_type} -> {kind}"
                    raise ValueError(text)
                schema.update_column(field.name, field_type=kind)
            if definition.comment is not None:
                schema.update_column(field.name, doc=definition.comment)
            if definition.name != field.name.lower():
                schema.rename_column(field.name, definition.name)
            if statement.place == FIRST:
                schema.move_first(field.name)
            elif statement.place:
                schema.move_after(field.name, statement.place)

    _altered(scene, document, change)


def _altered(scene: Scene, document: Record, change: Callable[[Transaction], Any]) -> None:
    with Storage(scene.lake) as storage:
        try:
            committed(scene, opened(scene, document, storage), change, again=False)
        except (ValueError, ValidationError) as error:
            raise QueryError("DDL_FAILED", f"FAILED: SemanticException {error}") from error


def _type(column: ColumnDefinition) -> IcebergType:
    (member,) = first_document(declared([column]), (), "", {})["schemas"][0]["fields"]
    return NestedField.model_validate_json(json.dumps(member)).field_type


def _plain(kind: IcebergType) -> str:
    """A type without the numbers of what is inside."""
    if kind.is_primitive:
        return str(kind)
    return json.dumps(_unnumbered(json.loads(kind.model_dump_json())))


def _unnumbered(kind: Any) -> Any:
    if isinstance(kind, list):
        return [_unnumbered(item) for item in kind]
    if isinstance(kind, dict):
        left = {k: v for k, v in kind.items() if not k.endswith("id") and k not in ("required", "doc")}
        return {k: _unnumbered(v) for k, v in left.items()}
    return kind


def _widens(old: IcebergType, new: IcebergType) -> bool:
    if isinstance(old, DecimalType) and isinstance(new, DecimalType):
        return old.scale == new.scale and old.precision <= new.precision
    pairs = ((IntegerType, LongType), (FloatType, DoubleType))
    return any(isinstance(old, a) and isinstance(new, b) for a, b in pairs)
