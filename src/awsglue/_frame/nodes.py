"""The schema of a frame: an immutable tree of types, and what a null means in each field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

ORDER = (
    "null",
    "boolean",
    "byte",
    "short",
    "int",
    "long",
    "float",
    "double",
    "decimal",
    "date",
    "timestamp",
    "timestampNTZ",
    "string",
    "binary",
    "map",
    "array",
    "struct",
)
"""Alternatives of a choice stand in this order, whatever order the data came in."""


class Nulls(Enum):
    """What a null in the DataFrame's column says about the record's field."""

    ABSENT = "the record does not have the field"
    VALUE = "the field is there and null"
    COLUMN = "as VALUE, but from a DataFrame, where every row has every column: a JSON sink omits it"
    MARKED = "null if the column of marks says so, otherwise absent"


@dataclass(frozen=True)
class Scalar:
    """A type without parts, by Glue's word: int, long, string, decimal(10,2), …"""

    name: str

    @property
    def word(self) -> str:
        return self.name.partition("(")[0]


@dataclass(frozen=True)
class Array:
    element: Node
    word: str = "array"


@dataclass(frozen=True)
class Map:
    value: Node
    word: str = "map"


@dataclass(frozen=True)
class Member:
    """A field of a struct or of the record itself."""

    name: str
    node: Node
    nulls: Nulls = Nulls.ABSENT


@dataclass(frozen=True)
class Struct:
    members: tuple[Member, ...] = ()
    word: str = "struct"

    def get(self, name: str) -> Member | None:
        return next((member for member in self.members if member.name == name), None)


@dataclass(frozen=True)
class Choice:
    """A field whose values have several types."""

    options: tuple[Node, ...]
    word: str = "choice"

    def option(self, word: str) -> Node | None:
        return next((option for option in self.options if option.word == word), None)


Node = Scalar | Array | Map | Struct | Choice
NULL, STRING = Scalar("null"), Scalar("string")
INTEGERS = ("byte", "short", "int", "long")
"""Words of integers, the smaller first."""
FRACTIONS = ("float", "double", "decimal")
NUMBERS = (*INTEGERS, *FRACTIONS)


def with_leaves(node: Node, change: Callable[[Scalar | Choice], Node]) -> Node:
    """The type with others in the place of its scalars and choices, at any depth but inside choices."""
    if isinstance(node, Scalar | Choice):
        return change(node)
    if isinstance(node, Array):
        return Array(with_leaves(node.element, change))
    if isinstance(node, Map):
        return Map(with_leaves(node.value, change))
    return Struct(tuple(replace(member, node=with_leaves(member.node, change)) for member in node.members))


def choice(options: list[Node]) -> Node:
    """A choice of these (which differ in their word), or the only one, or null."""
    real = sorted(
        (option for option in options if option != NULL), key=lambda option: ORDER.index(option.word)
    )
    if len(real) > 1:
        return Choice(tuple(real))
    return real[0] if real else NULL


_TIMESTAMP, _TIMESTAMP_NTZ = Scalar("timestamp"), Scalar("timestampNTZ")


def merged(left: Node, right: Node) -> Node:
    """The type that holds both: null merges away, structs merge field by field, else a choice.

    A timestamp without a zone is one of UTC, which is what pandas and Spark of other days write so.
    """
    if right in (left, NULL):
        return left
    if left == NULL:
        return right
    if isinstance(left, Struct) and isinstance(right, Struct):
        return merged_structs(left, right)
    if isinstance(left, Array) and isinstance(right, Array):
        return Array(merged(left.element, right.element))
    if isinstance(left, Map) and isinstance(right, Map):
        return Map(merged(left.value, right.value))
    if isinstance(left, Scalar) and isinstance(right, Scalar) and left.word == right.word:
        return _wider_decimal(left, right)
    if {left, right} == {_TIMESTAMP, _TIMESTAMP_NTZ}:
        return _TIMESTAMP
    options = {option.word: option for option in options_of(left)}
    for option in options_of(right):
        options[option.word] = merged(options[option.word], option) if option.word in options else option
    return choice(list(options.values()))


def options_of(node: Node) -> tuple[Node, ...]:
    """The alternatives of a choice; any other type is its own only one."""
    return node.options if isinstance(node, Choice) else (node,)


def merged_structs(left: Struct, right: Struct) -> Struct:
    """All fields of both; one that a side lacks is absent from that side's records."""
    members = []
    for member in left.members:
        other = right.get(member.name)
        if other is None:
            members.append(Member(member.name, member.node, _absent_too(member.nulls)))
        else:
            nulls = member.nulls if member.nulls == other.nulls else Nulls.MARKED
            members.append(Member(member.name, merged(member.node, other.node), nulls))
    known = {member.name for member in left.members}
    members += [Member(m.name, m.node, _absent_too(m.nulls)) for m in right.members if m.name not in known]
    return Struct(tuple(members))


def _absent_too(nulls: Nulls) -> Nulls:
    return nulls if nulls in (Nulls.ABSENT, Nulls.MARKED) else Nulls.MARKED


def _wider_decimal(left: Scalar, right: Scalar) -> Scalar:
    (p1, s1), (p2, s2) = precision(left), precision(right)
    scale = max(s1, s2)
    return Scalar(f"decimal({min(38, max(p1 - s1, p2 - s2) + scale)},{scale})")


def precision(decimal: Scalar) -> tuple[int, int]:
    """Precision and scale of a decimal's name; Glue's defaults where it says none."""
    inside = decimal.name.partition("(")[2].rstrip(")")
    if not inside:
        return 10, 2
    digits, _, scale = inside.partition(",")
    return int(digits), int(scale or 0)
