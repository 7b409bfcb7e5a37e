"""State in one SQLite file: write-ahead log, one transaction per call, safe against kill -9."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boathouse.errors import StoreError


class Store:
    """The one database under `.boathouse/`; every thread gets a connection of its own.

    Rooms create their tables with `create` when they are built, read inside `read()`, and change
    things inside `write()`, which commits whole or not at all. Nested `write()` in one thread joins
    the outer transaction.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._guard = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._translated():
            self._connection().execute("pragma journal_mode = wal")

    def create(self, ddl: str) -> None:
        """Run `create table if not exists …` statements."""
        with self._translated():
            self._connection().executescript(ddl)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One consistent snapshot; joins the thread's transaction if there is one."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        with self._translated():
            connection.execute("begin")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed durably at the end, rolled back on any exception."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        with self._translated():
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for _, connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self._translated():
                connection = sqlite3.connect(
                    self.path, isolation_level=None, check_same_thread=False, timeout=30
                )
                connection.row_factory = sqlite3.Row
                connection.execute("pragma synchronous = full")
                connection.execute("pragma foreign_keys = on")
            self._local.connection = connection
            self._keep(connection)
        return connection

    def _keep(self, connection: sqlite3.Connection) -> None:
        """Remember a connection, and close those of threads that have ended."""
        with self._guard:
            for thread, ended in self._all:
                if not thread.is_alive():
                    ended.close()
            self._all = [(thread, kept) for thread, kept in self._all if thread.is_alive()]
            self._all.append((threading.current_thread(), connection))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"the state cannot be read or written ({error}).",
                where=str(self.path),
                remedy="Check that the disk is writable and has space, and that nobody else holds the file.",
            ) from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # a mistake of a room's, not of the file
                raise
            raise StoreError(
                f"the state is damaged ({error}).",
                where=str(self.path),
                remedy=f"Put back a copy of it; or move {self.path.name}* away, which leaves the objects in "
                "s3/ but no catalog, jobs and runs; or remove all by `boathouse clean`.",
            ) from error
