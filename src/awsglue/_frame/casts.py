"""Casting a field to the type that a script names: what cannot be cast becomes null."""

from __future__ import annotations

import warnings

from awsglue._frame.hivetypes import scalar_of
from awsglue._frame.names import quoted
from awsglue._frame.nodes import (
    INTEGERS,
    NULL,
    NUMBERS,
    Array,
    Choice,
    Map,
    Member,
    Node,
    Nulls,
    Scalar,
    Struct,
    options_of,
)
from awsglue._frame.public import public_sql
from awsglue._frame.slots import Slot
from awsglue._frame.sparktypes import internal_ddl

_KNOWN = (*NUMBERS, "boolean", "string", "date", "timestamp", "timestampntz", "binary", "null")
_MOST_MILLIS = 2**63 // 1000
"""Spark counts microseconds in 64 bits."""


def target_of(text: str) -> Scalar | None:
    """Our type of a type's name in a mapping; None for array, struct, map and choice, which stay as they are.

    Raises ValueError for a name that is no type.
    """
    word = text.strip().lower()
    if word.partition("<")[0] in ("array", "struct", "map", "set", "choice"):
        return None
    found = scalar_of(word)
    if found is None or found.word not in _KNOWN:
        raise ValueError(
            f"Not a type of Glue: {text!r}. Types are string, int, long, double, decimal(10,2), date, …"
        )
    return Scalar("timestampNTZ") if found.word == "timestampntz" else found


def cast(slot: Slot, to: Scalar) -> Slot:
    """The field as another type; a value that cannot be cast is an explicit null."""
    if slot.node == to:
        return slot
    if slot.node == Scalar("long") and to.word == "timestamp":
        warnings.warn(f"{slot.name}: a long is cast to timestamp as milliseconds since 1970.", stacklevel=2)
    value = cast_sql(slot.value, slot.node, to)
    if _total(slot.node, to):
        return Slot(Member(slot.name, to, slot.member.nulls), value, slot.mark)
    if slot.member.nulls in (Nulls.VALUE, Nulls.COLUMN):
        return Slot(Member(slot.name, to, slot.member.nulls), value)
    mark = f"({slot.null_mark()} OR ({slot.value} IS NOT NULL AND {value} IS NULL))"
    return Slot(Member(slot.name, to, Nulls.MARKED), value, mark)


def cast_sql(value: str, node: Node, to: Scalar) -> str:
    """SQL of a value as another type."""
    ddl = internal_ddl(to)
    if NULL in (to, node):
        return f"CAST(NULL AS {ddl})"
    if isinstance(node, Choice):
        parts = [cast_sql(f"{value}.{quoted(option.word)}", option, to) for option in node.options]
        return f"coalesce({', '.join(parts)})"
    if isinstance(node, Struct | Array | Map):
        return f"to_json({public_sql(value, node)})" if to.word == "string" else f"CAST(NULL AS {ddl})"
    if node.word in ("date", "timestamp", "binary", "boolean") and not _castable(node, to):
        return f"CAST(NULL AS {ddl})"
    if node.word in NUMBERS and to.word in ("date", "timestamp", "timestampNTZ"):
        # As java.sql.Timestamp takes a number, and public jobs rely on it; Spark's cast takes seconds.
        time = f"IF(abs({value}) < {_MOST_MILLIS}, timestamp_millis(CAST({value} AS BIGINT)), NULL)"
        return time if to.word == "timestamp" else f"CAST({time} AS {ddl})"
    if node.word in ("float", "double", "decimal") and to.word == "binary":
        return f"CAST(NULL AS {ddl})"
    return f"CAST({value} AS {ddl})"


def _castable(node: Node, to: Scalar) -> bool:
    """Whether Spark accepts the cast at all."""
    if node.word == "date":
        return to.word in ("string", "timestamp", "timestampNTZ", "date")
    if node.word == "binary":
        return to.word in ("string", "binary")
    if node.word == "boolean":
        return to.word not in ("date", "binary", "timestampNTZ")
    return to.word not in ("binary", "boolean")


def _total(node: Node, to: Scalar) -> bool:
    """Whether every value of the type can be cast."""
    if to.word == "string":
        return True
    return all(_widens(option, to) for option in options_of(node))


def _widens(node: Node, to: Scalar) -> bool:
    if node in (to, NULL):
        return True
    if node.word in INTEGERS and to.word in INTEGERS:
        # A long that does not fit an int wraps round in Spark; it is a value all the same.
        return True
    return node.word in NUMBERS and to.word in ("float", "double")
