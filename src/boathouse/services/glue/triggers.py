"""Triggers: what starts jobs and crawlers on demand, or after others."""

from __future__ import annotations

import sqlite3

from boathouse.calls import current
from boathouse.errors import NotEmulated
from boathouse.services.glue.chains import Chains
from boathouse.services.glue.crawlers import Crawlers
from boathouse.services.glue.errors import AlreadyExistsError, EntityNotFoundError, InvalidInputError
from boathouse.services.glue.jobs import Jobs
from boathouse.services.glue.pages import Page
from boathouse.services.glue.queue import WorkQueue
from boathouse.services.glue.records import Record, dump, given, load
from boathouse.services.glue.tags import Tags
from boathouse.services.glue.trigger_rules import (
    STARTING,
    check_actions,
    check_predicate,
    check_schedule,
)
from boathouse.services.glue.workflows import Workflows
from boathouse.store import Store


class Triggers:
    """Create, read, start, stop, update and delete ON_DEMAND, CONDITIONAL and SCHEDULED triggers."""

    def __init__(
        self,
        store: Store,
        jobs: Jobs,
        crawlers: Crawlers,
        workflows: Workflows,
        chains: Chains,
        queue: WorkQueue,
        tags: Tags,
    ) -> None:
        self._store, self._jobs, self._crawlers, self._workflows = store, jobs, crawlers, workflows
        self._chains, self._queue, self._tags = chains, queue, tags

    def create_trigger(
        self,
        name: str,
        type: str,  # noqa: A002 - AWS's member
        actions: list[Record],
        workflow_name: str | None = None,
        schedule: str | None = None,
        predicate: Record | None = None,
        description: str | None = None,
        start_on_creation: bool = False,
        tags: dict[str, str] | None = None,
        event_batching_condition: Record | None = None,
    ) -> Record:
        """Create a trigger.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTrigger.html
        Differs: a SCHEDULED trigger is stored and activated, and its clock never fires; start its
        workflow yourself. EVENT triggers are refused.
        """
        if type not in ("ON_DEMAND", "CONDITIONAL", "SCHEDULED"):
            raise NotEmulated(f"CreateTrigger with Type {type}", "Start the job or workflow yourself.")
        if event_batching_condition:
            raise InvalidInputError(f"An event condition has no place in a trigger of type {type}.")
        check_schedule(type, schedule)
        if type == "ON_DEMAND" and start_on_creation:
            raise InvalidInputError("StartOnCreation is not supported for ON_DEMAND triggers.")
        members = {
            "Name": name,
            "WorkflowName": workflow_name,
            "Type": type,
            "State": "ACTIVATED" if start_on_creation else "CREATED",
            "Description": description,
            "Schedule": schedule,
            "Actions": actions,
            "Predicate": predicate,
        }
        with self._store.write() as db:
            if _look_up(db, name) is not None:
                raise AlreadyExistsError(f"Trigger with name {name} already exists")
            if workflow_name is not None:
                self._check_workflow(db, workflow_name, type)
            trigger = given(members)
            self._check(db, trigger)
            db.execute("insert into glue_triggers values (?, ?, ?)", [name, workflow_name, dump(trigger)])
            self._tags.put(db, f"trigger/{name}", tags)
        return {"Name": name}

    def get_trigger(self, name: str) -> Record:
        """Answer one trigger.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetTrigger.html
        """
        with self._store.read() as db:
            return {"Trigger": _find(db, name)}

    def get_triggers(
        self,
        next_token: str | None = None,
        dependent_job_name: str | None = None,
        max_results: int | None = None,
    ) -> Record:
        """Answer all triggers by name, or those that start the given job if any does, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetTriggers.html
        """
        taken, more = self._listed(next_token, dependent_job_name, max_results, None)
        return {"Triggers": taken, **more}

    def list_triggers(
        self,
        next_token: str | None = None,
        dependent_job_name: str | None = None,
        max_results: int | None = None,
        tags: dict[str, str] | None = None,
    ) -> Record:
        """Answer the names of the triggers that GetTriggers would, or of those with the given tags.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ListTriggers.html
        """
        taken, more = self._listed(next_token, dependent_job_name, max_results, tags)
        return {"TriggerNames": [trigger["Name"] for trigger in taken], **more}

    def batch_get_triggers(self, trigger_names: list[str]) -> Record:
        """Answer several triggers, and the names of those that are missing.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetTriggers.html
        """
        with self._store.read() as db:
            found = {name: _look_up(db, name) for name in trigger_names}
        return {
            "Triggers": [trigger for trigger in found.values() if trigger],
            "TriggersNotFound": [name for name, trigger in found.items() if not trigger],
        }

    def update_trigger(self, name: str, trigger_update: Record) -> Record:
        """Replace what a trigger does and what it waits for; its type, workflow and state stay.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTrigger.html
        Differs: no event conditions; they are refused.
        """
        if "EventBatchingCondition" in trigger_update:
            raise NotEmulated("UpdateTrigger with an event condition")
        with self._store.write() as db:
            old = _find(db, name)
            kept = {key: old[key] for key in ("Name", "WorkflowName", "Type", "State") if key in old}
            trigger = {**trigger_update, **kept}
            check_schedule(trigger["Type"], trigger.get("Schedule"))
            self._check(db, trigger)
            _save(db, trigger)
        return {"Trigger": trigger}

    def start_trigger(self, name: str) -> Record:
        """Fire an on-demand trigger, which in a workflow starts the workflow; activate any other.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StartTrigger.html
        """
        with self._store.write() as db:
            trigger = _find(db, name)
            if trigger["Type"] != "ON_DEMAND":
                _save(db, {**trigger, "State": "ACTIVATED"})
            elif "WorkflowName" in trigger:
                self._workflows.begin(db, trigger["WorkflowName"], {})
            else:
                rows = db.execute("select document from glue_triggers where workflow is null order by name")
                self._chains.start(db, trigger, [load(row["document"]) for row in rows])
        self._queue.announce(current.get().run)
        return {"Name": name}

    def stop_trigger(self, name: str) -> Record:
        """Deactivate a trigger; runs under way go on.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StopTrigger.html
        """
        with self._store.write() as db:
            trigger = _find(db, name)
            if trigger["Type"] == "ON_DEMAND":
                raise InvalidInputError(f"Trigger {name} is ON_DEMAND and cannot be stopped.")
            _save(db, {**trigger, "State": "DEACTIVATED"})
        return {"Name": name}

    def delete_trigger(self, name: str) -> Record:
        """Delete a trigger; that there is none of this name is no error.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTrigger.html
        """
        with self._store.write() as db:
            db.execute("delete from glue_triggers where name = ?", [name])
            self._tags.drop(db, f"trigger/{name}")
        return {"Name": name}

    def _check_workflow(self, db: sqlite3.Connection, workflow_name: str, kind: str) -> None:
        self._workflows.find(db, workflow_name)
        triggers = self._workflows.triggers(db, workflow_name)
        if kind in STARTING and any(trigger["Type"] in STARTING for trigger in triggers):
            raise InvalidInputError(f"Workflow {workflow_name} already has a starting trigger.")

    def _check(self, db: sqlite3.Connection, trigger: Record) -> None:
        check_actions(trigger.get("Actions", []))
        check_predicate(trigger["Type"], trigger.get("Predicate"))
        for named in [*trigger["Actions"], *trigger.get("Predicate", {}).get("Conditions", [])]:
            if "CrawlerName" in named:
                self._crawlers.find(db, named["CrawlerName"])
            else:
                self._jobs.find(db, named["JobName"])

    def _listed(
        self, token: str | None, job: str | None, limit: int | None, tags: dict[str, str] | None
    ) -> tuple[list[Record], dict[str, str]]:
        page = Page(token, limit, default=200)
        with self._store.read() as db:
            rows = db.execute("select document from glue_triggers order by name")
            triggers = [load(row["document"]) for row in rows]
            # AWS says so: a job that no trigger starts gets all of them.
            triggers = [trigger for trigger in triggers if job and _starts(trigger, job)] or triggers
            tagged = [t for t in triggers if self._tags.match(db, f"trigger/{t['Name']}", tags)]
        following = [trigger for trigger in tagged if trigger["Name"] > (page.after or "")]
        return page.cut(following, key=lambda trigger: trigger["Name"])


def _starts(trigger: Record, job: str) -> bool:
    return any(action.get("JobName") == job for action in trigger["Actions"])


def _look_up(db: sqlite3.Connection, name: str) -> Record | None:
    row = db.execute("select document from glue_triggers where name = ?", [name]).fetchone()
    return load(row["document"]) if row else None


def _find(db: sqlite3.Connection, name: str) -> Record:
    trigger = _look_up(db, name)
    if trigger is None:
        raise EntityNotFoundError(f"Trigger {name} not found.")
    return trigger


def _save(db: sqlite3.Connection, trigger: Record) -> None:
    db.execute("update glue_triggers set document = ? where name = ?", [dump(trigger), trigger["Name"]])
