"""Numbers of a condition: plain ones, and those that are reckoned from the results of earlier runs.

AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl.html#dqdl-dynamic-rules
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from awsgluedq._dqdl.errors import RulesetError
from awsgluedq._dqdl.operands import Binary, Call, Number, Operand, Size

Last = Callable[[int], Sequence[float]]
"""The newest values of the metric in earlier runs, the newest first; at most so many."""

_REDUCERS: dict[str, Callable[[Sequence[float]], float]] = {
    "avg": statistics.fmean,
    "average": statistics.fmean,
    "mean": statistics.fmean,
    "median": statistics.median,
    "max": max,
    "min": min,
    "sum": sum,
    "std": statistics.pstdev,
}
_SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def is_dynamic(operand: Operand) -> bool:
    """Whether an operand is more than a plain number."""
    return isinstance(operand, Call | Binary)


def number(operand: Operand, last: Last) -> float:
    """The one number that an operand stands for."""
    value = _values(operand, last)
    if isinstance(value, float):
        return value
    if len(value) == 1:
        return value[0]
    raise RulesetError(
        f"{operand} is a list of {len(value)} numbers, which cannot be compared with one: "
        f"reduce it, as in avg({operand})."
    )


def _values(operand: Operand, last: Last) -> float | list[float]:
    if isinstance(operand, Number | Size):
        return operand.value
    if isinstance(operand, Binary):
        left, right = number(operand.left, last), number(operand.right, last)
        if operand.sign == "/" and right == 0:
            raise RulesetError(f"{operand} divides by zero.")
        return float(_SIGNS[operand.sign](left, right))
    if isinstance(operand, Call):
        return _called(operand, last)
    raise RulesetError(f"{operand} is not a number.")


def _called(call: Call, last: Last) -> float | list[float]:
    if call.name == "last":
        count = int(number(call.arguments[0], last)) if call.arguments else 1
        return list(last(count)) or [0.0]
    if not call.arguments:
        raise RulesetError(f"{call} has no argument.")
    value = _values(call.arguments[0], last)
    values = [value] if isinstance(value, float) else value
    if call.name == "abs":
        return [abs(each) for each in values]
    if call.name == "index" and len(call.arguments) == 2:
        position = int(number(call.arguments[1], last))
        if not 0 <= position < len(values):
            raise RulesetError(f"{call} asks for number {position} of {len(values)} values.")
        return values[position]
    if call.name in _REDUCERS:
        return float(_REDUCERS[call.name](values))
    raise RulesetError(f"{call.name} is not a function of DQDL; there are last, index, abs, {_names()}.")


def _names() -> str:
    return ", ".join(_REDUCERS)
