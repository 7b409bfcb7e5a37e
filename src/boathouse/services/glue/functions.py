"""User-defined functions of the Data Catalog."""

from __future__ import annotations

import sqlite3

from boathouse.calls import ACCOUNT
from boathouse.services.glue.databases import Databases
from boathouse.services.glue.errors import AlreadyExistsError, EntityNotFoundError, InvalidInputError
from boathouse.services.glue.names import fold, name_pattern
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Clock, Record, dump, load, now
from boathouse.store import Store

_DDL = """
create table if not exists glue_functions (
  database text not null references glue_databases (name) on delete cascade on update cascade,
  name text not null, document text not null, primary key (database, name)
);
"""


class Functions:
    """Create, read, update and delete functions; Spark finds them by the catalog's metastore face."""

    def __init__(self, store: Store, databases: Databases, clock: Clock = now) -> None:
        self._store, self._databases, self._clock = store, databases, clock
        store.create(_DDL)

    def create_user_defined_function(
        self, database_name: str, function_input: Record, catalog_id: str | None = None
    ) -> None:
        """Create a function.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateUserDefinedFunction.html
        """
        with self._store.write() as db:
            database = self._databases.to_hold(db, database_name)
            name = _named(function_input)
            if _look_up(db, database, name):
                raise AlreadyExistsError("Function already exists.")
            document = {**function_input, "FunctionName": name, "CreateTime": self._clock()}
            _insert(db, database, document)

    def get_user_defined_function(
        self, database_name: str, function_name: str, catalog_id: str | None = None
    ) -> Record:
        """Answer one function.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetUserDefinedFunction.html
        """
        with self._store.read() as db:
            database = self._databases.find(db, database_name)["Name"]
            return {"UserDefinedFunction": _answer(database, _find(db, database, function_name))}

    def get_user_defined_functions(
        self,
        pattern: str,
        database_name: str | None = None,
        catalog_id: str | None = None,
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Record:
        """Answer the functions of a database, or of all, whose names match, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetUserDefinedFunctions.html
        """
        matches = name_pattern(pattern)
        page = Page(next_token, max_results)
        with self._store.read() as db:
            database = self._databases.find(db, database_name)["Name"] if database_name is not None else None
            rows = db.execute(
                "select *, database || '.' || name as key from glue_functions"
                " where key > ? and database = coalesce(?, database) order by key",
                [page.after or "", database],
            )
            wanted = (row for row in rows if matches.fullmatch(row["name"]))
            taken, more = page.cut(wanted, key=lambda row: row["key"])
        found = [_answer(row["database"], load(row["document"])) for row in taken]
        return {"UserDefinedFunctions": found, **more}

    def update_user_defined_function(
        self, database_name: str, function_name: str, function_input: Record, catalog_id: str | None = None
    ) -> None:
        """Replace a function's definition; another name in it renames the function.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateUserDefinedFunction.html
        """
        with self._store.write() as db:
            database = self._databases.find(db, database_name)["Name"]
            old = _find(db, database, function_name)
            name = _named({"FunctionName": function_name, **function_input})
            if name != old["FunctionName"] and _look_up(db, database, name):
                raise AlreadyExistsError("Function already exists.")
            _delete(db, database, old["FunctionName"])
            document = {**function_input, "FunctionName": name, "CreateTime": old["CreateTime"]}
            _insert(db, database, document)

    def delete_user_defined_function(
        self, database_name: str, function_name: str, catalog_id: str | None = None
    ) -> None:
        """Delete a function.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteUserDefinedFunction.html
        """
        with self._store.write() as db:
            database = self._databases.find(db, database_name)["Name"]
            _delete(db, database, _find(db, database, function_name)["FunctionName"])


def _named(function_input: Record) -> str:
    if not function_input.get("FunctionName"):
        raise InvalidInputError("A function needs a FunctionName.")
    return fold(function_input["FunctionName"])


def _look_up(db: sqlite3.Connection, database: str, name: str) -> Record | None:
    row = db.execute(
        "select document from glue_functions where database = ? and name = ?", [database, fold(name)]
    ).fetchone()
    return load(row["document"]) if row else None


def _find(db: sqlite3.Connection, database: str, name: str) -> Record:
    document = _look_up(db, database, name)
    if document is None:
        raise EntityNotFoundError(f"Function {fold(name)} not found.")
    return document


def _insert(db: sqlite3.Connection, database: str, document: Record) -> None:
    db.execute(
        "insert into glue_functions values (?, ?, ?)", [database, document["FunctionName"], dump(document)]
    )


def _delete(db: sqlite3.Connection, database: str, name: str) -> None:
    db.execute("delete from glue_functions where database = ? and name = ?", [database, name])


def _answer(database: str, document: Record) -> Record:
    return {**document, "DatabaseName": database, "CatalogId": ACCOUNT}
