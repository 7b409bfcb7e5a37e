"""What a text asks for: which statement it is, with its parameters in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boathouse.engine.sql import QueryError, trino
from boathouse.engine.sql.dialect import Source
from boathouse.engine.sql.failures import DDL_FAILED
from boathouse.engine.sql.hive import Statement, parse
from boathouse.engine.sql.hive import statements as s
from boathouse.engine.sql.trino import statements as t
from boathouse.errors import ServiceError
from boathouse.services.athena.errors import InvalidRequestError
from boathouse.services.athena.prepared import PreparedStatements

UTILITY = (
    s.ShowDatabases, s.ShowTables, s.ShowColumns, s.ShowPartitions, s.ShowCreate, s.ShowProperties,
    s.Describe,
)  # fmt: skip
WRITES = {
    t.CreateTableAs: ("DDL", "CREATE_TABLE_AS_SELECT"),
    t.Insert: ("DML", "INSERT"),
    t.Delete: ("DML", "DELETE"),
    t.Update: ("DML", "UPDATE"),
    t.Merge: ("DML", "MERGE"),
    t.Optimize: ("DML", "OPTIMIZE"),
    t.Vacuum: ("DML", "VACUUM"),
    t.Unload: ("DML", "UNLOAD"),
}
PREPARABLE = "Only SELECT, CREATE TABLE AS, INSERT INTO and UNLOAD can be prepared"


@dataclass(frozen=True)
class Reading:
    """The statement that will be carried out, or None for a query, and the text of it."""

    statement: Statement | None
    text: str

    @property
    def kinds(self) -> dict[str, str]:
        """StatementType, and SubstatementType where it is known."""
        if self.statement is None:
            kind, substatement = "DML", "SELECT"
        elif type(self.statement) in WRITES:
            kind, substatement = WRITES[type(self.statement)]
        else:
            return {"StatementType": "UTILITY" if isinstance(self.statement, UTILITY) else "DDL"}
        return {"StatementType": kind, "SubstatementType": substatement}

    def file(self, identifier: str) -> str:
        """The result's name below the output location."""
        if isinstance(self.statement, t.CreateTableAs):
            return f"tables/{identifier}"
        if isinstance(self.statement, t.Write):
            return identifier
        return f"{identifier}.{'csv' if self.statement is None else 'txt'}"


def read(text: str, parameters: Sequence[str], work_group: str, prepared: PreparedStatements) -> Reading:
    """Read a statement; one that cannot be read is refused before anything starts, as Athena does."""
    try:
        statement = trino.parse(text)
        if isinstance(statement, t.Prepare):
            if not _is_preparable(_parsed(statement.sql)):
                raise QueryError("NOT_SUPPORTED", PREPARABLE)
        elif isinstance(statement, t.Execute):
            text = prepared.text(statement.name, work_group)
            text = trino.bound(text, statement.parameters or parameters)
            statement = _parsed(text)
            if not _is_preparable(statement):  # the API keeps any text
                raise QueryError("NOT_SUPPORTED", PREPARABLE)
        elif not isinstance(statement, t.Deallocate):
            if parameters or statement is not None or parse(text) is None:
                text = trino.bound(text, parameters)
            statement = _parsed(text)
    except ServiceError as error:
        return Reading(s.Refused(DDL_FAILED, error.message), text)
    except QueryError as error:
        if error.code == "SYNTAX_ERROR":
            message = error.reason.removeprefix("SYNTAX_ERROR: ")
            raise InvalidRequestError(message, "MALFORMED_QUERY") from error
        return Reading(s.Refused(error.code, error.reason), text)
    return Reading(statement, text)


def _is_preparable(statement: Statement | None) -> bool:
    return isinstance(statement, t.Write | None) and not isinstance(statement, t.Change)


def _parsed(text: str) -> Statement | None:
    statement = trino.parse(text) or parse(text)
    if isinstance(statement, t.Change):
        Source(statement.sql).change()
    elif statement is None or isinstance(statement, t.Write):
        Source(text if statement is None else statement.sql).parse()
    return statement
