"""SQL that says whether one value meets a condition. Nulls never give null here: a test is true or false."""

from __future__ import annotations

from collections.abc import Sequence

from awsgluedq._dqdl.conditions import Condition
from awsgluedq._dqdl.operands import Keyword, Number, Operand, Text
from awsgluedq._quoting import literal


def compared(value: str, condition: Condition, bounds: Sequence[str]) -> str:
    """A test of a value's SQL against the SQL of the condition's operands, which has no keywords.

    Null passes `!=` and `not in`, and nothing else.
    """
    operator = condition.operator
    if operator in ("!=", "not in"):
        return f"({value} IS NULL OR {value} NOT IN ({', '.join(bounds)}))"
    if operator in ("=", "in"):
        test = f"{value} IN ({', '.join(bounds)})"
    elif operator == "between":
        test = f"{value} > {bounds[0]} AND {value} < {bounds[1]}"
    elif operator == "not between":
        test = f"{value} <= {bounds[0]} OR {value} >= {bounds[1]}"
    else:
        test = f"{value} {operator} {bounds[0]}"
    return f"coalesce({test}, false)"


def member(value: str, condition: Condition, bounds: dict[Operand, str]) -> str:
    """A test by `=`, `in` and their opposites, keywords among the operands; `bounds` has the others' SQL."""
    keywords = {operand.name for operand in condition.operands if isinstance(operand, Keyword)}
    plain = [bounds[operand] for operand in condition.operands if not isinstance(operand, Keyword)]
    tests = [_KEYWORDS[name].format(value) for name in sorted(keywords)]
    if plain:
        tests.append(f"coalesce({value} IN ({', '.join(plain)}), false)")
    test = " OR ".join(tests)
    return f"(NOT ({test}))" if condition.operator in ("!=", "not in") else f"({test})"


_KEYWORDS = {
    "NULL": "{} IS NULL",
    "EMPTY": "coalesce({} = '', false)",
    "WHITESPACES_ONLY": "coalesce({} RLIKE '^\\\\s+$', false)",
}


def sql_of(operand: Operand, number: float | None = None) -> str:
    """The literal of an operand; `number` is the value of one that is more than a literal."""
    if isinstance(operand, Number):
        return operand.text
    if isinstance(operand, Text):
        return literal(operand.value)
    return f"{number!r}D"


def matching(value: str, condition: Condition) -> str:
    """A test by a regular expression, which takes in the whole value."""
    pattern = condition.operands[0]
    assert isinstance(pattern, Text)
    negation = "NOT " if condition.operator.startswith("not") else ""
    return f"coalesce({negation}({value} RLIKE {literal(f'^{pattern.value}$')}), false)"
