"""The parts of a rule: operands, conditions, and what follows them. A parser by descent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from awsgluedq._dqdl.conditions import Condition
from awsgluedq._dqdl.errors import RulesetError, at
from awsgluedq._dqdl.operands import (
    UNITS_OF_SIZE,
    UNITS_OF_TIME,
    Binary,
    Call,
    Duration,
    Instant,
    Keyword,
    Number,
    Operand,
    Size,
    Text,
)
from awsgluedq._dqdl.ruleset import Labels
from awsgluedq._dqdl.tokens import Token, tokens

_COMPARISONS = ("=", "!=", ">", ">=", "<", "<=")
_KEYWORDS = ("NULL", "EMPTY", "WHITESPACES_ONLY")
_LONGEST_KEY, _LONGEST_VALUE = 128, 256


@dataclass
class Tail:
    """What stands behind a rule's condition."""

    where: str = ""
    threshold: Condition | None = None
    tags: dict[str, str] = field(default_factory=dict)


class Clauses:
    """A position in a document, and readers of what begins there."""

    def __init__(self, text: str) -> None:
        self._text, self._tokens, self._position = text, tokens(text), 0
        self.constants: dict[str, Operand] = {}

    # Single tokens

    def peek(self, ahead: int = 0) -> Token:
        return self._tokens[min(self._position + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.peek()
        self._position += 1
        return token

    def at_end(self) -> bool:
        return self.peek().kind == "end"

    def sees(self, *words: str) -> bool:
        return self.peek().says(*words)

    def expect(self, sign: str) -> Token:
        if not self.sees(sign):
            if self.peek().miscased:
                raise self.miscased(self.peek())
            raise self.error(f"'{sign}' is missing before {self.peek().text}")
        return self.take()

    def expect_word(self, what: str) -> Token:
        if self.peek().kind != "word":
            raise self.error(f"{what} is missing before {self.peek().text}")
        return self.take()

    def expect_string(self, what: str) -> Token:
        if self.peek().kind != "string":
            raise self.error(f"{what} stands in double quotes; here is {self.peek().text}")
        return self.take()

    def miscased(self, token: Token) -> RulesetError:
        """An error for a word of DQDL's that is written in the wrong case."""
        return self.error(f"DQDL is case sensitive: {token.text} is written {token.text.lower()}", token)

    def miscased_since(self, token: Token) -> RulesetError | None:
        """The same for the first such word behind a token, if one was read since."""
        read = self._tokens[: self._position]
        found = (each for each in read if each.position > token.position and each.miscased)
        return next(map(self.miscased, found), None)

    def error(self, message: str, token: Token | None = None) -> RulesetError:
        return at(self._text, (token or self.peek()).position, f"{message}.")

    # Lists

    def each(self, read: Callable[[], object]) -> None:
        """Read a list in brackets, member by member."""
        self.expect("[")
        while not self.sees("]"):
            read()
            if not self.sees("]"):
                self.expect(",")
                if self.sees("]"):
                    raise self.error("the list ends with a comma")
        self.take()

    def label_list(self) -> dict[str, str]:
        labels: dict[str, str] = {}

        def read() -> None:
            key = self.expect_string("a label's key")
            self.expect("=")
            value = self.expect_string("a label's value")
            if not 2 < len(key.text) <= _LONGEST_KEY + 2 or len(value.text) > _LONGEST_VALUE + 2:
                raise self.error(
                    f"a label's key has 1 to {_LONGEST_KEY} characters, its value at most {_LONGEST_VALUE}",
                    key,
                )
            labels[key.text[1:-1]] = value.text[1:-1]

        self.each(read)
        return labels

    def labels(self) -> Labels:
        """`labels=[…]` if it is there."""
        if not self.sees("labels"):
            return {}
        self.take()
        self.expect("=")
        return self.label_list()

    def skip_dictionary(self) -> None:
        """A Metadata or DataSources section, which a job's frames make needless."""
        self.expect("{")
        while not self.sees("}"):
            if self.at_end():
                raise self.error("'}' is missing")
            self.take()
        self.take()

    # Conditions

    def sees_condition(self) -> bool:
        return self.sees(*_COMPARISONS, "between", "in", "matches", "not")

    def condition(self) -> Condition:
        """An operator and its operands."""
        word = self.take().text
        if word == "not":
            if not self.sees("between", "in", "matches"):
                raise self.error("'not' is followed by between, in or matches")
            word = f"not {self.take().text}"
        if word in _COMPARISONS:
            return Condition(word, (self.operand(),))
        if word.endswith("between"):
            first = self.operand()
            self.expect("and")
            return Condition(word, (first, self.operand()))
        if word.endswith("in"):
            return Condition(word, self._members())
        token = self.expect_string("a regular expression")
        return Condition(word, (Text(token.text[1:-1]),))

    def _members(self) -> tuple[Operand, ...]:
        members: list[Operand] = []
        self.each(lambda: members.append(self.operand()))
        if not members:
            raise self.error("the list is empty")
        return tuple(members)

    def clauses(self) -> Tail:
        """`where "…"`, and behind it `with threshold …` and `with tag = value` in any order."""
        tail = Tail()
        if self.sees("where"):
            self.take()
            tail.where = Text(self.expect_string("a where clause").text[1:-1]).value
        while self.sees("with"):
            self.take()
            if self.peek().text.lower() == "threshold":
                self.take()
                tail.threshold = self.condition()
            else:
                self._tags(tail.tags)
        if self.sees("where"):
            raise self.error("a where clause stands before 'with'")
        return tail

    def _tags(self, tags: dict[str, str]) -> None:
        while True:
            name = self.expect_word("a tag").text
            self.expect("=")
            tags[name] = self.take().text
            if not (self.sees(",") and self.peek(1).kind == "word" and self.peek(2).says("=")):
                return
            self.take()

    # Operands

    def operand(self) -> Operand:
        """Sums and differences."""
        left = self._product()
        while self.sees("+", "-"):
            left = self._joined(left, self.take().text, self._product())
        return left

    def _product(self) -> Operand:
        left = self._atom()
        while self.sees("*", "/"):
            left = Binary(left, self.take().text, self._atom())
        return left

    def _joined(self, left: Operand, sign: str, right: Operand) -> Operand:
        if isinstance(left, Instant) and isinstance(right, Duration):
            return Instant(left.base, sign, right)
        if isinstance(left, Instant) or isinstance(right, Duration):
            raise self.error("only now() is moved, and only by days, hours or minutes")
        return Binary(left, sign, right)

    def _atom(self) -> Operand:
        token = self.take()
        if token.kind == "number":
            return self._measured(token.text)
        if token.kind == "string":
            return Text(token.text[1:-1])
        if token.kind == "now":
            return Instant("now()")
        if token.kind == "variable":
            return self._constant_of(token)
        if token.says("("):
            return self._bracketed()
        if token.says("-"):
            return self._negative()
        if token.kind == "word" and token.text.upper() in _KEYWORDS:
            return Keyword(token.text.upper())
        if token.kind == "word" and self.sees("("):
            return self._call(token)
        raise self.error(f"a value is missing before {token.text}", token)

    def _measured(self, text: str) -> Operand:
        unit = self.peek()
        if unit.kind == "word" and unit.text in UNITS_OF_TIME:
            return Duration(text, self.take().text)
        if unit.kind == "word" and unit.text in UNITS_OF_SIZE:
            return Size(text, self.take().text)
        if unit.kind == "word" and unit.text.lower() in UNITS_OF_TIME:
            raise self.miscased(unit)
        return Number(text)

    def _bracketed(self) -> Operand:
        inner = self.operand()
        self.expect(")")
        return (
            Binary(inner.left, inner.sign, inner.right, bracketed=True)
            if isinstance(inner, Binary)
            else inner
        )

    def _negative(self) -> Operand:
        inner = self._atom()
        if not isinstance(inner, Number):
            raise self.error("a minus sign is followed by a number")
        return Number(f"-{inner.text}")

    def _call(self, name: Token) -> Call:
        self.expect("(")
        arguments: list[Operand] = []
        while not self.sees(")"):
            arguments.append(self.operand())
            if not self.sees(")"):
                self.expect(",")
        self.take()
        return Call(name.text, tuple(arguments))

    def _constant_of(self, token: Token) -> Operand:
        if token.text not in self.constants:
            raise self.error(f"the constant {token.text} is not defined above", token)
        return self.constants[token.text]

    def constant_text(self) -> str:
        """The string of the constant that is named here."""
        value = self._constant_of(self.peek())
        return value.value if isinstance(value, Text) else str(value)
