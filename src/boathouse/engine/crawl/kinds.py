"""Types of columns in the catalog's spelling, and the type that holds the values of two."""

from __future__ import annotations

from dataclasses import dataclass

_NUMBERS = ("tinyint", "smallint", "int", "bigint", "float", "double")


@dataclass(frozen=True)
class Kind:
    """A type: `items` are those inside an array, a map or a struct, `names` the struct's fields."""

    base: str
    items: tuple[Kind, ...] = ()
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.base == "null" or (self.base == "struct" and not self.items):
            return "string"
        if self.base == "struct":
            fields = (f"{name}:{item}" for name, item in zip(self.names, self.items, strict=True))
            return f"struct<{','.join(fields)}>"
        if self.items:
            return f"{self.base}<{','.join(map(str, self.items))}>"
        return self.base


NULL, STRING, BOOLEAN = Kind("null"), Kind("string"), Kind("boolean")
INT, BIGINT, DOUBLE = Kind("int"), Kind("bigint"), Kind("double")


def struct(fields: dict[str, Kind]) -> Kind:
    """A struct of these fields."""
    return Kind("struct", tuple(fields.values()), tuple(fields))


def merged(one: Kind, other: Kind) -> Kind:
    """The type of a column that holds values of both; a string if no other does."""
    if one == other or other.base == "null":
        return one
    if one.base == "null":
        return other
    if one.base == other.base == "struct":
        return struct(merged_fields(_fields(one), _fields(other)))
    if one.base == other.base and one.base in ("array", "map"):
        items = zip(one.items, other.items, strict=True)
        return Kind(one.base, tuple(merged(a, b) for a, b in items))
    bases = {one.base, other.base}
    if bases <= set(_NUMBERS):
        wider = max(bases, key=_NUMBERS.index)
        return DOUBLE if wider == "float" else Kind(wider)
    if bases == {"date", "timestamp"}:
        return Kind("timestamp")
    return STRING


def merged_fields(one: dict[str, Kind], other: dict[str, Kind]) -> dict[str, Kind]:
    """The fields of both, those of the first in front; names that differ in case alone are one."""
    spelled = {name.lower(): name for name in one}
    fields = dict(one)
    for name, kind in other.items():
        known = spelled.setdefault(name.lower(), name)
        fields[known] = merged(fields[known], kind) if known in fields else kind
    return fields


def fit(one: Kind, other: Kind) -> bool:
    """Whether values of both can stand in one column without becoming text."""
    if one == other or "null" in (one.base, other.base):
        return True
    if one.base != other.base:
        return merged(one, other) != STRING
    if one.base == "struct":
        own, others = ({name.lower(): kind for name, kind in _fields(k).items()} for k in (one, other))
        return all(fit(kind, others[name]) for name, kind in own.items() if name in others)
    return bool(one.items) and all(map(fit, one.items, other.items))


def _fields(kind: Kind) -> dict[str, Kind]:
    return dict(zip(kind.names, kind.items, strict=True))
