"""The queue of job runs that workers take from and report to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from boathouse.services.glue.errors import EntityNotFoundError, InvalidInputError
from boathouse.services.glue.jobs import Jobs
from boathouse.services.glue.ledger import Ledger
from boathouse.services.glue.records import Clock, Record, load, now
from boathouse.store import Store

LEASE = 30.0
"""Seconds that a worker may be silent before its run is given up."""
GRACE = 60.0
"""Seconds that the server waits beyond a run's timeout, which is the worker's to keep."""

_REPORTS = ("SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED")
_LAUNCH = (
    "run_id",
    "job_name",
    "command",
    "script_location",
    "arguments",
    "glue_version",
    "python_version",
    "timeout_minutes",
    "workflow_name",
    "workflow_run_id",
)


class WorkQueue:
    """Hand runs to workers one by one, and make sure that each of them ends.

    `on_work` is called, outside any transaction, when a run may be waiting for a worker, and `on_orders`
    whenever something may have been ordered, be it a run or a crawl.
    """

    def __init__(self, store: Store, ledger: Ledger, jobs: Jobs, clock: Clock = now) -> None:
        self._store, self._ledger, self._jobs, self._clock = store, ledger, jobs, clock
        self.on_work: Callable[[], None] = lambda: None
        self.on_orders: Callable[[], None] = lambda: None
        self._starters: set[str] = set()

    def claim(self, worker: str) -> Record | None:
        """Give the oldest queued run to a worker, if there is one; it is RUNNING from now on."""
        with self._store.read() as db:
            if not self._candidates(db):
                return None  # an idle worker asks often, and a write would sync the disk each time
        with self._store.write() as db:
            for row in self._candidates(db):
                if row["state"] == "WAITING" and self._held_back(db, row["job"]):
                    continue
                self._ledger.claimed(db, row, worker, LEASE, GRACE)
                launch = load(row["launch"])
                return {name: launch.get(name) for name in _LAUNCH}
        return None

    def heartbeat(self, run_id: str, worker: str) -> bool:
        """Renew the worker's lease on a run; answer whether it must stop the run."""
        with self._store.write() as db:
            row = self._owned(db, run_id, worker)
            if row is None:
                return True
            lease = self._clock().timestamp() + LEASE
            db.execute("update glue_runs set lease = ? where id = ?", [lease, run_id])
            return bool(row["state"] == "STOPPING")

    def finish(self, run_id: str, worker: str, state: str, error_message: str, seconds: float) -> None:
        """Record a run's end as its worker reports it; from anybody else, or again, it changes nothing."""
        if state not in _REPORTS:
            raise InvalidInputError(f"A run ends as one of {', '.join(_REPORTS)}; got {state}.")
        with self._store.write() as db:
            row = self._owned(db, run_id, worker)
            if row is not None:
                self._ledger.end(db, row, state, error_message, seconds)
        self.announce()

    def abandon(self, worker: str, reason: str) -> None:
        """End what a dead worker was running."""
        with self._store.write() as db:
            for row in self._ledger.live(db, "worker = ?", [worker]):
                self._lose(db, row, reason)
        self.announce()

    def recover(self) -> None:
        """End what was running when the server died; what was only queued stays queued."""
        reason = "The server was stopped in the middle of this run. Start the job again."
        with self._store.write() as db:
            for row in self._ledger.live(db, "queued = 0"):
                self._lose(db, row, reason)
        self.announce()

    def sweep(self) -> None:
        """End the runs whose worker has fallen silent or has let the timeout pass."""
        moment = self._clock().timestamp()
        with self._store.read() as db:
            if not self._ledger.live(db, "queued = 0 and (lease < ? or deadline < ?)", [moment, moment]):
                return
        with self._store.write() as db:
            for row in self._ledger.live(db, "queued = 0 and lease < ?", [moment]):
                self._lose(db, row, f"The worker has not been heard of for {LEASE:.0f} seconds.")
            for row in self._ledger.live(db, "queued = 0 and deadline < ?", [moment]):
                minutes = load(row["document"])["Timeout"]
                reason = f"The run exceeded its timeout of {minutes} minute{'s' if minutes > 1 else ''}."
                self._ledger.end(db, row, "TIMEOUT", reason, minutes * 60)
        self.announce()

    def starters(self) -> int:
        """Count the runs that are on and have started others, which they may be waiting for."""
        with self._store.read() as db:
            self._starters &= {row["id"] for row in self._ledger.live(db, "queued = 0")}
        return len(self._starters)

    def alive(self) -> int:
        """Count the runs that have not ended."""
        with self._store.read() as db:
            return len(self._ledger.live(db, "1"))

    def announce(self, starter: str = "") -> None:
        """Call `on_work` if a run is queued; `starter` is the run whose script has queued it, if one has."""
        if starter:
            self._starters.add(starter)
        self.on_orders()
        with self._store.read() as db:
            waiting = bool(self._candidates(db))
        if waiting:
            self.on_work()

    def _candidates(self, db: sqlite3.Connection) -> list[sqlite3.Row]:
        return self._ledger.live(db, "queued = 1")

    def _held_back(self, db: sqlite3.Connection, job_name: str) -> bool:
        job = self._jobs.look_up(db, job_name)
        return job is not None and self._ledger.full(db, job)

    def _owned(self, db: sqlite3.Connection, run_id: str, worker: str) -> sqlite3.Row | None:
        try:
            row = self._ledger.find(db, run_id)
        except EntityNotFoundError:
            return None
        return row if row["worker"] == worker else None

    def _lose(self, db: sqlite3.Connection, row: sqlite3.Row, reason: str) -> None:
        # Nobody runs it any more: if the user had asked for just that, it is stopped, not failed.
        state = "STOPPED" if row["state"] == "STOPPING" else "FAILED"
        seconds = (self._clock() - load(row["document"])["LastModifiedOn"]).total_seconds()
        self._ledger.end(db, row, state, reason, max(seconds, 0))
