"""Job bookmarks: what earlier runs of a job have read, version by version."""

from __future__ import annotations

import sqlite3

from boathouse.services.glue.errors import EntityNotFoundError, InvalidInputError
from boathouse.services.glue.ledger import ENDED, LIVE, Ledger
from boathouse.services.glue.records import Record, given
from boathouse.store import Store

_DDL = """
create table if not exists glue_bookmarks (
  seq integer primary key autoincrement,
  job text not null,
  version integer not null,
  run integer not null,
  attempt integer not null,
  run_id text,                     -- null after a reset
  previous_run_id text,
  bookmark text not null
);
create index if not exists glue_bookmarks_by_job on glue_bookmarks (job, seq);
"""
_NOTHING = "{}"
_BETWEEN = "select state from glue_runs where job = ? and seq > ? and seq < ?"


class Bookmarks:
    """Read, reset and advance the bookmarks of jobs; every version is kept, so that a job can go back."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store, self._ledger = store, ledger
        store.create(_DDL)

    def get_job_bookmark(self, job_name: str, run_id: str | None = None) -> Record:
        """Answer a job's bookmark, or the one that was in force after a run.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobBookmark.html
        """
        with self._store.read() as db:
            return {"JobBookmarkEntry": _entry(self._found(db, job_name, run_id))}

    def reset_job_bookmark(self, job_name: str, run_id: str | None = None) -> Record:
        """Forget what a job has read; with a run, only what it has read after that run.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ResetJobBookmark.html
        """
        with self._store.write() as db:
            latest = self._found(db, job_name)
            if run_id is None:
                row = {"run": 0, "attempt": 0, "run_id": None, "previous_run_id": None, "bookmark": _NOTHING}
            else:
                row = dict(self._found(db, job_name, run_id))
            row |= {"job": job_name, "version": latest["version"] + 1}
            _insert(db, row)
            return {"JobBookmarkEntry": _entry(row)}

    def advance(self, job_name: str, run_id: str, version: int, bookmark: str) -> int:
        """Record what a run has read as it commits; answer the bookmark's new version.

        Only a run that is on may do it, and only if no other run of the job did meanwhile.
        """
        with self._store.write() as db:
            run = self._ledger.find(db, run_id)
            if run["state"] not in LIVE:
                raise InvalidInputError(f"Job run {run_id} is {run['state']} and moves no bookmark.")
            latest = self._latest(db, job_name)
            found = latest["version"] if latest else 0
            if found != version:
                raise InvalidInputError(
                    f"Continuation update failed due to version mismatch. Expected version {version} "
                    f"but found version {found}"
                )
            _insert(db, self._following(db, latest, run, job_name) | {"bookmark": bookmark})
            return found + 1

    def drop(self, db: sqlite3.Connection, job_name: str) -> None:
        """Forget the bookmarks of a job that is deleted."""
        db.execute("delete from glue_bookmarks where job = ?", [job_name])

    def _following(
        self, db: sqlite3.Connection, latest: sqlite3.Row | None, run: sqlite3.Row, job_name: str
    ) -> Record:
        """Reckon AWS's numbers: of successful runs, and of the attempts that the last of them took."""
        again = latest is not None and latest["run_id"] == run["id"]
        before = latest["run_id"] if latest else None
        since = self._ledger.find(db, before)["seq"] if before and not again else 0
        others = db.execute(_BETWEEN, [run["job"], since, run["seq"]]).fetchall()
        failed = sum(row["state"] in ENDED and row["state"] != "SUCCEEDED" for row in others)
        return {
            "job": job_name,
            "version": (latest["version"] if latest else 0) + 1,
            "run": (latest["run"] if latest else 0) + (0 if again else 1),
            "attempt": latest["attempt"] if latest and again else failed,
            "run_id": run["id"],
            "previous_run_id": latest["previous_run_id"] if latest and again else before,
        }

    def _found(self, db: sqlite3.Connection, job_name: str, run_id: str | None = None) -> sqlite3.Row:
        row = self._latest(db, job_name) if run_id is None else self._after(db, job_name, run_id)
        if row is None:
            raise EntityNotFoundError(f"Continuation for job {job_name} not found.")
        return row

    def _latest(self, db: sqlite3.Connection, job_name: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = db.execute(
            "select * from glue_bookmarks where job = ? order by seq desc limit 1", [job_name]
        ).fetchone()
        return row

    def _after(self, db: sqlite3.Connection, job_name: str, run_id: str) -> sqlite3.Row | None:
        """Find what the last successful run up to and including this one has left."""
        run = self._ledger.find(db, run_id)
        row: sqlite3.Row | None = db.execute(
            "select b.* from glue_bookmarks b join glue_runs r on r.id = b.run_id"
            " where b.job = ? and r.seq <= ? order by r.seq desc, b.seq desc limit 1",
            [job_name, run["seq"]],
        ).fetchone()
        return row


def _insert(db: sqlite3.Connection, row: Record) -> None:
    names = ("job", "version", "run", "attempt", "run_id", "previous_run_id", "bookmark")
    db.execute(
        f"insert into glue_bookmarks ({', '.join(names)}) values (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [row[name] for name in names],
    )


def _entry(row: sqlite3.Row | Record) -> Record:
    return given(
        {
            "JobName": row["job"],
            "Version": row["version"],
            "Run": row["run"],
            "Attempt": row["attempt"],
            "PreviousRunId": row["previous_run_id"],
            "RunId": row["run_id"],
            "JobBookmark": row["bookmark"],
        }
    )
