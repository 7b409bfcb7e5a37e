"""Attribute values: DynamoDB's JSON to values of records, and these to what a request holds.

AWS: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from awsglue._frame.nodes import INTEGERS, Array, Choice, Map, Node, Struct
from awsglue._frame.texts import LONG

Attribute = dict[str, Any]
Convert = Callable[[Any], Any]


def record(item: Mapping[str, Attribute]) -> dict[str, Any]:
    """An item's attributes as a record: sets are lists, a null is one."""
    return {name: _plain(attribute) for name, attribute in item.items()}


def _plain(attribute: Attribute) -> Any:
    for kind, value in attribute.items():
        convert = _READ[kind]
        return convert(value) if convert else value
    raise ValueError("An attribute value without a type.")


def _number(text: str) -> int | float:
    """A whole number that a long holds, whatever it is written like; otherwise a double.

    A field of both is a choice, as public scripts unpack it.
    """
    try:
        number = int(text)
    except ValueError:
        exact = Decimal(text)
        if exact != exact.to_integral_value():
            return float(text)
        number = int(exact)
    return number if -LONG <= number < LONG else float(text)


_READ: dict[str, Convert | None] = {
    "S": None,
    "N": _number,
    "B": base64.b64decode,
    "BOOL": None,
    "NULL": lambda value: None,
    "M": record,
    "L": lambda values: [_plain(value) for value in values],
    "SS": None,
    "NS": lambda texts: list(map(_number, texts)),
    "BS": lambda texts: list(map(base64.b64decode, texts)),
}


def item_maker(struct: Struct) -> Callable[[Mapping[str, Any]], dict[str, Attribute]]:
    """A function from a record to an item; fields that are null are left out.

    It raises ValueError for a number that DynamoDB has none of.
    """
    makers = {member.name: _maker(member.node) for member in struct.members}
    return lambda record: {name: makers[name](value) for name, value in record.items() if value is not None}


def _maker(node: Node) -> Convert:
    if isinstance(node, Struct):
        inside = item_maker(node)
        return lambda value: {"M": inside(value)}
    if isinstance(node, Map):
        make = _maker(node.value)
        return lambda value: {"M": {k: make(v) for k, v in value.items() if v is not None}}
    if isinstance(node, Array):
        one = _maker(node.element)
        return lambda values: {"L": [_NULL if value is None else one(value) for value in values]}
    return _chosen(node) if isinstance(node, Choice) else _SCALARS.get(node.word, _text)


def _chosen(node: Choice) -> Convert:
    """The value of a choice by what it is: of one record's it is known no better."""
    makers = [(_PYTHONS.get(option.word, str), _maker(option)) for option in node.options]

    def convert(value: Any) -> Any:
        return next((make(value) for kind, make in makers if isinstance(value, kind)), None) or _text(value)

    return convert


def _text(value: Any) -> Attribute:
    return {"S": str(value)}


def _single(value: float) -> Attribute:
    """A number of 32 bits in the digits that tell it, not in those of the double that holds it."""
    import numpy as np  # noqa: PLC0415 - it costs every start a tenth of a second

    return _decimal(Decimal(str(np.float32(value))))


def _decimal(value: Decimal | float) -> Attribute:
    """A number without zeros behind its fraction, as DynamoDB keeps it."""
    if not isfinite(value):
        raise ValueError(f"DynamoDB has no number {value}.")
    text = str(value)
    return {"N": text.rstrip("0").rstrip(".") if "." in text and "e" not in text.lower() else text}


_NULL: Attribute = {"NULL": True}
_SCALARS: dict[str, Convert] = {
    **{word: lambda value: {"N": str(value)} for word in INTEGERS},
    "double": _decimal,
    "decimal": _decimal,
    "float": _single,
    "boolean": lambda value: {"BOOL": value},
    "binary": lambda value: {"B": bytes(value)},
    "null": lambda value: _NULL,
}
_PYTHONS: dict[str, type | tuple[type, ...]] = {
    "boolean": bool,
    **dict.fromkeys(INTEGERS, int),
    "float": float,
    "double": float,
    "decimal": Decimal,
    "date": date,
    "timestamp": date,
    "timestampNTZ": date,
    "binary": (bytes, bytearray),
    "map": Mapping,
    "array": list,
    "struct": Mapping,
}
"""Python's types of what a record holds, by our words."""
