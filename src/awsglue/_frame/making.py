"""Records that a function of the script's made, as text that Spark reads, and what was seen in them.

Most records are flat and come in few shapes (names and Python types): a shape is looked at once, counted
afterwards, and its records go to text in one step. The text needs no schema, which is known only when all
records are made: an explicit null is written as its mark. Only where a field turns out to have several
types is the text read again, and each value tagged with its own.
"""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pyspark.accumulators import AccumulatorParam

from awsglue._frame.discovery import Seen
from awsglue._frame.names import MARK, decoded, encoded
from awsglue._frame.nodes import Array, Choice, Map, Node, Struct
from awsglue._frame.texts import INT, LONG, instant, text_maker

_dumps = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_FLAT = {str, int, float, bool, type(None)}
PACKED = "#"
"""What a text starts with that holds types which JSON does not have: the pickled record stands before it."""


@dataclass
class _Shape:
    """Records with these names and types of values: one of them, the form of their text, and how often.

    Of each integer it is noted whether it was seen to fit 32 bits, and not to.
    """

    example: dict[str, Any]
    keys: tuple[str, ...]
    integers: tuple[str, ...]
    marks: str
    times: int = 0
    ints: set[str] = field(default_factory=set)
    longs: set[str] = field(default_factory=set)

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Note the sizes of a record's integers; False if one has more than 64 bits."""
        for name in self.integers:
            value = record[name]
            if -INT <= value < INT:
                self.ints.add(name)
            elif -LONG <= value < LONG:
                self.longs.add(name)
            else:
                return False
        return True

    def show(self, seen: Seen) -> None:
        """Take all these records into account."""
        if self.times:
            integers = {name: 0 if name in self.ints else INT for name in self.integers}
            seen.add(self.example | integers, self.times)
            for name in self.ints & self.longs:
                seen.field(name).scalars.add("long")
            self.times = 0


class Observed:
    """What was seen in the records that one process made."""

    def __init__(self) -> None:
        self._shapes: dict[Any, _Shape | None] = {}
        self._seen = Seen()

    def text(self, record: Mapping[Any, Any]) -> str:
        """The text of a record, which is taken into account.

        Raises TypeError for a value that no record can hold.
        """
        key = tuple(record), tuple(map(type, record.values()))
        try:
            shape = self._shapes[key]
        except KeyError:
            shape = self._shapes[key] = _shape(record)
        if shape is None or not shape.fits(record):
            return self._slowly(record)
        shape.times += 1
        if not shape.marks:
            return _dumps(dict(zip(shape.keys, record.values(), strict=True)))
        values = (value for value in record.values() if value is not None)
        return f"{_dumps(dict(zip(shape.keys, values, strict=True)))[:-1]}{shape.marks}}}"

    def _slowly(self, record: Mapping[Any, Any]) -> str:
        bare, one = _bare(record), Seen()
        one.add(bare)
        special: list[Any] = []
        text = _dumps(_internal(bare, special))
        self._seen.merge(one)
        return f"{PACKED}{base64.b64encode(pickle.dumps(bare)).decode()}{PACKED}{text}" if special else text

    def merge(self, other: Observed) -> Observed:
        """Take all that another process saw into account."""
        self._seen.merge(other.seen())
        return self

    def seen(self) -> Seen:
        """All of it."""
        for shape in self._shapes.values():
            if shape is not None:
                shape.show(self._seen)
        return self._seen


def _shape(record: Mapping[Any, Any]) -> _Shape | None:
    """The shape of a flat record of what JSON has; None for any other."""
    if not all(type(name) is str for name in record) or not set(map(type, record.values())) <= _FLAT:
        return None
    keys = tuple(encoded(name) for name, value in record.items() if value is not None)
    marks = [f'"{encoded(name)}{MARK}":true' for name, value in record.items() if value is None]
    integers = tuple(name for name, value in record.items() if type(value) is int)
    return _Shape(dict(record), keys, integers, (("," if keys else "") + ",".join(marks)) if marks else "")


class Observing(AccumulatorParam[Observed]):
    """Collects what the processes saw; the first that a process adds is kept as it is, and goes on seeing."""

    def zero(self, value: Observed) -> Observed:
        return Observed()

    def addInPlace(self, value1: Observed, value2: Observed) -> Observed:
        return value1.merge(value2) if value1._shapes else value2


def _bare(value: Any) -> Any:
    """Plain dicts and lists."""
    if isinstance(value, Mapping):
        return {str(key): _bare(inner) for key, inner in value.items()}
    return [_bare(inner) for inner in value] if isinstance(value, list | tuple | set | frozenset) else value


def _internal(value: Any, special: list[Any]) -> Any:
    """The value in internal names and in JSON's types; those that JSON does not have are noted."""
    if isinstance(value, dict):
        fields: dict[str, Any] = {}
        for name, inner in value.items():
            if inner is None:
                fields[encoded(name) + MARK] = True
            else:
                fields[encoded(name)] = _internal(inner, special)
        return fields
    if isinstance(value, list):
        return [_internal(inner, special) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and not -LONG <= value < LONG:
        return float(value)
    if isinstance(value, datetime | date | Decimal | bytes | bytearray):
        special.append(value)
        return _foreign(value)
    return value


def _foreign(value: datetime | date | Decimal | bytes | bytearray) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else base64.b64encode(value).decode()


def has_choice(node: Node) -> bool:
    """Whether a field anywhere in this type has several types."""
    if isinstance(node, Struct):
        return any(has_choice(member.node) for member in node.members)
    if isinstance(node, Array):
        return has_choice(node.element)
    return has_choice(node.value) if isinstance(node, Map) else isinstance(node, Choice)


def names_and_order(text: str) -> Any:
    """The record of a text again, in public names."""
    return _public(json.loads(text.rpartition(PACKED)[2] if text.startswith(PACKED) else text))


def _public(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            decoded(name.removesuffix(MARK)) if _is_mark(name) else decoded(name): (
                None if _is_mark(name) else _public(inner)
            )
            for name, inner in value.items()
        }
    return [_public(inner) for inner in value] if isinstance(value, list) else value


def _is_mark(name: str) -> bool:
    return name.endswith(MARK) and encoded(decoded(name.removesuffix(MARK))) + MARK == name


class Tagger:
    """The function of a Spark job that reads a text again and tags its values as the schema has them."""

    def __init__(self, schema: Struct) -> None:
        self._schema = schema
        self._make: Callable[[Mapping[str, Any]], str] | None = None

    def __call__(self, text: str) -> str:
        make = self._make = self._make or text_maker(self._schema)
        if text.startswith(PACKED):
            packed = text[1:].partition(PACKED)[0]
            return make(pickle.loads(base64.b64decode(packed)))  # noqa: S301 - pickled by this run
        return make(_public(json.loads(text)))
