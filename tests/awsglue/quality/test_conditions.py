"""Conditions over numbers, plain ones and those that look back at earlier runs; numbers as Java's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from awsgluedq._dqdl.dynamic import number
from awsgluedq._dqdl.errors import RulesetError
from awsgluedq._dqdl.operands import Instant, Operand, Text
from awsgluedq._dqdl.parser import parse
from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._verdict import java

EARLIER = [40.0, 10.0, 30.0, 20.0]


def _operands(expression: str) -> tuple[Operand, ...]:
    rule = parse(f"Rules = [ RowCount {expression} ]").rules[0]
    assert isinstance(rule, Rule)
    assert rule.condition
    return rule.condition.operands


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("last()", 40),
        ("last(1)", 40),
        ("avg(last(10))", 25),
        ("avg(last(2))", 25),
        ("median(last(3))", 30),
        ("max(last(4))", 40),
        ("min(last(4))", 10),
        ("sum(last(3))", 80),
        ("std(last(2))", 15),
        ("index(last(3), 2)", 30),
        ("abs(0 - 7)", 7),
        ("(0.5 * avg(last(10))) + 1", 13.5),
        ("2 + 3 * 4", 14),
        ("10 - 4 - 3", 3),
        ("avg(last(2)) / 4", 6.25),
    ],
)
def test_a_dynamic_number_is_reckoned_from_earlier_runs(expression: str, value: float) -> None:
    (operand,) = _operands(f"> {expression}")
    assert number(operand, lambda count: EARLIER[:count]) == value


def test_without_an_earlier_run_the_last_value_is_zero() -> None:
    assert [number(_operands(f"> {e}")[0], lambda count: []) for e in ("last()", "avg(last(3))")] == [0, 0]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("last(3)", "is a list of 3 numbers"),
        ("index(last(3), 3)", "asks for number 3 of 3 values"),
        ("mode(last(3))", "mode is not a function of DQDL"),
        ("1 / 0", "divides by zero"),
    ],
)
def test_an_expression_that_is_no_number_is_refused(expression: str, words: str) -> None:
    with pytest.raises(RulesetError, match=words):
        number(_operands(f"> {expression}")[0], lambda count: EARLIER[:count])


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("= 4.0", True),
        ("!= 4", False),
        ("> 4", False),
        (">= 4", True),
        ("< 4.1", True),
        ("<= 3", False),
        ("between 4 and 5", False),
        ("between 3.9 and 4.1", True),
        ("not between 4 and 5", True),
        ("not between 3 and 5", False),
        ("in [1,4]", True),
        ("not in [1,4]", False),
    ],
)
def test_between_leaves_its_bounds_out(condition: str, holds: bool) -> None:
    rule = parse(f"Rules = [ ColumnCount {condition} ]").rules[0]
    assert isinstance(rule, Rule)
    assert rule.condition
    assert (
        rule.condition.holds(4.0, [number(operand, lambda _: []) for operand in rule.condition.operands])
        is holds
    )


def test_dates_and_times_are_moments() -> None:
    now = datetime(2024, 3, 10, 15, 0, tzinfo=UTC)
    moved = _operands("> (now() - 3 days)")[0]
    assert isinstance(moved, Instant)
    assert moved.moment(now) == datetime(2024, 3, 7, 15, 0, tzinfo=UTC)
    written = {text: Text(text).instant for text in ("2024-01-02", "9:30 PM", "21:45", "tomorrow")}
    assert {text: moment.moment(now) if moment else None for text, moment in written.items()} == {
        "2024-01-02": datetime(2024, 1, 2, tzinfo=UTC),
        "9:30 PM": datetime(2024, 3, 10, 21, 30, tzinfo=UTC),
        "21:45": datetime(2024, 3, 10, 21, 45, tzinfo=UTC),
        "tomorrow": None,
    }
    there = Instant("9:30 AM").moment(now, "America/New_York")  # its summer time began that night
    assert there.astimezone(UTC) == datetime(2024, 3, 10, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.0, "4.0"),
        (0.5, "0.5"),
        (0.001, "0.001"),
        (0.0005, "5.0E-4"),
        (-0.00012, "-1.2E-4"),
        (1e-05, "1.0E-5"),
        (9999999.0, "9999999.0"),
        (10000000.0, "1.0E7"),
        (12345678.5, "1.23456785E7"),
        (1.5e300, "1.5E300"),
        (float("nan"), "NaN"),
        (0.0, "0.0"),
    ],
)
def test_a_value_is_printed_as_java_prints_it(value: float, text: str) -> None:
    assert java(value) == text
