"""Partition values are texts; a key's type says how they compare."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from boathouse.services.glue.errors import InvalidInputError

Value = str | Decimal | date | datetime

NULL = "__HIVE_DEFAULT_PARTITION__"
"""What Hive and Spark write in a path where the key is null."""

_KINDS = {
    "string": "string",
    "char": "string",
    "varchar": "string",
    "tinyint": "number",
    "smallint": "number",
    "int": "number",
    "integer": "number",
    "bigint": "number",
    "long": "number",
    "decimal": "number",
    "date": "date",
    "timestamp": "timestamp",
}


def kind_of(key: str, type_name: str) -> str:
    """Name the way in which a partition key's values compare: string, number, date or timestamp."""
    base = re.split(r"[\s(<]", type_name.strip().lower(), maxsplit=1)[0]
    if base not in _KINDS:
        raise InvalidInputError(
            f"Unsupported partition key type '{type_name}' of key '{key}' in an expression."
        )
    return _KINDS[base]


def value(text: str, kind: str) -> Value | None:
    """Read a partition's value; null if it is Hive's null, or no value of its type."""
    if text == NULL:
        return None
    try:
        return _read(text, kind)
    except (ValueError, InvalidOperation):
        return None


def literal(text: str, kind: str) -> Value:
    """Read a literal of an expression; InvalidInputException if it is no value of the key's type."""
    try:
        return _read(text, kind)
    except (ValueError, InvalidOperation) as error:
        raise InvalidInputError(f"'{text}' in the expression is not a {kind}.") from error


def _read(text: str, kind: str) -> Value:
    if kind == "number":
        return _finite(Decimal(text.strip()))
    if kind == "date":
        return date.fromisoformat(text.strip())
    if kind == "timestamp":
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    return text


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError("a partition value is a finite number")
    return number
