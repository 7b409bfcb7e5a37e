"""Query executions: start, look, stop, list."""

from __future__ import annotations

import uuid
from typing import Any

from boathouse.engine.sql.hive import Statement
from boathouse.engine.sql.trino.statements import CreateTableAs
from boathouse.lake import Lake
from boathouse.services.athena.errors import InvalidRequestError
from boathouse.services.athena.ledger import Ledger, Record, shown
from boathouse.services.athena.prepared import PreparedStatements
from boathouse.services.athena.reading import read
from boathouse.services.athena.runner import Runner, Work
from boathouse.services.athena.tokens import opened, sealed
from boathouse.services.athena.workgroups import ENGINE_VERSION, WorkGroups

LONGEST = 262_144
ENCRYPTION = ("EncryptionConfiguration",)


class Executions:
    """Queries on their way and done."""

    def __init__(
        self,
        ledger: Ledger,
        work_groups: WorkGroups,
        prepared: PreparedStatements,
        runner: Runner,
        lake: Lake,
    ) -> None:
        self._ledger, self._work_groups, self._prepared = ledger, work_groups, prepared
        self._runner, self._lake = runner, lake

    def start_query_execution(
        self,
        query_string: str,
        client_request_token: str | None = None,
        query_execution_context: Record | None = None,
        result_configuration: Record | None = None,
        work_group: str = "primary",
        execution_parameters: list[str] | None = None,
    ) -> Record:
        """Start a statement and answer at once; it goes on in a thread of its own.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
        Differs: result encryption is stored, not obeyed; result reuse is refused by name.
        """
        group = self._work_groups.enabled(work_group)
        asked, context = result_configuration or {}, query_execution_context or {}
        output = self._location(group, asked)
        parameters = execution_parameters or []
        if len(query_string) > LONGEST:
            raise InvalidRequestError("QueryString is longer than 262144 characters")
        reading = read(query_string, parameters, work_group, self._prepared)
        _enforced(group, reading.statement)
        identifier = str(uuid.uuid4())
        encryption = {k: asked[k] for k in ENCRYPTION if k in asked}
        execution = {
            "QueryExecutionId": identifier,
            "Query": query_string,
            **reading.kinds,
            "ResultConfiguration": {"OutputLocation": f"{output}{reading.file(identifier)}", **encryption},
            "QueryExecutionContext": {k: v.lower() for k, v in context.items()},
            "Status": {"State": "QUEUED", "SubmissionDateTime": self._ledger.clock()},
            "Statistics": {},
            "WorkGroup": group["Name"],
            "EngineVersion": {"SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": ENGINE_VERSION},
            **({"ExecutionParameters": parameters} if parameters else {}),
        }
        request = {"query": query_string, "context": context, "output": output, "work_group": work_group}
        if parameters:
            request["parameters"] = parameters
        known = self._ledger.add(execution, client_request_token, request)
        if known == identifier:
            database = context.get("Database", "").strip("`").lower()
            work = Work(identifier, reading.text, reading.statement, database, output, work_group)
            self._runner.submit(work)
        return {"QueryExecutionId": known}

    def get_query_execution(self, query_execution_id: str) -> Record:
        """Answer one execution's state, statistics and error.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryExecution.html
        Differs: DataScannedInBytes counts whole files, also where a Parquet reader skips columns.
        """
        return {"QueryExecution": shown(self._ledger.get(query_execution_id))}

    def get_query_runtime_statistics(self, query_execution_id: str) -> Record:
        """Answer where a query's time went, and the bytes that it read.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryRuntimeStatistics.html
        Differs: rows are not counted, and there are no stages.
        """
        measured = self._ledger.get(query_execution_id)["Statistics"]
        timeline = {key: value for key, value in measured.items() if key.endswith("TimeInMillis")}
        rows = {"InputBytes": measured["DataScannedInBytes"]} if "DataScannedInBytes" in measured else {}
        return {"QueryRuntimeStatistics": {"Timeline": timeline, "Rows": rows}}

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
            if member not in ("OutputLocation", *ENCRYPTION):
                raise InvalidRequestError(f"ResultConfiguration.{member} is not emulated by Boathouse")
        output = _imposed(group) or asked.get("OutputLocation") or _own(group)
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
        return output if output.endswith("/") else f"{output}/"


def _own(group: Record) -> str:
    """A workgroup's output location; empty if it has none."""
    return str(group["Configuration"].get("ResultConfiguration", {}).get("OutputLocation") or "")


def _imposed(group: Record) -> str:
    """The output location that a workgroup makes all its statements have; empty if it leaves that to them."""
    return _own(group) if group["Configuration"].get("EnforceWorkGroupConfiguration") else ""


def _enforced(group: Record, statement: Statement | None) -> None:
    asked = isinstance(statement, CreateTableAs) and "external_location" in statement.properties
    if asked and _imposed(group):
        raise InvalidRequestError(
            f"external_location cannot be given: workgroup {group['Name']} enforces the location of results."
        )
