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


def _conjuncts(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Paren):
        return _conjuncts(node.this)
    if isinstance(node, exp.And):
        return [*_conjuncts(node.this), *_conjuncts(node.expression)]
    return [node]
