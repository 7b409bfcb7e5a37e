"""Archived versions of tables."""

from __future__ import annotations

import re

from boathouse.errors import ServiceError
from boathouse.services.glue.errors import EntityNotFoundError, InvalidInputError, detail
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Record, load
from boathouse.services.glue.tables import Tables, answer
from boathouse.store import Store

_HIGHEST = 2**62


class Versions:
    """Read and delete what UpdateTable has archived."""

    def __init__(self, store: Store, tables: Tables) -> None:
        self._store, self._tables = store, tables

    def get_table_version(
        self,
        database_name: str,
        table_name: str,
        version_id: str | None = None,
        catalog_id: str | None = None,
    ) -> Record:
        """Answer one version of a table, the current one by default.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetTableVersion.html
        """
        with self._store.read() as db:
            current = self._tables.find(db, database_name, table_name)
            if version_id in (None, current["VersionId"]):
                return {"TableVersion": _version(current)}
            row = db.execute(
                "select document from glue_table_versions where database = ? and name = ? and version = ?",
                [current["DatabaseName"], current["Name"], _number(version_id)],
            ).fetchone()
            if row is None:
                raise EntityNotFoundError("Version not found.")
            return {"TableVersion": _version(answer(current["DatabaseName"], load(row["document"])))}

    def get_table_versions(
        self,
        database_name: str,
        table_name: str,
        catalog_id: str | None = None,
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Record:
        """Answer a table's versions, the newest first.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetTableVersions.html
        """
        page = Page(next_token, max_results, key=int)
        before = _HIGHEST if page.after is None else page.after
        with self._store.read() as db:
            current = self._tables.find(db, database_name, table_name)
            database = current["DatabaseName"]
            archived = db.execute(
                "select document from glue_table_versions where database = ? and name = ? and version < ?"
                " order by version desc",
                [database, current["Name"], before],
            )
            newest = [current] if int(current["VersionId"]) < before else []
            versions = newest + [answer(database, load(row["document"])) for row in archived]
            taken, more = page.cut(versions, key=lambda table: int(table["VersionId"]))
        return {"TableVersions": [_version(table) for table in taken], **more}

    def delete_table_version(
        self, database_name: str, table_name: str, version_id: str, catalog_id: str | None = None
    ) -> None:
        """Delete one archived version of a table.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTableVersion.html
        """
        with self._store.write() as db:
            current = self._tables.find(db, database_name, table_name)
            if version_id == current["VersionId"]:
                raise InvalidInputError("Cannot delete the current version of a table.")
            gone = db.execute(
                "delete from glue_table_versions where database = ? and name = ? and version = ?",
                [current["DatabaseName"], current["Name"], _number(version_id)],
            )
            if not gone.rowcount:
                raise EntityNotFoundError("Version not found.")

    def batch_delete_table_version(
        self, database_name: str, table_name: str, version_ids: list[str], catalog_id: str | None = None
    ) -> Record:
        """Delete several archived versions; answer those that could not be.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteTableVersion.html
        """
        errors: list[Record] = []
        with self._store.write() as db:
            self._tables.find(db, database_name, table_name)
            for version in version_ids:
                try:
                    self.delete_table_version(database_name, table_name, version)
                except ServiceError as error:
                    errors.append(
                        {"TableName": table_name, "VersionId": version, "ErrorDetail": detail(error)}
                    )
        return {"Errors": errors}


def _version(table: Record) -> Record:
    return {"Table": table, "VersionId": table["VersionId"]}


def _number(version: str | None) -> int:
    if version is None or not re.fullmatch(r"[0-9]{1,18}", version):
        raise InvalidInputError(f"Invalid version id: {version}")
    return int(version)
