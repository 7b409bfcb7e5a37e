"""The lakehouse under test, handled the way a data engineer handles the one on AWS: by boto3."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from boathouse.client import Cloud
from boathouse.deploy import Clients, Deployment
from boathouse.lake import Lake
from boathouse.pipeline import Pipeline

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "fixtures" / "small"
QUERIES = ROOT / "sql" / "queries"
PATIENCE = 900  # seconds for a workflow: each job under Docker starts a JVM of its own
FINAL = {"SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", "ERROR"}

Rows = list[tuple[str, ...]]


class QueryFailedError(AssertionError):
    """Athena refused or failed a statement; its own words."""


@dataclass(frozen=True)
class Run:
    """A finished job run."""

    job: str
    id: str
    state: str
    error: str
    started: datetime
    completed: datetime


@dataclass(frozen=True)
class Table:
    """A table as Athena and the catalog show it; values are the texts of Athena's CSV, NULL is empty."""

    columns: tuple[str, ...]
    athena_types: tuple[str, ...]
    catalog_types: dict[str, str]
    rows: Rows

    def select(self, *columns: str) -> Rows:
        """The rows with only these columns, in this order."""
        places = [self.columns.index(column) for column in columns]
        return [tuple(row[place] for place in places) for row in self.rows]


@dataclass(frozen=True)
class Snapshot:
    """All tables and the answers of all queries in sql/queries, at one moment."""

    tables: dict[str, Table]
    answers: dict[str, Rows]
    """Rows by the query's file name without its extension."""
    runs: dict[str, Run] = field(default_factory=dict)
    """The job runs that led here, by job."""


class View:
    """One bucket and one database, in whatever cloud, only looked at."""

    def __init__(self, clients: Clients, pipeline: Pipeline, work_group: str = "primary") -> None:
        self.pipeline, self.work_group = pipeline, work_group
        self.bucket, self.database = self.pipeline.bucket, self.pipeline.database
        self.s3, self.glue, self.athena = clients.s3, clients.glue, clients.athena

    def keys(self, prefix: str = "") -> list[str]:
        """The keys of all objects under a prefix that hold anything."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", []) if found["Size"]]

    def body(self, key: str) -> str:
        """An object's text."""
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read().decode()

    def execute(self, sql: str) -> dict[str, Any]:
        """Run one statement by Athena to its end; raises QueryFailedError with Athena's reason."""
        started = self.athena.start_query_execution(
            QueryString=sql,
            QueryExecutionContext={"Database": self.database},
            ResultConfiguration={"OutputLocation": f"s3://{self.bucket}/athena/"},
            WorkGroup=self.work_group,
        )["QueryExecutionId"]
        for _ in _patiently(0.01):
            execution = self.athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]
            if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
                break
        if execution["Status"]["State"] != "SUCCEEDED":
            raise QueryFailedError(f"{execution['Status'].get('StateChangeReason')}\n{sql}")
        return dict(execution)

    def query(self, sql: str) -> tuple[list[Any], Rows]:
        """Run a query by Athena; column infos, and the rows of the result file that it left in S3."""
        execution = self.execute(sql)
        done = execution["QueryExecutionId"]
        shape = self.athena.get_query_results(QueryExecutionId=done, MaxResults=1)["ResultSet"]
        _, key = Lake.split(execution["ResultConfiguration"]["OutputLocation"])
        rows = list(csv.reader(io.StringIO(self.body(key))))[1:]
        return list(shape["ResultSetMetadata"]["ColumnInfo"]), [tuple(row) for row in rows]

    def table(self, name: str) -> Table:
        """A table's columns, types and rows."""
        shape, rows = self.query(f'SELECT * FROM "{self.database}"."{name}"')
        catalog = self.glue.get_table(DatabaseName=self.database, Name=name)["Table"]
        return Table(
            tuple(column["Name"] for column in shape),
            tuple(column["Type"] for column in shape),
            {column["Name"]: column["Type"] for column in catalog["StorageDescriptor"]["Columns"]},
            rows,
        )

    def tables(self) -> list[str]:
        """The names of the tables in the catalog."""
        pages = self.glue.get_paginator("get_tables").paginate(DatabaseName=self.database)
        return sorted(table["Name"] for page in pages for table in page["TableList"])

    def snapshot(self, runs: Mapping[str, Run] | None = None) -> Snapshot:
        """All tables and query answers as they are now."""
        tables = {name: self.table(name) for name in self.tables()}
        answers = {file.stem: self.query(file.read_text())[1] for file in sorted(QUERIES.glob("*.sql"))}
        return Snapshot(tables, answers, dict(runs or {}))

    def glance(self, table: str) -> Snapshot:
        """One table as it is now, if it is there at all."""
        return Snapshot({table: self.table(table)} if table in self.tables() else {}, {})


class House(View):
    """One bucket, one database, five jobs and a workflow in an emulated cloud."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        super().__init__(cloud.clients, Pipeline.load(ROOT))

    def fresh(self, landing: Path) -> None:
        """Empty the bucket and the catalog, deploy, and upload a landing zone."""
        self.wipe()
        Deployment(self.cloud.clients, self.pipeline).apply()
        for file in sorted(path for path in landing.rglob("*") if path.is_file()):
            self.put(file.relative_to(landing).as_posix(), file.read_bytes())

    def put(self, key: str, body: bytes) -> None:
        """Upload one object."""
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def workflow(self, **arguments: str) -> dict[str, Run]:
        """Deploy with these job arguments and run the workflow to its end; the run of each job that ran."""
        wanted = self.pipeline.with_arguments({f"--{key}": value for key, value in arguments.items()})
        Deployment(self.cloud.clients, wanted).apply()
        return self.workflow_run(self.glue.start_workflow_run(Name=self.pipeline.name)["RunId"])

    def last_workflow(self) -> dict[str, Run]:
        """The runs of the workflow's latest run, which somebody else has started."""
        found = self.glue.get_workflow_runs(Name=self.pipeline.name)["Runs"]
        return self.workflow_run(max(found, key=lambda run: run["StartedOn"])["WorkflowRunId"])

    def workflow_run(self, run_id: str) -> dict[str, Run]:
        """Wait for the end of a run of the workflow; the run of each job that ran."""
        for _ in _patiently():
            run = self.glue.get_workflow_run(Name=self.pipeline.name, RunId=run_id, IncludeGraph=True)["Run"]
            if run["Status"] in ("COMPLETED", "STOPPED", "ERROR"):
                break
        nodes = [node for node in run["Graph"]["Nodes"] if node["Type"] == "JOB"]
        found = [job_run for node in nodes for job_run in node.get("JobDetails", {}).get("JobRuns", [])]
        return {job_run["JobName"]: self._finished(job_run["JobName"], job_run["Id"]) for job_run in found}

    def run(self, job: str, **arguments: str) -> Run:
        """Run one job to its end."""
        given = {f"--{key}": value for key, value in arguments.items()}
        return self._finished(job, self.glue.start_job_run(JobName=job, Arguments=given)["JobRunId"])

    def log(self, run: Run) -> str:
        """What a run wrote, both streams."""
        pieces = (piece for stream in ("stdout", "stderr") for piece in self.cloud.log(run.id, stream, 0))
        return b"".join(pieces).decode(errors="replace")

    @contextmanager
    def script(self, job: str, text: str) -> Iterator[None]:
        """Another script in a job's place, for a while."""
        key = f"scripts/{job}.py"
        original = self.body(key)
        self.put(key, text.encode())
        try:
            yield
        finally:
            self.put(key, original.encode())

    def drop(self, table: str, prefix: str) -> None:
        """Forget a table and delete its files, as if its job had never run."""
        if table in self.tables():
            self.glue.delete_table(DatabaseName=self.database, Name=table)
        for key in self.keys(prefix):
            self.s3.delete_object(Bucket=self.bucket, Key=key)

    def _finished(self, job: str, run_id: str) -> Run:
        for _ in _patiently():
            run = self.glue.get_job_run(JobName=job, RunId=run_id)["JobRun"]
            if run["JobRunState"] in FINAL:
                break
        return Run(
            job,
            run_id,
            run["JobRunState"],
            run.get("ErrorMessage", ""),
            run["StartedOn"],
            run["CompletedOn"],
        )

    def wipe(self) -> None:
        """Forget the database and delete every object."""
        if self.database in [found["Name"] for found in self.glue.get_databases()["DatabaseList"]]:
            self.glue.delete_database(Name=self.database)
        if self.bucket in [found["Name"] for found in self.s3.list_buckets()["Buckets"]]:
            for key in self.keys():
                self.s3.delete_object(Bucket=self.bucket, Key=key)


TABLES = (
    "customer_landing",
    "accelerometer_landing",
    "step_trainer_landing",
    "customer_trusted",
    "accelerometer_trusted",
    "customers_curated",
    "step_trainer_trusted",
    "machine_learning_curated",
)


def generated(out: Path, *options: str) -> Path:
    """A landing zone by the fixture generator."""
    command = [sys.executable, "-B", str(ROOT / "fixtures" / "generate.py"), "--out", str(out), *options]
    subprocess.run(command, check=True, capture_output=True)
    return out


def _patiently(pause: float = 0.05) -> Iterator[None]:
    """Ask soon at first, then less and less often: each answer takes from the processor waited for."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)
    raise TimeoutError(f"not finished after {PATIENCE} s")
