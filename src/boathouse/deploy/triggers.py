"""The workflow's triggers: one starts it, the others start a job once those it waits for have succeeded."""

from __future__ import annotations

import time
from typing import Any, cast

from boathouse.deploy.families import Family, Fields, Found, found, pages, said
from boathouse.deploy.stamp import PROJECT, own
from boathouse.errors import DeployError
from boathouse.pipeline import Job

_READ_ONLY = ("Name", "Id")
_FIXED = ("Type", "WorkflowName")  # a trigger that differs in these is another trigger
_PATIENCE = (1.0, 60)  # seconds, times: deleting a trigger takes AWS a while


class Triggers(Family):
    """A trigger is active, unless it fires on demand only."""

    kind = "trigger"

    def wanted(self) -> dict[str, Fields]:
        """The start trigger, and one for each job that waits for others."""
        first = [{"JobName": job.name} for job in self.pipeline.jobs if not job.after]
        start = {"Actions": first, "Type": "ON_DEMAND"}
        if self.pipeline.schedule:
            start |= {"Type": "SCHEDULED", "Schedule": self.pipeline.schedule, "State": "ACTIVATED"}
        waiting = {
            f"{self.pipeline.name}-{job.name}": _waiting(job) for job in self.pipeline.jobs if job.after
        }
        return {
            name: {**fields, "WorkflowName": self.pipeline.name, "Tags": self.stamp.tags}
            for name, fields in {f"{self.pipeline.name}-start": start, **waiting}.items()
        }

    def found(self) -> dict[str, Found]:
        """The wanted ones that are there, and those that this project made once."""
        glue = self.clients.glue
        ours = list(pages(glue.list_triggers, "TriggerNames", Tags={PROJECT: self.stamp.project}))
        names = list(dict.fromkeys([*self.wanted(), *ours]))
        there = {}
        for trigger in glue.batch_get_triggers(TriggerNames=names)["Triggers"]:
            name = trigger["Name"]
            tags = glue.get_tags(ResourceArn=self._arn(name))["Tags"]
            there[name] = Found({**_fields(trigger), "Tags": own(tags)}, name in ours)
        return there

    def create(self, name: str, wanted: Fields) -> None:
        """Make it, tagged and, where it can be, active."""
        definition = {key: value for key, value in wanted.items() if key not in ("State", "Predicate")}
        if "Predicate" in wanted:
            definition["Predicate"] = _predicate(wanted)
        active = wanted["Type"] != "ON_DEMAND"
        self.clients.glue.create_trigger(Name=name, StartOnCreation=active, **cast(Any, definition))

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Put what differs; a trigger of another type or workflow is made anew."""
        there, glue = found.fields, self.clients.glue
        if any(there.get(key) != wanted[key] for key in _FIXED):
            self._replace(name, wanted)
            return
        managed = ("Actions", "Predicate", "Schedule", "Description", "EventBatchingCondition")
        if any(there.get(key) != wanted.get(key) for key in managed):
            update = {key: wanted[key] for key in ("Actions", "Schedule") if key in wanted}
            if "Predicate" in wanted:
                update["Predicate"] = _predicate(wanted)
            glue.update_trigger(Name=name, TriggerUpdate=cast(Any, {**update, "Description": ""}))
        if there.get("State") != wanted.get("State"):
            glue.start_trigger(Name=name)
        if wanted["Tags"] != there["Tags"]:
            glue.tag_resource(ResourceArn=self._arn(name), TagsToAdd=wanted["Tags"])

    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove it."""
        self.clients.glue.delete_trigger(Name=name)

    def told(self, wanted: Fields) -> str:
        """What it starts, and after what."""
        starts = ", ".join(action["JobName"] for action in wanted["Actions"])
        waits = ", ".join(wanted.get("Predicate", {}).get("Conditions", {}))
        return f"{starts} after {waits}" if waits else starts

    def _replace(self, name: str, wanted: Fields) -> None:
        glue = self.clients.glue
        glue.delete_trigger(Name=name)
        pause, times = _PATIENCE
        for _ in range(times):
            if found(lambda: glue.get_trigger(Name=name), "EntityNotFoundException") is None:
                self.create(name, wanted)
                return
            time.sleep(pause)
        raise DeployError(
            "AWS is still deleting the trigger.", where=name, remedy="Deploy again in a minute."
        )

    def _arn(self, name: str) -> str:
        return self.account.arn("glue", f"trigger/{name}")


def _waiting(job: Job) -> Fields:
    return {
        "Actions": [{"JobName": job.name}],
        "Type": "CONDITIONAL",
        "Predicate": {"Logical": "AND", "Conditions": dict.fromkeys(job.after, "SUCCEEDED")},
        "State": "ACTIVATED",
    }


def _predicate(wanted: Fields) -> Any:
    conditions = [
        {"LogicalOperator": "EQUALS", "JobName": job, "State": state}
        for job, state in wanted["Predicate"]["Conditions"].items()
    ]
    return {"Logical": wanted["Predicate"]["Logical"], "Conditions": conditions}


def _fields(trigger: Any) -> Fields:
    """The trigger with its conditions by what they watch."""
    fields = {key: value for key, value in said(trigger).items() if key not in _READ_ONLY}
    if predicate := fields.get("Predicate"):
        conditions = {
            c.get("JobName") or c.get("CrawlerName"): c.get("State") or c.get("CrawlState")
            for c in predicate.get("Conditions", [])
        }
        fields["Predicate"] = {"Logical": predicate.get("Logical", "AND"), "Conditions": conditions}
    if fields["Type"] == "ON_DEMAND":
        fields.pop("State", None)
    elif fields.get("State") == "ACTIVATING":
        fields["State"] = "ACTIVATED"
    return fields
