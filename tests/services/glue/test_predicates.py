"""The filter over partition keys, by example and against a slow, plain model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boathouse.errors import ServiceError
from boathouse.services.glue.predicates import compile_predicate

TYPES = {
    "s": "string",
    "v": "varchar(10)",
    "n": "int",
    "big": "bigint",
    "d": "date",
    "ts": "timestamp",
    "dec": "decimal(10,2)",
    "flag": "boolean",
}
ROW = {
    "s": "It's 5%",
    "v": "Ulm",
    "n": "9",
    "big": "10000000000",
    "d": "2020-02-29",
    "ts": "2020-02-29 12:30:00",
    "dec": "1.50",
    "flag": "true",
}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("v = 'Ulm'", True),
        ("V='Ulm'", True),
        ("`v` = 'Ulm'", True),
        ("\"v\" = 'Ulm'", True),
        ("v = 'ulm'", False),
        ("'Ulm' = v", True),
        ("s = 'It''s 5%'", True),
        ("n < 10", True),
        ("n < '10'", True),
        ("n = 9.0", True),
        ("n >= -1", True),
        ("10 > n", True),
        ("n <> 9", False),
        ("n < > 9", False),
        ("n != 8", True),
        ("big > 9999999999", True),
        ("d = '2020-02-29'", True),
        ("d > date '2020-02-28'", True),
        ("ts > '2020-02-29'", True),
        ("ts = timestamp '2020-02-29 12:30:00.0'", True),
        ("dec = 1.5", True),
        ("n in (1, 9, 10)", True),
        ("n not in (1, 9)", False),
        ("v IN ('Bonn')", False),
        ("n between 9 and 10", True),
        ("n not between 9 and 10", False),
        ("d between '2020-02-01' and '2020-02-28' or v = 'Ulm'", True),
        ("v like 'U%'", True),
        ("v like '_lm'", True),
        ("v not like 'u%'", True),
        ("s like '%.%'", False),
        ("n is null", False),
        ("n is not null", True),
        ("not n = 9", False),
        ("not (n = 9 and v = 'Bonn')", True),
        ("n = 1 and v = 'Ulm' or dec = 1.5", True),
        ("n = 1 and (v = 'Ulm' or dec = 1.5)", False),
        ("n=9 AND v='Ulm'", True),
        ("1 = 1", True),
    ],
)
def test_an_expression_by_example(expression: str, holds: bool) -> None:
    assert compile_predicate(expression, TYPES)(ROW) is holds


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("n = 9", False),
        ("n <> 9", False),
        ("not n = 9", False),
        ("n is null", True),
        ("n is not null", False),
        ("n = 9 or v = 'Ulm'", True),
        ("n in (9)", False),
        ("n not in (9)", False),
        ("n between 1 and 2", False),
        ("n like '%'", False),
    ],
)
def test_null_is_neither_equal_nor_unequal(expression: str, holds: bool) -> None:
    null = ROW | {"n": "__HIVE_DEFAULT_PARTITION__"}
    assert compile_predicate(expression, TYPES)(null) is holds


def test_a_value_that_is_none_of_its_type_is_null() -> None:
    assert compile_predicate("n is null and d is null", TYPES)(ROW | {"n": "nine", "d": "soon"})


@pytest.mark.parametrize(
    "expression",
    [
        "nope = 1",
        "n =",
        "n",
        "n = 9 and",
        "(n = 9",
        "n = 9)",
        "n = 9 n = 9",
        "n = 'nine'",
        "d = 'soon'",
        "flag = 'true'",
        "n = v",
        "v like n",
        "v = 'Ulm",
        "n in ()",
        "n in 9",
        "n not = 9",
        "n == 9",
        "; drop table",
        "n = NaN",
        "n = 'NaN'",
        "(" * 5000 + "n = 9" + ")" * 5000,
    ],
)
def test_what_cannot_be_understood_is_refused(expression: str) -> None:
    with pytest.raises(ServiceError) as error:
        compile_predicate(expression, TYPES)
    assert error.value.code == "InvalidInputException"


def test_a_long_expression_is_no_trouble() -> None:
    expression = " or ".join(f"n = {number}" for number in range(20_000))
    assert compile_predicate(expression, TYPES)(ROW)


# The model: expressions are made as a text together with a plain function that decides them in three
# values. Nothing is parsed, and a null is Python's None.


@dataclass(frozen=True)
class Made:
    text: str
    decide: Callable[[dict[str, str | int | None]], bool | None]


_WORDS = ["", "a", "b", "ab", "A", "a'b", "%", "_", "10"]
_COMPARE: dict[str, Callable[[int], bool]] = {
    "=": lambda sign: sign == 0,
    "<>": lambda sign: sign != 0,
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


def _order(a: str | int | None, b: str | int) -> int | None:
    if a is None:
        return None
    assert type(a) is type(b)
    return 0 if a == b else -1 if a < b else 1  # type: ignore[operator]


def _written(constant: str | int) -> str:
    return str(constant) if isinstance(constant, int) else "'" + constant.replace("'", "''") + "'"


@st.composite
def comparisons(draw: st.DrawFn) -> Made:
    """One comparison of a key with constants."""
    key = draw(st.sampled_from(["s", "n"]))
    words, numbers = st.sampled_from(_WORDS), st.integers(-12, 12)
    constants: st.SearchStrategy[str | int] = words if key == "s" else numbers
    kind = draw(st.sampled_from([*_COMPARE, "in", "between", "null", "like"]))
    if kind == "null":
        return Made(f"{key} is null", lambda row: row[key] is None)
    if kind == "in":
        choices = draw(st.lists(constants, min_size=1, max_size=3))
        text = f"{key} in ({', '.join(map(_written, choices))})"
        return Made(text, lambda row: None if row[key] is None else row[key] in choices)
    if kind == "between":
        low, high = draw(constants), draw(constants)
        text = f"{key} between {_written(low)} and {_written(high)}"

        def between(row: dict[str, str | int | None]) -> bool | None:
            below, above = _order(row[key], low), _order(row[key], high)
            return None if below is None or above is None else below >= 0 and above <= 0

        return Made(text, between)
    if kind == "like":
        pattern = draw(st.text("ab%_'", max_size=4))
        glob = pattern.replace("%", "*").replace("_", "?")
        text = f"s like {_written(pattern)}"
        return Made(text, lambda row: None if row["s"] is None else fnmatchcase(str(row["s"]), glob))
    constant = draw(constants)

    def compare(row: dict[str, str | int | None]) -> bool | None:
        sign = _order(row[key], constant)
        return None if sign is None else _COMPARE[kind](sign)

    return Made(f"{key} {kind} {_written(constant)}", compare)


def combined(inner: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    """Expressions of expressions."""

    def negated(one: Made) -> Made:
        def decide(row: dict[str, str | int | None]) -> bool | None:
            answer = one.decide(row)
            return None if answer is None else not answer

        return Made(f"not ({one.text})", decide)

    def both(one: Made, other: Made) -> Made:
        def decide(row: dict[str, str | int | None]) -> bool | None:
            a, b = one.decide(row), other.decide(row)
            if a is False or b is False:
                return False
            return None if a is None or b is None else True

        return Made(f"({one.text}) AND ({other.text})", decide)

    def either(one: Made, other: Made) -> Made:
        def decide(row: dict[str, str | int | None]) -> bool | None:
            a, b = one.decide(row), other.decide(row)
            if a or b:
                return True
            return None if a is None or b is None else False

        return Made(f"({one.text}) or ({other.text})", decide)

    return st.one_of(inner.map(negated), st.builds(both, inner, inner), st.builds(either, inner, inner))


@given(
    st.recursive(comparisons(), combined, max_leaves=8),
    st.sampled_from([*_WORDS, None]),
    st.one_of(st.integers(-12, 12), st.none()),
)
def test_every_expression_is_as_the_model_decides(made: Made, s: str | None, n: int | None) -> None:
    null = "__HIVE_DEFAULT_PARTITION__"
    row = {"s": null if s is None else s, "n": null if n is None else str(n)}
    holds = compile_predicate(made.text, {"s": "string", "n": "int"})(row)
    assert holds is (made.decide({"s": s, "n": n}) is True)
