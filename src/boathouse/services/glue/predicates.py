"""The filter that GetPartitions takes: a small SQL WHERE clause over the partition keys.

Three-valued as SQL is: a comparison with null is unknown, and only rows that are true stay.

expression := and ("or" and)* ; and := not ("and" not)* ; not := "not" not | "(" expression ")" | test
test := operand (op operand | ["not"] ("in" "(" operand, … ")" | "between" operand "and" operand
        | "like" operand) | "is" ["not"] "null")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from boathouse.services.glue.errors import InvalidInputError
from boathouse.services.glue.partition_values import Value, kind_of, literal, value

Row = Mapping[str, str]
Test = Callable[[Row], bool | None]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^']|'')*')
    | (?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?![\w.]))
    | (?P<quoted>"[^"]+"|`[^`]+`)
    | (?P<word>\w+)
    | (?P<sign><\s*>|<=|>=|!=|[=<>(),])
    )""",
    re.VERBOSE,
)
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compile_predicate(expression: str, types: Mapping[str, str]) -> Callable[[Row], bool]:
    """Turn an expression into a test of partition values (texts by key), typed by the keys' types.

    Raises InvalidInputException for what cannot be parsed, an unknown key, a key of a type that
    cannot be filtered, and a literal that is no value of its key's type.
    """
    try:
        test = _Parser(expression, types).parse()
    except RecursionError as error:
        raise InvalidInputError("Unsupported expression: nested too deeply.") from error
    return lambda row: test(row) is True


class _Token(NamedTuple):
    kind: str
    text: str


@dataclass(frozen=True)
class _Operand:
    """A partition key, or a literal if `key` is empty."""

    key: str
    text: str


class _Parser:
    def __init__(self, expression: str, types: Mapping[str, str]) -> None:
        self._source, self._types = expression, types
        self._tokens, self._at = _tokens(expression), 0

    def parse(self) -> Test:
        test = self._either()
        if self._at < len(self._tokens):
            raise self._unexpected()
        return test

    def _either(self) -> Test:
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else _any(tests)

    def _both(self) -> Test:
        tests = [self._negated()]
        while self._take("and"):
            tests.append(self._negated())
        return tests[0] if len(tests) == 1 else _all(tests)

    def _negated(self) -> Test:
        if self._take("not"):
            return _not(self._negated())
        if self._take("("):
            test = self._either()
            self._expect(")")
            return test
        return self._test()

    def _test(self) -> Test:
        left = self._operand()
        if self._take("is"):
            negative = self._take("not")
            self._expect("null")
            test = self._null(left)
            return _not(test) if negative else test
        negative = self._take("not")
        test = (
            self._worded(left)
            if negative or self._peek() in ("in", "between", "like")
            else self._signed(left)
        )
        return _not(test) if negative else test

    def _worded(self, left: _Operand) -> Test:
        if self._take("in"):
            self._expect("(")
            choices = [self._operand()]
            while self._take(","):
                choices.append(self._operand())
            self._expect(")")
            return _any([self._compared(left, "=", choice) for choice in choices])
        if self._take("between"):
            low = self._operand()
            self._expect("and")
            return _all([self._compared(left, ">=", low), self._compared(left, "<=", self._operand())])
        self._expect("like")
        return self._like(left, self._operand())

    def _signed(self, left: _Operand) -> Test:
        sign = "".join(self._peek().split())
        if sign not in _COMPARISONS:
            raise self._unexpected()
        self._at += 1
        return self._compared(left, sign, self._operand())

    def _compared(self, left: _Operand, sign: str, right: _Operand) -> Test:
        kind = self._kind(left, right)
        read_left, read_right = self._reader(left, kind), self._reader(right, kind)
        holds = _COMPARISONS[sign]

        def test(row: Row) -> bool | None:
            a, b = read_left(row), read_right(row)
            return None if a is None or b is None else holds(a, b)

        return test

    def _like(self, left: _Operand, pattern: _Operand) -> Test:
        if pattern.key:
            raise InvalidInputError(f"Unsupported expression '{self._source}': LIKE needs a literal pattern.")
        wildcards = {"%": ".*", "_": "."}
        parts = [wildcards.get(character) or re.escape(character) for character in pattern.text]
        matches = re.compile("".join(parts), re.DOTALL)
        read = self._reader(left, "string")

        def test(row: Row) -> bool | None:
            text = read(row)
            return None if text is None else matches.fullmatch(str(text)) is not None

        return test

    def _null(self, operand: _Operand) -> Test:
        read = self._reader(operand, self._kind(operand, operand))
        return lambda row: read(row) is None

    def _kind(self, left: _Operand, right: _Operand) -> str:
        kinds = {kind_of(o.key, self._types[o.key]) for o in (left, right) if o.key}
        if len(kinds) > 1:
            raise InvalidInputError(
                f"Unsupported expression '{self._source}': its keys have different types."
            )
        return kinds.pop() if kinds else "string"

    def _reader(self, operand: _Operand, kind: str) -> Callable[[Row], Value | None]:
        if operand.key:
            return lambda row: value(row[operand.key], kind)
        constant = literal(operand.text, kind)
        return lambda row: constant

    def _operand(self) -> _Operand:
        if self._at >= len(self._tokens):
            raise self._unexpected()
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "text":
            return _Operand("", text[1:-1].replace("''", "'"))
        if kind == "number":
            return _Operand("", text)
        typed = self._at < len(self._tokens) and self._tokens[self._at].kind == "text"
        if kind == "word" and text.lower() in ("date", "timestamp") and typed:
            return self._operand()
        name = text.strip('"`').lower()
        if kind not in ("word", "quoted") or name not in self._types:
            self._at -= 1
            raise self._unexpected()
        return _Operand(name, "")

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            return ""
        kind, text = self._tokens[self._at]
        return text.lower() if kind in ("word", "sign") else ""

    def _take(self, text: str) -> bool:
        found = self._peek() == text
        self._at += found
        return found

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._unexpected()

    def _unexpected(self) -> InvalidInputError:
        rest = self._tokens[self._at].text if self._at < len(self._tokens) else "its end"
        known = ", ".join(self._types)
        return InvalidInputError(
            f"Unsupported expression '{self._source}': unexpected {rest}. The partition keys are: {known}."
        )


def _tokens(expression: str) -> list[_Token]:
    tokens, at, end = [], 0, len(expression.rstrip())
    while at < end:
        match = _TOKEN.match(expression, at)
        if match is None or match.lastgroup is None:
            raise InvalidInputError(
                f"Unsupported expression '{expression}': cannot read '{expression[at:].strip()}'."
            )
        tokens.append(_Token(match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tokens


def _all(tests: list[Test]) -> Test:
    def test(row: Row) -> bool | None:
        answers = [test(row) for test in tests]
        return False if False in answers else None if None in answers else True

    return test


def _any(tests: list[Test]) -> Test:
    def test(row: Row) -> bool | None:
        answers = [test(row) for test in tests]
        return True if True in answers else None if None in answers else False

    return test


def _not(inner: Test) -> Test:
    def test(row: Row) -> bool | None:
        answer = inner(row)
        return None if answer is None else not answer

    return test
