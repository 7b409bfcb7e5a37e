"""Discovery: what was seen at each place of the records, merged over all of them, becomes the schema."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from awsglue._frame.nodes import Array, Choice, Map, Member, Node, Nulls, Scalar, Struct, choice
from awsglue._frame.texts import word_of


class Seen:
    """What was seen at one place: types, nulls, fields, elements.

    `times` counts values and nulls, `structs` the structs among them: a field seen less often than its
    struct is absent from some.
    """

    __slots__ = ("element", "fields", "nulls", "scalars", "structs", "times")

    def __init__(self) -> None:
        self.scalars: set[str] = set()
        self.fields: dict[str, Seen] = {}
        self.element: Seen | None = None
        self.times = self.nulls = self.structs = 0

    def add(self, value: Any, times: int = 1) -> None:
        """Take a value of Python's into account, once or as often as it was seen."""
        self.times += times
        if value is None:
            self.nulls += times
            return
        word = word_of(value)
        if word == "struct":
            self.structs += times
            for name, inner in value.items():
                self.field(name).add(inner, times)
        elif word == "array":
            element = self.elements()
            for inner in value:
                element.add(inner, times)
        else:
            self.scalars.add(_decimal(value) if word == "decimal" else word)

    def field(self, name: str) -> Seen:
        seen = self.fields.get(name)
        if seen is None:
            seen = self.fields[name] = Seen()
        return seen

    def elements(self) -> Seen:
        if self.element is None:
            self.element = Seen()
        return self.element

    def merge(self, other: Seen) -> Seen:
        """Take all that another one saw into account."""
        self.scalars |= other.scalars
        self.times += other.times
        self.nulls += other.nulls
        self.structs += other.structs
        for name, seen in other.fields.items():
            self.field(name).merge(seen)
        if other.element is not None:
            self.elements().merge(other.element)
        return self

    def lengthen(self) -> None:
        """Take all integers for longs, at any depth: their source knows no others."""
        if "int" in self.scalars:
            self.scalars = self.scalars - {"int"} | {"long"}
        for seen in self.fields.values():
            seen.lengthen()
        if self.element is not None:
            self.element.lengthen()

    def node(self) -> Node:
        """The type that holds all that was seen."""
        options: list[Node] = [Scalar(name) for name in self.scalars if not name.startswith("decimal")]
        decimals = [name for name in self.scalars if name.startswith("decimal")]
        if decimals:
            options.append(_widest(decimals))
        if self.structs:
            options.append(self.struct())
        if self.element is not None:
            options.append(Array(self.element.node()))
        return choice(options)

    def struct(self) -> Struct:
        return Struct(tuple(Member(n, seen.node(), self._nulls(seen)) for n, seen in self.fields.items()))

    def _nulls(self, field: Seen) -> Nulls:
        if not field.nulls:
            return Nulls.ABSENT
        return Nulls.VALUE if field.times == self.structs else Nulls.MARKED


def _decimal(value: Decimal) -> str:
    _, digits, exponent = value.as_tuple()
    power = exponent if isinstance(exponent, int) else 0  # a letter where it is no number
    scale = max(0, -power)
    return f"decimal({max(len(digits) + max(0, power), scale, 1)},{scale})"


def _widest(names: list[str]) -> Node:
    parts = [tuple(map(int, name[8:-1].split(","))) for name in names]
    scale = max(s for _, s in parts)
    return Scalar(f"decimal({min(38, max(p - s for p, s in parts) + scale)},{scale})")


def ordered(node: Node, like: Seen | None) -> Node:
    """The same type with fields in the order of the first records; those not seen there follow by name.

    Parallel discovery meets the records in any order; this makes the answer one and the same.
    """
    if isinstance(node, Struct):
        seen = like.fields if like else {}
        rank = {name: position for position, name in enumerate(seen)}
        members = sorted(
            node.members, key=lambda m: (rank.get(m.name, len(rank)), m.name if m.name not in rank else "")
        )
        return Struct(tuple(Member(m.name, ordered(m.node, seen.get(m.name)), m.nulls) for m in members))
    if isinstance(node, Array):
        return Array(ordered(node.element, like.element if like else None))
    if isinstance(node, Map):
        return Map(ordered(node.value, None))
    return Choice(tuple(ordered(o, like) for o in node.options)) if isinstance(node, Choice) else node


def as_record_schema(node: Node) -> Struct:
    """The schema of records that were seen; none were, so it has no field."""
    return node if isinstance(node, Struct) else Struct()
