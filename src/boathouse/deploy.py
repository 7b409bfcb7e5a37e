"""Deployment of a pipeline by boto3 alone: the local cloud and AWS get the same calls."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from botocore.exceptions import ClientError

from boathouse import queries
from boathouse.ddl import Declaration
from boathouse.pipeline import Job, Pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_glue.type_defs import TableTypeDef
    from mypy_boto3_s3 import S3Client

Action = Literal["create", "update", "delete", "unchanged"]
Definition = dict[str, Any]

LOCAL_ROLE = "arn:aws:iam::000000000000:role/boathouse"
_HASH = "sha256"


@dataclass(frozen=True)
class Clients:
    """boto3 clients of one account and region: the local cloud's or AWS's."""

    s3: S3Client
    glue: GlueClient
    athena: AthenaClient


@dataclass(frozen=True)
class Change:
    """What deploying did to one resource; `fields` names what was different in an update."""

    action: Action
    kind: str
    name: str
    fields: tuple[str, ...] = ()


@dataclass
class Deployment:
    """Brings an account to what a pipeline says; doing it again changes nothing.

    `changes` records every resource in the order in which it was looked at.
    """

    clients: Clients
    pipeline: Pipeline
    role: str = LOCAL_ROLE
    changes: list[Change] = field(default_factory=list)

    def apply(self) -> list[Change]:
        """Deploy everything, each thing after what it depends on."""
        self.bucket()
        self.prefixes()
        for script in dict.fromkeys(job.script for job in self.pipeline.jobs):
            self.script(script)
        self.database()
        for file in self.pipeline.ddl:
            self.tables(file)
        for job in self.pipeline.jobs:
            self.job(job)
        self.workflow()
        return self.changes

    @property
    def results(self) -> str:
        """Where Athena writes."""
        return f"s3://{self.pipeline.bucket}/athena/"

    def bucket(self) -> None:
        """Create the bucket unless it is there."""
        s3, name = self.clients.s3, self.pipeline.bucket
        if _found(lambda: s3.head_bucket(Bucket=name), "404", "NoSuchBucket"):
            self.record("unchanged", "bucket", name)
            return
        if (region := s3.meta.region_name) == "us-east-1":
            s3.create_bucket(Bucket=name)
        else:
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": cast(Any, region)})
        self.record("create", "bucket", name)

    def prefixes(self) -> None:
        """Give each prefix without an object its empty folder object, as the S3 console does."""
        s3, bucket = self.clients.s3, self.pipeline.bucket
        for prefix in self.pipeline.prefixes:
            if s3.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1).get("KeyCount"):
                self.record("unchanged", "prefix", prefix)
                continue
            s3.put_object(Bucket=bucket, Key=prefix, Body=b"")
            self.record("create", "prefix", prefix)

    def script(self, script: Path) -> str:
        """Upload a job's script unless the same bytes are there; returns its location."""
        s3, bucket, key = self.clients.s3, self.pipeline.bucket, f"scripts/{script.name}"
        content = script.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        there = _found(lambda: s3.head_object(Bucket=bucket, Key=key), "404", "NoSuchKey")
        if there and there["Metadata"].get(_HASH) == digest:
            self.record("unchanged", "script", key)
        else:
            s3.put_object(Bucket=bucket, Key=key, Body=content, Metadata={_HASH: digest})
            self.record("update" if there else "create", "script", key)
        return f"s3://{bucket}/{key}"

    def database(self) -> None:
        """Create the database unless it is there."""
        glue, name = self.clients.glue, self.pipeline.database
        if _found(lambda: glue.get_database(Name=name), "EntityNotFoundException"):
            self.record("unchanged", "database", name)
            return
        # Spark registers no table in a database without a location, not even one that has a path of its own
        location = f"s3://{self.pipeline.bucket}/"
        glue.create_database(DatabaseInput={"Name": name, "LocationUri": location})
        self.record("create", "database", name)

    def tables(self, file: Path) -> None:
        """Run a DDL file through Athena unless all its tables were declared by just this text.

        A changed file drops its tables and declares them anew; they are external, so no data is touched.
        """
        clients, database = self.clients, self.pipeline.database
        declaration = Declaration.read(self.pipeline, file)
        there = {name: self.table(name) for name in declaration.names}
        if there and all(map(declaration.made, there.values())):
            for name in there:
                self.record("unchanged", "table", name)
            return
        for name, table in there.items():
            if table:
                clients.glue.delete_table(DatabaseName=database, Name=name)
        for statement in declaration.statements:
            queries.execute(clients.athena, statement, output=self.results, database=database)
        for name, table in there.items():
            if made := self.table(name):
                clients.glue.update_table(DatabaseName=database, TableInput=declaration.marked(made))
            self.record("update" if table else "create", "table", name)

    def table(self, name: str) -> TableTypeDef | None:
        """The catalog's table, if it has one of that name."""
        glue, database = self.clients.glue, self.pipeline.database
        answer = _found(lambda: glue.get_table(DatabaseName=database, Name=name), "EntityNotFoundException")
        return answer["Table"] if answer else None

    def job(self, job: Job) -> None:
        """Create the job, or update it if a field differs."""
        self.define_job(job.name, self.job_definition(job))

    def job_definition(self, job: Job) -> Definition:
        """The job as CreateJob takes it, but for its name."""
        return {
            "Role": self.role,
            "Command": {
                "Name": "glueetl",
                "ScriptLocation": f"s3://{self.pipeline.bucket}/scripts/{job.script.name}",
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

    def define_job(self, name: str, wanted: Definition) -> None:
        """Create or update one job so that it is `wanted`."""
        glue = self.clients.glue
        there = _found(lambda: glue.get_job(JobName=name), "EntityNotFoundException")
        if there is None:
            glue.create_job(Name=name, **wanted)
            self.record("create", "job", name)
            return
        different = _different(wanted, there["Job"])
        if different:
            glue.update_job(JobName=name, JobUpdate=cast(Any, wanted))
        self.record("update" if different else "unchanged", "job", name, different)

    def workflow(self) -> None:
        """Create the workflow and its triggers; triggers that the pipeline no longer has are deleted."""
        glue, name = self.clients.glue, self.pipeline.name
        there = _found(lambda: glue.get_workflow(Name=name, IncludeGraph=True), "EntityNotFoundException")
        if there is None:
            glue.create_workflow(Name=name)
        self.record("unchanged" if there else "create", "workflow", name)
        wanted = self.triggers()
        for trigger, definition in wanted.items():
            self.trigger(trigger, definition)
        for node in there["Workflow"].get("Graph", {}).get("Nodes", []) if there else []:
            if node.get("Type") == "TRIGGER" and (stale := node["Name"]) not in wanted:
                glue.delete_trigger(Name=stale)
                self.record("delete", "trigger", stale)

    def triggers(self) -> dict[str, Definition]:
        """The start trigger, and one conditional trigger for each job that waits for others."""
        workflow = self.pipeline.name
        first = [{"JobName": job.name} for job in self.pipeline.jobs if not job.after]
        wanted: dict[str, Definition] = {f"{workflow}-start": {"Type": "ON_DEMAND", "Actions": first}}
        for job in self.pipeline.jobs:
            if job.after:
                wanted[f"{workflow}-{job.name}"] = {
                    "Type": "CONDITIONAL",
                    "Actions": [{"JobName": job.name}],
                    "Predicate": {"Logical": "AND", "Conditions": [_succeeded(other) for other in job.after]},
                }
        return wanted

    def trigger(self, name: str, wanted: Definition) -> None:
        """Create the trigger, or update it if a field differs; a conditional one is active."""
        glue = self.clients.glue
        there = _found(lambda: glue.get_trigger(Name=name), "EntityNotFoundException")
        conditional = wanted["Type"] == "CONDITIONAL"
        if there is None:
            glue.create_trigger(
                Name=name, WorkflowName=self.pipeline.name, StartOnCreation=conditional, **wanted
            )
            self.record("create", "trigger", name)
            return
        different = _different(wanted, there["Trigger"])
        if different:
            update = {key: value for key, value in wanted.items() if key != "Type"}
            glue.update_trigger(Name=name, TriggerUpdate=cast(Any, update))
        if conditional and there["Trigger"].get("State") not in ("ACTIVATED", "ACTIVATING"):
            glue.start_trigger(Name=name)
            different = (*different, "State")
        self.record("update" if different else "unchanged", "trigger", name, different)

    def record(self, action: Action, kind: str, name: str, fields: Iterable[str] = ()) -> None:
        """Note what was done."""
        self.changes.append(Change(action, kind, name, tuple(fields)))


def summary(changes: Iterable[Change]) -> str:
    """One line that counts what changed, such as "created 1 bucket, 5 jobs; updated 1 script"."""
    words = {"create": "created", "update": "updated", "delete": "deleted"}
    counts: dict[str, dict[str, int]] = {}
    for change in changes:
        if change.action in words:
            kinds = counts.setdefault(words[change.action], {})
            kinds[change.kind] = kinds.get(change.kind, 0) + 1
    parts = [f"{verb} {', '.join(_counted(kinds))}" for verb, kinds in counts.items()]
    return "; ".join(parts) or "nothing to change"


def _counted(kinds: Mapping[str, int]) -> list[str]:
    plurals = {"prefix": "prefixes"}
    return [f"{n} {kind if n == 1 else plurals.get(kind, kind + 's')}" for kind, n in kinds.items()]


def _succeeded(job: str) -> Definition:
    return {"LogicalOperator": "EQUALS", "JobName": job, "State": "SUCCEEDED"}


def _different(wanted: Definition, there: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key for key, value in wanted.items() if there.get(key) != value)


def _found(call: Any, *missing: str) -> Any:
    """Make a call; None if the service answers with one of the codes that mean there is no such thing."""
    try:
        return call()
    except ClientError as error:
        if error.response["Error"]["Code"] in missing:
            return None
        raise
