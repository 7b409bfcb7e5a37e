"""Athena queries as a client makes them: start, wait, page through the result."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from boathouse.errors import DeployError

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_athena.type_defs import QueryExecutionTypeDef, ResultSetMetadataTypeDef, RowTypeDef

_PATIENCE = (0.01, 0.5)  # seconds between two looks: the first, the longest


@dataclass(frozen=True)
class Column:
    """A column of a result and its Athena type."""

    name: str
    type: str


@dataclass(frozen=True)
class Result:
    """A finished query's columns, and its rows as texts (None is NULL), fetched while they are read."""

    columns: tuple[Column, ...]
    rows: Iterator[tuple[str | None, ...]]


def execute(athena: AthenaClient, sql: str, *, output: str, database: str = "default") -> str:
    """Run one statement to its end and return its id; its result lands under `output`.

    Raises DeployError with Athena's own words if it fails.
    """
    identifier = start(athena, sql, output=output, database=database)
    wait(athena, identifier)
    return identifier


def start(
    athena: AthenaClient, sql: str, *, output: str, database: str = "default", work_group: str = "primary"
) -> str:
    """Start one statement and return its id.

    Raises DeployError with Athena's own words if it is not SQL, which Athena says at once.
    """
    try:
        answer = athena.start_query_execution(
            QueryString=sql,
            QueryExecutionContext={"Database": database},
            ResultConfiguration={"OutputLocation": output},
            WorkGroup=work_group,
        )
    except ClientError as error:
        told = error.response["Error"]
        if told.get("Code") == "InvalidRequestException":
            raise DeployError(told.get("Message", str(error))) from error
        raise
    return answer["QueryExecutionId"]


def wait(athena: AthenaClient, identifier: str) -> QueryExecutionTypeDef:
    """Wait for a query; stops it when interrupted. Raises DeployError unless it succeeded."""
    pause, longest = _PATIENCE
    try:
        while True:
            execution = athena.get_query_execution(QueryExecutionId=identifier)["QueryExecution"]
            status = execution["Status"]
            if status["State"] == "SUCCEEDED":
                return execution
            if status["State"] in ("FAILED", "CANCELLED"):
                raise DeployError(status.get("StateChangeReason", f"the query is {status['State']}."))
            time.sleep(pause)
            pause = min(pause * 1.5, longest)
    except KeyboardInterrupt:
        athena.stop_query_execution(QueryExecutionId=identifier)
        raise


def result(athena: AthenaClient, identifier: str) -> Result:
    """Read the result of a query that has succeeded."""
    execution = athena.get_query_execution(QueryExecutionId=identifier)["QueryExecution"]
    pages = iter(athena.get_paginator("get_query_results").paginate(QueryExecutionId=identifier))
    first = next(pages)["ResultSet"]
    # a SELECT's first row repeats the column names; SHOW, DESCRIBE and their like have no such row
    skip = 1 if execution.get("StatementType") == "DML" else 0

    def rows() -> Iterator[tuple[str | None, ...]]:
        yield from map(_texts, first.get("Rows", [])[skip:])
        for page in pages:
            yield from map(_texts, page["ResultSet"].get("Rows", []))

    return Result(_columns(first.get("ResultSetMetadata", {})), rows())


def _columns(metadata: ResultSetMetadataTypeDef) -> tuple[Column, ...]:
    return tuple(Column(info["Name"], info["Type"]) for info in metadata.get("ColumnInfo", []))


def _texts(row: RowTypeDef) -> tuple[str | None, ...]:
    return tuple(cell.get("VarCharValue") for cell in row.get("Data", []))
