"""Results of data quality evaluations: the runtime hands them in, clients read them."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Mapping

from boathouse.calls import ACCOUNT
from boathouse.services.glue.errors import EntityNotFoundError, InvalidInputError
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Record, dump, load
from boathouse.store import Store

_DDL = """
create table if not exists glue_quality_results (
  seq integer primary key autoincrement,
  id text not null unique,
  job text,
  job_run text,
  quality_run text,               -- the ruleset evaluation run that it belongs to
  started real not null,
  document text not null
);
create index if not exists glue_quality_results_by_job on glue_quality_results (job, seq);
create index if not exists glue_quality_results_by_run on glue_quality_results (quality_run);
"""
_NEWEST = 2**62
_MEMBERS = {
    "DataSource": dict,
    "EvaluationContext": str,
    "RulesetName": str,
    "JobName": str,
    "JobRunId": str,
    "RulesetEvaluationRunId": str,
    "Score": float,
    "StartedOn": float,
    "CompletedOn": float,
    "RuleResults": list,
    "AnalyzerResults": list,
    "AggregatedMetrics": dict,
}
_DESCRIBED = ("ResultId", "DataSource", "JobName", "JobRunId", "StartedOn")


class QualityResults:
    """Keep results, and answer them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.create(_DDL)

    def record(self, told: Mapping[str, object]) -> str:
        """Keep what the runtime found; answer the result's id.

        Raises InvalidInputException if it is not a result as DataQualityResult spells one.
        """
        for name, value in told.items():
            if name not in _MEMBERS or not isinstance(value, _MEMBERS[name]):
                raise InvalidInputError(f"A data quality result has no member {name} of this type.")
        if "StartedOn" not in told or "RuleResults" not in told:
            raise InvalidInputError("A data quality result has StartedOn and RuleResults.")
        ids = {"ResultId": f"dqresult-{secrets.token_hex(20)}", "ProfileId": _profile(told)}
        owners = [told.get(name) for name in ("JobName", "JobRunId", "RulesetEvaluationRunId", "StartedOn")]
        with self._store.write() as db:
            db.execute(
                "insert into glue_quality_results (id, job, job_run, quality_run, started, document)"
                " values (?, ?, ?, ?, ?, ?)",
                [ids["ResultId"], *owners, dump({**ids, **told})],
            )
        return ids["ResultId"]

    def get_data_quality_result(self, result_id: str) -> Record:
        """Answer one result.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetDataQualityResult.html
        Differs: there are no observations.
        """
        with self._store.read() as db:
            result = _look_up(db, result_id)
        if result is None:
            raise EntityNotFoundError(
                f"Cannot find Data Quality Result in account {ACCOUNT} with id {result_id}"
            )
        return result

    def batch_get_data_quality_result(self, result_ids: list[str]) -> Record:
        """Answer several results, and the ids of those that are missing.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetDataQualityResult.html
        Differs: there are no observations.
        """
        with self._store.read() as db:
            found = {result_id: _look_up(db, result_id) for result_id in result_ids}
        return {
            "Results": [result for result in found.values() if result],
            "ResultsNotFound": [result_id for result_id, result in found.items() if not result],
        }

    def list_data_quality_results(
        self,
        filter: Record | None = None,  # noqa: A002 - AWS's name
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Record:
        """Answer results, the newest first, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ListDataQualityResults.html
        """
        wanted = filter or {}
        page = Page(next_token, max_results, key=int)
        tests = {"seq < ?": page.after or _NEWEST}
        for name, sql in (("JobName", "job = ?"), ("JobRunId", "job_run = ?")):
            if name in wanted:
                tests[sql] = wanted[name]
        for name, sql in (("StartedAfter", "started > ?"), ("StartedBefore", "started < ?")):
            if name in wanted:
                tests[sql] = wanted[name].timestamp()
        text = f"select seq, document from glue_quality_results where {' and '.join(tests)}"  # noqa: S608
        with self._store.read() as db:
            rows = db.execute(f"{text} order by seq desc", list(tests.values()))
            source = wanted.get("DataSource")
            chosen = (row for row in rows if not source or load(row["document"]).get("DataSource") == source)
            taken, more = page.cut(chosen, key=lambda row: row["seq"])
        return {"Results": [_described(load(row["document"])) for row in taken], **more}

    def of_run(self, db: sqlite3.Connection, run_id: str) -> list[str]:
        """Read the ids of a ruleset evaluation run's results."""
        rows = db.execute("select id from glue_quality_results where quality_run = ? order by seq", [run_id])
        return [row["id"] for row in rows]


def _look_up(db: sqlite3.Connection, result_id: str) -> Record | None:
    row = db.execute("select document from glue_quality_results where id = ?", [result_id]).fetchone()
    return load(row["document"]) if row else None


def _described(result: Record) -> Record:
    return {name: result[name] for name in _DESCRIBED if name in result}


def _profile(told: Mapping[str, object]) -> str:
    """The profile is what has a history: a context of a job, or a table."""
    named = [told.get(name) for name in ("JobName", "EvaluationContext", "DataSource")]
    return f"dqprofile-{hashlib.sha256(repr(named).encode()).hexdigest()[:40]}"
