"""Databases of the Data Catalog."""

from __future__ import annotations

import sqlite3

from boathouse.calls import ACCOUNT
from boathouse.services.glue.errors import AlreadyExistsError, EntityNotFoundError
from boathouse.services.glue.names import fold
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Clock, Record, dump, load, now
from boathouse.services.glue.tags import Tags
from boathouse.store import Store

_DDL = "create table if not exists glue_databases (name text primary key, document text not null);"


DEFAULT = "default"


class Databases:
    """Create, read, update and delete databases; every CatalogId is the one local catalog."""

    def __init__(self, store: Store, tags: Tags, clock: Clock = now) -> None:
        self._store, self._tags, self._clock = store, tags, clock
        store.create(_DDL)

    def create_database(
        self, database_input: Record, catalog_id: str | None = None, tags: dict[str, str] | None = None
    ) -> None:
        """Create a database.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html
        Differs: CatalogId is not looked at; there is one catalog. Federated databases and resource
        links are stored, not followed.
        """
        name = fold(database_input["Name"])
        document = {**database_input, "Name": name, "CreateTime": self._clock()}
        with self._store.write() as db:
            if _row(db, name):
                raise AlreadyExistsError("Database already exists.")
            db.execute("insert into glue_databases values (?, ?)", [name, dump(document)])
            self._tags.put(db, f"database/{name}", tags)

    def get_database(self, name: str, catalog_id: str | None = None) -> Record:
        """Answer one database.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabase.html
        """
        with self._store.read() as db:
            return {"Database": _answer(self.find(db, name))}

    def get_databases(
        self,
        catalog_id: str | None = None,
        next_token: str | None = None,
        max_results: int | None = None,
        resource_share_type: str | None = None,
        attributes_to_get: list[str] | None = None,
    ) -> Record:
        """Answer all databases by name, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabases.html
        Differs: nothing is shared between accounts, so FOREIGN and FEDERATED have no databases.
        """
        if resource_share_type in ("FOREIGN", "FEDERATED"):
            return {"DatabaseList": []}
        page = Page(next_token, max_results)
        with self._store.read() as db:
            rows = db.execute(
                "select name, document from glue_databases where name > ? order by name", [page.after or ""]
            )
            taken, more = page.cut(rows, key=lambda row: row["name"])
        databases = [_answer(load(row["document"])) for row in taken]
        if attributes_to_get:
            wanted = {"NAME": "Name", "TARGET_DATABASE": "TargetDatabase"}
            kept = {wanted[attribute] for attribute in attributes_to_get}
            databases = [{k: v for k, v in database.items() if k in kept} for database in databases]
        return {"DatabaseList": databases, **more}

    def update_database(self, name: str, database_input: Record, catalog_id: str | None = None) -> None:
        """Replace a database's definition; another name in it renames the database.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateDatabase.html
        """
        new = fold(database_input["Name"])
        with self._store.write() as db:
            created = self.find(db, name)["CreateTime"]
            if new != fold(name) and _row(db, new):
                raise AlreadyExistsError("Database already exists.")
            document = {**database_input, "Name": new, "CreateTime": created}
            db.execute(
                "update glue_databases set name = ?, document = ? where name = ?",
                [new, dump(document), fold(name)],
            )
            self._tags.move(db, f"database/{fold(name)}", f"database/{new}")

    def delete_database(self, name: str, catalog_id: str | None = None) -> None:
        """Delete a database with all its tables, their versions and partitions; files stay.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteDatabase.html
        """
        with self._store.write() as db:
            self.find(db, name)
            db.execute("delete from glue_databases where name = ?", [fold(name)])
            self._tags.drop(db, f"database/{fold(name)}")

    def find(self, db: sqlite3.Connection, name: str) -> Record:
        """Read a database's document; EntityNotFoundException if there is none of this name."""
        row = _row(db, fold(name))
        if row is None:
            raise EntityNotFoundError(f"Database {fold(name)} not found.")
        return load(row["document"])

    def to_hold(self, db: sqlite3.Connection, name: str) -> str:
        """The name of a database that something is to be put into; EntityNotFoundException without it.

        `default` is made if it is missing: Athena and Spark have made it in nearly every account.
        """
        if fold(name) == DEFAULT and _row(db, DEFAULT) is None:
            document = {"Name": DEFAULT, "Description": "Default Hive database", "CreateTime": self._clock()}
            db.execute("insert into glue_databases values (?, ?)", [DEFAULT, dump(document)])
        found: str = self.find(db, name)["Name"]
        return found


def _row(db: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute("select * from glue_databases where name = ?", [name]).fetchone()
    return row


def _answer(document: Record) -> Record:
    return {**document, "CatalogId": ACCOUNT}
