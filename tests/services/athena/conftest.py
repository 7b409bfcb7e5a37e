"""Queries as a boto3 client makes them."""

from __future__ import annotations

import json
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

OUTPUT = "s3://lake/athena/"
MADE = Path(__file__).parents[2] / "engine/sql/iceberg/lake.tar.gz"  # by make.py beside it
MEMBERS = ("Name", "StorageDescriptor", "TableType", "Parameters")


@dataclass
class Console:
    """A cloud with a bucket `lake` and a database `db`."""

    cloud: Any

    def __post_init__(self) -> None:
        self.s3.create_bucket(Bucket="lake")
        self.glue.create_database(DatabaseInput={"Name": "db"})

    @property
    def athena(self) -> Any:
        return self.cloud.client("athena")

    @property
    def glue(self) -> Any:
        return self.cloud.client("glue")

    @property
    def s3(self) -> Any:
        return self.cloud.client("s3")

    def put(self, key: str, content: str) -> None:
        self.s3.put_object(Bucket="lake", Key=key, Body=content.encode())

    def start(self, sql: str, **more: Any) -> str:
        given = {
            "ResultConfiguration": {"OutputLocation": OUTPUT},
            "QueryExecutionContext": {"Database": "db"},
        } | more
        return str(self.athena.start_query_execution(QueryString=sql, **given)["QueryExecutionId"])

    def finished(self, identifier: str, state: str = "SUCCEEDED") -> Any:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            execution = self.athena.get_query_execution(QueryExecutionId=identifier)["QueryExecution"]
            if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
                break
            time.sleep(0.01)
        assert execution["Status"]["State"] == state, execution["Status"]
        return execution

    def run(self, sql: str) -> Any:
        """The finished execution."""
        return self.finished(self.start(sql))

    def fails(self, sql: str) -> Any:
        """The Status of a query that fails."""
        return self.finished(self.start(sql), "FAILED")["Status"]

    def rows(self, sql: str) -> list[list[str | None]]:
        """The result without a SELECT's header."""
        execution = self.run(sql)
        answer = self.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
        rows = [[cell.get("VarCharValue") for cell in row["Data"]] for row in answer["ResultSet"]["Rows"]]
        return rows[1:] if execution["StatementType"] == "DML" else rows

    def object(self, uri: str) -> str:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return str(self.s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode())


@pytest.fixture
def console(cloud: Any) -> Console:
    return Console(cloud)


@pytest.fixture
def made(console: Any) -> Callable[[str], Any]:
    """Put one of make.py's tables into the bucket and into the catalog."""

    def put(name: str) -> Any:
        with tarfile.open(MADE) as archive:
            for member in archive:
                if member.name.startswith(f"lake/db/{name}/"):
                    content = archive.extractfile(member)
                    assert content is not None
                    key = member.name.removeprefix("lake/")
                    console.s3.put_object(Bucket="lake", Key=key, Body=content.read())
            listed = archive.extractfile("tables.json")
            assert listed is not None
            document = json.load(listed)[name]
        table = {key: document[key] for key in MEMBERS}
        console.glue.create_table(DatabaseName="db", TableInput=table)
        return console

    return put
