"""Connections: how a job reaches a database, by a name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from boathouse.errors import NotEmulated, ServiceError
from boathouse.services.glue.errors import (
    AlreadyExistsError,
    EntityNotFoundError,
    InvalidInputError,
    detail,
)
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Clock, Record, dump, load, now
from boathouse.services.glue.tags import Tags
from boathouse.store import Store

_DDL = "create table if not exists glue_connections (name text primary key, document text not null);"
_REFUSED = ("AuthenticationConfiguration", "ValidateCredentials")
_SECRETS = ("PASSWORD", "ENCRYPTED_PASSWORD")


class Connections:
    """Create, read, update and delete connections; whether one leads anywhere shows when a job uses it."""

    def __init__(self, store: Store, tags: Tags, clock: Clock = now) -> None:
        self._store, self._tags, self._clock = store, tags, clock
        store.create(_DDL)

    def create_connection(
        self, connection_input: Record, catalog_id: str | None = None, tags: dict[str, str] | None = None
    ) -> Record:
        """Create a connection.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateConnection.html
        Differs: nothing is tried out; subnets and security groups are stored and mean nothing here; a
        password stands as it is in the local state. OAuth and validated credentials are refused.
        """
        members, moment = _checked(connection_input), self._clock()
        name = members["Name"]
        with self._store.write() as db:
            if _look_up(db, name) is not None:
                raise AlreadyExistsError(f"Connection {name} already exists.")
            document = members | {"CreationTime": moment, "LastUpdatedTime": moment}
            db.execute("insert into glue_connections values (?, ?)", [name, dump(document)])
            self._tags.put(db, f"connection/{name}", tags)
        return {"CreateConnectionStatus": "READY"}

    def get_connection(
        self,
        name: str,
        catalog_id: str | None = None,
        hide_password: bool = False,
        apply_override_for_compute_environment: str | None = None,
    ) -> Record:
        """Answer one connection.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetConnection.html
        Differs: there are no overrides for a compute environment.
        """
        with self._store.read() as db:
            return {"Connection": _shown(_find(db, name), hide_password)}

    def get_connections(
        self,
        catalog_id: str | None = None,
        filter: Record | None = None,  # noqa: A002 - AWS's name
        hide_password: bool = False,
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Record:
        """Answer connections by name, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetConnections.html
        """
        page = Page(next_token, max_results)
        with self._store.read() as db:
            taken, more = page.cut(
                _wanted(db, page.after or "", filter or {}), key=lambda connection: connection["Name"]
            )
        return {"ConnectionList": [_shown(connection, hide_password) for connection in taken], **more}

    def update_connection(self, name: str, connection_input: Record, catalog_id: str | None = None) -> None:
        """Replace what a connection says; its name stays.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateConnection.html
        Differs: nothing is tried out; subnets and security groups mean nothing here. OAuth and validated
            credentials are refused.
        """
        members = _checked(connection_input)
        if members["Name"] != name:
            raise InvalidInputError("The name of a connection cannot be changed.")
        with self._store.write() as db:
            created = _find(db, name)["CreationTime"]
            document = members | {"CreationTime": created, "LastUpdatedTime": self._clock()}
            db.execute("update glue_connections set document = ? where name = ?", [dump(document), name])

    def delete_connection(self, connection_name: str, catalog_id: str | None = None) -> None:
        """Delete a connection.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteConnection.html
        """
        with self._store.write() as db:
            self._delete(db, connection_name)

    def batch_delete_connection(
        self, connection_name_list: list[str], catalog_id: str | None = None
    ) -> Record:
        """Delete several connections; answer those that could not be.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteConnection.html
        """
        gone, errors = [], {}
        with self._store.write() as db:
            for name in connection_name_list:
                try:
                    self._delete(db, name)
                    gone.append(name)
                except ServiceError as error:
                    errors[name] = detail(error)
        return {"Succeeded": gone, "Errors": errors}

    def _delete(self, db: sqlite3.Connection, name: str) -> None:
        _find(db, name)
        db.execute("delete from glue_connections where name = ?", [name])
        self._tags.drop(db, f"connection/{name}")


def _checked(given: Record) -> Record:
    for member in _REFUSED:
        if given.get(member):
            raise NotEmulated(f"A connection with {member}", "Leave it out, or run this against AWS.")
    return given


def _wanted(db: sqlite3.Connection, after: str, wanted: Record) -> Iterator[Record]:
    """Connections behind a name, in order, that a filter lets through."""
    criteria = set(wanted.get("MatchCriteria") or ())
    for row in db.execute(
        "select document from glue_connections where name > ? order by name", [after]
    ).fetchall():
        connection = load(row["document"])
        kind = wanted.get("ConnectionType", connection["ConnectionType"])
        if kind == connection["ConnectionType"] and criteria <= set(connection.get("MatchCriteria") or ()):
            yield connection


def _shown(connection: Record, hide_password: bool) -> Record:
    if not hide_password:
        return connection
    told = connection.get("ConnectionProperties") or {}
    return connection | {"ConnectionProperties": {k: v for k, v in told.items() if k not in _SECRETS}}


def _find(db: sqlite3.Connection, name: str) -> Record:
    connection = _look_up(db, name)
    if connection is None:
        raise EntityNotFoundError(f"Connection {name} not found.")
    return connection


def _look_up(db: sqlite3.Connection, name: str) -> Record | None:
    row = db.execute("select document from glue_connections where name = ?", [name]).fetchone()
    return load(row["document"]) if row else None
