"""Reading words one after another."""

from __future__ import annotations

from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.hive.statements import ColumnDefinition, Name
from boathouse.engine.sql.hive.tokens import Token, error, tokens

SCALARS = frozenset(
    [
        "boolean",
        "tinyint",
        "smallint",
        "int",
        "integer",
        "bigint",
        "float",
        "real",
        "double",
        "decimal",
        "string",
        "char",
        "varchar",
        "binary",
        "date",
        "timestamp",
        "array",
        "map",
        "struct",
    ]
)


class Words:
    """The words of a statement and a place in them."""

    def __init__(self, text: str) -> None:
        self.text, self._tokens, self._at = text, tokens(text), 0
        while self._tokens and self._tokens[-1].says(";"):
            self._tokens.pop()

    def peek(self, ahead: int = 0) -> Token:
        """A word ahead; behind the last one stands <EOF>."""
        at = self._at + ahead
        end = len(self.text)
        return self._tokens[at] if at < len(self._tokens) else Token("end", "<EOF>", end, end)

    def next(self) -> Token:
        """Take a word."""
        token = self.peek()
        self._at += 1
        return token

    def accept(self, *words: str) -> bool:
        """Take these keywords if they are next."""
        if not all(self.peek(i).says(word) for i, word in enumerate(words)):
            return False
        self._at += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Take these keywords or fail."""
        for word in words:
            if not self.accept(word):
                raise self.unexpected(f"'{word}'")

    def unexpected(self, expected: str) -> QueryError:
        """The error for the next word."""
        token = self.peek()
        return error(self.text, token.start, f"mismatched input '{token.value}' expecting {expected}")

    def end(self) -> None:
        """Refuse words behind the statement."""
        if self.peek().kind != "end":
            raise self.unexpected("<EOF>")

    def string(self) -> str:
        """A string literal."""
        if self.peek().kind != "text":
            raise self.unexpected("STRING")
        return self.next().value

    def identifier(self) -> str:
        """A name, bare or quoted."""
        if self.peek().kind not in ("word", "name") and not self.peek().kind == "text":
            raise self.unexpected("an identifier")
        return self.next().value

    def name(self) -> Name:
        """A table's name, folded; `db.table` in one pair of backticks is two parts."""
        parts = [self.identifier()]
        while self.accept("."):
            parts.append(self.identifier())
        if len(parts) == 1 and "." in parts[0]:
            parts = parts[0].split(".", 1)
        if len(parts) == 3 and parts[0].lower() == "awsdatacatalog":
            parts = parts[1:]
        if len(parts) > 2:
            raise error(self.text, self.peek(-1).start, "a name has at most a database and a table")
        return Name(parts[0].lower() if len(parts) == 2 else "", parts[-1].lower())

    def properties(self) -> dict[str, str]:
        """('a' = 'b', …)"""
        found: dict[str, str] = {}
        self.expect("(")
        while not self.accept(")"):
            key = self.string()
            self.expect("=")
            found[key] = self.string()
            if not self.accept(","):
                self.expect(")")
                break
        return found

    def columns(self) -> tuple[ColumnDefinition, ...]:
        """(a int COMMENT 'x', …)"""
        self.expect("(")
        found = [self.column()]
        while self.accept(","):
            found.append(self.column())
        self.expect(")")
        return tuple(found)

    def column(self) -> ColumnDefinition:
        """a int COMMENT 'x'"""
        name = self.identifier().lower()
        kind = self.kind()
        return ColumnDefinition(name, kind, self.string() if self.accept("COMMENT") else None)

    def kind(self) -> str:
        """A type as Glue spells it: lower case, no spaces."""
        word = self.next()
        name = word.value.lower()
        if word.kind != "word" or name not in SCALARS:
            self._at -= 1
            raise self.unexpected("a type")
        if name in ("array", "map"):
            self.expect("<")
            inner = [self.kind()]
            if name == "map":
                self.expect(",")
                inner.append(self.kind())
            self._close()
            return f"{name}<{','.join(inner)}>"
        if name == "struct":
            return self._struct()
        name = {"integer": "int", "real": "float"}.get(name, name)
        if not self.accept("("):
            return "decimal(10,0)" if name == "decimal" else name
        sizes = [self.next().value]
        while self.accept(","):
            sizes.append(self.next().value)
        self.expect(")")
        return f"{name}({','.join([*sizes, '0'] if name == 'decimal' and len(sizes) == 1 else sizes)})"

    def _struct(self) -> str:
        self.expect("<")
        fields = []
        while True:
            name = self.identifier().lower()
            self.expect(":")
            fields.append(f"{name}:{self.kind()}")
            if self.accept("COMMENT"):
                self.string()
            if not self.accept(","):
                break
        self._close()
        return f"struct<{','.join(fields)}>"

    def _close(self) -> None:
        self.expect(">")
