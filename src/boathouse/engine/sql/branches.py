"""CASE and IF.

https://trino.io/docs/current/functions/conditional.html
"""

from __future__ import annotations

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.comparisons import compared
from boathouse.engine.sql.expressions import Expressions, handles
from boathouse.engine.sql.scope import Value


@handles(exp.Case)
def case(self: Expressions, node: exp.Case) -> Value:
    """CASE in both forms."""
    operand = self.compile(node.this) if node.this else None
    conditions: list[Value] = []
    for branch in node.args["ifs"]:
        if operand is None:
            conditions.append(self.boolean(branch.this, "CASE WHEN clause"))
        else:
            conditions.append(compared(self, branch.this, operand, "=", self.compile(branch.this)))
    results = [self.compile(branch.args["true"]) for branch in node.args["ifs"]]
    default = node.args.get("default")
    results.append(self.compile(default) if default else Value("CAST(NULL AS INTEGER)", t.UNKNOWN))
    values, kind = self.unify(node, results, "All CASE results must be the same type")
    arms = " ".join(f"WHEN {c.sql} THEN {v.sql}" for c, v in zip(conditions, values[:-1], strict=True))
    return Value(f"CASE {arms} ELSE {values[-1].sql} END", kind)


@handles(exp.If)
def conditional(self: Expressions, node: exp.If) -> Value:
    """if(condition, a, b)."""
    condition = self.boolean(node.this, "IF condition")
    other = node.args.get("false")
    results = [self.compile(node.args["true"])]
    results.append(self.compile(other) if other else Value("CAST(NULL AS INTEGER)", t.UNKNOWN))
    values, kind = self.unify(node, results, "Result types for IF must be the same")
    return Value(f"CASE WHEN {condition.sql} THEN {values[0].sql} ELSE {values[1].sql} END", kind)
