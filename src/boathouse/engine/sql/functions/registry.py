"""The explicit table of Trino's functions: a name that is not in it does not exist."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import alike, cast
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.scope import Value
from boathouse.engine.sql.zones import local


@dataclass
class Call:
    """One call of a function in the user's text; arguments are compiled when a function asks for them."""

    expressions: Expressions
    node: exp.Expr
    name: str
    nodes: list[exp.Expr]

    def value(self, index: int) -> Value:
        """An argument, compiled."""
        return self.expressions.compile(self.nodes[index])

    def values(self) -> list[Value]:
        """All arguments, compiled."""
        return [self.expressions.compile(node) for node in self.nodes]

    def arity(self, least: int, most: int | None = None) -> None:
        """Refuse a call with too few or too many arguments."""
        if not least <= len(self.nodes) <= (least if most is None else most):
            raise self.unexpected()

    def error(self, code: str, message: str) -> QueryError:
        """An error that points at the call."""
        return self.expressions.context.error(self.node, code, message)

    def unexpected(self, values: list[Value] | None = None) -> QueryError:
        """The error for arguments that no overload takes."""
        kinds = ", ".join(str(v.type) for v in (values if values is not None else self.values()))
        return self.error("TYPE_MISMATCH", f"Unexpected parameters ({kinds}) for function {self.name}")

    def alike(self, whole: Value, item: Value) -> tuple[Value, Value]:
        """An array or a map, and an item or a key, in one type."""
        found = alike(whole, item)
        if found is None:
            raise self.unexpected([whole, item])
        return found

    def text(self, index: int) -> str:
        """An argument that must be a literal: units and patterns are read before the query runs."""
        value = self.value(index)
        if not isinstance(value.constant, str):
            raise self.error("NOT_SUPPORTED", f"{self.name} needs a literal as argument {index + 1}")
        return value.constant

    def body(self, index: int, kinds: list[t.Type]) -> tuple[str, Value]:
        """A lambda argument: DuckDB's text of it, and its result."""
        node = self._lambda(index, len(kinds))
        names = self._parameters(len(kinds))
        parameters = {
            p.name.lower(): Value(name, kind)
            for p, name, kind in zip(node.expressions, names, kinds, strict=True)
        }
        with self.expressions.lambda_scope(parameters):
            result = self.expressions.compile(node.this)
        return f"lambda {', '.join(names)}: ", result

    def entry_body(self, index: int, kinds: Sequence[t.Type], parts: Sequence[str]) -> tuple[str, Value]:
        """A lambda of several parameters that are members of one struct: DuckDB's text of it, its result."""
        node = self._lambda(index, len(kinds))
        (entry,) = self._parameters(1)
        parameters = {
            p.name.lower(): Value(f"({entry}).{part}", kind)
            for p, part, kind in zip(node.expressions, parts, kinds, strict=True)
        }
        with self.expressions.lambda_scope(parameters):
            result = self.expressions.compile(node.this)
        return f"lambda {entry}: ", result

    def _lambda(self, index: int, count: int) -> exp.Lambda:
        node = self.nodes[index]
        if not isinstance(node, exp.Lambda) or len(node.expressions) != count:
            raise self.error(
                "TYPE_MISMATCH", f"{self.name} needs a lambda of {count} as argument {index + 1}"
            )
        return node

    def _parameters(self, count: int) -> list[str]:
        depth = len(self.expressions.scope.parameters)
        return [f"p{depth + i}" for i in range(count)]


Function = Callable[[Call], Value]
SCALARS: dict[str, Function] = {}
AGGREGATES: dict[str, Function] = {}
WINDOWS: dict[str, Function] = {}


def function(*names: str, table: dict[str, Function] = SCALARS) -> Callable[[Function], Function]:
    """Register a function that decides for itself what it takes."""

    def register(handler: Function) -> Function:
        for name in names:
            table[name] = handler
        return handler

    return register


@dataclass(frozen=True)
class Overload:
    """A signature with a template: `{0}` is the first argument's text."""

    parameters: tuple[t.Type, ...]
    result: t.Type
    template: str


def overloads(name: str, *rows: tuple[tuple[t.Type, ...], t.Type, str], clock: bool = False) -> None:
    """Register a function by its signatures: an exact match wins, then the first that widening reaches.

    With `clock` the function is about what a clock shows in the time zone of its argument.
    """
    table = [Overload(*row) for row in rows]

    def handler(call: Call) -> Value:
        values = [local(v) for v in call.values()] if clock else call.values()
        fitting = [o for o in table if len(o.parameters) == len(values) and _fits(o, values)]
        if not fitting:
            raise call.unexpected(values)
        exact = [o for o in fitting if all(p == v.type for p, v in zip(o.parameters, values, strict=True))]
        chosen = (exact or fitting)[0]
        arguments = [_argument(v, p) for v, p in zip(values, chosen.parameters, strict=True)]
        return Value(chosen.template.format(*arguments), chosen.result)

    SCALARS[name] = handler


def _fits(overload: Overload, values: list[Value]) -> bool:
    return all(
        t.widens(v.type, p) or _of_any_precision(v.type, p)
        for p, v in zip(overload.parameters, values, strict=True)
    )


def _argument(value: Value, parameter: t.Type) -> str:
    return value.sql if _of_any_precision(value.type, parameter) else cast(value, parameter).sql


def _of_any_precision(kind: t.Type, parameter: t.Type) -> bool:
    return kind.base == parameter.base and kind.base in t.MOMENTS
