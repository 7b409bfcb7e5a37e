"""Job definitions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from boathouse.services.glue.definitions import defined
from boathouse.services.glue.errors import AlreadyExistsError, EntityNotFoundError
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Clock, Record, dump, given, load, now
from boathouse.services.glue.tags import Tags
from boathouse.store import Store

_DDL = "create table if not exists glue_jobs (name text primary key, document text not null);"


class Jobs:
    """Create, read, list, update and delete jobs; a definition is stored as it was given.

    `on_delete` is told, in the same transaction, of a job that is deleted.
    """

    def __init__(self, store: Store, tags: Tags, clock: Clock = now) -> None:
        self._store, self._tags, self._clock = store, tags, clock
        self.on_delete: Callable[[sqlite3.Connection, str], None] = lambda db, name: None
        store.create(_DDL)

    def create_job(
        self,
        name: str,
        role: str,
        command: Record,
        job_mode: str | None = None,
        job_run_queuing_enabled: bool | None = None,
        description: str | None = None,
        log_uri: str | None = None,
        execution_property: Record | None = None,
        default_arguments: dict[str, str] | None = None,
        non_overridable_arguments: dict[str, str] | None = None,
        connections: Record | None = None,
        max_retries: int | None = None,
        allocated_capacity: int | None = None,
        timeout: int | None = None,
        max_capacity: float | None = None,
        security_configuration: str | None = None,
        tags: dict[str, str] | None = None,
        notification_property: Record | None = None,
        glue_version: str | None = None,
        number_of_workers: int | None = None,
        worker_type: str | None = None,
        code_gen_configuration_nodes: Record | None = None,
        execution_class: str | None = None,
        source_control_details: Record | None = None,
        maintenance_window: str | None = None,
    ) -> Record:
        """Create a job.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html
        Differs: a job without GlueVersion gets 5.1, the one that runs here, and any other version runs
        as 5.1. Worker type and number, capacity, execution class, role, connections, log URI,
        notifications, maintenance window, source control and the visual editor's nodes are stored,
        not obeyed. The same CreateJob twice is AlreadyExistsException, not a success.
        """
        members = {
            "Role": role,
            "Command": command,
            "JobMode": job_mode,
            "JobRunQueuingEnabled": job_run_queuing_enabled,
            "Description": description,
            "LogUri": log_uri,
            "ExecutionProperty": execution_property,
            "DefaultArguments": default_arguments,
            "NonOverridableArguments": non_overridable_arguments,
            "Connections": connections,
            "MaxRetries": max_retries,
            "AllocatedCapacity": allocated_capacity,
            "Timeout": timeout,
            "MaxCapacity": max_capacity,
            "SecurityConfiguration": security_configuration,
            "NotificationProperty": notification_property,
            "GlueVersion": glue_version,
            "NumberOfWorkers": number_of_workers,
            "WorkerType": worker_type,
            "CodeGenConfigurationNodes": code_gen_configuration_nodes,
            "ExecutionClass": execution_class,
            "SourceControlDetails": source_control_details,
            "MaintenanceWindow": maintenance_window,
        }
        moment = self._clock()
        job = {"Name": name, **defined(given(members)), "CreatedOn": moment, "LastModifiedOn": moment}
        with self._store.write() as db:
            if self.look_up(db, name) is not None:
                raise AlreadyExistsError("Job already exists.")
            db.execute("insert into glue_jobs values (?, ?)", [name, dump(job)])
            self._tags.put(db, f"job/{name}", tags)
        return {"Name": name}

    def get_job(self, job_name: str) -> Record:
        """Answer one job.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetJob.html
        """
        with self._store.read() as db:
            return {"Job": self.find(db, job_name)}

    def get_jobs(self, next_token: str | None = None, max_results: int | None = None) -> Record:
        """Answer all jobs by name, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobs.html
        """
        page = Page(next_token, max_results)
        with self._store.read() as db:
            taken, more = page.cut(_rows(db, page), key=lambda row: row["name"])
        return {"Jobs": [load(row["document"]) for row in taken], **more}

    def list_jobs(
        self,
        next_token: str | None = None,
        max_results: int | None = None,
        tags: dict[str, str] | None = None,
    ) -> Record:
        """Answer the names of all jobs, or of those with the given tags, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ListJobs.html
        """
        page = Page(next_token, max_results)
        with self._store.read() as db:
            rows = (row for row in _rows(db, page) if self._tags.match(db, f"job/{row['name']}", tags))
            taken, more = page.cut(rows, key=lambda row: row["name"])
        return {"JobNames": [row["name"] for row in taken], **more}

    def batch_get_jobs(self, job_names: list[str]) -> Record:
        """Answer several jobs, and the names of those that are missing.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetJobs.html
        """
        with self._store.read() as db:
            found = {name: self.look_up(db, name) for name in job_names}
        return {
            "Jobs": [job for job in found.values() if job],
            "JobsNotFound": [name for name, job in found.items() if not job],
        }

    def update_job(self, job_name: str, job_update: Record) -> Record:
        """Replace a job's whole definition; runs under way keep theirs.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateJob.html
        """
        with self._store.write() as db:
            created = self.find(db, job_name)["CreatedOn"]
            moment = self._clock()
            job = {"Name": job_name, **defined(job_update), "CreatedOn": created, "LastModifiedOn": moment}
            db.execute("update glue_jobs set document = ? where name = ?", [dump(job), job_name])
        return {"JobName": job_name}

    def delete_job(self, job_name: str) -> Record:
        """Delete a job and its bookmark; that there is none of this name is no error.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteJob.html
        """
        with self._store.write() as db:
            db.execute("delete from glue_jobs where name = ?", [job_name])
            self._tags.drop(db, f"job/{job_name}")
            self.on_delete(db, job_name)
        return {"JobName": job_name}

    def find(self, db: sqlite3.Connection, name: str) -> Record:
        """Read a job; EntityNotFoundException if there is none of this name."""
        job = self.look_up(db, name)
        if job is None:
            raise EntityNotFoundError(f"Job {name} not found.")
        return job

    def look_up(self, db: sqlite3.Connection, name: str) -> Record | None:
        """Read a job, if there is one of this name."""
        row = db.execute("select document from glue_jobs where name = ?", [name]).fetchone()
        return load(row["document"]) if row else None


def _rows(db: sqlite3.Connection, page: Page) -> sqlite3.Cursor:
    return db.execute("select name, document from glue_jobs where name > ? order by name", [page.after or ""])
