"""User-defined functions: there are none, and Hive clients ask."""

from __future__ import annotations

from boathouse.services.glue.databases import Databases
from boathouse.services.glue.records import Record
from boathouse.store import Store


class Functions:
    """An empty list of functions, without which no Hive client opens the catalog."""

    def __init__(self, store: Store, databases: Databases) -> None:
        self._store, self._databases = store, databases

    def get_user_defined_functions(
        self,
        pattern: str,
        database_name: str | None = None,
        catalog_id: str | None = None,
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Record:
        """Answer the functions of a database, of which there are none.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetUserDefinedFunctions.html
        Differs: functions cannot be created, so the list is always empty.
        """
        if database_name is not None:
            with self._store.read() as db:
                self._databases.find(db, database_name)
        return {"UserDefinedFunctions": []}
