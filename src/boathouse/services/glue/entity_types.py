"""Custom entity types: patterns of sensitive data that an account has of its own."""

from __future__ import annotations

import sqlite3

from boathouse.services.glue.errors import AlreadyExistsError, EntityNotFoundError
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Record, dump, load
from boathouse.services.glue.tags import Tags
from boathouse.store import Store

_DDL = "create table if not exists glue_entity_types (name text primary key, document text not null);"


class EntityTypes:
    """Create, read and delete custom entity types; jobs look for them by name."""

    def __init__(self, store: Store, tags: Tags) -> None:
        self._store, self._tags = store, tags
        store.create(_DDL)

    def create_custom_entity_type(
        self,
        name: str,
        regex_string: str,
        context_words: list[str] | None = None,
        tags: dict[str, str] | None = None,
    ) -> Record:
        """Create a custom entity type.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateCustomEntityType.html
        Differs: the regular expression is tried out where a job looks for it, as one of Python's.
        """
        words = {"ContextWords": context_words} if context_words else {}
        with self._store.write() as db:
            if _look_up(db, name) is not None:
                raise AlreadyExistsError(f"Custom entity type {name} already exists.")
            document = {"Name": name, "RegexString": regex_string, **words}
            db.execute("insert into glue_entity_types values (?, ?)", [name, dump(document)])
            self._tags.put(db, f"customEntityType/{name}", tags)
        return {"Name": name}

    def get_custom_entity_type(self, name: str) -> Record:
        """Answer one custom entity type.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetCustomEntityType.html
        """
        with self._store.read() as db:
            return _find(db, name)

    def batch_get_custom_entity_types(self, names: list[str]) -> Record:
        """Answer custom entity types by their names, and the names that there are not.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetCustomEntityTypes.html
        """
        with self._store.read() as db:
            found = {name: _look_up(db, name) for name in names}
        return {
            "CustomEntityTypes": [document for document in found.values() if document],
            "CustomEntityTypesNotFound": [name for name, document in found.items() if not document],
        }

    def list_custom_entity_types(
        self,
        next_token: str | None = None,
        max_results: int | None = None,
        tags: dict[str, str] | None = None,
    ) -> Record:
        """Answer custom entity types by name, page by page; only those with certain tags if any are given.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ListCustomEntityTypes.html
        """
        page = Page(next_token, max_results)
        with self._store.read() as db:
            rows = db.execute(
                "select name, document from glue_entity_types where name > ? order by name",
                [page.after or ""],
            ).fetchall()
            wanted = [row for row in rows if self._tags.match(db, f"customEntityType/{row['name']}", tags)]
        taken, more = page.cut(map(_document, wanted), key=lambda document: document["Name"])
        return {"CustomEntityTypes": taken, **more}

    def delete_custom_entity_type(self, name: str) -> Record:
        """Delete a custom entity type.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteCustomEntityType.html
        """
        with self._store.write() as db:
            _find(db, name)
            db.execute("delete from glue_entity_types where name = ?", [name])
            self._tags.drop(db, f"customEntityType/{name}")
        return {"Name": name}


def _document(row: sqlite3.Row) -> Record:
    return load(row["document"])


def _find(db: sqlite3.Connection, name: str) -> Record:
    document = _look_up(db, name)
    if document is None:
        raise EntityNotFoundError(f"Custom entity type {name} not found.")
    return document


def _look_up(db: sqlite3.Connection, name: str) -> Record | None:
    row = db.execute("select document from glue_entity_types where name = ?", [name]).fetchone()
    return _document(row) if row else None
