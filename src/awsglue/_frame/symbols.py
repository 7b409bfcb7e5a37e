"""What a predicate's code works with, symbolically: the record, its fields, constants, tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from awsglue._frame.comparing import (
    FALSE,
    ORDERS,
    TRUE,
    Untranslatable,
    Value,
    both,
    either,
    equals,
    is_null,
    negated,
    ordered,
    same,
    truth,
)
from awsglue._frame.nodes import Choice, Scalar, Struct
from awsglue._frame.slots import Slot, slots_of

NULL, BOOL = object(), object()
"""What Python's call protocol puts below a function; and the function `bool`."""

_BOOLEAN = Scalar("boolean")


@dataclass(frozen=True)
class Record:
    """The record itself, or a struct in it that is known to be there."""

    slots: tuple[Slot, ...]
    whole: bool = False


@dataclass(frozen=True)
class Known:
    """A value that does not depend on the record."""

    value: Any


@dataclass(frozen=True)
class Test:
    """A bool of Python's, as SQL."""

    sql: str


@dataclass(frozen=True)
class Get:
    """The record's method `get`."""

    record: Record


def branched(sql: str, yes: Callable[[], str], no: Callable[[], str]) -> str:
    if sql == TRUE:
        return yes()
    if sql == FALSE:
        return no()
    then, otherwise = yes(), no()
    if otherwise == FALSE:
        return both(sql, then)
    if then == FALSE:
        return both(negated(sql), otherwise)
    if then in (TRUE, sql):
        return either([sql, otherwise])
    if otherwise == sql:
        return both(sql, then)
    if otherwise == TRUE:
        return either([negated(sql), then])
    return then if then == otherwise else f"IF({sql}, {then}, {otherwise})"


def constant(value: Any) -> Any:
    """A value of the script's that cannot change behind Spark's back.

    Raises Untranslatable for any other.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) in (tuple, frozenset):
        return type(value)(map(constant, value))
    if type(value) in (list, set):
        return tuple(map(constant, value))
    raise Untranslatable


def truth_of(value: Any) -> str:
    if isinstance(value, Test):
        return value.sql
    if isinstance(value, Known):
        return TRUE if value.value else FALSE
    if isinstance(value, Value):
        return truth(value)
    raise Untranslatable


def none(value: Any) -> str:
    if isinstance(value, Value):
        return is_null(value)
    if isinstance(value, Known):
        return TRUE if value.value is None else FALSE
    if isinstance(value, Test | Record):
        return FALSE
    raise Untranslatable


def opened(holder: Any) -> tuple[str, Record]:
    """What must hold for a value to be a struct, and its fields; reading None or a number is a TypeError."""
    if isinstance(holder, Record):
        return TRUE, holder
    if not isinstance(holder, Value):
        raise Untranslatable
    if isinstance(holder.node, Choice) and any(o.word in ("map", "array") for o in holder.node.options):
        raise Untranslatable
    for node, sql in holder.options():
        if isinstance(node, Struct):
            return f"({sql} IS NOT NULL)", Record(tuple(slots_of(node, sql)))
    raise Untranslatable


def compared(left: Any, operator: str, right: Any) -> tuple[str, str]:
    if isinstance(left, Known) and isinstance(right, Known):
        raise Untranslatable  # never seen in a script, and Python may raise anything
    if isinstance(left, Known):
        return compared(right, ORDERS.get(operator, operator), left)
    if isinstance(left, Test):
        left = Value(_BOOLEAN, left.sql)
    if isinstance(right, Test):
        right = Value(_BOOLEAN, right.sql)
    if not isinstance(left, Value) or operator not in ("==", "!=", *ORDERS):
        raise Untranslatable
    if isinstance(right, Value):
        if operator not in ("==", "!="):
            raise Untranslatable
        test = same(left, right)
    elif not isinstance(right, Known):
        raise Untranslatable
    elif operator in ORDERS:
        return ordered(left, operator, right.value)
    else:
        test = equals(left, right.value)
    return TRUE, negated(test) if operator == "!=" else test


def identical(left: Any, right: Any) -> str:
    if isinstance(left, Known) and not isinstance(right, Known):
        left, right = right, left
    if not isinstance(right, Known) or isinstance(left, Known):
        raise Untranslatable
    if right.value is None:
        return none(left)
    if not isinstance(right.value, bool):
        raise Untranslatable
    if isinstance(left, Test):
        return left.sql if right.value else negated(left.sql)
    if not isinstance(left, Value):
        raise Untranslatable
    word = "true" if right.value else "false"
    return either([f"coalesce({sql} = {word}, false)" for n, sql in left.options() if n.word == "boolean"])


def contained(item: Any, holder: Any) -> tuple[str, str]:
    if isinstance(holder, Record) and isinstance(item, Known) and isinstance(item.value, str):
        slot = next((slot for slot in holder.slots if slot.name == item.value), None)
        return TRUE, negated(slot.missing()) if slot else FALSE
    if not isinstance(holder, Known) or not isinstance(holder.value, tuple | frozenset | list | set):
        raise Untranslatable
    if not isinstance(item, Value) or any(n.word in ("struct", "array", "map") for n, _ in item.options()):
        raise Untranslatable
    if any(
        constant is not None and type(constant) not in (bool, int, float, str) for constant in holder.value
    ):
        raise Untranslatable
    return TRUE, either([equals(item, constant) for constant in holder.value])
