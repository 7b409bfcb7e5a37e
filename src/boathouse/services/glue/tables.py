"""Tables of the Data Catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from boathouse.calls import ACCOUNT
from boathouse.errors import ServiceError
from boathouse.services.glue.databases import Databases
from boathouse.services.glue.errors import (
    AlreadyExistsError,
    ConcurrentModificationError,
    EntityNotFoundError,
    detail,
)
from boathouse.services.glue.names import CREATOR, fold, folded_table, name_pattern
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Clock, Record, dump, load, now
from boathouse.store import Store

_DDL = """
create table if not exists glue_tables (
  database text not null references glue_databases (name) on delete cascade on update cascade,
  name text not null, document text not null, primary key (database, name)
);
create table if not exists glue_table_versions (
  database text not null, name text not null, version integer not null, document text not null,
  primary key (database, name, version),
  foreign key (database, name) references glue_tables (database, name) on delete cascade on update cascade
);
"""


class Tables:
    """Create, read, update and delete tables; names and columns are folded to lower case.

    `index` puts a partition index on a table that is being made.
    """

    def __init__(self, store: Store, databases: Databases, clock: Clock = now) -> None:
        self._store, self._databases, self._clock = store, databases, clock
        self.index: Callable[[sqlite3.Connection, Record, Record], None] = lambda db, table, index: None
        store.create(_DDL)

    def create_table(
        self,
        database_name: str,
        table_input: Record,
        catalog_id: str | None = None,
        partition_indexes: list[Record] | None = None,
    ) -> None:
        """Create a table.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html
        Differs: column types are stored as given, not parsed; a resource link is stored, not followed.
        """
        table = folded_table(table_input)
        with self._store.write() as db:
            database = self._databases.to_hold(db, database_name)
            if _row(db, database, table["Name"]):
                raise AlreadyExistsError("Table already exists.")
            moment = self._clock()
            table |= {"CreateTime": moment, "UpdateTime": moment, "CreatedBy": CREATOR, "VersionId": "0"}
            db.execute("insert into glue_tables values (?, ?, ?)", [database, table["Name"], dump(table)])
            for index in partition_indexes or []:
                self.index(db, answer(database, table), index)

    def get_table(self, database_name: str, name: str, catalog_id: str | None = None) -> Record:
        """Answer one table.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html
        """
        with self._store.read() as db:
            return {"Table": self.find(db, database_name, name)}

    def get_tables(
        self,
        database_name: str,
        expression: str | None = None,
        catalog_id: str | None = None,
        next_token: str | None = None,
        max_results: int | None = None,
        attributes_to_get: list[str] | None = None,
    ) -> Record:
        """Answer the tables of a database by name, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html
        """
        matches = name_pattern(expression)
        page = Page(next_token, max_results)
        with self._store.read() as db:
            database = self._databases.find(db, database_name)["Name"]
            rows = db.execute(
                "select name, document from glue_tables where database = ? and name > ? order by name",
                [database, page.after or ""],
            )
            taken, more = page.cut((r for r in rows if matches.fullmatch(r["name"])), key=lambda r: r["name"])
        tables = [answer(database, load(row["document"])) for row in taken]
        if attributes_to_get:
            kept = {"Name", *({"TableType"} if "TABLE_TYPE" in attributes_to_get else ())}
            tables = [{k: v for k, v in table.items() if k in kept} for table in tables]
        return {"TableList": tables, **more}

    def update_table(
        self,
        database_name: str,
        table_input: Record,
        catalog_id: str | None = None,
        skip_archive: bool = False,
        version_id: str | None = None,
    ) -> None:
        """Replace a table's definition and, unless told otherwise, archive the one before.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html
        """
        table = folded_table(table_input)
        with self._store.write() as db:
            database, old = self._stored(db, database_name, table["Name"])
            if version_id is not None and version_id != old["VersionId"]:
                raise ConcurrentModificationError("Update table failed due to concurrent modifications.")
            if not skip_archive:
                db.execute(
                    "insert into glue_table_versions values (?, ?, ?, ?)",
                    [database, old["Name"], int(old["VersionId"]), dump(old)],
                )
            table |= {name: old[name] for name in ("CreateTime", "CreatedBy")}
            table |= {"UpdateTime": self._clock(), "VersionId": str(int(old["VersionId"]) + 1)}
            db.execute(
                "update glue_tables set document = ? where database = ? and name = ?",
                [dump(table), database, table["Name"]],
            )

    def delete_table(self, database_name: str, name: str, catalog_id: str | None = None) -> None:
        """Delete a table with its versions and partitions; files stay.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTable.html
        """
        with self._store.write() as db:
            database, table = self._stored(db, database_name, name)
            db.execute("delete from glue_tables where database = ? and name = ?", [database, table["Name"]])

    def batch_delete_table(
        self, database_name: str, tables_to_delete: list[str], catalog_id: str | None = None
    ) -> Record:
        """Delete several tables; answer those that could not be.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteTable.html
        """
        errors: list[Record] = []
        with self._store.write() as db:
            self._databases.find(db, database_name)
            for name in tables_to_delete:
                try:
                    self.delete_table(database_name, name)
                except ServiceError as error:
                    errors.append({"TableName": name, "ErrorDetail": detail(error)})
        return {"Errors": errors}

    def find(self, db: sqlite3.Connection, database_name: str, name: str) -> Record:
        """Read a table as GetTable answers it; EntityNotFoundException without it or its database."""
        database = self._databases.find(db, database_name)["Name"]
        row = _row(db, database, fold(name))
        if row is None:
            raise EntityNotFoundError
        return answer(database, load(row["document"]))

    def _stored(self, db: sqlite3.Connection, database_name: str, name: str) -> tuple[str, Record]:
        database = self._databases.find(db, database_name)["Name"]
        row = _row(db, database, fold(name))
        if row is None:
            raise EntityNotFoundError(f"Table {fold(name)} not found.")
        return database, load(row["document"])


def answer(database: str, document: Record) -> Record:
    """Complete a stored table with what is the same for all."""
    return {
        **document,
        "DatabaseName": database,
        "CatalogId": ACCOUNT,
        "IsRegisteredWithLakeFormation": False,
    }


def _row(db: sqlite3.Connection, database: str, name: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "select * from glue_tables where database = ? and name = ?", [database, name]
    ).fetchone()
    return row
