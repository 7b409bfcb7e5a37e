"""ORDER BY, OFFSET and LIMIT.

https://trino.io/docs/current/sql/select.html#order-by-clause
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from boathouse.engine.sql.calls import ordered
from boathouse.engine.sql.context import Context
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.scope import Field, Value


def _ordinal(context: Context, node: exp.Expr, count: int, clause: str) -> int | None:
    if not isinstance(node, exp.Literal) or node.is_string:
        return None
    if not node.name.isdigit() or not 1 <= int(node.name) <= count:
        text = f"{clause} position {node.name} is not in select list"
        raise context.error(node, "INVALID_COLUMN_REFERENCE", text)
    return int(node.name) - 1


def limits(context: Context, node: exp.Expr) -> str:
    """OFFSET, LIMIT and FETCH FIRST."""
    text = ""
    limit, offset = node.args.get("limit"), node.args.get("offset")
    if limit is not None:
        count = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit.expression
        options = limit.args.get("limit_options")
        if options is not None and (options.args.get("with_ties") or options.args.get("percent")):
            raise context.error(node, "NOT_SUPPORTED", "FETCH FIRST … WITH TIES is not supported")
        if not (isinstance(count, exp.Var) and count.name.upper() == "ALL"):
            text += f" LIMIT {_count(context, count)}"
    if offset is not None:
        text += f" OFFSET {_count(context, offset.expression)}"
    return text


def _count(context: Context, node: exp.Expr | None) -> int:
    if node is None:
        return 1
    if not isinstance(node, exp.Literal) or not node.name.isdigit():
        raise context.error(node, "SYNTAX_ERROR", "LIMIT and OFFSET take a number")
    return int(node.name)


def output_item(context: Context, node: exp.Expr, outputs: list[Field], expressions: Expressions) -> str:
    """One item of an ORDER BY that sees output columns only."""
    at = _ordinal(context, node.this, len(outputs), "ORDER BY")
    if at is not None:
        return ordered(Value(outputs[at].sql, outputs[at].type), node)
    return ordered(expressions.compile(node.this), node)


def ordering(
    context: Context,
    node: exp.Select,
    expressions: Expressions,
    fields: tuple[Field, ...],
    values: list[Value],
) -> str:
    order = node.args.get("order")
    if order is None:
        return ""
    outputs = [replace(f, sql=v.sql) for f, v in zip(fields, values, strict=True)]
    parts = []
    for item in order.expressions:
        at = _ordinal(context, item.this, len(fields), "ORDER BY")
        if at is None:
            at = _named_output(item.this, fields)
        if at is None:
            value = expressions.compile(_substituted(item.this, node))
            same = [i for i, v in enumerate(outputs) if v.sql == value.sql]
            if not same and node.args.get("distinct"):
                text = "For SELECT DISTINCT, ORDER BY expressions must appear in select list"
                raise context.error(item, "EXPRESSION_NOT_IN_DISTINCT", text)
            parts.append(ordered(Value(f"c{same[0]}", value.type) if same else value, item))
        else:
            parts.append(ordered(Value(f"c{at}", fields[at].type), item))
    return f" ORDER BY {', '.join(parts)}"


def _named_output(node: exp.Expr, fields: tuple[Field, ...]) -> int | None:
    if not isinstance(node, exp.Column) or len(node.parts) != 1:
        return None
    found = [i for i, f in enumerate(fields) if f.name is not None and f.name.lower() == node.name.lower()]
    return found[0] if found else None


def _substituted(node: exp.Expr, select: exp.Select) -> exp.Expr:
    """Output aliases inside an ORDER BY expression stand for what they name."""
    aliases = {item.alias.lower(): item.this for item in select.expressions if isinstance(item, exp.Alias)}

    def swap(inner: exp.Expr) -> exp.Expr:
        if isinstance(inner, exp.Column) and len(inner.parts) == 1 and inner.name.lower() in aliases:
            return exp.Paren(this=aliases[inner.name.lower()].copy())
        return inner

    return node.transform(swap) if aliases else node
