"""What the rooms of one compilation share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlglot import exp

from boathouse.engine.sql.dialect import Source
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.iceberg.document import Pin
from boathouse.engine.sql.scope import Field, Scope
from boathouse.engine.sql.source import Column, Table, TableSource

Evaluate = Callable[[str], list[tuple[Any, ...]]]
Columns = Callable[[Table], tuple[Column, ...]]


@dataclass(frozen=True)
class Compiled:
    """A query as DuckDB text whose output columns are named like its fields' `sql`."""

    sql: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Between:
    """Texts between which a partition key is, both ends included; an empty one is no end."""

    low: str = ""
    high: str = ""


@dataclass
class Scan:
    """One mention of a table in the query: read later, when the filters on its partitions are known.

    `demanded` has the values that partition keys must have, for keys that are compared with literals, and
    `between` the ends of what they may have; `pin` tells what is read of an Iceberg table.
    """

    token: str
    alias: str
    table: Table
    columns: tuple[Field, ...]
    partition_fields: tuple[Field, ...]
    hidden: tuple[Field, ...]
    now: datetime
    pin: Pin | None = None
    filters: list[str] = field(default_factory=list)
    demanded: dict[str, list[str]] = field(default_factory=dict)
    between: dict[str, Between] = field(default_factory=dict)
    prunable: bool = True


class Queries(Protocol):
    """Compiles a query expression found inside another."""

    def __call__(self, context: Context, node: exp.Expr, parent: Scope | None) -> Compiled:
        """The query as DuckDB text."""


@dataclass
class Context:
    """One statement on its way from Trino to DuckDB."""

    source: Source
    catalog: TableSource
    database: str
    compile_query: Queries
    evaluate: Evaluate
    columns: Columns
    avro: Callable[[Path], list[dict[str, Any]]]
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    scans: list[Scan] = field(default_factory=list)
    ctes: list[dict[str, Compiled]] = field(default_factory=list)
    views: tuple[str, ...] = ()
    _counter: list[int] = field(default_factory=lambda: [0])

    def alias(self, prefix: str) -> str:
        """A name that is used nowhere else in the statement; no name of the user reaches DuckDB."""
        self._counter[0] += 1
        return f"{prefix}{self._counter[0]}"

    def error(self, node: exp.Expr, code: str, message: str) -> QueryError:
        """An error that points into the user's text."""
        return self.source.error(node, code, message)

    def only(self, node: exp.Expr, *known: str) -> None:
        """Refuse a node with a clause that nobody here reads: dropping it would change the result."""
        for name, value in node.args.items():
            if name not in known and value not in (None, False, [], ""):
                raise self.error(node, "NOT_SUPPORTED", f"{type(node).__name__} with {name} is not supported")

    def fresh(
        self, sql: str, columns: Sequence[tuple[str | None, Any]], qualifier: tuple[str, ...]
    ) -> Compiled:
        """Give a derived table an alias of its own: `sql` has columns c0, c1, … in order."""
        alias = self.alias("r")
        fields = tuple(
            Field(name, kind, f"{alias}.c{i}", qualifier) for i, (name, kind) in enumerate(columns)
        )
        return Compiled(f"({sql}) AS {alias}({', '.join(f'c{i}' for i in range(len(columns)))})", fields)
