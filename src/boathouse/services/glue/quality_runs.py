"""Ruleset evaluation runs: rulesets held against a table of the catalog, by the engine that runs the jobs."""

from __future__ import annotations

import json
import secrets
import sqlite3
from datetime import datetime

from boathouse.calls import current
from boathouse.errors import NotEmulated
from boathouse.services.glue.definitions import GLUE_VERSION
from boathouse.services.glue.errors import EntityNotFoundError, InvalidInputError
from boathouse.services.glue.ledger import LIVE, Ledger, Order
from boathouse.services.glue.pages import Page
from boathouse.services.glue.quality_results import QualityResults
from boathouse.services.glue.quality_rulesets import QualityRulesets
from boathouse.services.glue.queue import WorkQueue
from boathouse.services.glue.records import Record, dump, given, load
from boathouse.services.glue.tables import Tables
from boathouse.store import Store

SCRIPT = "module:awsgluedq._ruleset_run"
"""The script is the runtime's own; the worker finds it where it has the runtime."""
_DDL = """
create table if not exists glue_quality_runs (
  seq integer primary key autoincrement,
  id text not null unique,
  job_run text not null,
  document text not null
);
"""
_NEWEST = 2**62
_MINUTES = 120  # AWS's default
_STATES = {"WAITING": "STARTING", "ERROR": "FAILED"}


class QualityRuns:
    """Start, read, list and cancel evaluation runs; each is a run in the queue of job runs."""

    def __init__(
        self,
        store: Store,
        tables: Tables,
        rulesets: QualityRulesets,
        results: QualityResults,
        ledger: Ledger,
        queue: WorkQueue,
    ) -> None:
        self._store, self._tables, self._rulesets, self._results = store, tables, rulesets, results
        self._ledger, self._queue = ledger, queue
        store.create(_DDL)

    def start_data_quality_ruleset_evaluation_run(
        self,
        data_source: Record,
        role: str,
        ruleset_names: list[str],
        number_of_workers: int | None = None,
        timeout: int | None = None,
        client_token: str | None = None,
        additional_run_options: Record | None = None,
        additional_data_sources: dict[str, Record] | None = None,
    ) -> Record:
        """Start an evaluation and answer at once; a worker takes it from the queue.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StartDataQualityRulesetEvaluationRun.html
        Differs: role and number of workers are stored, not obeyed; nothing goes to CloudWatch; the
        client token makes no second call a repetition. With Docker's engine the run fails, and says so.
        """
        sources = {"": data_source, **(additional_data_sources or {})}
        run_id = f"dqrun-{secrets.token_hex(20)}"
        options = additional_run_options or {}
        with self._store.write() as db:
            for source in sources.values():
                self._exists(db, source)
            for name in ruleset_names:
                self._rulesets.find(db, name)
            told = {
                "run": run_id,
                "rulesets": ruleset_names,
                "source": data_source,
                "others": additional_data_sources or {},
                "prefix": options.get("ResultsS3Prefix", ""),
                "composites": options.get("CompositeRuleEvaluationMethod", ""),
            }
            order = Order(_job(timeout or _MINUTES), {"--data-quality-run": json.dumps(told)})
            job_run = self._ledger.open(db, order)
            document = {
                "RunId": run_id,
                "DataSource": data_source,
                "Role": role,
                "NumberOfWorkers": number_of_workers,
                "Timeout": timeout or _MINUTES,
                "AdditionalRunOptions": additional_run_options,
                "RulesetNames": ruleset_names,
                "AdditionalDataSources": additional_data_sources,
            }
            db.execute(
                "insert into glue_quality_runs (id, job_run, document) values (?, ?, ?)",
                [run_id, job_run, dump(document)],
            )
        self._queue.announce(current.get().run)
        return {"RunId": run_id}

    def get_data_quality_ruleset_evaluation_run(self, run_id: str) -> Record:
        """Answer one evaluation run, and the ids of its results.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetDataQualityRulesetEvaluationRun.html
        """
        with self._store.read() as db:
            run = self._described(db, self._find(db, run_id))
            return run | given({"ResultIds": self._results.of_run(db, run_id) or None})

    def list_data_quality_ruleset_evaluation_runs(
        self,
        filter: Record | None = None,  # noqa: A002 - AWS's name
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Record:
        """Answer evaluation runs, the newest first, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ListDataQualityRulesetEvaluationRuns.html
        """
        page = Page(next_token, max_results, key=int)
        with self._store.read() as db:
            rows = db.execute(
                "select * from glue_quality_runs where seq < ? order by seq desc", [page.after or _NEWEST]
            )
            runs = ((row["seq"], self._described(db, row)) for row in rows)
            taken, more = page.cut(
                (run for run in runs if _matches(run[1], filter or {})), key=lambda run: run[0]
            )
        members = ("RunId", "Status", "StartedOn", "DataSource")
        return {"Runs": [{name: run[name] for name in members} for _, run in taken], **more}

    def cancel_data_quality_ruleset_evaluation_run(self, run_id: str) -> None:
        """Stop an evaluation: a queued one at once, a running one when its worker hears of it.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CancelDataQualityRulesetEvaluationRun.html
        """
        with self._store.write() as db:
            job_run = self._ledger.find(db, self._find(db, run_id)["job_run"])
            if job_run["state"] not in LIVE:
                raise InvalidInputError(f"Run {run_id} is {job_run['state']} and cannot be stopped.")
            self._ledger.stop(db, job_run)

    def _exists(self, db: sqlite3.Connection, source: Record) -> None:
        table = source.get("GlueTable")
        if table is None:
            raise NotEmulated("A data source other than GlueTable")
        self._tables.find(db, table["DatabaseName"], table["TableName"])

    def _find(self, db: sqlite3.Connection, run_id: str) -> sqlite3.Row:
        row: sqlite3.Row | None = db.execute(
            "select * from glue_quality_runs where id = ?", [run_id]
        ).fetchone()
        if row is None:
            raise EntityNotFoundError(f"Cannot find Data Quality Ruleset Evaluation Run with id {run_id}")
        return row

    def _described(self, db: sqlite3.Connection, row: sqlite3.Row) -> Record:
        job_run = load(self._ledger.find(db, row["job_run"])["document"])
        state = job_run["JobRunState"]
        members = {
            "Status": _STATES.get(state, state),
            "ErrorString": job_run.get("ErrorMessage"),
            "StartedOn": job_run["StartedOn"],
            "LastModifiedOn": job_run["LastModifiedOn"],
            "CompletedOn": job_run.get("CompletedOn"),
            "ExecutionTime": job_run["ExecutionTime"],
        }
        return load(row["document"]) | given(members)


def _job(minutes: int) -> Record:
    """The definition of a job that nobody created, as the ledger wants one."""
    return {
        "Name": "data-quality-ruleset-evaluation",
        "Command": {"Name": "glueetl", "ScriptLocation": SCRIPT, "PythonVersion": "3"},
        "Timeout": minutes,
        "GlueVersion": GLUE_VERSION,
        "MaxRetries": 0,
        "ExecutionProperty": {"MaxConcurrentRuns": 1000},
    }


def _matches(run: Record, wanted: Record) -> bool:
    started: datetime = run["StartedOn"]
    return (
        ("DataSource" not in wanted or run["DataSource"] == wanted["DataSource"])
        and ("StartedBefore" not in wanted or started < wanted["StartedBefore"])
        and ("StartedAfter" not in wanted or started > wanted["StartedAfter"])
    )
