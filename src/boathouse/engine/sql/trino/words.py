"""The words of a statement in Trino's grammar, one after another."""

from __future__ import annotations

from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.engine.sql.dialect import Athena
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.hive.statements import Name
from boathouse.engine.sql.trino.statements import Property

QUOTED = (TokenType.STRING, TokenType.IDENTIFIER)


def tokens(text: str) -> list[Token]:
    """All words; comments and white space are none."""
    try:
        return list(Athena().tokenize(text))
    except TokenError as error:
        raise QueryError("SYNTAX_ERROR", str(error).splitlines()[0], line=1, column=1) from error


def masked(text: str, start: int, end: int) -> str:
    """A part of the text at its own place: what stands before it becomes blanks."""
    return "".join(c if c == "\n" else " " for c in text[:start]) + text[start:end]


class Words:
    """The words of a statement behind its first ones, and a place in them."""

    def __init__(self, text: str, start: int) -> None:
        # sqlglot takes all behind PREPARE, UNLOAD and their like for one word, so they are not shown to it
        self.text, self._at = text, 0
        self._tokens = tokens(masked(text, start, len(text)))
        while self._tokens and self._tokens[-1].token_type == TokenType.SEMICOLON:
            self._tokens.pop()

    @property
    def start(self) -> int:
        """Where the next word begins."""
        token = self.peek()
        return int(token.start) if token else len(self.text)

    @property
    def end(self) -> int:
        """Where the last word ends."""
        return int(self._tokens[-1].end) + 1 if self._tokens else len(self.text)

    def peek(self, ahead: int = 0) -> Token | None:
        """A word ahead, None behind the last."""
        at = self._at + ahead
        return self._tokens[at] if 0 <= at < len(self._tokens) else None

    def says(self, *words: str) -> bool:
        """Whether these keywords or signs are next."""
        return all(_says(self.peek(i), word) for i, word in enumerate(words))

    def accept(self, *words: str) -> bool:
        """Take these if they are next."""
        if not self.says(*words):
            return False
        self._at += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Take these or fail."""
        for word in words:
            if not self.accept(word):
                raise self.unexpected(f"'{word}'")

    def unexpected(self, expected: str) -> QueryError:
        """The error for the next word."""
        token = self.peek()
        before = self.text[: self.start]
        found = token.text if token else "<EOF>"
        return QueryError(
            "SYNTAX_ERROR",
            f"mismatched input '{found}'. Expecting: {expected}",
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
        )

    def done(self) -> None:
        """Refuse words behind the statement."""
        if self.peek() is not None:
            raise self.unexpected("<EOF>")

    def identifier(self) -> str:
        """A name, folded."""
        return self.spelled().lower()

    def spelled(self) -> str:
        """A name, bare or in double quotes, as typed."""
        token = self.peek()
        bare = token is not None and token.token_type != TokenType.STRING and token.text.isidentifier()
        if token is None or not (bare or token.token_type == TokenType.IDENTIFIER):
            raise self.unexpected("<identifier>")
        self._at += 1
        return str(token.text)

    def name(self) -> Name:
        """A table's name."""
        parts = [self.identifier()]
        while self.accept("."):
            parts.append(self.identifier())
        if len(parts) == 3 and parts[0] == "awsdatacatalog":
            parts = parts[1:]
        if len(parts) > 2:
            raise QueryError("CATALOG_NOT_FOUND", f"Catalog '{parts[0]}' does not exist")
        return Name(parts[0] if len(parts) == 2 else "", parts[-1])

    def string(self) -> str:
        """A string literal."""
        token = self.peek()
        if token is None or token.token_type != TokenType.STRING:
            raise self.unexpected("<string>")
        self._at += 1
        return str(token.text)

    def properties(self) -> dict[str, Property]:
        """(name = value, …)"""
        found: dict[str, Property] = {}
        self.expect("(")
        while True:
            key = self.identifier()
            if key in found:
                raise QueryError("SYNTAX_ERROR", f"Duplicate property: {key}")
            self.expect("=")
            found[key] = self._value()
            if not self.accept(","):
                break
        self.expect(")")
        return found

    def _value(self) -> Property:
        if self.accept("ARRAY"):
            self.expect("[")
            items = [self.string()]
            while self.accept(","):
                items.append(self.string())
            self.expect("]")
            return tuple(items)
        for word, value in (("TRUE", True), ("FALSE", False)):
            if self.accept(word):
                return value
        token = self.peek()
        if token is not None and token.token_type == TokenType.NUMBER and token.text.isdigit():
            self._at += 1
            return int(token.text)
        return self.string()

    def parenthesis(self) -> tuple[int, int]:
        """Take everything up to the bracket that closes the one which was just opened; where it stands."""
        begin, depth = self.start, 1
        while (token := self.peek()) is not None:
            depth += _says(token, "(") - _says(token, ")")
            self._at += 1
            if depth == 0:
                return begin, int(token.start)
        raise self.unexpected("')'")

    def expressions(self) -> tuple[str, ...]:
        """The rest of the words: expressions with commas between them, as typed."""
        found, depth, begin = [], 0, self.start
        while (token := self.peek()) is not None:
            depth += (token.text in "([" and _sign(token)) - (token.text in ")]" and _sign(token))
            if depth == 0 and _says(token, ","):
                found.append(self.text[begin : token.start].strip())
                begin = int(token.end) + 1
            self._at += 1
        return (*found, self.text[begin : self.end].strip())


def _sign(token: Token) -> bool:
    return token.token_type not in QUOTED


def _says(token: Token | None, word: str) -> bool:
    return token is not None and _sign(token) and token.text.upper() == word
