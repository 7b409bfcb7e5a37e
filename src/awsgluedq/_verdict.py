"""What a rule found, and the words that AWS has for it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

PASSED, FAILED, ERROR = "Passed", "Failed", "Error"


@dataclass(frozen=True)
class Verdict:
    """The outcome of one rule."""

    outcome: str
    reason: str = ""
    metrics: Mapping[str, float] = field(default_factory=dict)
    evaluated: str = ""
    """The rule's text with the numbers that its dynamic operands had; "" if it has none."""

    @property
    def passed(self) -> bool:
        return self.outcome == PASSED


@dataclass(frozen=True)
class Check:
    """A rule made ready: its verdict once the metrics are computed, and its test of a single row.

    `row` is SQL: true or false, and null for a row that the rule leaves out; "" if the rule is about the
    dataset. `whole` says whether the rule holds just when the test holds for every row.
    """

    conclude: Callable[[], Verdict]
    row: str = ""
    whole: bool = True


class Unmet(Exception):  # noqa: N818 - it is no error: a rule failed for this reason
    """The rule cannot be evaluated on this data, so it fails."""


class NotEmulated(Exception):  # noqa: N818 - an outcome, not an error of ours
    """The rule cannot be evaluated here, so its outcome is Error."""


def unmet(value: float, *, whole: bool = False, end: str = "!") -> str:
    """AWS's reason for a value that a condition does not take."""
    return f"Value: {int(value) if whole else java(value)} does not meet the constraint requirement{end}"


def java(value: float) -> str:
    """A number as Java prints a double."""
    if math.isnan(value) or math.isinf(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        text = f"{value:.17f}".rstrip("0") if "e" in repr(value) else repr(value)
        return f"{text}0" if text.endswith(".") else text
    digits, exponent = f"{value!r}e0".split("e")[:2] if "e" in repr(value) else _scientific(value)
    return f"{digits if '.' in digits else digits + '.0'}E{int(exponent)}"


def _scientific(value: float) -> tuple[str, str]:
    digits = repr(value).lstrip("-").replace(".", "").lstrip("0").rstrip("0") or "0"
    exponent = math.floor(math.log10(abs(value)))
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}", str(exponent)
