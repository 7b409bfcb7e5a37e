"""Calls in a query: scalars, aggregates with their clauses, windows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from boathouse.engine.sql.expressions import Expressions, handles
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.functions.registry import AGGREGATES, SCALARS, WINDOWS, Call
from boathouse.engine.sql.scope import Value


@dataclass
class Clauses:
    """What stands around an aggregate."""

    distinct: str = ""
    order: str = ""
    filter: str = ""
    over: str = ""
    nulls: str = ""


@handles(exp.Anonymous)
def call(self: Expressions, node: exp.Anonymous) -> Value:
    """f(a, b)"""
    name = _name(node)
    if name in AGGREGATES:
        return _aggregate(self, node, Clauses())
    if name in WINDOWS:
        raise self.context.error(node, "MISSING_OVER", f"Window function {name} requires an OVER clause")
    if name not in SCALARS:
        raise unknown(self, node)
    return SCALARS[name](Call(self, node, name, list(node.expressions)))


def _name(node: exp.Expr) -> str:
    return str(node.this).lower() if isinstance(node, exp.Anonymous) else ""


def unknown(self: Expressions, node: exp.Expr) -> QueryError:
    """The error for a name that is in no table."""
    name = _name(node) or node.sql("trino")
    return self.context.error(node, "FUNCTION_NOT_FOUND", f"Function '{name}' not registered")


@handles(exp.Filter)
def filtered(self: Expressions, node: exp.Filter) -> Value:
    """aggregate FILTER (WHERE condition)"""
    return _aggregate(self, node.this, Clauses(filter=_filter(self, node)))


def _filter(self: Expressions, node: exp.Filter) -> str:
    with self.ungrouped():
        condition = self.boolean(node.expression.this, "Filter expression")
    return f" FILTER (WHERE {condition.sql})"


@handles(exp.WithinGroup)
def within_group(self: Expressions, node: exp.WithinGroup) -> Value:
    """listagg(…) WITHIN GROUP (ORDER BY …)"""
    if _name(node.this) != "listagg":
        raise self.context.error(node, "NOT_SUPPORTED", "WITHIN GROUP is for listagg only")
    with self.ungrouped():
        order = f" ORDER BY {_ordering(self, node.expression.expressions)}"
    return _aggregate(self, node.this, Clauses(order=order))


@handles(exp.IgnoreNulls, exp.RespectNulls)
def nulls(self: Expressions, node: exp.IgnoreNulls) -> Value:
    """IGNORE NULLS belongs inside a window call."""
    raise self.context.error(node, "NOT_SUPPORTED", "IGNORE NULLS needs a window function with OVER")


def _aggregate(self: Expressions, node: exp.Expr, clauses: Clauses) -> Value:
    name = _name(node)
    if name not in AGGREGATES:
        raise unknown(self, node)
    if not self.aggregates_allowed and not clauses.over:
        text = f"Aggregate functions are not allowed here: {name}"
        raise self.context.error(node, "EXPRESSION_NOT_SCALAR", text)
    if clauses.over:
        return _finished(self, node, name, clauses)
    with self.ungrouped():
        return _finished(self, node, name, clauses)


def _finished(self: Expressions, node: exp.Expr, name: str, clauses: Clauses) -> Value:
    arguments = list(node.expressions)
    last = arguments[-1] if arguments else None
    if isinstance(last, exp.Order):
        clauses.order = f" ORDER BY {_ordering(self, last.expressions)}"
        arguments[-1] = last.this
    if arguments and isinstance(arguments[0], exp.Distinct):
        if len(arguments[0].expressions) != 1 or len(arguments) > 1:
            raise self.context.error(node, "NOT_SUPPORTED", "DISTINCT over several arguments is not emulated")
        clauses.distinct, arguments = "DISTINCT ", list(arguments[0].expressions)
    value = AGGREGATES[name](Call(self, node, name, arguments))
    if clauses.distinct and "{distinct}" not in value.sql:
        raise self.context.error(node, "NOT_SUPPORTED", f"{name}(DISTINCT …) is not emulated")
    if clauses.order and "{order}" not in value.sql:
        raise self.context.error(node, "NOT_SUPPORTED", f"{name}(… ORDER BY …) is not emulated")
    return Value(value.sql.format(**vars(clauses)), value.type)


@handles(exp.Window)
def window(self: Expressions, node: exp.Window) -> Value:
    """f(…) OVER (…)"""
    self.context.only(node, "this", "partition_by", "order", "spec", "over", "alias")
    if not self.windows_allowed:
        raise self.context.error(node, "NESTED_WINDOW", "Window functions are not allowed here")
    self.windows_allowed = False
    try:
        return _windowed(self, node)
    finally:
        self.windows_allowed = True


def _windowed(self: Expressions, node: exp.Window) -> Value:
    inner, clauses = node.this, Clauses(over=f" OVER ({_specification(self, node)})")
    if isinstance(inner, (exp.IgnoreNulls, exp.RespectNulls)):
        clauses.nulls = " IGNORE NULLS" if isinstance(inner, exp.IgnoreNulls) else " RESPECT NULLS"
        inner = inner.this
    if isinstance(inner, exp.Filter):
        clauses.filter = f" FILTER (WHERE {self.boolean(inner.expression.this, 'Filter expression').sql})"
        inner = inner.this
    name = _name(inner)
    if name in AGGREGATES:
        if clauses.nulls:
            raise self.context.error(node, "NOT_SUPPORTED", f"{name} with IGNORE NULLS is not supported")
        return _aggregate(self, inner, clauses)
    if name not in WINDOWS:
        raise unknown(self, inner)
    if clauses.filter:
        raise self.context.error(node, "NOT_SUPPORTED", f"{name} with FILTER is not supported")
    value = WINDOWS[name](Call(self, inner, name, list(inner.expressions)))
    if clauses.nulls and "{nulls}" not in value.sql:
        raise self.context.error(node, "NOT_SUPPORTED", f"{name} with IGNORE NULLS is not supported")
    return Value(value.sql.format(**vars(clauses)), value.type)


def _specification(self: Expressions, node: exp.Window) -> str:
    name = node.args.get("alias")
    if name is not None:
        found = self.windows.get(name.name.lower())
        if found is None:
            raise self.context.error(
                node, "INVALID_WINDOW_REFERENCE", f"Cannot resolve WINDOW name {name.name}"
            )
        return _specification(self, exp.Window(**{**found.args, "this": None, "alias": None}))
    parts = []
    if node.args.get("partition_by"):
        parts.append("PARTITION BY " + ", ".join(self.compile(e).sql for e in node.args["partition_by"]))
    if node.args.get("order"):
        parts.append("ORDER BY " + _ordering(self, node.args["order"].expressions))
    if node.args.get("spec"):
        parts.append(_frame(self, node.args["spec"]))
    return " ".join(parts)


def _frame(self: Expressions, spec: exp.WindowSpec) -> str:
    self.context.only(spec, "kind", "start", "start_side", "end", "end_side")
    kind = str(spec.args["kind"]).upper()
    start = _bound(self, spec.args.get("start"), spec.args.get("start_side"))
    end = (
        _bound(self, spec.args.get("end"), spec.args.get("end_side"))
        if spec.args.get("end")
        else "CURRENT ROW"
    )
    return f"{kind} BETWEEN {start} AND {end}"


def _bound(self: Expressions, value: object, side: object) -> str:
    edge = self.compile(value).sql if isinstance(value, exp.Expr) else str(value).upper()
    return f"{edge} {str(side).upper()}" if side else edge


def _ordering(self: Expressions, nodes: list[exp.Expr]) -> str:
    return ", ".join(ordered(self.compile(node.this), node) for node in nodes)


def ordered(value: Value, node: exp.Expr) -> str:
    """One item of ORDER BY: NULLs come last in both directions unless the query says otherwise."""
    direction = "DESC" if node.args.get("desc") else "ASC"
    return f"{value.sql} {direction} NULLS {'FIRST' if node.args.get('nulls_first') else 'LAST'}"
