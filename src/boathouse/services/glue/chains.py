"""Chains of job runs: what one start sets in motion.

A chain is a workflow's run, or, outside any workflow, the firing of one on-demand trigger and all
that follows from it. It works on the triggers as they were when it began. When a run of a chain
ends, the conditional triggers that are now satisfied fire in the same transaction, so that a crash
can lose neither the end nor what follows from it.
"""

from __future__ import annotations

import secrets
import sqlite3

from boathouse.services.glue.errors import EntityNotFoundError
from boathouse.services.glue.jobs import Jobs
from boathouse.services.glue.ledger import ENDED, Ledger, Order
from boathouse.services.glue.records import Clock, Record, dump, given, load, now
from boathouse.services.glue.runs import RUNNABLE
from boathouse.store import Store

_DDL = """
create table if not exists glue_chains (
  seq integer primary key autoincrement,
  id text not null unique,
  workflow text,                      -- null outside any workflow
  status text not null,
  triggers text not null,             -- as they were when the chain began
  document text not null              -- what GetWorkflowRun answers
);
create index if not exists glue_chains_by_workflow on glue_chains (workflow, seq);
create table if not exists glue_fired (
  chain text not null, trigger_name text not null, primary key (chain, trigger_name)
);
"""


class Chains:
    """Start chains, carry them on as their runs end, and close them when nothing is left to run."""

    def __init__(self, store: Store, jobs: Jobs, ledger: Ledger, clock: Clock = now) -> None:
        self._jobs, self._ledger, self._clock = jobs, ledger, clock
        store.create(_DDL)
        ledger.on_end = self._advance

    def start(
        self,
        db: sqlite3.Connection,
        first: Record,
        triggers: list[Record],
        workflow: str | None = None,
        properties: dict[str, str] | None = None,
    ) -> str:
        """Fire the first trigger; others follow as their conditions come true. Answer the chain's id."""
        chain = f"wr_{secrets.token_hex(32)}"
        document = {
            "Name": workflow,
            "WorkflowRunId": chain,
            "WorkflowRunProperties": properties or {},
            "StartedOn": self._clock(),
            "Status": "RUNNING",
        }
        db.execute(
            "insert into glue_chains (id, workflow, status, triggers, document)"
            " values (?, ?, 'RUNNING', ?, ?)",
            [chain, workflow, dump({"Triggers": triggers}), dump(document)],
        )
        self._fire(db, self.find(db, chain), first, [])
        self._settle(db, chain)
        return chain

    def stop(self, db: sqlite3.Connection, chain: str) -> None:
        """Stop every run of a chain and let no further trigger fire."""
        self._change(db, chain, {"Status": "STOPPING"})
        for row in self._ledger.live(db, "chain = ?", [chain]):
            self._ledger.stop(db, row)
        self._settle(db, chain)

    def find(self, db: sqlite3.Connection, chain: str) -> sqlite3.Row:
        """Read a chain's row; EntityNotFoundException if there is none of this id."""
        row: sqlite3.Row | None = db.execute("select * from glue_chains where id = ?", [chain]).fetchone()
        if row is None:
            raise EntityNotFoundError(f"Workflow run {chain} not found.")
        return row

    def put_properties(self, db: sqlite3.Connection, row: sqlite3.Row, properties: dict[str, str]) -> None:
        """Add run properties, or change their values."""
        old = load(row["document"])["WorkflowRunProperties"]
        self._change(db, row["id"], {"WorkflowRunProperties": old | properties})

    def statistics(self, db: sqlite3.Connection, chain: str) -> dict[str, int]:
        """Count the actions that have been started, by how they fare; of several attempts the last counts."""
        states = [row["state"] for row in self._ledger.of_chain(db, chain) if not row["retried"]]
        return {
            "TotalActions": len(states),
            "TimeoutActions": states.count("TIMEOUT"),
            "FailedActions": states.count("FAILED"),
            "StoppedActions": states.count("STOPPED"),
            "SucceededActions": states.count("SUCCEEDED"),
            "RunningActions": sum(states.count(state) for state in ("STARTING", "RUNNING", "STOPPING")),
            "ErroredActions": states.count("ERROR"),
            "WaitingActions": states.count("WAITING"),
        }

    def _advance(self, db: sqlite3.Connection, row: sqlite3.Row) -> None:
        if row["chain"]:
            self._settle(db, row["chain"])

    def _settle(self, db: sqlite3.Connection, chain: str) -> None:
        row = self.find(db, chain)
        # A trigger whose job is refused ends an action at once, which may satisfy the next trigger.
        while row["status"] == "RUNNING" and (ready := self._next_trigger(db, row)):
            self._fire(db, row, *ready)
        if not self._ledger.live(db, "chain = ?", [chain]):
            closed = {"RUNNING": "COMPLETED", "STOPPING": "STOPPED"}.get(row["status"])
            if closed:
                self._change(db, chain, {"Status": closed, "CompletedOn": self._clock()})

    def _next_trigger(self, db: sqlite3.Connection, row: sqlite3.Row) -> tuple[Record, list[Record]] | None:
        fired = {
            r["trigger_name"] for r in db.execute("select * from glue_fired where chain = ?", [row["id"]])
        }
        ended: dict[tuple[str, str], str] = {}
        for run in self._ledger.of_chain(db, row["id"]):
            if run["state"] in ENDED and not run["retried"]:
                ended[run["job"], run["state"]] = run["id"]
        for trigger in load(row["triggers"])["Triggers"]:
            if (
                trigger["Type"] != "CONDITIONAL"
                or trigger["State"] != "ACTIVATED"
                or trigger["Name"] in fired
            ):
                continue
            met = _met(trigger["Predicate"], ended)
            if met:
                return trigger, met
        return None

    def _fire(
        self, db: sqlite3.Connection, row: sqlite3.Row, trigger: Record, predecessors: list[Record]
    ) -> None:
        db.execute("insert into glue_fired values (?, ?)", [row["id"], trigger["Name"]])
        passed = {}
        if row["workflow"]:
            passed = {"--WORKFLOW_NAME": row["workflow"], "--WORKFLOW_RUN_ID": row["id"]}
        for action in trigger["Actions"]:
            job = self._jobs.look_up(db, action["JobName"])
            members = given(
                {
                    "TriggerName": trigger["Name"],
                    "PredecessorRuns": predecessors,
                    "Timeout": action.get("Timeout"),
                    "SecurityConfiguration": action.get("SecurityConfiguration"),
                    "NotificationProperty": action.get("NotificationProperty"),
                }
            )
            arguments = action.get("Arguments", {}) | passed
            order = Order(job or {"Name": action["JobName"]}, arguments, members, row["id"], row["workflow"])
            self._order(db, order, exists=job is not None)

    def _order(self, db: sqlite3.Connection, order: Order, *, exists: bool) -> None:
        name = order.job["Name"]
        if not exists:
            self._ledger.refuse(db, order, "ERROR", f"Job {name} not found.")
        elif order.job["Command"]["Name"] not in RUNNABLE:
            command = order.job["Command"]["Name"]
            self._ledger.refuse(db, order, "FAILED", f"Running a {command} job is not emulated by Boathouse.")
        elif not order.job.get("JobRunQueuingEnabled") and self._ledger.full(db, order.job):
            self._ledger.refuse(db, order, "FAILED", f"Concurrent runs exceeded for {name}")
        else:
            self._ledger.open(db, order)

    def _change(self, db: sqlite3.Connection, chain: str, members: Record) -> None:
        document = load(self.find(db, chain)["document"]) | members
        db.execute(
            "update glue_chains set status = ?, document = ? where id = ?",
            [document["Status"], dump(document), chain],
        )


def _met(predicate: Record, ended: dict[tuple[str, str], str]) -> list[Record]:
    """Give the runs that satisfy a predicate, or none if it does not hold."""
    keys = [(condition["JobName"], condition["State"]) for condition in predicate["Conditions"]]
    met = [{"JobName": key[0], "RunId": ended[key]} for key in keys if key in ended]
    return met if predicate.get("Logical") == "ANY" or len(met) == len(keys) else []
