"""Operators: arithmetic by Trino's types, logic, and texts and arrays joined."""

from __future__ import annotations

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.expressions import Expressions, handles
from boathouse.engine.sql.failures import QueryError, fail
from boathouse.engine.sql.scope import Value
from boathouse.engine.sql.zones import instant, local

ARITHMETIC = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"}
DAYS = ("date", "timestamp", "timestamp with time zone")
ZERO = fail("DIVISION_BY_ZERO", "'Division by zero'", "INTEGER")


def refused(self: Expressions, node: exp.Expr, sign: str, a: Value, b: Value) -> QueryError:
    """The error for an operator that the two types do not have."""
    if isinstance(node, exp.Binary):
        text = f"Cannot apply operator: {a.type} {sign} {b.type}"
        return self.context.source.operator_error(node, sign, "TYPE_MISMATCH", text)
    return self.context.error(node, "TYPE_MISMATCH", f"Cannot apply operator: {a.type} {sign} {b.type}")


@handles(*ARITHMETIC)
def arithmetic(self: Expressions, node: exp.Binary) -> Value:
    """a + b, a - b, a * b, a / b, a % b."""
    sign = ARITHMETIC[type(node)]
    a, b = self.compile(node.this), self.compile(node.expression)
    if a.type.is_numeric and b.type.is_numeric:
        return numeric(a, b, sign)
    if t.UNKNOWN in (a.type, b.type) and (a.type.is_numeric or b.type.is_numeric):
        kind = a.type if a.type.is_numeric else b.type
        return Value(f"CAST(NULL AS {kind.duck})", kind)
    moved = _moved(a, b, sign)
    if moved is None:
        raise refused(self, node, sign, a, b)
    return moved


def _moved(a: Value, b: Value, sign: str) -> Value | None:
    intervals = (t.DAY_INTERVAL, t.YEAR_INTERVAL)
    if sign == "-" and a.type.base in DAYS and b.type.base in DAYS:
        kind = t.common(a.type, b.type)
        assert kind is not None
        left, right = (f"CAST({cast(side, kind).sql} AS TIMESTAMP)" for side in (a, b))
        return Value(f"to_microseconds(epoch_us({left}) - epoch_us({right}))", t.DAY_INTERVAL)
    if sign == "+" and a.type in intervals and b.type.base in DAYS:
        a, b = b, a
    if sign in "+-" and a.type.base in DAYS and b.type in intervals:
        moved = f"({a.sql} {sign} {b.sql})"
        if b.type == t.YEAR_INTERVAL and a.type.base == t.TIMESTAMP_TZ.base:
            return instant(f"({local(a).sql} {sign} {b.sql})", a.type)
        if a.type == t.DATE:
            part = f"{b.sql}" if b.type == t.YEAR_INTERVAL else f"trino_whole_days({b.sql})"
            moved = f"CAST(({a.sql} {sign} {part}) AS DATE)"
        return Value(moved, a.type)
    if sign == "*" and a.type.is_integer and b.type in intervals:
        a, b = b, a
    if sign == "*" and a.type in intervals and b.type.is_integer:
        return Value(f"({a.sql} * {b.sql})", a.type)
    if sign in "+-" and a.type == b.type and a.type in intervals:
        return Value(f"({a.sql} {sign} {b.sql})", a.type)
    return None


def numeric(a: Value, b: Value, sign: str) -> Value:
    """Arithmetic on two numbers."""
    kind = t.common(a.type, b.type)
    assert kind is not None
    if kind.base == "decimal":
        return _decimals(a, b, sign)
    left, right = cast(a, kind).sql, cast(b, kind).sql
    if sign in "/%" and kind.is_integer:
        operator = "//" if sign == "/" else "%"
        divided = f"({left} {operator} {right})"
        if isinstance(b.constant, int) and b.constant != 0:
            return Value(divided, kind)
        return Value(f"CASE WHEN {right} = 0 THEN CAST({ZERO} AS {kind.duck}) ELSE {divided} END", kind)
    return Value(f"CAST(({left} {sign} {right}) AS {kind.duck})", kind)


def _decimals(a: Value, b: Value, sign: str) -> Value:
    (p1, s1), (p2, s2) = (v.type.sizes or (t.DIGITS[v.type.base], 0) for v in (a, b))
    left, right = (cast(v, t.decimal(p, s)).sql for v, p, s in ((a, p1, s1), (b, p2, s2)))
    if sign in "+-":
        scale = max(s1, s2)
        kind = t.decimal(min(38, max(p1 - s1, p2 - s2) + scale + 1), scale)
        return Value(
            f"CAST((CAST({left} AS {kind.duck}) {sign} CAST({right} AS {kind.duck})) AS {kind.duck})", kind
        )
    if sign == "*":
        kind = t.decimal(min(38, p1 + p2), min(38, s1 + s2))
        return Value(f"CAST(({left} * {right}) AS {kind.duck})", kind)
    if sign == "%":
        scale = max(s1, s2)
        kind = t.decimal(min(p2 - s2, p1 - s1) + scale, scale)
        wide = t.decimal(min(38, max(p1 - s1, p2 - s2) + scale), scale)
        rest = f"(CAST({left} AS {wide.duck}) % CAST({right} AS {wide.duck}))"
        return Value(
            f"CASE WHEN {right} = 0 THEN CAST({ZERO} AS {kind.duck}) ELSE CAST({rest} AS {kind.duck}) END",
            kind,
        )
    scale = max(s1, s2)
    kind = t.decimal(min(38, p1 + s2 + max(0, s2 - s1)), scale)
    quotient = f"trino_decimal_quotient({left}, {right}, {scale - s1 + s2})"
    placed = (
        f"CAST(CAST((CAST({quotient} AS VARCHAR) || 'e-{scale}') AS DECIMAL(38, {scale})) AS {kind.duck})"
    )
    return Value(f"CASE WHEN {right} = 0 THEN CAST({ZERO} AS {kind.duck}) ELSE {placed} END", kind)


@handles(exp.And, exp.Or)
def logic(self: Expressions, node: exp.Connector) -> Value:
    """AND, OR."""
    word = "AND" if isinstance(node, exp.And) else "OR"
    sides = [self.boolean(side, "Logical expression term") for side in (node.this, node.expression)]
    return Value(f"({_truth(sides[0])} {word} {_truth(sides[1])})", t.BOOLEAN)


def _truth(value: Value) -> str:
    return f"CAST({value.sql} AS BOOLEAN)" if value.type == t.UNKNOWN else value.sql


@handles(exp.Not)
def negation(self: Expressions, node: exp.Not) -> Value:
    """NOT a."""
    return Value(f"(NOT {_truth(self.boolean(node.this, 'Value of logical NOT expression'))})", t.BOOLEAN)


@handles(exp.Neg)
def minus(self: Expressions, node: exp.Neg) -> Value:
    """-a."""
    value = self.compile(node.this)
    if not value.type.is_numeric and value.type not in (t.DAY_INTERVAL, t.YEAR_INTERVAL):
        raise self.context.error(node, "TYPE_MISMATCH", f"Cannot negate {value.type}")
    constant = -value.constant if isinstance(value.constant, int) else None
    return Value(f"(-{value.sql})", value.type, constant)


def _items(side: Value) -> Value:
    """An item beside an array as an array of one."""
    return side if side.type.base == "array" else Value(f"[{side.sql}]", t.array(side.type))


@handles(exp.DPipe, exp.Concat)
def concatenation(self: Expressions, node: exp.DPipe | exp.Concat) -> Value:
    """a || b on texts and arrays."""
    if isinstance(node, exp.Concat):
        raise self.context.error(node, "SYNTAX_ERROR", "mismatched input: two literals stand side by side")
    a, b = self.compile(node.this), self.compile(node.expression)
    if "array" in (a.type.base, b.type.base):
        items = [_items(side) for side in (a, b)]
        kind = t.common(items[0].type, items[1].type)
        if kind is None:
            raise refused(self, node, "||", a, b)
        left, right = (cast(side, kind).sql for side in items)
        empty = f"CASE WHEN {left} IS NULL OR {right} IS NULL THEN NULL ELSE list_concat({left}, {right}) END"
        return Value(empty, kind)
    for side in (a, b):
        if not side.type.is_text and side.type != t.UNKNOWN:
            raise self.context.error(
                node, "TYPE_MISMATCH", f"Unexpected parameters ({a.type}, {b.type}) for function concat"
            )
    return Value(f"({cast(a, t.VARCHAR).sql} || {cast(b, t.VARCHAR).sql})", t.VARCHAR)
