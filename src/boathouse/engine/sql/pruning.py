"""Conditions on partition columns, found before any file is opened."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from boathouse.engine.sql.context import Between, Context, Scan
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.scope import Scope

_UP, _DOWN = exp.GT | exp.GTE, exp.LT | exp.LTE


def prune(context: Context, condition: exp.Expr, scope: Scope, scans: Iterable[Scan]) -> None:
    """Give each scan the parts of WHERE that speak of its partition columns alone."""
    partitioned = [scan for scan in scans if scan.partition_fields]
    if not partitioned:
        return
    for part in _conjuncts(condition):
        if any(isinstance(n, (exp.Query, exp.Anonymous)) for n in part.walk()):
            continue
        expressions = Expressions(context, scope)
        sql = expressions.boolean(part, "WHERE clause").sql
        for scan in partitioned:
            if expressions.touched and expressions.touched <= {f.sql for f in scan.partition_fields}:
                scan.filters.append(sql)
                if len(expressions.touched) == 1:
                    key = next(f.name for f in scan.partition_fields if f.sql in expressions.touched)
                    _demand(scan, str(key), part)


def _demand(scan: Scan, key: str, part: exp.Expr) -> None:
    """Note the literals that a key is compared with by `=` or IN, and those between which it must be."""
    if isinstance(part, exp.EQ):
        others = [side for side in (part.this, part.expression) if not isinstance(side, exp.Column)]
    elif isinstance(part, exp.In):
        others = part.expressions if isinstance(part.this, exp.Column) else []
    else:
        low, high = _ends(part)
        before = scan.between.get(key, Between())
        scan.between[key] = Between(max(low, before.low), min(filter(None, (high, before.high)), default=""))
        return
    if others and all(isinstance(other, exp.Literal) for other in others):
        scan.demanded.setdefault(key, [other.name for other in others])


def _ends(part: exp.Expr) -> tuple[str, str]:
    """The texts between which a condition wants a column; empty where it wants none."""
    low: exp.Expr | None = None
    high: exp.Expr | None = None
    if isinstance(part, exp.Between) and isinstance(part.this, exp.Column):
        low, high = part.args["low"], part.args["high"]
    elif isinstance(part, _UP | _DOWN):
        left, right = part.this, part.expression
        up = isinstance(part, _UP)
        if isinstance(left, exp.Column):
            low, high = (right, None) if up else (None, right)
        elif isinstance(right, exp.Column):
            low, high = (None, left) if up else (left, None)
    return _text(low), _text(high)


def _text(node: exp.Expr | None) -> str:
    return node.name if isinstance(node, exp.Literal) and node.is_string else ""


def _conjuncts(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Paren):
        return _conjuncts(node.this)
    if isinstance(node, exp.And):
        return [*_conjuncts(node.this), *_conjuncts(node.expression)]
    return [node]
