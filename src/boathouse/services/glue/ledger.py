"""Every job run, from the moment it is queued to its end; the API, the queue and the chains share it.

All methods take the connection of the caller's transaction, so that what follows from a run's end
(a retry, the next jobs of its workflow) is committed together with the end itself.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from boathouse.services.glue.errors import EntityNotFoundError
from boathouse.services.glue.records import Clock, Record, dump, given, load, now
from boathouse.store import Store

LIVE = ("STARTING", "RUNNING", "STOPPING", "WAITING")
ENDED = ("SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", "ERROR")
_LIVE = f"state in {LIVE}"

_DDL = """
create table if not exists glue_runs (
  seq integer primary key autoincrement,
  id text not null unique,
  job text not null,
  state text not null,
  queued integer not null,            -- 1 until a worker claims it
  retried integer not null default 0, -- 1 if another attempt follows it
  chain text,                         -- what set it in motion: a workflow run, or a trigger's firing
  worker text,
  lease real,                         -- instant (epoch seconds) by which the worker must have called
  deadline real,                      -- instant at which the server ends it, whatever the worker says
  launch text not null,               -- what the worker gets
  document text not null              -- what GetJobRun answers
);
create index if not exists glue_runs_by_job on glue_runs (job, seq);
create index if not exists glue_runs_by_chain on glue_runs (chain);
create index if not exists glue_runs_by_state on glue_runs (state);
"""


@dataclass(frozen=True)
class Order:
    """One run to be: `members` are JobRun members that differ from the job's."""

    job: Record
    arguments: dict[str, str] = field(default_factory=dict)
    members: Record = field(default_factory=dict)
    chain: str | None = None
    workflow: str | None = None


class Ledger:
    """Open, stop and end runs. `on_end` is told of every run that has ended for good."""

    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._clock = clock
        self.on_end: Callable[[sqlite3.Connection, sqlite3.Row], None] = lambda db, row: None
        store.create(_DDL)

    def open(self, db: sqlite3.Connection, order: Order) -> str:
        """Queue a run; answer its id."""
        run_id = f"jr_{secrets.token_hex(32)}"
        queuing = order.members.get("JobRunQueuingEnabled", order.job.get("JobRunQueuingEnabled", False))
        waiting = queuing and self.full(db, order.job)
        document = _described(order) | {"Id": run_id, "JobRunState": "WAITING" if waiting else "STARTING"}
        self._insert(db, document, _launched(order, document), order.chain, queued=True)
        return run_id

    def refuse(self, db: sqlite3.Connection, order: Order, state: str, reason: str) -> None:
        """Record a run that a trigger asked for and that cannot be; it ends before it begins."""
        moment = self._clock()
        ended = {"JobRunState": state, "ErrorMessage": reason, "CompletedOn": moment, "ExecutionTime": 0}
        document = _described(order) | ended | {"Id": f"jr_{secrets.token_hex(32)}"}
        self._insert(db, document, {}, order.chain, queued=False)

    def claimed(
        self, db: sqlite3.Connection, row: sqlite3.Row, worker: str, lease: float, grace: float
    ) -> None:
        """Hand a queued run to a worker: it is RUNNING from now on."""
        minutes = load(row["document"])["Timeout"]
        deadline = (self._clock() + timedelta(minutes=minutes, seconds=grace)).timestamp()
        self.change(db, row, {"JobRunState": "RUNNING"})
        db.execute(
            "update glue_runs set queued = 0, worker = ?, lease = ?, deadline = ? where id = ?",
            [worker, self._clock().timestamp() + lease, deadline, row["id"]],
        )

    def stop(self, db: sqlite3.Connection, row: sqlite3.Row) -> None:
        """End a queued run at once; let a running one's worker know at its next heartbeat."""
        if row["queued"]:
            self.end(db, row, "STOPPED", "", 0)
        else:
            self.change(db, row, {"JobRunState": "STOPPING"})

    def end(self, db: sqlite3.Connection, row: sqlite3.Row, state: str, error: str, seconds: float) -> None:
        """End a run that is live; queue the next attempt if it failed and has one."""
        ended = {
            "JobRunState": state,
            "CompletedOn": self._clock(),
            "ExecutionTime": int(seconds),
            "ErrorMessage": error or None,
        }
        self.change(db, row, ended)
        db.execute("update glue_runs set queued = 0, worker = null, lease = null where id = ?", [row["id"]])
        attempt = load(row["document"])["Attempt"]
        if state == "FAILED" and row["state"] != "STOPPING" and attempt < load(row["launch"])["max_retries"]:
            self._retry(db, row, attempt + 1)
        else:
            self.on_end(db, self.find(db, row["id"]))

    def change(self, db: sqlite3.Connection, row: sqlite3.Row, members: Record) -> None:
        """Change members of a run's document, its state among them."""
        document = load(row["document"]) | {"LastModifiedOn": self._clock()} | members
        db.execute(
            "update glue_runs set state = ?, document = ? where id = ?",
            [document["JobRunState"], dump(document), row["id"]],
        )

    def full(self, db: sqlite3.Connection, job: Record) -> bool:
        """Tell whether a job has as many live runs as it allows, those that wait for a place aside."""
        live = db.execute(
            f"select count(*) from glue_runs where job = ? and {_LIVE} and state <> 'WAITING'",  # noqa: S608
            [job["Name"]],
        ).fetchone()[0]
        return bool(live >= job["ExecutionProperty"]["MaxConcurrentRuns"])

    def find(self, db: sqlite3.Connection, run_id: str) -> sqlite3.Row:
        """Read a run's row; EntityNotFoundException if there is none of this id."""
        row: sqlite3.Row | None = db.execute("select * from glue_runs where id = ?", [run_id]).fetchone()
        if row is None:
            raise EntityNotFoundError(f"Job run {run_id} not found.")
        return row

    def live(self, db: sqlite3.Connection, where: str, values: Iterable[object] = ()) -> list[sqlite3.Row]:
        """Read the live runs for which an SQL condition holds, oldest first."""
        return db.execute(
            f"select * from glue_runs where {_LIVE} and ({where}) order by seq",  # noqa: S608
            list(values),
        ).fetchall()

    def of_chain(self, db: sqlite3.Connection, chain: str) -> list[sqlite3.Row]:
        """Read all runs of a chain, oldest first."""
        return db.execute("select * from glue_runs where chain = ? order by seq", [chain]).fetchall()

    def _retry(self, db: sqlite3.Connection, row: sqlite3.Row, attempt: int) -> None:
        db.execute("update glue_runs set retried = 1 where id = ?", [row["id"]])
        run_id = f"{row['id'].split('_attempt_')[0]}_attempt_{attempt}"
        ended = {"CompletedOn": None, "ErrorMessage": None, "ExecutionTime": 0}
        begun = {"Id": run_id, "PreviousRunId": row["id"], "Attempt": attempt, "JobRunState": "STARTING"}
        document = load(row["document"]) | begun | ended
        launch = load(row["launch"]) | {"run_id": run_id}
        self._insert(db, document, launch, row["chain"], queued=True)

    def _insert(
        self, db: sqlite3.Connection, document: Record, launch: Record, chain: str | None, *, queued: bool
    ) -> None:
        moment = self._clock()
        document = given(document) | {"StartedOn": moment, "LastModifiedOn": moment}
        db.execute(
            "insert into glue_runs (id, job, state, queued, chain, launch, document)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            [
                document["Id"],
                document["JobName"],
                document["JobRunState"],
                queued,
                chain,
                dump(launch),
                dump(document),
            ],
        )


def _described(order: Order) -> Record:
    job = order.job
    inherited = (
        "JobMode",
        "Timeout",
        "MaxCapacity",
        "AllocatedCapacity",
        "WorkerType",
        "NumberOfWorkers",
        "SecurityConfiguration",
        "NotificationProperty",
        "GlueVersion",
        "ExecutionClass",
        "MaintenanceWindow",
        "JobRunQueuingEnabled",
    )
    return {
        "Attempt": 0,
        "JobName": job["Name"],
        "PredecessorRuns": [],
        "ExecutionTime": 0,
        "LogGroupName": "/aws-glue/jobs",
        **{name: job[name] for name in inherited if name in job},
        **given(order.members),
        **({"Arguments": order.arguments} if order.arguments else {}),
    }


def _launched(order: Order, document: Record) -> Record:
    job = order.job
    command = job["Command"]
    arguments = (
        job.get("DefaultArguments", {})
        | document.get("Arguments", {})
        | job.get("NonOverridableArguments", {})
    )
    return {
        "run_id": document["Id"],
        "job_name": job["Name"],
        "command": command["Name"],
        "script_location": command["ScriptLocation"],
        "arguments": arguments,
        "glue_version": document["GlueVersion"],
        "python_version": command.get("PythonVersion"),
        "timeout_minutes": document["Timeout"],
        "workflow_name": order.workflow,
        "workflow_run_id": order.chain if order.workflow else None,
        "max_retries": job["MaxRetries"],
    }
