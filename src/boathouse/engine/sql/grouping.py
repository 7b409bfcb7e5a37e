"""GROUP BY: keys, ordinals, GROUPING SETS, ROLLUP and CUBE."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from boathouse.engine.sql.context import Context
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.functions.registry import AGGREGATES
from boathouse.engine.sql.scope import Field, Scope, Value

SETS: dict[type[exp.Expr], str] = {
    exp.GroupingSets: "GROUPING SETS",
    exp.Rollup: "ROLLUP",
    exp.Cube: "CUBE",
}


@dataclass
class Grouping:
    """How a SELECT groups: the clause, and the texts that may stand outside aggregates."""

    sql: str = ""
    keys: set[str] = field(default_factory=set)


def grouping(
    context: Context, node: exp.Select, scope: Scope, items: list[exp.Expr | Field]
) -> Grouping | None:
    """The grouping of a SELECT, or None if it has none and no aggregate."""
    group = node.args.get("group")
    if group is None:
        nodes = [i for i in items if isinstance(i, exp.Expr)]
        order = node.args.get("order")
        nodes += [node.args["having"].this] if node.args.get("having") else []
        nodes += [o.this for o in order.expressions] if order else []
        return Grouping() if any(_aggregates(n) for n in nodes) else None
    context.only(group, "expressions")
    result = Grouping()
    parts = []
    for part in group.expressions:
        word = SETS.get(type(part))
        if word is None:
            parts.append(_key(context, part, scope, items, result))
        else:
            inner = ", ".join(_set(context, e, scope, items, result) for e in part.expressions)
            parts.append(f"{word} ({inner})")
    result.sql = f" GROUP BY {', '.join(parts)}"
    return result


def _set(
    context: Context,
    node: exp.Expr,
    scope: Scope,
    items: list[exp.Expr | Field],
    result: Grouping,
) -> str:
    if isinstance(node, exp.Tuple):
        return f"({', '.join(_key(context, e, scope, items, result) for e in node.expressions)})"
    return _key(context, node.this if isinstance(node, exp.Paren) else node, scope, items, result)


def _key(
    context: Context,
    node: exp.Expr,
    scope: Scope,
    items: list[exp.Expr | Field],
    result: Grouping,
) -> str:
    value = _value(context, node, scope, items)
    result.keys.add(value.sql)
    return value.sql


def _value(context: Context, node: exp.Expr, scope: Scope, items: list[exp.Expr | Field]) -> Value:
    if isinstance(node, exp.Literal) and not node.is_string:
        if not node.name.isdigit() or not 1 <= int(node.name) <= len(items):
            text = f"GROUP BY position {node.name} is not in select list"
            raise context.error(node, "INVALID_COLUMN_REFERENCE", text)
        chosen = items[int(node.name) - 1]
        if isinstance(chosen, Field):
            return Value(chosen.sql, chosen.type)
        node = chosen
    return Expressions(context, scope).compile(node)


def _aggregates(node: exp.Expr) -> bool:
    """Whether an aggregate stands in the expression at this query level (a window's own call is none)."""
    if isinstance(node, exp.Query):
        return False
    if isinstance(node, exp.Window):
        inner = list(node.this.iter_expressions()) + [c for k, c in _children(node) if k != "this"]
        return any(_aggregates(c) for c in inner)
    if isinstance(node, exp.Anonymous) and str(node.this).lower() in AGGREGATES:
        return True
    return any(_aggregates(child) for child in node.iter_expressions())


def _children(node: exp.Expr) -> list[tuple[str, exp.Expr]]:
    found = []
    for key, value in node.args.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, exp.Expr):
                found.append((key, item))
    return found
