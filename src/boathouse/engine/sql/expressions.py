"""Expressions: every node of the tree is typed and written anew, or refused; none passes unread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import CastError, alike, cast
from boathouse.engine.sql.declared import declared_type
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.scope import Field, Scope, Value, quoted
from boathouse.engine.sql.zones import instant, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boathouse.engine.sql.context import Context

OR_HIDDEN = " or requester is not authorized to access requested resources"
Handler = Callable[["Expressions", Any], Value]
HANDLERS: dict[type[exp.Expr], Handler] = {}


def handles(*kinds: type[exp.Expr]) -> Callable[[Handler], Handler]:
    """Register how a kind of node is compiled."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            HANDLERS[kind] = handler
        return handler

    return register


class Expressions:
    """Compiles expressions of one query level.

    `keys` are the texts of the GROUP BY expressions, or None where nothing is grouped; then a column
    must be one of them or stand inside an aggregate. `touched` collects the columns that were used.
    """

    def __init__(self, context: Context, scope: Scope, keys: set[str] | None = None) -> None:
        self.context, self.scope, self.keys = context, scope, keys
        self.touched: set[str] = set()
        self.aggregates_allowed = keys is not None
        self.windows_allowed = False
        self.windows: dict[str, exp.Window] = {}

    def compile(self, node: exp.Expr) -> Value:
        """The node as DuckDB text with its type."""
        if self.keys:
            grouped = self._grouped(node)
            if grouped:
                return grouped
        handler = HANDLERS.get(type(node))
        if handler is None:
            raise self.context.error(node, "NOT_SUPPORTED", f"{node.sql('trino')} is not supported")
        return handler(self, node)

    def _grouped(self, node: exp.Expr) -> Value | None:
        if isinstance(node, (exp.Literal, exp.Null, exp.Boolean)) or node.find(exp.Query):
            return None
        plain = Expressions(self.context, self.scope)
        try:
            value = plain.compile(node)
        except Exception:  # an aggregate inside, or an error that the grouped reading reports better
            return None
        return value if self.keys and value.sql in self.keys else None

    def boolean(self, node: exp.Expr, clause: str) -> Value:
        """A condition."""
        value = self.compile(node)
        if value.type not in (t.BOOLEAN, t.UNKNOWN):
            raise self.context.error(
                node, "TYPE_MISMATCH", f"{clause} must evaluate to a boolean: actual type {value.type}"
            )
        return value

    def coerce(self, node: exp.Expr, value: Value, target: t.Type, what: str = "") -> Value:
        """Widen without being asked, or TYPE_MISMATCH."""
        if not t.widens(value.type, target):
            text = what or f"Cannot coerce {value.type} to {target}"
            raise self.context.error(node, "TYPE_MISMATCH", text)
        return cast(value, target)

    def unify(self, node: exp.Expr, values: list[Value], what: str) -> tuple[list[Value], t.Type]:
        """Bring values to one common type."""
        kind = t.UNKNOWN
        for value in values:
            merged = t.common(kind, value.type)
            if merged is None:
                raise self.context.error(node, "TYPE_MISMATCH", f"{what}: {kind} vs {value.type}")
            kind = merged
        return [cast(v, kind) for v in values], kind

    @contextmanager
    def ungrouped(self) -> Iterator[None]:
        """Inside the argument of an aggregate: any column, no aggregate."""
        keys, allowed, windows = self.keys, self.aggregates_allowed, self.windows_allowed
        self.keys, self.aggregates_allowed, self.windows_allowed = None, False, False
        try:
            yield
        finally:
            self.keys, self.aggregates_allowed, self.windows_allowed = keys, allowed, windows

    @contextmanager
    def lambda_scope(self, parameters: dict[str, Value]) -> Iterator[None]:
        """Inside a lambda."""
        scope = self.scope
        self.scope = scope.within(parameters)
        try:
            yield
        finally:
            self.scope = scope

    def use(self, node: exp.Expr, column: Field, *, outer: bool) -> Value:
        """A column was named: check the grouping."""
        if self.keys is not None and not outer and column.sql not in self.keys:
            raise self.context.error(
                node,
                "EXPRESSION_NOT_AGGREGATE",
                f"'{node.sql('trino')}' must be an aggregate expression or appear in GROUP BY clause",
            )
        self.touched.add(column.sql if not outer else "outer")
        return Value(column.sql, column.type)


@handles(exp.Paren)
def _paren(self: Expressions, node: exp.Paren) -> Value:
    return self.compile(node.this)


@handles(exp.Column)
def _column(self: Expressions, node: exp.Column) -> Value:
    parts = tuple(part.name.lower() for part in node.parts)
    if isinstance(node.this, exp.Star):
        raise self.context.error(node, "SYNTAX_ERROR", "'*' is not allowed here")
    return _named(self, node, parts)


@handles(exp.Identifier)
def _identifier(self: Expressions, node: exp.Identifier) -> Value:
    return _named(self, node, (node.name.lower(),))


def _named(self: Expressions, node: exp.Expr, parts: tuple[str, ...]) -> Value:
    if parts[0] in self.scope.parameters:
        return _descend(self, node, self.scope.parameters[parts[0]], parts[1:])
    scope: Scope | None = self.scope
    while scope is not None:
        for length in range(len(parts), 0, -1):
            found = scope.find(parts[:length])
            if len(found) > 1:
                raise self.context.error(node, "AMBIGUOUS_NAME", f"Column '{'.'.join(parts)}' is ambiguous")
            if found:
                value = self.use(node, found[0], outer=scope.fields is not self.scope.fields)
                return _descend(self, node, value, parts[length:])
        scope = scope.parent
    raise self.context.error(
        node, "COLUMN_NOT_FOUND", f"Column '{'.'.join(parts)}' cannot be resolved{OR_HIDDEN}"
    )


def _descend(self: Expressions, node: exp.Expr, value: Value, names: tuple[str, ...]) -> Value:
    for name in names:
        if value.type.base != "row":
            text = f"Expression {node.sql('trino')} is not of type ROW"
            raise self.context.error(node, "TYPE_MISMATCH", text)
        at = [i for i, n in enumerate(value.type.names) if n is not None and n.lower() == name]
        if len(at) != 1:
            raise self.context.error(
                node, "COLUMN_NOT_FOUND", f"Column '{node.sql('trino')}' cannot be resolved"
            )
        value = Value(f"({value.sql}).f{at[0]}", value.type.items[at[0]])
    return value


@handles(exp.Dot)
def _dot(self: Expressions, node: exp.Dot) -> Value:
    if not isinstance(node.expression, exp.Identifier):
        raise self.context.error(node, "FUNCTION_NOT_FOUND", f"Function '{node.sql('trino')}' not registered")
    return _descend(self, node, self.compile(node.this), (node.expression.name.lower(),))


@handles(exp.Cast, exp.TryCast)
def _cast(self: Expressions, node: exp.Cast) -> Value:
    self.context.only(node, "this", "to", "safe")
    value = self.compile(node.this)
    target = declared_type(self.context, node.to)
    if target.base == t.TIMESTAMP_TZ.base and isinstance(value.constant, str):
        return _moment(self, node, value.constant, target)
    try:
        result = cast(value, target)
    except CastError:
        text = f"Cannot cast {value.type} to {target}"
        raise self.context.error(node, "TYPE_MISMATCH", text) from None
    constant = result.constant if isinstance(result.constant, str) and target.is_text else None
    if value.type.base == target.base == t.TIMESTAMP_TZ.base:
        target = t.zoned(value.type.zone, target.precision)  # the zone stays
    return Value(f"TRY({result.sql})" if isinstance(node, exp.TryCast) else result.sql, target, constant)


def _moment(self: Expressions, node: exp.Cast, text: str, target: t.Type) -> Value:
    """TIMESTAMP '2024-01-01 00:00:00 Asia/Tokyo'"""
    found = literal(text, target.precision)
    if found is not None:
        shown, kind = found
        clock = t.MICROS if target.precision > 3 else t.TIMESTAMP
        return instant(cast(Value(quoted(shown), t.VARCHAR), clock).sql, kind)
    if isinstance(node, exp.TryCast):
        return Value("CAST(NULL AS TIMESTAMP)", target)
    raise self.context.error(
        node, "INVALID_CAST_ARGUMENT", f"Value cannot be cast to timestamp with time zone: {text}"
    )


@handles(exp.Array)
def _array(self: Expressions, node: exp.Array) -> Value:
    if node.args.get("value_constructor"):
        raise self.context.error(node, "NOT_SUPPORTED", "this way to write an array is not supported")
    values, kind = self.unify(
        node, [self.compile(e) for e in node.expressions], "All ARRAY elements must be the same"
    )
    result = t.array(kind)
    return Value(f"CAST([{', '.join(v.sql for v in values)}] AS {result.duck})", result)


@handles(exp.Bracket)
def _bracket(self: Expressions, node: exp.Bracket) -> Value:
    self.context.only(node, "this", "expressions")
    base = self.compile(node.this)
    if len(node.expressions) != 1 or base.type.base not in ("array", "map", "row"):
        raise self.context.error(node, "TYPE_MISMATCH", f"Cannot subscript {base.type}")
    index = self.compile(node.expressions[0])
    if base.type.base == "map":
        found = alike(base, index)
        if found is None:
            raise self.context.error(node, "TYPE_MISMATCH", f"Cannot subscript {base.type} by {index.type}")
        return Value(_map_item(*found), base.type.items[1])
    if base.type.base == "row":
        if not isinstance(index.constant, int) or not 1 <= index.constant <= len(base.type.items):
            raise self.context.error(
                node, "TYPE_MISMATCH", "Subscript expression on ROW requires a valid constant"
            )
        return Value(f"({base.sql}).f{index.constant - 1}", base.type.items[index.constant - 1])
    at = self.coerce(node, index, t.BIGINT)
    kind = base.type.items[0]
    code = "INVALID_FUNCTION_ARGUMENT"
    return Value(
        f"CASE WHEN {at.sql} = 0 THEN {fail(code, quoted('SQL array indices start at 1'), kind.duck)} "
        f"WHEN {at.sql} < 0 THEN {fail(code, quoted('Array subscript is negative'), kind.duck)} "
        f"WHEN {at.sql} > len({base.sql}) THEN "
        f"{fail(code, quoted('Array subscript must be less than or equal to array length'), kind.duck)} "
        f"ELSE ({base.sql})[{at.sql}] END",
        kind,
    )


def _map_item(base: Value, key: Value) -> str:
    missing = f"NOT map_contains({base.sql}, {key.sql})"
    text = f"'Key not present in map: ' || CAST({key.sql} AS VARCHAR)"
    problem = fail("INVALID_FUNCTION_ARGUMENT", text, base.type.items[1].duck)
    return f"CASE WHEN {missing} THEN {problem} ELSE ({base.sql})[{key.sql}] END"


@handles(exp.Subquery)
def _scalar_query(self: Expressions, node: exp.Subquery) -> Value:
    self.context.only(node, "this")
    query = self.context.compile_query(self.context, node.this, self.scope)
    if len(query.fields) != 1:
        text = f"Multiple columns returned by subquery are not yet supported. Found {len(query.fields)}"
        raise self.context.error(node, "NOT_SUPPORTED", text)
    self.touched.add("query")
    return Value(f"({query.sql})", query.fields[0].type)


@handles(exp.Tuple)
def _tuple(self: Expressions, node: exp.Tuple) -> Value:
    return row_of([self.compile(e) for e in node.expressions])


def row_of(values: list[Value]) -> Value:
    """ROW(a, b)."""
    kind = t.row(tuple(v.type for v in values))
    inner = ", ".join(f"f{i} := {v.sql}" for i, v in enumerate(values))
    return Value(f"struct_pack({inner})", kind)
