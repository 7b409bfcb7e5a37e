"""Comparisons, which refuse what Trino refuses.

https://trino.io/docs/current/functions/comparison.html
"""

from __future__ import annotations

import re

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.expressions import Expressions, handles
from boathouse.engine.sql.operators import refused
from boathouse.engine.sql.scope import Value

COMPARISON = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}
LITERAL = re.compile(r"\(?-?CAST\('?[\d.eE+-]+'? AS [A-Z]+\)\)?")


@handles(*COMPARISON)
def comparison(self: Expressions, node: exp.Binary) -> Value:
    """a = b and its like; the other side may be ANY, SOME or ALL of a subquery."""
    sign = COMPARISON[type(node)]
    a = self.compile(node.this)
    other = node.expression
    if isinstance(other, (exp.Any, exp.All)):
        return _quantified(self, node, a, sign, other)
    return compared(self, node, a, sign, self.compile(other))


def compared(self: Expressions, node: exp.Expr, a: Value, sign: str, b: Value) -> Value:
    """A comparison of two compiled sides."""
    kind = t.common(a.type, b.type)
    if kind is None:
        short = "=" if sign in ("<>", "IS DISTINCT FROM", "IS NOT DISTINCT FROM") else sign
        raise refused(self, node, short, a, b)
    left, right = cast(a, kind).sql, cast(b, kind).sql
    if "char" in (a.type.base, b.type.base):  # trailing blanks do not count
        left, right = f"rtrim({left}, ' ')", f"rtrim({right}, ' ')"
    plain = f"({left} {sign} {right})"
    if kind not in (t.DOUBLE, t.REAL) or sign.startswith("IS"):
        return Value(plain, t.BOOLEAN)
    return Value(
        _without_nan(plain, sign, *((v.type == kind, s) for v, s in ((a, left), (b, right)))), t.BOOLEAN
    )


def _without_nan(plain: str, sign: str, a: tuple[bool, str], b: tuple[bool, str]) -> str:
    """NaN equals nothing and is neither more nor less; to DuckDB it equals itself and is the greatest."""
    floating, side = b if sign in ("<", "<=") else a
    if not floating or LITERAL.fullmatch(side):
        return plain
    number = f"{side} <= CAST('Infinity' AS DOUBLE)"
    return f"({plain} OR NOT {number})" if sign == "<>" else f"({plain} AND {number})"


def _quantified(self: Expressions, node: exp.Binary, a: Value, sign: str, other: exp.Any | exp.All) -> Value:
    inner = other.this.this if isinstance(other.this, exp.Subquery) else other.this
    query = self.context.compile_query(self.context, inner, self.scope)
    kind = t.common(a.type, query.fields[0].type) if len(query.fields) == 1 else None
    if kind is None or kind != query.fields[0].type:
        raise refused(self, node, sign, a, Value("", query.fields[0].type))
    self.touched.add("query")
    word = "ANY" if isinstance(other, exp.Any) else "ALL"
    return Value(f"({cast(a, kind).sql} {sign} {word} ({query.sql}))", t.BOOLEAN)


@handles(exp.Is)
def is_null(self: Expressions, node: exp.Is) -> Value:
    """a IS NULL."""
    if not isinstance(node.expression, exp.Null):
        raise self.context.error(node, "SYNTAX_ERROR", "only IS NULL and IS DISTINCT FROM are supported")
    return Value(f"({self.compile(node.this).sql} IS NULL)", t.BOOLEAN)


@handles(exp.Between)
def between(self: Expressions, node: exp.Between) -> Value:
    """a BETWEEN b AND c."""
    self.context.only(node, "this", "low", "high")
    a, low, high = (self.compile(node.args[key]) for key in ("this", "low", "high"))
    lower, upper = compared(self, node, a, ">=", low), compared(self, node, a, "<=", high)
    return Value(f"({lower.sql} AND {upper.sql})", t.BOOLEAN)


@handles(exp.In)
def membership(self: Expressions, node: exp.In) -> Value:
    """a IN (b, c), a IN (SELECT …)."""
    self.context.only(node, "this", "expressions", "query")
    a = self.compile(node.this)
    query_node = node.args.get("query")
    if query_node is None:
        items = [self.compile(e) for e in node.expressions]
        values, _ = self.unify(node, [a, *items], "IN value and list items must be the same type")
        return Value(f"({values[0].sql} IN ({', '.join(v.sql for v in values[1:])}))", t.BOOLEAN)
    inner = query_node.this if isinstance(query_node, exp.Subquery) else query_node
    query = self.context.compile_query(self.context, inner, self.scope)
    self.touched.add("query")
    found = query.fields[0].type
    kind = t.common(a.type, found) if len(query.fields) == 1 else None
    if kind is None:
        text = f"value and result of subquery must be of the same type for IN expression: {a.type} vs {found}"
        raise self.context.error(node, "TYPE_MISMATCH", text)
    inside = f"SELECT {cast(Value('q.c0', found), kind).sql} FROM ({query.sql}) AS q(c0)"
    return Value(f"({cast(a, kind).sql} IN ({inside}))", t.BOOLEAN)


@handles(exp.Exists)
def existence(self: Expressions, node: exp.Exists) -> Value:
    """EXISTS (SELECT …)."""
    inner = node.this.this if isinstance(node.this, exp.Subquery) else node.this
    query = self.context.compile_query(self.context, inner, self.scope)
    self.touched.add("query")
    return Value(f"EXISTS ({query.sql})", t.BOOLEAN)


@handles(exp.Like)
def like(self: Expressions, node: exp.Like) -> Value:
    """a LIKE b."""
    return _like(self, node, "")


@handles(exp.Escape)
def escape(self: Expressions, node: exp.Escape) -> Value:
    """a LIKE b ESCAPE c."""
    mark = self.compile(node.expression)
    if not isinstance(mark.constant, str) or len(mark.constant) != 1 or not isinstance(node.this, exp.Like):
        raise self.context.error(
            node, "INVALID_FUNCTION_ARGUMENT", "Escape string must be a single character"
        )
    return _like(self, node.this, f" ESCAPE {mark.sql}")


def _like(self: Expressions, node: exp.Like, escape_sql: str) -> Value:
    self.context.only(node, "this", "expression", "negate")
    sides = [self.compile(node.this), self.compile(node.expression)]
    for side in sides:
        if not side.type.is_text and side.type != t.UNKNOWN:
            text = f"Left side of LIKE expression must evaluate to a varchar (actual: {side.type})"
            raise self.context.error(node, "TYPE_MISMATCH", text)
    word = "NOT LIKE" if node.args.get("negate") else "LIKE"
    left, right = (cast(side, t.VARCHAR).sql for side in sides)
    return Value(f"({left} {word} {right}{escape_sql})", t.BOOLEAN)
