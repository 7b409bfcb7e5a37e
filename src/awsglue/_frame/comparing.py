"""Python's comparisons as SQL: of a field's value with a constant or with another value, exactly.

Every SQL text made here is true or false, never null; `value` may be null and is then Python's None. What
cannot be said exactly in SQL raises Untranslatable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isinf, isnan
from typing import Any

from awsglue._frame.names import literal, quoted
from awsglue._frame.nodes import INTEGERS, Choice, Node, Scalar, Struct

TRUE, FALSE = "true", "false"
ORDERS = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Each order and the one that says the same of the sides exchanged."""

_FLOATS = ("float", "double")
_EXACT = 2**53
"""Up to here a double holds every integer, so that rounding one cannot change an order."""


class Untranslatable(Exception):  # noqa: N818 - it never leaves the package
    """SQL cannot say this as Python means it."""


@dataclass(frozen=True)
class Value:
    """A value of a record that has the field: its type and its SQL, null for None."""

    node: Node
    sql: str

    def options(self) -> list[tuple[Node, str]]:
        """The types that the value may have, with the SQL that is null unless it has."""
        if isinstance(self.node, Choice):
            return [(option, f"{self.sql}.{quoted(option.word)}") for option in self.node.options]
        return [(self.node, self.sql)]


def is_null(value: Value) -> str:
    return f"({value.sql} IS NULL)"


def either(parts: Sequence[str]) -> str:
    kept = list(dict.fromkeys(part for part in parts if part != FALSE))
    if TRUE in kept:
        return TRUE
    return f"({' OR '.join(kept)})" if len(kept) > 1 else kept[0] if kept else FALSE


def both(*parts: str) -> str:
    kept = list(dict.fromkeys(part for part in parts if part != TRUE))
    if FALSE in kept:
        return FALSE
    return f"({' AND '.join(kept)})" if len(kept) > 1 else kept[0] if kept else TRUE


def negated(sql: str) -> str:
    return {TRUE: FALSE, FALSE: TRUE}.get(sql, f"(NOT {sql})")


def truth(value: Value) -> str:
    """Whether Python takes the value as true."""
    return either([_truth(node, sql) for node, sql in value.options()])


def _truth(node: Node, sql: str) -> str:
    word = node.word
    if word in (*INTEGERS, *_FLOATS, "decimal"):
        return f"coalesce({sql} != 0, false)"
    tests = {
        "null": FALSE,
        "boolean": f"coalesce({sql}, false)",
        "string": f"coalesce({sql} != '', false)",
        "binary": f"coalesce(octet_length({sql}) > 0, false)",
        "array": f"coalesce(size({sql}) > 0, false)",
        "map": f"coalesce(size({sql}) > 0, false)",
    }
    if word in tests:
        return tests[word]
    if isinstance(node, Struct):
        raise Untranslatable  # whether a struct has any field is not a matter of one column
    return f"({sql} IS NOT NULL)"


def equals(value: Value, constant: Any) -> str:
    """Whether the value equals a constant."""
    if constant is None:
        return is_null(value)
    return either([_equals(node, sql, constant) for node, sql in value.options()])


def _equals(node: Node, sql: str, constant: Any) -> str:
    if isinstance(constant, str):
        return f"coalesce({sql} = {_text(constant)}, false)" if node.word == "string" else FALSE
    number = _number(constant)
    if node.word == "decimal":
        raise Untranslatable
    sides = _numeric(node, sql, number)
    return f"coalesce({sides[0]} = {sides[1]}, false)" if sides else FALSE


def ordered(value: Value, order: str, constant: Any) -> tuple[str, str]:
    """Whether Python can order value and constant at all, and whether they are in this order."""
    if constant is None:
        return FALSE, FALSE
    fits, tests = [], []
    for node, sql in value.options():
        test = _ordered(node, sql, order, constant)
        if test:
            fits.append(f"({sql} IS NOT NULL)")
            tests.append(test)
    return either(fits), either(tests)


def _ordered(node: Node, sql: str, order: str, constant: Any) -> str:
    """SQL of one type's order; "" where Python raises TypeError."""
    if isinstance(constant, str):
        if node.word == "string" and not constant.isascii():
            raise Untranslatable  # bytes that are no text are ordered otherwise than what replaces them
        return f"coalesce({sql} {order} {_text(constant)}, false)" if node.word == "string" else ""
    number = _number(constant)
    if node.word == "decimal":
        raise Untranslatable
    sides = _numeric(node, sql, number)
    if not sides:
        return ""
    test = f"coalesce({sides[0]} {order} {sides[1]}, false)"
    # Spark takes NaN as the greatest number, Python as in no order to any.
    return both(test, f"(NOT isnan({sql}))") if node.word in _FLOATS and order[0] == ">" else test


def same(left: Value, right: Value) -> str:
    """Whether two values of plain types are equal."""
    if isinstance(left.node, Scalar) and isinstance(right.node, Scalar) and not _alike(left.node, right.node):
        raise Untranslatable
    if not isinstance(left.node, Scalar) or not isinstance(right.node, Scalar):
        raise Untranslatable
    return f"({left.sql} <=> {right.sql})"


def _alike(left: Scalar, right: Scalar) -> bool:
    """Types whose equality is the same in SQL; fractions are not, for NaN."""
    integers = left.word in INTEGERS and right.word in INTEGERS
    return integers or left.word == right.word == "string" or left.word == right.word == "boolean"


def _number(constant: Any) -> int | float:
    if isinstance(constant, bool):
        return int(constant)
    if isinstance(constant, int) and abs(constant) < 2**63:
        return constant
    if isinstance(constant, float) and not isnan(constant) and not isinf(constant):
        return constant
    raise Untranslatable


def _numeric(node: Node, sql: str, number: int | float) -> tuple[str, str] | None:
    """Both sides of a comparison with a number; None if the type is none that Python counts as one."""
    if node.word == "boolean":
        return f"CAST({sql} AS int)", _as_sql(number)
    if node.word in INTEGERS and isinstance(number, int):
        return sql, _as_sql(number)
    if node.word in INTEGERS or node.word in _FLOATS:
        if abs(number) > _EXACT:
            raise Untranslatable
        return f"CAST({sql} AS double)", _as_sql(float(number))
    return None


def _as_sql(number: int | float) -> str:
    return f"CAST('{number!r}' AS {'bigint' if isinstance(number, int) else 'double'})"


def _text(constant: str) -> str:
    """A string literal; bytes that are no text come to Python as U+FFFD, so it cannot tell them apart."""
    if "\ufffd" in constant or "${" in constant or any("\ud800" <= char <= "\udfff" for char in constant):
        raise Untranslatable
    return literal(constant)
