"""Splitting rows: those that meet all conditions, and the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from awsglue._frame.comparing import FALSE, both, either, negated
from awsglue._frame.names import literal, quoted
from awsglue._frame.nodes import NUMBERS, Choice, Node
from awsglue._frame.slots import Slot
from awsglue._frame.state import Frame
from awsglue._frame.transforms import locate

_OPERATORS = {"=": "=", "==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TIMES = ("date", "timestamp", "timestampNTZ")


def split(frame: Frame, conditions: Mapping[str, Mapping[str, Any]]) -> tuple[Frame, Frame]:
    """The records that meet all conditions, and the rest; a field that is absent or null meets none.

    Raises ValueError for an operator or a constant that cannot be compared.
    """
    tests = [
        _met(locate(frame.slots(), frame.steps(path)), path, operator, constant)
        for path, comparisons in conditions.items()
        for operator, constant in comparisons.items()
    ]
    test = both(*tests)
    return (
        frame.next(frame.df.where(test), frame.schema),
        frame.next(frame.df.where(negated(test)), frame.schema),
    )


def _met(slot: Slot | None, path: str, operator: str, constant: Any) -> str:
    if operator not in _OPERATORS:
        raise ValueError(f"split_rows: {operator!r} for {path} is none of {', '.join(_OPERATORS)}.")
    kinds, sql = _constant(constant, path)
    if slot is None:
        return FALSE
    return either(
        [
            f"coalesce({value} {_OPERATORS[operator]} {sql}, false)"
            for node, value in _options(slot)
            if node.word in kinds
        ]
    )


def _options(slot: Slot) -> list[tuple[Node, str]]:
    if isinstance(slot.node, Choice):
        return [(option, f"{slot.value}.{quoted(option.word)}") for option in slot.node.options]
    return [(slot.node, slot.value)]


def _constant(constant: Any, path: str) -> tuple[tuple[str, ...], str]:
    """The types that a constant can be compared with, and its SQL."""
    if isinstance(constant, bool):
        return ("boolean",), str(constant).lower()
    if isinstance(constant, int):
        return NUMBERS, f"CAST('{constant}' AS bigint)"
    if isinstance(constant, float):
        return NUMBERS, f"CAST('{constant!r}' AS double)"
    if isinstance(constant, Decimal):
        return NUMBERS, f"{constant:f}BD"
    if isinstance(constant, datetime):
        return _TIMES, f"CAST('{constant.isoformat(sep=' ')}' AS timestamp)"
    if isinstance(constant, date):
        return _TIMES, f"CAST('{constant.isoformat()}' AS date)"
    if isinstance(constant, str):
        return ("string", *_TIMES), literal(constant)
    raise ValueError(f"split_rows: {path} cannot be compared with a {type(constant).__name__}: {constant!r}")
