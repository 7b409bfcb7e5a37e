"""Records that a function of the script's made: kept, looked at column by column, packed as Arrow's.

The schema of all records is known only when all are made, so each batch is packed with its own, and brought
to the schema of all when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any

import pyarrow as pa

from awsglue._frame.arrays import GONE, Columns, Gone, array, columns_of_records, struct_arrays
from awsglue._frame.arrowtypes import arrow_fields, arrow_type
from awsglue._frame.discovery import Seen
from awsglue._frame.nodes import Member, Nulls, Struct
from awsglue._frame.texts import INT, LONG, word_of
from awsglue._frame.unpacking import values
from awsglue.gluetypes import DynamicRecord

_FLAT = frozenset({str, int, float, bool, type(None)})
_DICTS = frozenset[type]((dict, DynamicRecord))
_NAMES = frozenset({str})
_WORDS = {str: "string", float: "double", bool: "boolean"}


@dataclass
class Made:
    """Records on their way to a batch; with `longs` all their integers are longs."""

    records: list[dict[str, Any]] = field(default_factory=list)
    longs: bool = False
    _names: set[str] = field(default_factory=set)

    def keep(self, record: Any) -> None:
        """Take a record as it is now: the function may go on changing it.

        Raises ValueError for what is no record with fields.
        """
        if not record or not (type(record) in _DICTS or isinstance(record, Mapping)):
            raise ValueError(f"The function answered {record!r}, not a record with fields.")
        flat = type(record) in _DICTS and _FLAT.issuperset(map(type, record.values()))
        self.records.append(dict(record) if flat and self._named(record) else _bare(record))

    def _named(self, record: Mapping[Any, Any]) -> bool:
        """Whether a record's fields are called by texts, as far as anyone has looked."""
        if self._names.issuperset(record):
            return True
        if _NAMES.issuperset(map(type, record)):
            self._names.update(record)
            return True
        return False

    def packed(self) -> tuple[Seen, Any]:
        """What was seen in them, and the batch.

        Raises TypeError if one of them holds a value that no record can hold.
        """
        columns, seen = columns_of_records(self.records), Seen()
        seen.times = seen.structs = len(self.records)
        _look_at_fields(seen, columns)
        if self.longs:
            seen.lengthen()
        struct = seen.struct()
        return seen, _batch(struct_arrays(columns, struct), struct)


def check(record: Mapping[str, Any]) -> None:
    """Raises TypeError for a value that no record can hold."""
    Seen().add(record)


def brought(batch: Any, own: Struct, to: Struct) -> Any:
    """A batch as one of a wider schema."""
    if own == to:
        return batch
    arrays: list[Any] = []
    for member in to.members:
        arrays += _brought(batch, own, member)
    return _batch(arrays, to)


def _brought(batch: Any, own: Struct, to: Member) -> list[Any]:
    """The column of one field, and of its marks if it has any."""
    position = 0
    for member in own.members:
        if member.name == to.name:
            column = batch.column(position)
            if member.node != to.node:
                column = array(values(column, member.node), to.node)
            if to.nulls is not Nulls.MARKED:
                return [column]
            marked = member.nulls is Nulls.MARKED
            return [column, batch.column(position + 1) if marked else _marks(member, batch.column(position))]
        position += 1 + (member.nulls is Nulls.MARKED)
    nothing = [pa.nulls(batch.num_rows, arrow_type(to.node))]
    return [*nothing, pa.nulls(batch.num_rows, pa.bool_())] if to.nulls is Nulls.MARKED else nothing


def _marks(member: Member, column: Any) -> Any:
    """The marks of a field that has none: all its nulls are explicit, or none is."""
    return column.is_null() if member.nulls is Nulls.VALUE else pa.nulls(len(column), pa.bool_())


def _batch(arrays: list[Any], struct: Struct) -> Any:
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(arrow_fields(struct.members)))


def _bare(value: Any) -> Any:
    """Plain dicts and lists, which nobody else holds."""
    kind = type(value)
    if kind in _FLAT:
        return value
    if kind in _DICTS and _NAMES.issuperset(map(type, value)):
        return {key: inner if type(inner) in _FLAT else _bare(inner) for key, inner in value.items()}
    if kind is list or isinstance(value, list | tuple | set | frozenset):
        return list(value) if _FLAT.issuperset(map(type, value)) else list(map(_bare, value))
    if isinstance(value, Mapping):
        return {str(key): _bare(inner) for key, inner in value.items()}
    return value


def _look_at_fields(seen: Seen, columns: Columns) -> None:
    for name, column in columns.lists.items():
        look(seen.field(name), column)


def look(seen: Seen, column: Sequence[Any]) -> None:
    """Take the values of one place into account, as `Seen.add` does one by one."""
    kinds = set(map(type, column))
    if Gone in kinds:
        column = [value for value in column if value is not GONE]
        kinds.discard(Gone)
    seen.times += len(column)
    for kind in kinds:
        own = column if len(kinds) == 1 else [value for value in column if type(value) is kind]
        if kind is type(None):
            seen.nulls += len(own)
        elif kind in _WORDS:
            seen.scalars.add(_WORDS[kind])
        elif kind is dict:
            seen.structs += len(own)
            _look_at_fields(seen, columns_of_records(own))
        elif kind is list:
            look(seen.elements(), list(chain.from_iterable(own)))
        elif kind is int:
            seen.scalars |= _sizes(own)
        else:
            _look_one_by_one(seen, own)


def _look_one_by_one(seen: Seen, values: Sequence[Any]) -> None:
    one = Seen()
    if isinstance(values[0], int | Decimal):
        for value in values:
            one.add(value)
    else:
        one.add(values[0])
    seen.scalars |= one.scalars


def _sizes(integers: Sequence[int]) -> set[str]:
    """The words of their types."""
    low, high = min(integers), max(integers)
    if low >= -INT and high < INT:
        return {"int"}
    return {"long"} if low >= INT and high < LONG else set(map(word_of, integers))
