"""The Glue jobs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from botocore.exceptions import ClientError

from boathouse.deploy.families import Family, Fields, Found, pages, said
from boathouse.deploy.scripts import location
from boathouse.deploy.stamp import PROJECT, own
from boathouse.pipeline import Job

_READ_ONLY = (
    "Name",
    "CreatedOn",
    "LastModifiedOn",
    "LastModifiedBy",
    "AllocatedCapacity",
    "MaxCapacity",
    "ProfileName",
)
# What AWS answers of a job that nobody asked for; anything else is somebody's choice.
_SILENT = {"JobMode": "SCRIPT", "ExecutionClass": "STANDARD", "JobRunQueuingEnabled": False}
_PATIENCE = (2.0, 15)  # seconds, times: how long a new role may take until Glue can use it


class Jobs(Family):
    """A job's whole definition is managed: UpdateJob replaces it whole."""

    kind = "job"
    role = ""
    """The ARN of the role that they run as."""

    def wanted(self) -> dict[str, Fields]:
        """The pipeline's jobs."""
        return {job.name: {**self._definition(job), "Tags": self.stamp.tags} for job in self.pipeline.jobs}

    def found(self) -> dict[str, Found]:
        """The wanted ones that are there, and those that this project made once."""
        glue = self.clients.glue
        ours = list(pages(glue.list_jobs, "JobNames", Tags={PROJECT: self.stamp.project}))
        names = list(dict.fromkeys([*(job.name for job in self.pipeline.jobs), *ours]))
        listed = glue.batch_get_jobs(JobNames=names)["Jobs"] if names else []
        there = {}
        for job in listed:
            tags = glue.get_tags(ResourceArn=self._arn(job["Name"]))["Tags"]
            fields = {k: v for k, v in said(cast(Any, job)).items() if k not in _READ_ONLY}
            fields = {key: value for key, value in fields.items() if _SILENT.get(key, ...) != value}
            there[job["Name"]] = Found({**fields, "Tags": own(tags)}, job["Name"] in ours)
        return there

    def create(self, name: str, wanted: Fields) -> None:
        """Define it, tagged."""
        patiently(lambda: self.clients.glue.create_job(Name=name, **wanted))

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Replace its definition and put its tags."""
        definition = {key: value for key, value in wanted.items() if key != "Tags"}
        before = {key: value for key, value in found.fields.items() if key != "Tags"}
        if definition != before:
            update = cast(Any, definition)
            patiently(lambda: self.clients.glue.update_job(JobName=name, JobUpdate=update))
        if wanted["Tags"] != found.fields["Tags"]:
            self.clients.glue.tag_resource(ResourceArn=self._arn(name), TagsToAdd=wanted["Tags"])

    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove its definition; its runs and logs are AWS's to keep."""
        self.clients.glue.delete_job(JobName=name)

    def told(self, wanted: Fields) -> str:
        """What it will cost to run."""
        size = f"{wanted['NumberOfWorkers']} workers {wanted['WorkerType']}"
        return f"Glue {wanted['GlueVersion']}, {size}, at most {wanted['Timeout']} minutes"

    def _definition(self, job: Job) -> Fields:
        return said(
            {
                "Role": self.role,
                "Command": {
                    "Name": "glueetl",
                    "ScriptLocation": location(self.pipeline, job.script),
                    "PythonVersion": "3",
                },
                "DefaultArguments": dict(job.arguments),
                "GlueVersion": job.glue_version,
                "WorkerType": job.worker_type,
                "NumberOfWorkers": job.workers,
                "Timeout": job.timeout,
                "MaxRetries": job.retries,
                "ExecutionProperty": {"MaxConcurrentRuns": job.concurrency},
            }
        )

    def _arn(self, name: str) -> str:
        return self.account.arn("glue", f"job/{name}")


def patiently(call: Callable[[], Any]) -> Any:
    """Make a call again for as long as Glue cannot use a role that has just been made."""
    pause, times = _PATIENCE
    for _ in range(times):
        try:
            return call()
        except ClientError as error:
            told = error.response["Error"]
            young = "assume" in told.get("Message", "").lower() and "role" in told.get("Message", "").lower()
            if told.get("Code") != "InvalidInputException" or not young:
                raise
        time.sleep(pause)
    return call()
