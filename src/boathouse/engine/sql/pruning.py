"""Conditions on partition columns, found before any file is opened."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from boathouse.engine.sql.context import Context, Scan
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.scope import Scope


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
                _demand(scan, part, expressions.touched)


def _demand(scan: Scan, part: exp.Expr, touched: set[str]) -> None:
    """Note the literals that one key is compared with by `=` or IN."""
    if isinstance(part, exp.EQ):
        others = [side for side in (part.this, part.expression) if not isinstance(side, exp.Column)]
    elif isinstance(part, exp.In):
        others = part.expressions
    else:
        return
    if others and len(touched) == 1 and all(isinstance(other, exp.Literal) for other in others):
        key = next(f.name for f in scan.partition_fields if f.sql in touched)
        scan.demanded.setdefault(str(key), [other.name for other in others])


def _conjuncts(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Paren):
        return _conjuncts(node.this)
    if isinstance(node, exp.And):
        return [*_conjuncts(node.this), *_conjuncts(node.expression)]
    return [node]
