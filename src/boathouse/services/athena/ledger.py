"""Query executions on the store: every change of state is one transaction."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from boathouse.services.athena.errors import InvalidRequestError
from boathouse.store import Store

_DDL = """
create table if not exists athena_executions (
  number integer primary key autoincrement, id text not null unique, work_group text not null,
  token text unique, state text not null, document text not null
);
create index if not exists athena_executions_state on athena_executions (state);
"""
LIVE = ("QUEUED", "RUNNING")
Record = dict[str, Any]


class Ledger:
    """All executions that there ever were."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store, self.clock = store, clock
        store.create(_DDL)

    def add(self, execution: Record, token: str | None, request: Record) -> str:
        """Note a new execution; the same token again is the same one, or an error if it asks for another."""
        with self._store.write() as db:
            if token is not None:
                row = db.execute("select * from athena_executions where token = ?", [token]).fetchone()
                if row is not None:
                    if json.loads(row["document"])["request"] != request:
                        raise InvalidRequestError("Idempotent parameters do not match")
                    return str(row["id"])
            document = {**execution, "request": request}
            db.execute(
                "insert into athena_executions (id, work_group, token, state, document) "
                "values (?, ?, ?, ?, ?)",
                [
                    execution["QueryExecutionId"],
                    execution["WorkGroup"],
                    token,
                    "QUEUED",
                    json.dumps(document),
                ],
            )
        return str(execution["QueryExecutionId"])

    def get(self, identifier: str) -> Record:
        """One execution's document; `State` stands in its Status."""
        with self._store.read() as db:
            row = db.execute("select * from athena_executions where id = ?", [identifier]).fetchone()
        if row is None:
            raise InvalidRequestError(f"QueryExecution {identifier} was not found")
        found: Record = json.loads(row["document"])
        return found

    def listed(self, work_group: str, before: int | None, limit: int) -> list[tuple[int, str]]:
        """Numbers and ids of a workgroup's executions, the newest first."""
        with self._store.read() as db:
            rows = db.execute(
                "select number, id from athena_executions where work_group = ? and number < ? "
                "order by number desc limit ?",
                [work_group, before or 2**62, limit],
            )
            return [(row["number"], row["id"]) for row in rows]

    def change(self, identifier: str, state: str, **members: Any) -> bool:
        """Move a live execution to another state; False if it is not live any more."""
        with self._store.write() as db:
            row = db.execute(
                "select * from athena_executions where id = ? and state in (?, ?)", [identifier, *LIVE]
            ).fetchone()
            if row is None:
                return False
            document = json.loads(row["document"])
            reason = members.pop("reason", None)
            error = members.pop("error", None)
            document["Status"]["State"] = state
            if reason:
                document["Status"]["StateChangeReason"] = reason
            if error:
                document["Status"]["AthenaError"] = error
            if state not in LIVE:
                document["Status"]["CompletionDateTime"] = self.clock()
            document.update(members)
            db.execute(
                "update athena_executions set state = ?, document = ? where id = ?",
                [state, json.dumps(document), identifier],
            )
        return True

    def recover(self) -> None:
        """Fail what was in flight when the server was stopped."""
        with self._store.read() as db:
            rows = db.execute("select id from athena_executions where state in (?, ?)", LIVE).fetchall()
        for row in rows:
            self.change(row["id"], "FAILED", **stopped())


def stopped() -> Record:
    """What is said of a query whose server went away."""
    reason = "GENERIC_INTERNAL_ERROR: Boathouse was stopped while the query was running"
    error = {"ErrorCategory": 1, "ErrorType": 233, "Retryable": True, "ErrorMessage": reason}
    return {"reason": reason, "error": error}


def shown(document: Record) -> Record:
    """A document as GetQueryExecution answers it."""
    hidden = ("request", "columns", "updated")
    answer = {key: value for key, value in document.items() if key not in hidden}
    status = dict(answer["Status"])
    for key in ("SubmissionDateTime", "CompletionDateTime"):
        if key in status:
            status[key] = datetime.fromtimestamp(status[key], UTC)
    return {**answer, "Status": status}
