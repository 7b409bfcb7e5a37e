"""Conditions: what a rule's answer is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from awsgluedq._dqdl.dynamic import is_dynamic
from awsgluedq._dqdl.operands import Number, Operand

T = TypeVar("T", float, str)


@dataclass(frozen=True)
class Condition:
    """An operator and its operands. `between` leaves its bounds out, so `not between` takes them in."""

    operator: str
    operands: tuple[Operand, ...]

    def holds(self, value: T, bounds: Sequence[T]) -> bool:
        """Whether a value meets the condition; `bounds` are the operands' values."""
        first = bounds[0]
        match self.operator:
            case "=" | "in":
                return value in bounds
            case "!=" | "not in":
                return value not in bounds
            case ">":
                return value > first
            case ">=":
                return value >= first
            case "<":
                return value < first
            case "<=":
                return value <= first
            case "between":
                return first < value < bounds[1]
            case "not between":
                return not first < value < bounds[1]
        raise ValueError(f"'{self.operator}' compares no numbers.")

    def evaluated(self, bounds: Sequence[float]) -> Condition:
        """The same condition with the numbers that its dynamic operands had."""
        pairs = zip(self.operands, bounds, strict=True)
        return replace(self, operands=tuple(Number(repr(v)) if is_dynamic(o) else o for o, v in pairs))

    def __str__(self) -> str:
        words = [str(operand) for operand in self.operands]
        if self.operator.endswith("between"):
            return f"{self.operator} {words[0]} and {words[1]}"
        if self.operator.endswith("in"):
            return f"{self.operator} [{','.join(words)}]"
        return f"{self.operator} {words[0]}"
