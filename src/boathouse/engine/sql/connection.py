"""The DuckDB instance that runs queries: it reads below the lake and nowhere else, and is locked so."""

from __future__ import annotations

import importlib.resources
import threading
from collections.abc import Callable, Collection, Iterator
from glob import escape
from pathlib import Path
from typing import Any

import duckdb

from boathouse.engine.sql import native
from boathouse.engine.sql.failures import CancelledError, QueryError
from boathouse.engine.sql.faults import translated
from boathouse.engine.sql.scope import quoted
from boathouse.errors import EngineError

CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
EXTENSIONS = ("delta", "avro", "iceberg")
"""DuckDB's that queries may need, each some 20 to 160 ms to load: only tables of theirs wait for them."""
BATCH = 2000
FATAL = (duckdb.FatalException, duckdb.InternalException)
"""After these a DuckDB answers nothing any more."""


class Sandbox:
    """One locked DuckDB for the whole server; each query gets a session of its own."""

    def __init__(
        self,
        lake: Path,
        scratch: Path,
        *,
        memory: str = "",
        threads: int = 0,
        extensions: Collection[str] = (),
    ) -> None:
        self.lake, self.extensions, self.broken = lake.absolute(), frozenset(extensions), False
        spill = scratch.absolute() / "sql"
        self._database = duckdb.connect(":memory:", config=dict(CONFIG))
        for name in (name for name in EXTENSIONS if name in extensions):  # none can come in later
            self._database.execute(f"LOAD {quoted(str(_extension(name)))}")
        native.install(self._database)
        limits = [f"memory_limit = {quoted(memory)}"] if memory else []
        limits += [f"threads = {threads}"] if threads else []
        for setting in [
            *limits,
            "TimeZone = 'UTC'",
            "enable_external_file_cache = false",  # it serves a file that was overwritten within a second
            "enable_progress_bar = false",
            # it would work out what two branches share before either is taken: TRY(x) and IF(ok, x)
            "disabled_optimizers = 'common_subexpressions'",
            f"temp_directory = {quoted(str(spill))}",
            f"allowed_directories = [{quoted(str(self.lake))}]",
            "enable_external_access = false",
            "lock_configuration = true",
        ]:
            self._database.execute(f"SET {setting}")

    def session(self, richer: Callable[[Collection[str]], Sandbox]) -> Session:
        """A connection for one query; `richer` answers a sandbox that has further extensions."""
        return Session(self, richer)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of DuckDB's."""
        return self._database.cursor()

    def close(self) -> None:
        """Free the database."""
        self._database.close()


def _extension(name: str) -> Path:
    root = Path(str(importlib.resources.files(f"duckdb_extension_{name}")))
    found = root / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not found.exists():
        raise EngineError(
            f"DuckDB {duckdb.__version__} and its extension {name} do not fit together.",
            where=str(root),
            remedy="Install the versions that Boathouse pins.",
        )
    return found


class Session:
    """One query's connection; `interrupt` may be called from any thread, at any time."""

    def __init__(self, sandbox: Sandbox, richer: Callable[[Collection[str]], Sandbox]) -> None:
        self._sandbox, self._richer, self._cursor = sandbox, richer, sandbox.cursor()
        self.lake = sandbox.lake
        self._lent: dict[str, Any] = {}
        self._stopped, self._idle = threading.Event(), threading.Event()
        self._idle.set()

    def extend(self, *extensions: str) -> None:
        """Let this query use these from now on."""
        if not self._sandbox.extensions.issuperset(extensions):
            sandbox = self._richer(extensions)
            self._cursor.close()
            self._sandbox, self._cursor = sandbox, sandbox.cursor()
            for name, data in self._lent.items():
                self._cursor.register(name, data)

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a small query of the engine's own."""
        return [row for rows in self.batches(sql) for row in rows]

    def avro(self, path: Path) -> list[dict[str, Any]]:
        """The records of an Avro file, which are few: those of a manifest."""
        self.extend("avro")
        source = f"read_avro({quoted(escape(str(path)))})"
        names = [row[0] for row in self.all(f"SELECT column_name FROM (DESCRIBE SELECT * FROM {source})")]
        return [dict(zip(names, row, strict=True)) for row in self.all(f"SELECT * FROM {source}")]

    def batches(self, sql: str) -> Iterator[list[tuple[Any, ...]]]:
        """Run a query and hand out its rows while it goes on, never all of them at once."""
        self._idle.clear()
        try:
            with translated(self.lake):
                self.check()
                result = self._cursor.execute(sql)
                while rows := result.fetchmany(BATCH):
                    self.check()
                    yield rows
        except duckdb.InterruptException:
            raise CancelledError from None
        except QueryError as error:
            self._sandbox.broken |= isinstance(error.__cause__, FATAL)
            raise
        finally:
            self._idle.set()

    def lend(self, data: Any) -> str:
        """Let this query read data of Arrow's or NumPy's; answers the name of a table that no other sees."""
        name = f"lent{len(self._lent) + 1}"
        with translated(self.lake):
            self._cursor.register(name, data)
        self._lent[name] = data
        return name

    def arrow(self, sql: str, rows: int) -> Iterator[Any]:
        """Run a query and hand out its rows as Arrow's record batches."""
        self._idle.clear()
        try:
            with translated(self.lake):
                self.check()
                for batch in self._cursor.execute(sql).to_arrow_reader(rows):
                    self.check()
                    yield batch
        except duckdb.InterruptException:
            raise CancelledError from None
        finally:
            self._idle.set()

    def interrupt(self) -> None:
        """Stop whatever runs, and whatever would run next."""
        self._stopped.set()
        threading.Thread(target=self._until_idle, name="sql-interrupt", daemon=True).start()

    def close(self) -> None:
        """Give the connection back."""
        self._cursor.close()

    def check(self) -> None:
        """Raise CancelledError if the query was stopped."""
        if self._stopped.is_set():
            raise CancelledError

    def _until_idle(self) -> None:
        # DuckDB forgets an interrupt that comes just before its query starts, so it is said again.
        while not self._idle.is_set():
            self._cursor.interrupt()
            self._idle.wait(0.02)
