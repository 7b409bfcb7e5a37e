"""Prepared statements: texts with question marks, kept by name in a workgroup."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from boathouse.engine.sql.failures import DDL_FAILED, QueryError
from boathouse.engine.sql.hive import Statement
from boathouse.engine.sql.trino.statements import Deallocate, Prepare
from boathouse.errors import ServiceError
from boathouse.services.athena.errors import InvalidRequestError
from boathouse.services.athena.ledger import Record
from boathouse.services.athena.tokens import opened, sealed
from boathouse.services.athena.workgroups import WorkGroups
from boathouse.store import Store

_DDL = """
create table if not exists athena_prepared_statements (
  work_group text not null, name text not null, document text not null, primary key (work_group, name)
);
"""
NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_@:]{0,255}")


class PreparedStatements:
    """Create, read, list, change and delete prepared statements."""

    def __init__(self, store: Store, work_groups: WorkGroups) -> None:
        self._store, self._work_groups = store, work_groups
        store.create(_DDL)

    def create_prepared_statement(
        self, statement_name: str, work_group: str, query_statement: str, description: str = ""
    ) -> Record:
        """Keep a statement; a name is given once in a workgroup.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_CreatePreparedStatement.html
        """
        self._work_groups.found(work_group)
        if not NAME.fullmatch(statement_name):
            raise InvalidRequestError(f"Invalid name of a prepared statement: {statement_name}")
        document = _document(statement_name, work_group, query_statement, description)
        with self._store.write() as db:
            row = db.execute(
                "select 1 from athena_prepared_statements where work_group = ? and name = ?",
                [work_group, statement_name],
            ).fetchone()
            if row is not None:
                text = f"Prepared Statement {statement_name} already exists in WorkGroup {work_group}"
                raise InvalidRequestError(text)
            db.execute(
                "insert into athena_prepared_statements values (?, ?, ?)",
                [work_group, statement_name, json.dumps(document)],
            )
        return {}

    def get_prepared_statement(self, statement_name: str, work_group: str) -> Record:
        """Answer one statement.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetPreparedStatement.html
        """
        return {"PreparedStatement": _shown(self._found(statement_name, work_group))}

    def batch_get_prepared_statement(self, prepared_statement_names: list[str], work_group: str) -> Record:
        """Answer several statements, and which names are unknown.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetPreparedStatement.html
        """
        found, unknown = [], []
        for name in prepared_statement_names:
            try:
                found.append(_shown(self._found(name, work_group)))
            except ServiceError as error:
                unknown.append(
                    {"StatementName": name, "ErrorCode": "STATEMENT_NOT_FOUND", "ErrorMessage": error.message}
                )
        return {"PreparedStatements": found, "UnprocessedPreparedStatementNames": unknown}

    def list_prepared_statements(
        self, work_group: str, next_token: str | None = None, max_results: int = 50
    ) -> Record:
        """List a workgroup's statements by name.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_ListPreparedStatements.html
        """
        self._work_groups.found(work_group)
        begin = opened(next_token) or 0
        with self._store.read() as db:
            rows = db.execute(
                "select document from athena_prepared_statements where work_group = ? "
                "order by name limit ? offset ?",
                [work_group, max_results + 1, begin],
            ).fetchall()
        found = [_shown(json.loads(row["document"])) for row in rows[:max_results]]
        members = ("StatementName", "LastModifiedTime")
        answer: Record = {"PreparedStatements": [{key: f[key] for key in members} for f in found]}
        if len(rows) > max_results:
            answer["NextToken"] = sealed(begin + max_results)
        return answer

    def update_prepared_statement(
        self, statement_name: str, work_group: str, query_statement: str, description: str = ""
    ) -> Record:
        """Give a statement another text and description.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdatePreparedStatement.html
        """
        self._found(statement_name, work_group)
        document = _document(statement_name, work_group, query_statement, description)
        with self._store.write() as db:
            db.execute(
                "update athena_prepared_statements set document = ? where work_group = ? and name = ?",
                [json.dumps(document), work_group, statement_name],
            )
        return {}

    def delete_prepared_statement(self, statement_name: str, work_group: str) -> Record:
        """Forget a statement.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_DeletePreparedStatement.html
        """
        self._found(statement_name, work_group)
        with self._store.write() as db:
            db.execute(
                "delete from athena_prepared_statements where work_group = ? and name = ?",
                [work_group, statement_name],
            )
        return {}

    def execute(self, statement: Statement, work_group: str) -> None:
        """PREPARE and DEALLOCATE PREPARE.

        AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements-sql-statements.html
        """
        try:
            if isinstance(statement, Prepare):
                self.create_prepared_statement(statement.name, work_group, statement.sql)
            elif isinstance(statement, Deallocate):
                self.delete_prepared_statement(statement.name, work_group)
        except ServiceError as error:
            raise QueryError(DDL_FAILED, error.message) from error

    def text(self, statement_name: str, work_group: str) -> str:
        """A statement's text, for EXECUTE.

        Raises ServiceError ResourceNotFoundException.
        """
        return str(self._found(statement_name, work_group)["QueryStatement"])

    def _found(self, name: str, work_group: str) -> Record:
        self._work_groups.found(work_group)
        with self._store.read() as db:
            row = db.execute(
                "select document from athena_prepared_statements where work_group = ? and name = ?",
                [work_group, name],
            ).fetchone()
        if row is None:
            text = f"PreparedStatement {name} was not found in workGroup {work_group}"
            raise ServiceError("ResourceNotFoundException", text)
        document: Record = json.loads(row["document"])
        return document


def _document(name: str, work_group: str, text: str, description: str) -> Record:
    return {
        "StatementName": name,
        "QueryStatement": text,
        "WorkGroupName": work_group,
        "Description": description,
        "LastModifiedTime": datetime.now(UTC).timestamp(),
    }


def _shown(document: Record) -> Record:
    return {**document, "LastModifiedTime": datetime.fromtimestamp(document["LastModifiedTime"], UTC)}
