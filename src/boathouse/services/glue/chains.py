"""Chains of job runs and crawls: what one start sets in motion.

A chain is a workflow's run, or, outside any workflow, the firing of one on-demand trigger and all
that follows from it. It works on the triggers as they were when it began. When a run or a crawl of a
chain ends, the conditional triggers that are now satisfied fire in the same transaction, so that a crash
can lose neither the end nor what follows from it.
"""

from __future__ import annotations

import secrets
import sqlite3

from boathouse.services.glue.chain_crawls import LIVE, ChainCrawls
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


_Watched = tuple[str, str, str]
"""What a condition looks at: JobName or CrawlerName, the name, the state."""
_AS_A_RUN = {"CANCELLED": "STOPPED", "CANCELLING": "STOPPING"}


class Chains:
    """Start chains, carry them on as their runs end, and close them when nothing is left to run."""

    def __init__(
        self, store: Store, jobs: Jobs, ledger: Ledger, crawls: ChainCrawls, clock: Clock = now
    ) -> None:
        self._jobs, self._ledger, self._crawls, self._clock = jobs, ledger, crawls, clock
        store.create(_DDL)
        ledger.on_end = self._run_ended

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
        self._crawls.stop(db, chain)
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
        states += [_AS_A_RUN.get(crawl["State"], crawl["State"]) for _, crawl in self._crawls.of(db, chain)]
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

    def crawl_ended(self, db: sqlite3.Connection, crawl: str) -> None:
        """Carry on with the chain that has ordered a crawl."""
        chain = self._crawls.chain(db, crawl)
        if chain:
            self._settle(db, chain)

    def _run_ended(self, db: sqlite3.Connection, row: sqlite3.Row) -> None:
        if row["chain"]:
            self._settle(db, row["chain"])

    def _settle(self, db: sqlite3.Connection, chain: str) -> None:
        row = self.find(db, chain)
        # A trigger whose job is refused ends an action at once, which may satisfy the next trigger.
        while row["status"] == "RUNNING" and (ready := self._next_trigger(db, row)):
            self._fire(db, row, *ready)
        crawling = any(crawl["State"] in LIVE for _, crawl in self._crawls.of(db, chain))
        if not crawling and not self._ledger.live(db, "chain = ?", [chain]):
            closed = {"RUNNING": "COMPLETED", "STOPPING": "STOPPED"}.get(row["status"])
            if closed:
                self._change(db, chain, {"Status": closed, "CompletedOn": self._clock()})

    def _next_trigger(self, db: sqlite3.Connection, row: sqlite3.Row) -> tuple[Record, list[Record]] | None:
        fired = {
            r["trigger_name"] for r in db.execute("select * from glue_fired where chain = ?", [row["id"]])
        }
        ended: dict[_Watched, str] = {}
        for crawler, crawl in self._crawls.of(db, row["id"]):
            ended["CrawlerName", crawler, crawl["State"]] = ""
        for run in self._ledger.of_chain(db, row["id"]):
            if run["state"] in ENDED and not run["retried"]:
                ended["JobName", run["job"], run["state"]] = run["id"]
        for trigger in load(row["triggers"])["Triggers"]:
            if (
                trigger["Type"] != "CONDITIONAL"
                or trigger["State"] != "ACTIVATED"
                or trigger["Name"] in fired
            ):
                continue
            met = _met(trigger["Predicate"], ended)
            if met is not None:
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
            if "CrawlerName" in action:
                self._crawls.order(db, row["id"], action["CrawlerName"])
                continue
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


def _met(predicate: Record, ended: dict[_Watched, str]) -> list[Record] | None:
    """Give the job runs that satisfy a predicate, or None if it does not hold."""
    keys = [_watched(condition) for condition in predicate["Conditions"]]
    met = [key for key in keys if key in ended]
    if not met or (predicate.get("Logical") != "ANY" and len(met) < len(keys)):
        return None
    return [{"JobName": key[1], "RunId": ended[key]} for key in met if key[0] == "JobName"]


def _watched(condition: Record) -> _Watched:
    if "CrawlerName" in condition:
        return "CrawlerName", condition["CrawlerName"], condition["CrawlState"]
    return "JobName", condition["JobName"], condition["State"]
