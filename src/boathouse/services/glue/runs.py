"""Job runs, as clients see them."""

from __future__ import annotations

import sqlite3

from boathouse.calls import current
from boathouse.errors import NotEmulated, ServiceError
from boathouse.services.glue.definitions import capacity, check_timeout
from boathouse.services.glue.errors import (
    ConcurrentRunsExceededError,
    EntityNotFoundError,
    InvalidInputError,
    detail,
)
from boathouse.services.glue.jobs import Jobs
from boathouse.services.glue.ledger import LIVE, Ledger, Order
from boathouse.services.glue.pages import Page
from boathouse.services.glue.queue import WorkQueue
from boathouse.services.glue.records import Record, given, load
from boathouse.store import Store

RUNNABLE = ("glueetl", "pythonshell")
_NEWEST = 2**62


class Runs:
    """Start, read and stop job runs."""

    def __init__(self, store: Store, jobs: Jobs, ledger: Ledger, queue: WorkQueue) -> None:
        self._store, self._jobs, self._ledger, self._queue = store, jobs, ledger, queue

    def start_job_run(
        self,
        job_name: str,
        job_run_queuing_enabled: bool | None = None,
        job_run_id: str | None = None,
        arguments: dict[str, str] | None = None,
        allocated_capacity: int | None = None,
        timeout: int | None = None,
        max_capacity: float | None = None,
        security_configuration: str | None = None,
        notification_property: Record | None = None,
        worker_type: str | None = None,
        number_of_workers: int | None = None,
        execution_class: str | None = None,
    ) -> Record:
        """Start a run and answer at once; a worker takes it from the queue.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html
        Differs: worker type and number, capacity, execution class, security configuration and
        notifications are stored, not obeyed. Streaming and Ray jobs are refused. An account's quotas
        do not exist, so there is no ResourceNumberLimitExceededException. Runs go one after the other,
        but those that a run starts go beside it; under Docker they wait until it ends. A Python shell job
        runs on Python 3.11, with boto3, pandas, numpy and pyarrow whatever its --library-set says.
        """
        check_timeout(timeout)
        sized = {
            "WorkerType": worker_type,
            "NumberOfWorkers": number_of_workers,
            "MaxCapacity": max_capacity,
            "AllocatedCapacity": allocated_capacity,
        }
        members = given(
            {
                "PreviousRunId": job_run_id,
                "JobRunQueuingEnabled": job_run_queuing_enabled,
                "Timeout": timeout,
                "SecurityConfiguration": security_configuration,
                "NotificationProperty": notification_property,
                "ExecutionClass": execution_class,
                **sized,
                **(capacity(given(sized)) if given(sized) else {}),
            }
        )
        with self._store.write() as db:
            job = self._jobs.look_up(db, job_name)
            if job is None:
                raise EntityNotFoundError("Failed to start job run due to missing metadata")
            if job["Command"]["Name"] not in RUNNABLE:
                raise NotEmulated(f"Running a {job['Command']['Name']} job")
            previous = load(self._of_job(db, job_name, job_run_id)["document"]) if job_run_id else {}
            order = Order(job, previous.get("Arguments", {}) if arguments is None else arguments, members)
            queuing = members.get("JobRunQueuingEnabled", job.get("JobRunQueuingEnabled"))
            if not queuing and self._ledger.full(db, job):
                raise ConcurrentRunsExceededError(f"Concurrent runs exceeded for {job_name}")
            run_id = self._ledger.open(db, order)
        self._queue.announce(current.get().run)
        return {"JobRunId": run_id}

    def get_job_run(self, job_name: str, run_id: str, predecessors_included: bool = False) -> Record:
        """Answer one run.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRun.html
        Differs: logs are kept in this machine's files; LogGroupName names a group that is not there.
        """
        with self._store.read() as db:
            self._jobs.find(db, job_name)
            run = load(self._of_job(db, job_name, run_id)["document"])
        if not predecessors_included:
            run["PredecessorRuns"] = []
        return {"JobRun": run}

    def get_job_runs(
        self, job_name: str, next_token: str | None = None, max_results: int | None = None
    ) -> Record:
        """Answer a job's runs, the newest first, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRuns.html
        """
        page = Page(next_token, max_results, default=200, key=int)
        with self._store.read() as db:
            self._jobs.find(db, job_name)
            rows = db.execute(
                "select seq, document from glue_runs where job = ? and seq < ? order by seq desc",
                [job_name, page.after or _NEWEST],
            )
            taken, more = page.cut(rows, key=lambda row: row["seq"])
        return {"JobRuns": [load(row["document"]) for row in taken], **more}

    def batch_stop_job_run(self, job_name: str, job_run_ids: list[str]) -> Record:
        """Stop runs: a queued one at once, a running one when its worker hears of it.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchStopJobRun.html
        """
        stopped: list[Record] = []
        errors: list[Record] = []
        with self._store.write() as db:
            for run_id in job_run_ids:
                named = {"JobName": job_name, "JobRunId": run_id}
                try:
                    self._stop(db, job_name, run_id)
                    stopped.append(named)
                except ServiceError as error:
                    errors.append({**named, "ErrorDetail": detail(error)})
        self._queue.announce()  # a trigger may have waited for just this
        return {"SuccessfulSubmissions": stopped, "Errors": errors}

    def _stop(self, db: sqlite3.Connection, job_name: str, run_id: str) -> None:
        row = self._of_job(db, job_name, run_id)
        if row["state"] not in LIVE:
            raise InvalidInputError(f"Job run {run_id} is {row['state']} and cannot be stopped.")
        self._ledger.stop(db, row)

    def _of_job(self, db: sqlite3.Connection, job_name: str, run_id: str) -> sqlite3.Row:
        row = self._ledger.find(db, run_id)
        if row["job"] != job_name:
            raise EntityNotFoundError(f"Job run {run_id} not found.")
        return row
