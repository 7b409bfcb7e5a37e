"""Literals, and the constants that are the moment at which the query started."""

from __future__ import annotations

from string import hexdigits

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.expressions import Expressions, handles
from boathouse.engine.sql.scope import Value, quoted


@handles(exp.Literal)
def _literal(self: Expressions, node: exp.Literal) -> Value:
    text = node.name
    if node.is_string:
        return Value(quoted(text), t.Type("varchar", (len(text),)), text)
    if "e" in text.lower():
        return Value(f"CAST({text} AS DOUBLE)", t.DOUBLE)
    if "." in text:
        whole, _, fraction = text.partition(".")
        scale, digits = len(fraction), len(whole.lstrip("0")) + len(fraction)
        kind = t.decimal(max(digits, scale, 1), scale)
        if kind.sizes[0] > 38:
            raise self.context.error(node, "INVALID_LITERAL", f"'{text}' is not a valid DECIMAL literal")
        return Value(f"CAST('{text}' AS {kind.duck})", kind)
    number = int(text)
    if number >= 2**63:
        raise self.context.error(node, "INVALID_LITERAL", f"Invalid numeric literal: {text}")
    kind = t.INTEGER if number < 2**31 else t.BIGINT
    return Value(f"CAST({number} AS {kind.duck})", kind, number)


@handles(exp.HexString)
def _binary(self: Expressions, node: exp.HexString) -> Value:
    digits = node.name
    if len(digits) % 2 or not all(c in hexdigits for c in digits):
        raise self.context.error(node, "INVALID_LITERAL", f"'{digits}' is not a valid binary literal")
    return Value(f"unhex('{digits}')", t.VARBINARY)


@handles(exp.Null)
def _null(self: Expressions, node: exp.Null) -> Value:
    return Value("CAST(NULL AS INTEGER)", t.UNKNOWN)


@handles(exp.Boolean)
def _boolean(self: Expressions, node: exp.Boolean) -> Value:
    return Value("true" if node.this else "false", t.BOOLEAN)


@handles(exp.CurrentDate)
def _today(self: Expressions, node: exp.CurrentDate) -> Value:
    self.context.only(node)
    return Value(f"DATE '{self.context.now:%Y-%m-%d}'", t.DATE)


@handles(exp.CurrentTimestamp)
def _now(self: Expressions, node: exp.CurrentTimestamp) -> Value:
    self.context.only(node)
    return Value(
        f"TIMESTAMP '{self.context.now.isoformat(sep=' ', timespec='milliseconds')[:23]}'", t.TIMESTAMP_TZ
    )


@handles(exp.Localtimestamp)
def _local(self: Expressions, node: exp.Localtimestamp) -> Value:
    return Value(_now(self, exp.CurrentTimestamp()).sql, t.TIMESTAMP)


@handles(exp.Interval)
def _interval(self: Expressions, node: exp.Interval) -> Value:
    unit = node.args.get("unit")
    name = unit.name.lower() if isinstance(unit, exp.Var) else ""
    if name not in ("second", "minute", "hour", "day", "month", "year") or not isinstance(
        node.this, exp.Literal
    ):
        raise self.context.error(node, "NOT_SUPPORTED", f"{node.sql('trino')} is not supported")
    kind = t.YEAR_INTERVAL if name in ("month", "year") else t.DAY_INTERVAL
    return Value(f"INTERVAL {quoted(node.this.name)} {name}", kind)
