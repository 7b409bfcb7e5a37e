"""Arrow's columns to Python's values: the records that a function of the script's gets, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from awsglue._frame.nodes import Array, Choice, Node, Nulls, Scalar, Struct
from awsglue.gluetypes import DynamicRecord

_GONE = object()
_NEW, _FILL = dict.__new__, dict.update  # a third faster than DynamicRecord(...), which looks for a signature


def records(columns: Sequence[Any], number: int, struct: Struct) -> list[DynamicRecord]:
    """The records that these columns hold: absent fields are absent, alternatives are plain values."""
    lists, some_gone, position = [], False, 0
    for member in struct.members:
        column = columns[position]
        found = values(column, member.node)
        marked = member.nulls is Nulls.MARKED
        if column.null_count and (marked or member.nulls is Nulls.ABSENT):
            marks = values(columns[position + 1], Scalar("boolean")) if marked else [False] * number
            found = [
                _GONE if value is None and not mark else value
                for value, mark in zip(found, marks, strict=True)
            ]
            some_gone = True
        lists.append(found)
        position += 1 + marked
    return _joined([member.name for member in struct.members], lists, number, some_gone=some_gone)


def _joined(names: list[str], lists: list[list[Any]], number: int, *, some_gone: bool) -> list[DynamicRecord]:
    if not lists:
        return [DynamicRecord() for _ in range(number)]
    rows = zip(*lists, strict=True)
    if not some_gone:
        found = [_NEW(DynamicRecord) for _ in range(number)]
        for record, row in zip(found, rows, strict=True):
            _FILL(record, zip(names, row, strict=False))
        return found
    return [
        DynamicRecord({name: value for name, value in zip(names, row, strict=False) if value is not _GONE})
        for row in rows
    ]


def values(array: Any, node: Node) -> list[Any]:
    """The values of an Arrow array of this type; structs are new records, arrays new lists."""
    if isinstance(node, Scalar):
        return _CONVERTERS.get(node.word, _objects)(array)
    if isinstance(node, Struct):
        return _nulled(array, records(array.flatten(), len(array), node))
    if isinstance(node, Choice):
        parts = [values(part, option) for part, option in zip(array.flatten(), node.options, strict=True)]
        rows = zip(*parts, strict=True)
        return [next((value for value in row if value is not None), None) for row in rows]
    spans = pairwise(array.offsets.to_numpy().tolist())
    if isinstance(node, Array):
        elements = values(array.values, node.element)
        return _nulled(array, [elements[start:end] for start, end in spans])
    keys, items = values(array.keys, Scalar("string")), values(array.items, node.value)
    return _nulled(array, [dict(zip(keys[a:b], items[a:b], strict=True)) for a, b in spans])


def _nulled(array: Any, found: list[Any]) -> list[Any]:
    """The same with None where the array has a null."""
    if not array.null_count:
        return found
    valid = array.is_valid().to_numpy(zero_copy_only=False).tolist()
    return [value if there else None for value, there in zip(found, valid, strict=True)]


def _objects(array: Any) -> list[Any]:
    return list(array.to_numpy(zero_copy_only=False).tolist())


def _numbers(array: Any) -> list[Any]:
    whole = (
        array.fill_null(0) if array.null_count else array
    )  # with a null, Arrow would make all of them doubles
    return _nulled(array, whole.to_numpy(zero_copy_only=False).tolist())


def _instants(array: Any) -> list[Any]:
    """As PySpark gives them: of this process's time zone, which they do not name."""
    return [
        None if value is None else datetime.fromtimestamp(value // 10**6).replace(microsecond=value % 10**6)
        for value in _numbers(array.cast("int64"))
    ]


def _plainly(array: Any) -> list[Any]:
    return list(array.to_pylist())


_CONVERTERS: dict[str, Callable[[Any], list[Any]]] = {
    **dict.fromkeys(("byte", "short", "int", "long", "float", "double"), _numbers),
    **dict.fromkeys(("date", "decimal", "timestampNTZ", "null"), _plainly),
    "timestamp": _instants,
    "binary": lambda array: [None if value is None else bytearray(value) for value in _objects(array)],
}
