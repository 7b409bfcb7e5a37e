"""Query executions: start, look, stop, list."""

from __future__ import annotations

import uuid
from typing import Any

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.dialect import Source
from boathouse.engine.sql.hive import Statement, parse
from boathouse.engine.sql.hive import statements as s
from boathouse.lake import Lake
from boathouse.services.athena.errors import InvalidRequestError
from boathouse.services.athena.ledger import Ledger, Record, shown
from boathouse.services.athena.runner import Runner, Work
from boathouse.services.athena.tokens import opened, sealed
from boathouse.services.athena.workgroups import ENGINE_VERSION, WorkGroups

LONGEST = 262_144
UTILITY = (
    s.ShowDatabases, s.ShowTables, s.ShowColumns, s.ShowPartitions, s.ShowCreate, s.ShowProperties,
    s.Describe,
)  # fmt: skip


class Executions:
    """Queries on their way and done."""

    def __init__(self, ledger: Ledger, work_groups: WorkGroups, runner: Runner, lake: Lake) -> None:
        self._ledger, self._work_groups, self._runner, self._lake = ledger, work_groups, runner, lake

    def start_query_execution(
        self,
        query_string: str,
        client_request_token: str | None = None,
        query_execution_context: Record | None = None,
        result_configuration: Record | None = None,
        work_group: str = "primary",
    ) -> Record:
        """Start a statement and answer at once; it goes on in a thread of its own.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
        Differs: result encryption, execution parameters and result reuse are refused by name; CREATE
        TABLE AS, INSERT and UNLOAD fail with NOT_SUPPORTED.
        """
        group = self._work_groups.enabled(work_group)
        output = self._location(group, result_configuration or {})
        context = query_execution_context or {}
        if len(query_string) > LONGEST:
            raise InvalidRequestError("QueryString is longer than 262144 characters")
        statement = _read(query_string)
        kind = "DML" if statement is None else "UTILITY" if isinstance(statement, UTILITY) else "DDL"
        identifier = str(uuid.uuid4())
        suffix = "csv" if statement is None else "txt"
        execution = {
            "QueryExecutionId": identifier,
            "Query": query_string,
            "StatementType": kind,
            "ResultConfiguration": {"OutputLocation": f"{output}{identifier}.{suffix}"},
            "QueryExecutionContext": {k: v.lower() for k, v in context.items()},
            "Status": {"State": "QUEUED", "SubmissionDateTime": self._ledger.clock()},
            "Statistics": {},
            "WorkGroup": group["Name"],
            "EngineVersion": {"SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": ENGINE_VERSION},
        }
        request = {"query": query_string, "context": context, "output": output, "work_group": work_group}
        known = self._ledger.add(execution, client_request_token, request)
        if known == identifier:
            database = context.get("Database", "").strip("`").lower()
            self._runner.submit(Work(identifier, query_string, statement, database, output))
        return {"QueryExecutionId": known}

    def get_query_execution(self, query_execution_id: str) -> Record:
        """Answer one execution's state, statistics and error.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryExecution.html
        Differs: DataScannedInBytes counts whole files, also where a Parquet reader skips columns.
        """
        return {"QueryExecution": shown(self._ledger.get(query_execution_id))}

    def batch_get_query_execution(self, query_execution_ids: list[str]) -> Record:
        """Answer several executions, and which ids are unknown.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetQueryExecution.html
        """
        found: list[Record] = []
        unknown: list[Record] = []
        for identifier in query_execution_ids:
            try:
                found.append(shown(self._ledger.get(identifier)))
            except InvalidRequestError as error:
                unknown.append(
                    {
                        "QueryExecutionId": identifier,
                        "ErrorCode": "INVALID_INPUT",
                        "ErrorMessage": error.message,
                    }
                )
        return {"QueryExecutions": found, "UnprocessedQueryExecutionIds": unknown}

    def stop_query_execution(self, query_execution_id: str) -> None:
        """Cancel a query; its engine is interrupted at once. A finished one stays as it is.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_StopQueryExecution.html
        """
        self._ledger.get(query_execution_id)
        self._runner.stop(query_execution_id)

    def list_query_executions(
        self, next_token: str | None = None, max_results: int = 50, work_group: str = "primary"
    ) -> Record:
        """List a workgroup's execution ids, the newest first.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_ListQueryExecutions.html
        """
        self._work_groups.found(work_group)
        rows = self._ledger.listed(work_group, opened(next_token), max_results + 1)
        answer: dict[str, Any] = {"QueryExecutionIds": [identifier for _, identifier in rows[:max_results]]}
        if len(rows) > max_results:
            answer["NextToken"] = sealed(rows[max_results - 1][0])
        return answer

    def _location(self, group: Record, asked: Record) -> str:
        for member in asked:
            if member != "OutputLocation":
                raise InvalidRequestError(f"ResultConfiguration.{member} is not emulated by Boathouse")
        configuration = group["Configuration"]
        own = configuration.get("ResultConfiguration", {}).get("OutputLocation")
        output = asked.get("OutputLocation")
        if configuration.get("EnforceWorkGroupConfiguration") and own:
            output = own
        output = output or own
        if not output:
            raise InvalidRequestError(
                "No output location provided. An output location is required either through the Workgroup "
                "result configuration setting or as an API input."
            )
        bucket = Lake.split(output)[0] if output.startswith("s3://") else ""
        if not bucket:
            raise InvalidRequestError("outputLocation is not a valid S3 path.")
        if not self._lake.exists(bucket):
            raise InvalidRequestError(f"Unable to verify/create output bucket {bucket}")
        return str(output) if output.endswith("/") else f"{output}/"


def _read(text: str) -> Statement | None:
    """Which statement it is; one that cannot be read is refused before anything starts, as Athena does."""
    try:
        statement = parse(text)
        if statement is None:
            Source(text).parse()
    except QueryError as error:
        if error.code == "SYNTAX_ERROR":
            message = error.reason.removeprefix("SYNTAX_ERROR: ")
            raise InvalidRequestError(message, "MALFORMED_QUERY") from error
        return s.Refused(error.code, error.reason)
    return statement
