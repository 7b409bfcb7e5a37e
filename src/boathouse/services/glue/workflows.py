"""Workflows: jobs and triggers that run as one."""

from __future__ import annotations

import sqlite3

from boathouse.services.glue.chains import Chains
from boathouse.services.glue.errors import (
    AlreadyExistsError,
    ConcurrentRunsExceededError,
    EntityNotFoundError,
    InvalidInputError,
)
from boathouse.services.glue.graph import graph
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Clock, Record, dump, given, load, now
from boathouse.services.glue.tags import Tags
from boathouse.services.glue.trigger_rules import STARTING
from boathouse.store import Store

_DDL = """
create table if not exists glue_workflows (name text primary key, document text not null);
create table if not exists glue_triggers (name text primary key, workflow text, document text not null);
"""


class Workflows:
    """Create, read, list, update and delete workflows."""

    def __init__(self, store: Store, chains: Chains, tags: Tags, clock: Clock = now) -> None:
        self._store, self._chains, self._tags, self._clock = store, chains, tags, clock
        store.create(_DDL)

    def create_workflow(
        self,
        name: str,
        description: str | None = None,
        default_run_properties: dict[str, str] | None = None,
        tags: dict[str, str] | None = None,
        max_concurrent_runs: int | None = None,
    ) -> Record:
        """Create a workflow; triggers join it by its name.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateWorkflow.html
        """
        moment = self._clock()
        with self._store.write() as db:
            if _look_up(db, name) is not None:
                raise AlreadyExistsError(f"Workflow with name {name} already exists")
            workflow = _defined(name, description, default_run_properties, max_concurrent_runs)
            workflow |= {"CreatedOn": moment, "LastModifiedOn": moment}
            db.execute("insert into glue_workflows values (?, ?)", [name, dump(workflow)])
            self._tags.put(db, f"workflow/{name}", tags)
        return {"Name": name}

    def get_workflow(self, name: str, include_graph: bool = False) -> Record:
        """Answer one workflow with its last run, and its graph if asked for.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetWorkflow.html
        """
        with self._store.read() as db:
            return {"Workflow": self._answer(db, self.find(db, name), include_graph)}

    def list_workflows(self, next_token: str | None = None, max_results: int | None = None) -> Record:
        """Answer the names of all workflows, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ListWorkflows.html
        """
        page = Page(next_token, max_results, default=25)
        with self._store.read() as db:
            rows = db.execute(
                "select name from glue_workflows where name > ? order by name", [page.after or ""]
            )
            taken, more = page.cut(rows, key=lambda row: row["name"])
        return {"Workflows": [row["name"] for row in taken], **more}

    def batch_get_workflows(self, names: list[str], include_graph: bool = False) -> Record:
        """Answer several workflows, and the names of those that are missing.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetWorkflows.html
        """
        with self._store.read() as db:
            found = {name: _look_up(db, name) for name in names}
            workflows = [self._answer(db, workflow, include_graph) for workflow in found.values() if workflow]
        return {
            "Workflows": workflows,
            "MissingWorkflows": [name for name, workflow in found.items() if not workflow],
        }

    def update_workflow(
        self,
        name: str,
        description: str | None = None,
        default_run_properties: dict[str, str] | None = None,
        max_concurrent_runs: int | None = None,
    ) -> Record:
        """Replace a workflow's definition; its triggers stay.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateWorkflow.html
        """
        with self._store.write() as db:
            created = self.find(db, name)["CreatedOn"]
            workflow = _defined(name, description, default_run_properties, max_concurrent_runs)
            workflow |= {"CreatedOn": created, "LastModifiedOn": self._clock()}
            db.execute("update glue_workflows set document = ? where name = ?", [dump(workflow), name])
        return {"Name": name}

    def delete_workflow(self, name: str) -> Record:
        """Delete a workflow; its jobs and triggers stay, and that there is none of this name is no error.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteWorkflow.html
        """
        with self._store.write() as db:
            db.execute("delete from glue_workflows where name = ?", [name])
            self._tags.drop(db, f"workflow/{name}")
        return {"Name": name}

    def begin(self, db: sqlite3.Connection, name: str, properties: dict[str, str]) -> str:
        """Start a run by firing the workflow's starting trigger; answer the run's id."""
        workflow = self.find(db, name)
        triggers = self.triggers(db, name)
        first = next((trigger for trigger in triggers if trigger["Type"] in STARTING), None)
        if first is None:
            raise InvalidInputError(f"Workflow {name} has no starting trigger.")
        live = db.execute(
            "select count(*) from glue_chains where workflow = ? and status in ('RUNNING', 'STOPPING')",
            [name],
        ).fetchone()[0]
        if live >= workflow.get("MaxConcurrentRuns", live + 1):
            raise ConcurrentRunsExceededError(f"Concurrent runs exceeded for workflow: {name}.")
        merged = workflow.get("DefaultRunProperties", {}) | properties
        return self._chains.start(db, first, triggers, name, merged)

    def triggers(self, db: sqlite3.Connection, name: str) -> list[Record]:
        """Read the triggers of a workflow by name."""
        rows = db.execute("select document from glue_triggers where workflow = ? order by name", [name])
        return [load(row["document"]) for row in rows]

    def find(self, db: sqlite3.Connection, name: str) -> Record:
        """Read a workflow; EntityNotFoundException if there is none of this name."""
        workflow = _look_up(db, name)
        if workflow is None:
            raise EntityNotFoundError(f"Workflow {name} not found.")
        return workflow

    def _answer(self, db: sqlite3.Connection, workflow: Record, include_graph: bool) -> Record:
        name = workflow["Name"]
        last = db.execute("select * from glue_chains where workflow = ? order by seq desc", [name]).fetchone()
        if last is not None:
            statistics = self._chains.statistics(db, last["id"])
            workflow = {**workflow, "LastRun": {**load(last["document"]), "Statistics": statistics}}
        if include_graph:
            workflow = {**workflow, "Graph": graph(self.triggers(db, name))}
        return workflow


def _defined(
    name: str, description: str | None, properties: dict[str, str] | None, max_concurrent_runs: int | None
) -> Record:
    if max_concurrent_runs is not None and max_concurrent_runs < 1:
        raise InvalidInputError("Max concurrent runs must be at least 1.")
    return given(
        {
            "Name": name,
            "Description": description,
            "DefaultRunProperties": properties,
            "MaxConcurrentRuns": max_concurrent_runs,
        }
    )


def _look_up(db: sqlite3.Connection, name: str) -> Record | None:
    row = db.execute("select document from glue_workflows where name = ?", [name]).fetchone()
    return load(row["document"]) if row else None
