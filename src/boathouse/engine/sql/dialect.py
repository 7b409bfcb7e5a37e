"""Trino SQL into a syntax tree that keeps every name and position as the user typed it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.errors import ParseError, TokenError
from sqlglot.parsers.trino import TrinoParser
from sqlglot.tokenizer_core import TokenType

from boathouse.engine.sql.failures import QueryError

FIRST_WORD = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*(\w+|\S)", re.DOTALL)
_PIECE = re.compile(
    r"""'(?:[^']|'')*+' | "(?:[^"]|"")*+" | --[^\n]* | /\*.*?\*/ | (?P<wrong>['"`] | /\*)""",
    re.DOTALL | re.VERBOSE,
)
_NUMBER = re.compile(r"([+-]?)(\d+\.?\d*|\.\d+)")
QUERIES = ("SELECT", "WITH", "VALUES", "TABLE", "(")
STATEMENTS = frozenset(
    [
        "INSERT",
        "UPDATE",
        "DELETE",
        "MERGE",
        "CREATE",
        "UNLOAD",
        "EXPLAIN",
        "PREPARE",
        "EXECUTE",
        "DEALLOCATE",
        "ANALYZE",
        "OPTIMIZE",
        "VACUUM",
        "USE",
        "SHOW",
        "DESCRIBE",
        "DESC",
        "ALTER",
        "MSCK",
        "DROP",
    ]
)
"""Statements that Athena has and the engine does not; any other word is a mistake in the text."""


def _decimal(parser: TrinoParser, text: exp.Expr, kind: exp.DataType) -> exp.Expr:
    """`DECIMAL '1.25'` has the digits of its text; a cast to DECIMAL would have none behind the point."""
    found = _NUMBER.fullmatch(text.name)
    if not found:
        return exp.Cast(this=text, to=kind)
    number = exp.Literal.number(found[2] if "." in found[2] else f"{found[2]}.")
    return exp.Neg(this=number) if found[1] == "-" else number


class Athena(Trino):
    """Trino's grammar with an empty function table: what a function means is decided in `functions/`.

    https://trino.io/docs/current/sql.html
    https://docs.aws.amazon.com/athena/latest/ug/dml-queries-functions-operations-statements.html
    """

    INDEX_OFFSET = 0  # subscripts stay as typed

    class Parser(TrinoParser):
        """No function is known, so that none is translated on the way."""

        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: parser
            for name, parser in TrinoParser.FUNCTION_PARSERS.items()
            if name in ("CAST", "TRY_CAST", "EXTRACT", "POSITION", "SUBSTRING", "TRIM")
        }
        NO_PAREN_FUNCTIONS: ClassVar[dict[TokenType, Any]] = {
            kind: node
            for kind, node in TrinoParser.NO_PAREN_FUNCTIONS.items()
            if kind in (TokenType.CURRENT_DATE, TokenType.CURRENT_TIMESTAMP, TokenType.LOCALTIMESTAMP)
        }
        TYPE_LITERAL_PARSERS: ClassVar[dict[Any, Any]] = {
            **TrinoParser.TYPE_LITERAL_PARSERS,
            exp.DataType.Type.DECIMAL: _decimal,
        }


class Source:
    """The text of a statement; turns nodes of its tree into positions in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def parse(self) -> exp.Expr:
        """The tree of the one query in the text."""
        self._refuse_other_statements()
        return self._tree()

    def change(self) -> exp.Delete | exp.Update | exp.Merge:
        """The tree of the one DELETE, UPDATE or MERGE in the text."""
        tree = self._tree()
        if not isinstance(tree, exp.Delete | exp.Update | exp.Merge):
            raise self._at(0, "SYNTAX_ERROR", "mismatched input. Expecting: 'DELETE', 'UPDATE', 'MERGE'")
        return tree

    def _tree(self) -> exp.Expr:
        check_pieces(self.text)
        try:
            trees = [tree for tree in Athena().parse(self.text) if tree is not None]
        except ParseError as error:
            found = error.errors[0] if error.errors else {}
            line, column = int(found.get("line") or 1), int(found.get("col") or 1)
            token = str(found.get("highlight") or "<EOF>")
            raise QueryError(
                "SYNTAX_ERROR",
                f"mismatched input '{token}'. {found.get('description', '')}".strip(),
                line=line,
                column=max(1, column - len(token) + 1),
            ) from error
        except TokenError as error:
            raise QueryError("SYNTAX_ERROR", str(error).splitlines()[0], line=1, column=1) from error
        if len(trees) != 1:
            raise QueryError("SYNTAX_ERROR", "Only one sql statement is allowed.", line=1, column=1)
        return trees[0]

    def _refuse_other_statements(self) -> None:
        found = FIRST_WORD.match(self.text)
        word = found[1] if found else "<EOF>"
        if word.upper() in STATEMENTS:
            raise QueryError("NOT_SUPPORTED", f"{word.upper()} statements are not emulated by Boathouse")
        if word.upper() not in QUERIES:
            at = found.start(1) if found else len(self.text)
            raise self._at(at, "SYNTAX_ERROR", f"mismatched input '{word}'. Expecting: {', '.join(QUERIES)}")

    def offset(self, node: exp.Expr) -> int | None:
        """Where the node's first word stands in the text, as far as the parser tells."""
        starts = [n.meta["start"] for n in node.walk() if "start" in n.meta]
        return min(starts) if starts else None

    def error(self, node: exp.Expr, code: str, message: str) -> QueryError:
        """A QueryError that points at the node."""
        place: exp.Expr | None = node
        offset = None
        while place is not None and offset is None:
            offset, place = self.offset(place), place.parent
        return self._at(offset or 0, code, message)

    def operator_error(self, node: exp.Binary, sign: str, code: str, message: str) -> QueryError:
        """A QueryError that points at a binary operator, which stands behind its left side."""
        ends = [n.meta["end"] for n in node.this.walk() if "end" in n.meta]
        at = self.text.find(sign, max(ends) + 1) if ends else -1
        return self._at(at, code, message) if at >= 0 else self.error(node, code, message)

    def _at(self, offset: int, code: str, message: str) -> QueryError:
        return _error(self.text, offset, code, message)


def check_pieces(text: str) -> None:
    """Refuse backquotes, which are Hive's, and a quote or comment without an end, where they stand."""
    for piece in _PIECE.finditer(text):
        wrong = piece["wrong"]
        if wrong == "`":
            words = "backquoted identifiers are not supported; use double quotes to quote identifiers"
            raise _error(text, piece.start(), "SYNTAX_ERROR", words)
        if wrong:
            words = f"mismatched input '{wrong}'. It is never closed"
            raise _error(text, piece.start(), "SYNTAX_ERROR", words)


def _error(text: str, offset: int, code: str, message: str) -> QueryError:
    before = text[:offset]
    line = before.count("\n") + 1
    return QueryError(code, message, line=line, column=len(before) - before.rfind("\n"))
