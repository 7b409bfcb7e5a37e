"""Values in the place of a statement's question marks.

https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.engine.sql.comments import beginning
from boathouse.engine.sql.dialect import Source
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.trino.words import tokens

LITERALS = (TokenType.NUMBER, TokenType.STRING)


def bound(text: str, parameters: Sequence[str]) -> str:
    """The statement with the parameters, which are constant expressions, where its question marks stood.

    Raises QueryError INVALID_PARAMETER_USAGE if there are more or fewer, and EXPRESSION_NOT_CONSTANT for
    one that names a column.
    """
    if not parameters and "?" not in text:
        return text
    first = beginning(text)
    # behind the first word, which may be one that sqlglot reads no further behind
    start = first + len("".join(text[first:].split(None, 1)[:1]))
    marks = [t for t in tokens(" " * start + text[start:]) if t.token_type == TokenType.PLACEHOLDER]
    if len(marks) != len(parameters):
        counts = f"expected {len(marks)} but found {len(parameters)}"
        raise QueryError(
            "INVALID_PARAMETER_USAGE", f"Incorrect number of parameters: {counts}", line=1, column=1
        )
    for mark, parameter in reversed(list(zip(marks, parameters, strict=True))):
        text = text[: mark.start] + _constant(parameter) + text[mark.end + 1 :]
    return text


def _constant(parameter: str) -> str:
    tree = Source(f"SELECT {parameter}").parse()
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or tree.args.get("from_"):
        raise QueryError("SYNTAX_ERROR", f"mismatched input '{parameter}'. Expecting: <expression>")
    if tree.expressions[0].find(exp.Column, exp.Star, exp.Query) is not None:
        text = f"Constant expression cannot contain column references: {parameter}"
        raise QueryError("EXPRESSION_NOT_CONSTANT", text)
    plain = len(tokens(parameter)) == 1 and tokens(parameter)[0].token_type in LITERALS
    return parameter if plain else f"({parameter})"
