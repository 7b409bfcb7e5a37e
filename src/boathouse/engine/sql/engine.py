"""The query engine: Trino SQL in, rows of Athena's text out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from boathouse.engine.sql import branches, calls, comparisons, functions, literals, operators
from boathouse.engine.sql.changes import Change, Touched, compile_change, met, touched
from boathouse.engine.sql.connection import Sandbox, Session
from boathouse.engine.sql.context import Compiled, Context
from boathouse.engine.sql.dialect import Source
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.iceberg.document import document
from boathouse.engine.sql.queries import compile_query
from boathouse.engine.sql.readers import delta
from boathouse.engine.sql.rendering import rendered
from boathouse.engine.sql.scans import read
from boathouse.engine.sql.source import Column, Table, TableSource
from boathouse.engine.sql.types import Type
from boathouse.engine.sql.writers.layout import Layout, Part
from boathouse.engine.sql.writers.writing import write

if TYPE_CHECKING:
    from pyiceberg.manifest import DataFile
    from pyiceberg.table.metadata import TableMetadata

    from boathouse.engine.sql.iceberg.storage import Storage

HANDLERS = (
    branches,
    calls,
    comparisons,
    functions,
    literals,
    operators,
)  # importing them fills the table of nodes and that of functions


@dataclass(frozen=True)
class Output:
    """A column of the result."""

    name: str
    type: Type


@dataclass(frozen=True)
class Plan:
    """A query that passed every check: its columns, what DuckDB runs, and the bytes of the files it reads.

    `sql` gives the texts of the values, `values` the values themselves as c0, c1, …; `unnamed` are the
    numbers of the columns without a name of their own.
    """

    columns: tuple[Output, ...]
    sql: str
    size: int
    values: str = ""
    unnamed: tuple[int, ...] = ()


class Engine:
    """Runs Athena's queries on the lake's files."""

    def __init__(self, lake: Path, scratch: Path, *, memory: str = "", threads: int = 0) -> None:
        self._lake, self._scratch, self._memory, self._threads = lake, scratch, memory, threads
        self._sandbox: Sandbox | None = None
        self._lock = Lock()

    def query(self, catalog: TableSource) -> Query:
        """A place to plan and run one query in, which another thread may stop."""
        return Query(self._opened().session(self._opened), catalog)

    def _opened(self, extensions: Collection[str] = ()) -> Sandbox:
        """The sandbox that queries share; one with more extensions replaces one that lacks some."""
        with self._lock:
            known = self._sandbox
            if known is None or known.broken or not known.extensions.issuperset(extensions):
                # opened by the first query: DuckDB costs a server without one 0.2 s
                wanted = {*extensions, *(known.extensions if known else ())}
                known = self._sandbox = Sandbox(
                    self._lake, self._scratch, memory=self._memory, threads=self._threads, extensions=wanted
                )
            return known

    def close(self) -> None:
        """Free everything."""
        if self._sandbox is not None:
            self._sandbox.close()


class Query:
    """One query from its text to its rows."""

    def __init__(self, session: Session, catalog: TableSource) -> None:
        self._session, self._catalog = session, catalog

    def plan(self, text: str, database: str = "") -> Plan:
        """Check the statement against the catalog and choose what to read.

        Raises QueryError with the position in `text` for whatever Athena would refuse.
        """
        context, compiled = self._compiled(text, database)
        sql, size = compiled.sql, 0
        for scan in context.scans:
            found = read(scan, self._catalog, self._session)
            sql, size = sql.replace(scan.token, found.sql), size + found.size
        texts = ", ".join(rendered(f"q.c{i}", f.type) for i, f in enumerate(compiled.fields))
        names = ", ".join(f"c{i}" for i in range(len(compiled.fields)))
        rows = f"FROM ({sql}) AS q({names})"
        unnamed = tuple(i for i, f in enumerate(compiled.fields) if f.name is None)
        return Plan(_outputs(compiled), f"SELECT {texts} {rows}", size, f"SELECT q.* {rows}", unnamed)

    def change(self, text: str, database: str = "") -> Change:
        """Check a DELETE, UPDATE or MERGE against the catalog; see `plan`."""
        source = Source(text)
        context = self._context(source, database)
        try:
            change = compile_change(context, source.change())
        except RecursionError as error:
            raise QueryError("STACK_OVERFLOW", "The statement is nested too deeply") from error
        for scan in context.scans:
            change = change.reading(scan, read(scan, self._catalog, self._session))
        return change

    def touched(self, change: Change) -> Touched:
        """Find out which files have rows that the statement changes, and what becomes of these."""
        return touched(self._session, change)

    def met(self, change: Change) -> Sequence[str]:
        """The files that have rows which a DELETE speaks of."""
        return met(self._session, change)

    def outputs(self, text: str, database: str = "") -> tuple[Output, ...]:
        """The columns that a query would have; nothing is read but the catalog."""
        return _outputs(self._compiled(text, database)[1])

    def _compiled(self, text: str, database: str) -> tuple[Context, Compiled]:
        source = Source(text)
        tree = source.parse()
        context = self._context(source, database)
        try:
            return context, compile_query(context, tree, None)
        except RecursionError as error:
            raise QueryError("STACK_OVERFLOW", "The statement is nested too deeply") from error

    def _context(self, source: Source, database: str) -> Context:
        return Context(
            source,
            self._catalog,
            database.lower(),
            compile_query,
            self._session.all,
            self.columns,
            self._session.avro,
        )

    def rows(self, plan: Plan) -> Iterator[list[tuple[str | None, ...]]]:
        """The result in batches, each value as Athena writes it, None for NULL."""
        return self._session.batches(plan.sql)

    def write(self, values: str, layout: Layout, folder: Path) -> list[Part]:
        """Run a plan's `values` and write the rows to files in the folder, one a partition."""
        return write(self._session, values, layout, folder)

    def write_files(self, values: str, table: TableMetadata, storage: Storage) -> list[DataFile]:
        """Run a plan's `values`, which are the table's columns, and write data files of an Iceberg table."""
        from boathouse.engine.sql.iceberg import files  # noqa: PLC0415 (0.5 s of PyIceberg and Arrow)

        return files.write(self._session, values, table, storage)

    def columns(self, table: Table) -> tuple[Column, ...]:
        """A table's columns; of a Delta or Iceberg table those that its own files tell."""
        if table.is_iceberg:
            return document(table, self._catalog).schema.columns()
        return delta.columns(table, self._catalog, self._session) if table.is_delta else table.columns

    def partitioning(self, table: Table) -> tuple[tuple[str, str, str], ...]:
        """How an Iceberg table is partitioned today: each field's name, its transform, its column's name."""
        found = document(table, self._catalog)
        names = {entry.id: entry.name.lower() for entry in found.schema.walk()}
        return tuple((f.name.lower(), f.transform, names.get(f.source, "")) for f in found.spec)

    def check(self) -> None:
        """Raise CancelledError if the query was stopped."""
        self._session.check()

    def interrupt(self) -> None:
        """Stop at once; whoever reads the rows gets CancelledError."""
        self._session.interrupt()

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()


def _outputs(compiled: Compiled) -> tuple[Output, ...]:
    return tuple(
        Output(f.name if f.name is not None else f"_col{i}", f.type) for i, f in enumerate(compiled.fields)
    )
