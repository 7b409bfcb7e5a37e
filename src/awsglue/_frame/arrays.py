"""Python's values to Arrow's columns of a schema: what `unpacking` does, the other way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import accumulate, chain
from typing import Any

import pyarrow as pa

from awsglue._frame.arrowtypes import arrow_fields, arrow_type
from awsglue._frame.nodes import Choice, Map, Node, Nulls, Scalar, Struct, precision
from awsglue._frame.texts import word_of


class Gone:
    """Stands in a column for the field that a record does not have."""


GONE = Gone()


@dataclass(frozen=True)
class Columns:
    """The values of each field of some records; `complete` if all of them have all fields."""

    lists: Mapping[str, list[Any]]
    number: int
    complete: bool


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EXACT = Context(prec=2000, rounding=ROUND_HALF_UP)


def columns_of_records(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """The values of each field that any of the records has."""
    shapes = dict.fromkeys(map(tuple, rows))
    if len(shapes) == 1:
        (names,) = shapes
        lists = map(list, zip(*(row.values() for row in rows), strict=True))
        return Columns(dict(zip(names, lists, strict=True)), len(rows), complete=True)
    names = tuple(dict.fromkeys(chain.from_iterable(shapes)))
    return Columns({name: [row.get(name, GONE) for row in rows] for name in names}, len(rows), complete=False)


def struct_arrays(columns: Columns, struct: Struct) -> list[Any]:
    """The columns of a record, or of a struct in it, marks beside their fields."""
    arrays = []
    for member in struct.members:
        column = columns.lists.get(member.name) or [GONE] * columns.number
        whole = columns.complete and member.name in columns.lists
        found = column if whole else [None if value is GONE else value for value in column]
        arrays.append(array(found, member.node))
        if member.nulls is Nulls.MARKED:
            arrays.append(pa.array([value is None for value in column], pa.bool_()))
    return arrays


def array(values: list[Any], node: Node) -> Any:
    """An Arrow array of this type, which was seen in records, so that no map is in it; None is a null."""
    assert not isinstance(node, Map)
    if isinstance(node, Scalar):
        return _scalars(values, node)
    if isinstance(node, Choice):
        return _alternatives(values, node)
    gaps = pa.array([value is None for value in values], pa.bool_()) if None in values else None
    if isinstance(node, Struct):
        if not node.members:
            return pa.array(values, arrow_type(node))
        inside = struct_arrays(columns_of_records([value or {} for value in values]), node)
        return pa.StructArray.from_arrays(inside, fields=arrow_fields(node.members), mask=gaps)
    offsets = pa.array(accumulate((len(value or ()) for value in values), initial=0), pa.int32())
    elements = array(list(chain.from_iterable(value or () for value in values)), node.element)
    return pa.ListArray.from_arrays(offsets, elements, mask=gaps)


def _alternatives(values: list[Any], node: Choice) -> Any:
    words = [None if value is None else word_of(value) for value in values]
    if node.option("int") is None:
        words = ["long" if word == "int" else word for word in words]
    parts = [
        array([v if word == option.word else None for v, word in zip(values, words, strict=True)], option)
        for option in node.options
    ]
    gaps = pa.array([word is None for word in words], pa.bool_())
    return pa.StructArray.from_arrays(parts, fields=list(arrow_type(node)), mask=gaps)


def _scalars(values: list[Any], node: Scalar) -> Any:
    if node.word in _READIED:
        ready = _READIED[node.word](node)
        values = [None if value is None else ready(value) for value in values]
    kind = arrow_type(node)
    try:
        return pa.array(values, kind)
    except (pa.ArrowException, UnicodeError, OverflowError, TypeError):
        # A number or a text of a class of its own, half a surrogate, an integer beyond a long among doubles.
        plain = _PLAIN.get(node.word)
        if plain is None:
            raise
        return pa.array([None if value is None else plain(value) for value in values], kind)


def _microseconds(node: Scalar) -> Callable[[datetime], int]:
    """An instant; one that names no time zone is of this process's."""
    return lambda value: int((value.astimezone(UTC) - _EPOCH) // _MICROSECOND)


def _fitted(node: Scalar) -> Callable[[Decimal], Decimal | None]:
    """The number at the type's scale; None if it has too many digits, or is none."""
    digits, scale = precision(node)
    unit = Decimal(1).scaleb(-scale)

    def fit(value: Decimal) -> Decimal | None:
        if not value.is_finite():
            return None
        fitted = value.quantize(unit, context=_EXACT)
        return fitted if len(fitted.as_tuple().digits) <= digits else None

    return fit


_READIED: dict[str, Callable[[Scalar], Callable[[Any], Any]]] = {
    "timestamp": _microseconds,
    "decimal": _fitted,
    "binary": lambda node: bytes,
}
_PLAIN: dict[str, Callable[[Any], Any]] = {
    "string": lambda value: str.__str__(value).encode("utf-8", "replace").decode(),
    "int": int,
    "long": int,
    "double": float,
    "boolean": bool,
}
