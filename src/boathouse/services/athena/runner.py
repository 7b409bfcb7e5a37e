"""Queries on a bounded pool of threads."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from boathouse.engine.sql import CancelledError, Engine, Query, QueryError
from boathouse.engine.sql.hive import Statement
from boathouse.engine.sql.trino.statements import CreateTableAs, Deallocate, Prepare, Write
from boathouse.errors import BoathouseError
from boathouse.services.athena.catalog import GlueTables
from boathouse.services.athena.ddl import Ddl
from boathouse.services.athena.faults import error_of
from boathouse.services.athena.ledger import Ledger, Record
from boathouse.services.athena.output import Outcome, Output, column_info, info
from boathouse.services.athena.prepared import PreparedStatements
from boathouse.services.athena.writes import Writes

AT_ONCE = 4
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """One statement to carry out; `statement` is None for a query."""

    identifier: str
    text: str
    statement: Statement | None
    database: str
    output: str
    work_group: str


class Runner:
    """Carries out statements, a few at a time; the others wait as QUEUED."""

    def __init__(
        self,
        ledger: Ledger,
        engine: Engine,
        tables: GlueTables,
        ddl: Ddl,
        writes: Writes,
        prepared: PreparedStatements,
        output: Output,
    ) -> None:
        self._ledger, self._engine, self._tables = ledger, engine, tables
        self._ddl, self._writes, self._prepared, self._output = ddl, writes, prepared, output
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="athena")
        self._running: dict[str, Query] = {}
        self._lock = threading.Lock()

    def submit(self, work: Work) -> None:
        """Carry the statement out as soon as there is a thread."""
        self._pool.submit(self._carry_out, work, time.monotonic())

    def stop(self, identifier: str) -> None:
        """Cancel: whatever runs is interrupted, what waits will not start."""
        reason = {
            "ErrorCategory": 2,
            "ErrorType": 1011,
            "Retryable": False,
            "ErrorMessage": "Query cancelled by user",
        }
        self._ledger.change(identifier, "CANCELLED", reason="Query cancelled by user", error=reason)
        self._interrupt(identifier)

    def close(self) -> None:
        """Stop everything and wait for the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._ledger.recover()  # first: what is not registered yet will see that it is FAILED and not start
        for identifier in list(self._running):
            self._interrupt(identifier)
        self._pool.shutdown(wait=True)

    def _interrupt(self, identifier: str) -> None:
        with self._lock:
            query = self._running.get(identifier)
            if query is not None:
                query.interrupt()

    def _carry_out(self, work: Work, submitted: float) -> None:
        clock = Stopwatch(submitted)
        try:
            with self._registered(work.identifier) as query:
                if self._ledger.change(work.identifier, "RUNNING"):
                    done = self._done(work, query, clock)
                    numbers = clock.statistics(done.pop("scanned", 0)) | done.pop("statistics", {})
                    self._ledger.change(work.identifier, "SUCCEEDED", Statistics=numbers, **done)
        except CancelledError:
            log.info("query %s was stopped", work.identifier)
        except Exception as error:  # a query must never stay RUNNING
            failure = _failure(error)
            self._ledger.change(
                work.identifier,
                "FAILED",
                reason=failure.reason,
                error=error_of(failure, ddl=_is_ddl(work.statement)),
                Statistics=clock.statistics(0),
            )

    @contextmanager
    def _registered(self, identifier: str) -> Iterator[Query]:
        query = self._engine.query(self._tables)
        with self._lock:
            self._running[identifier] = query
        try:
            yield query
        finally:
            with self._lock:
                del self._running[identifier]
                query.close()

    def _done(self, work: Work, query: Query, clock: Stopwatch) -> Record:
        """Members of the finished execution, beside `scanned` bytes and more `statistics`."""
        if isinstance(work.statement, Write):
            return self._written(work, work.statement, query, clock)
        if isinstance(work.statement, Prepare | Deallocate):
            self._prepared.execute(work.statement, work.work_group)
            self._output.lines(work.output, work.identifier, Outcome())
            return {"columns": []}
        if work.statement is not None:
            outcome = self._ddl.execute(work.statement, work.database, query)
            self._output.lines(work.output, work.identifier, outcome)
            return {"columns": outcome.columns}
        plan = query.plan(work.text, work.database)
        clock.planned()
        columns = [column_info(c.name, c.type) for c in plan.columns]
        self._output.rows(work.output, work.identifier, columns, query.rows(plan))
        return {"columns": columns, "scanned": plan.size}

    def _written(self, work: Work, statement: Write, query: Query, clock: Stopwatch) -> Record:
        written = self._writes.execute(
            statement, work.identifier, work.output, work.database, query, clock.planned
        )
        columns = [info("rows", "bigint", 19)]
        output = f"{work.output}tables/" if isinstance(statement, CreateTableAs) else work.output
        manifest = self._output.manifest(output, work.identifier, columns, written.uris)
        return {
            "columns": columns,
            "scanned": written.scanned,
            "statistics": {"DataManifestLocation": manifest},
            "updated": written.rows,
        }


class Stopwatch:
    """Where a query's time went."""

    def __init__(self, submitted: float) -> None:
        self._submitted, self._started = submitted, time.monotonic()
        self._planned = self._started

    def planned(self) -> None:
        """Planning is over."""
        self._planned = time.monotonic()

    def statistics(self, scanned: int) -> Record:
        """The numbers, measured."""
        now = time.monotonic()
        return {
            "EngineExecutionTimeInMillis": _millis(now - self._started),
            "DataScannedInBytes": scanned,
            "TotalExecutionTimeInMillis": _millis(now - self._submitted),
            "QueryQueueTimeInMillis": _millis(self._started - self._submitted),
            "QueryPlanningTimeInMillis": _millis(self._planned - self._started),
            "ServiceProcessingTimeInMillis": 0,
            "ResultReuseInformation": {"ReusedPreviousResult": False},
        }


def _millis(seconds: float) -> int:
    return round(seconds * 1000)


def _is_ddl(statement: Statement | None) -> bool:
    return statement is not None and not isinstance(statement, Write)


def _failure(error: Exception) -> QueryError:
    if isinstance(error, QueryError):
        return error
    if isinstance(error, BoathouseError):
        return QueryError("GENERIC_INTERNAL_ERROR", str(error))
    log.exception("a query failed in an unforeseen way")
    return QueryError("GENERIC_INTERNAL_ERROR", f"{type(error).__name__}: {error}")
