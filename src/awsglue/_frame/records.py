"""Rows to records: what a Python function of a script gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from awsglue._frame.nodes import Array, Choice, Map, Node, Nulls, Struct
from awsglue.gluetypes import DynamicRecord

Convert = Callable[[Any], Any]
Item = tuple[str, int, Convert | None, bool, int | None]


class FoldedRecord(DynamicRecord):
    """A record whose fields are found by other names too: `_names` has their own by these."""

    _names: ClassVar[Mapping[str, str]] = {}

    def __missing__(self, name: str) -> Any:
        own = self._names.get(name)
        if own is None or not super().__contains__(own):
            raise KeyError(name)
        return super().__getitem__(own)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(self._own(name))

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(self._own(name), value)

    def __delitem__(self, name: str) -> None:
        super().__delitem__(self._own(name))

    def get(self, name: str, *default: Any) -> Any:
        return super().get(self._own(name), *default)

    def pop(self, name: str, *default: Any) -> Any:
        return super().pop(self._own(name), *default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        return super().setdefault(self._own(name), default)

    def _own(self, name: Any) -> Any:
        return self._names.get(name, name)


def folded(names: Mapping[str, str]) -> type[DynamicRecord]:
    """The class of records whose fields have further names; a plain record's if none has."""
    return type("DynamicRecord", (FoldedRecord,), {"_names": dict(names)}) if names else DynamicRecord


def record_maker(
    struct: Struct, kind: type[dict[str, Any]] = DynamicRecord
) -> Callable[[Sequence[Any]], Any]:
    """A function from a row to a record: absent fields are absent, alternatives are plain values."""
    items = _items(struct)
    if all(convert is None and not keeps and mark is None for _, _, convert, keeps, mark in items):
        return _plain_maker([name for name, *_ in items], kind)

    def make(row: Sequence[Any]) -> Any:
        record = kind()
        for name, position, convert, keeps, mark in items:
            value = row[position]
            if value is not None:
                record[name] = convert(value) if convert else value
            elif keeps or (mark is not None and row[mark]):
                record[name] = None
        return record

    return make


def _plain_maker(names: list[str], kind: type[dict[str, Any]]) -> Callable[[Sequence[Any]], Any]:
    """The function for records of plain values none of whose nulls is explicit."""
    contains: Callable[[Any, object], bool] = tuple.__contains__  # a Row's own looks among its names

    def make(row: Sequence[Any]) -> Any:
        if contains(row, None):
            return kind({name: value for name, value in zip(names, row, strict=False) if value is not None})
        return kind(zip(names, row, strict=False))

    return make


def _items(struct: Struct) -> list[Item]:
    items: list[Item] = []
    position = 0
    for member in struct.members:
        marked = member.nulls is Nulls.MARKED
        keeps = member.nulls in (Nulls.VALUE, Nulls.COLUMN)
        items.append(
            (member.name, position, _converter(member.node), keeps, position + 1 if marked else None)
        )
        position += 1 + marked
    return items


def _converter(node: Node) -> Convert | None:
    if isinstance(node, Struct):
        return record_maker(node)
    if isinstance(node, Array):
        element = _converter(node.element)
        return _elements(element) if element else list  # a copy, which a function may change
    if isinstance(node, Map):
        value = _converter(node.value)
        return _values(value) if value else dict
    return _alternative(node) if isinstance(node, Choice) else None


def _elements(convert: Convert) -> Convert:
    return lambda values: [None if value is None else convert(value) for value in values]


def _values(convert: Convert) -> Convert:
    return lambda values: {key: None if value is None else convert(value) for key, value in values.items()}


def _alternative(node: Choice) -> Convert:
    converters = [_converter(option) for option in node.options]

    def pick(row: Sequence[Any]) -> Any:
        for value, convert in zip(row, converters, strict=True):
            if value is not None:
                return convert(value) if convert else value
        return None

    return pick
