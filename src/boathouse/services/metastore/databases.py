"""Calls about databases."""

from __future__ import annotations

from typing import Any

from pymetastore.hive_metastore.ttypes import (
    Database,
    InvalidOperationException,
    MetaException,
    NoSuchObjectException,
)

from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.services.glue.databases import DEFAULT
from boathouse.services.glue.pages import everything
from boathouse.services.metastore.patterns import matching

NO_PLACE = "Can not create a Path from an empty string"


class DatabaseCalls:
    """The catalog's databases, and the `default` one that Spark takes for granted."""

    def __init__(self, glue: Glue, lake: Lake) -> None:
        self._glue, self._lake = glue, lake

    def get_database(self, name: str) -> Database:
        """Return one database.

        `default` is there even before anybody made it, and in Spark's warehouse unless it has a location:
        Spark would create it there.
        """
        warehouse = {"LocationUri": f"file:{self._lake.warehouse}"} if name.lower() == DEFAULT else {}
        try:
            found = self._glue.databases.get_database(name=name)["Database"]
        except ServiceError as error:
            if not warehouse:
                raise NoSuchObjectException(message=error.message) from error
            found = {"Name": DEFAULT}
        return _shown(warehouse | found)

    def get_databases(self, pattern: str) -> list[str]:
        """Return the names that match."""
        return matching(self.get_all_databases(), pattern)

    def get_all_databases(self) -> list[str]:
        """Return every name."""
        found = everything(self._glue.databases.get_databases, "DatabaseList")
        return sorted({DEFAULT, *(database["Name"] for database in found)})

    def create_database(self, database: Database) -> None:
        """Create a database.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html
        Differs: the location that Spark proposes is a folder of the lake's home, where tables without a
        place in S3 stay; on AWS it is on a disk that goes with the run.
        """
        self._glue.databases.create_database(database_input=_stored(database))

    def alter_database(self, name: str, database: Database) -> None:
        """Change a database's comment, location or properties."""
        self._glue.databases.update_database(name=name, database_input=_stored(database))

    def drop_database(self, name: str, delete_data: bool, cascade: bool) -> None:
        """Drop a database; without cascade only if it is empty."""
        if not cascade and everything(self._glue.tables.get_tables, "TableList", database_name=name):
            raise InvalidOperationException(
                message=f"Database {name} is not empty. One or more tables exist."
            )
        self._glue.databases.delete_database(name=name)

    def place(self, name: str, table: str) -> str:
        """Return where a table without a location of its own goes: below its database's.

        Raises MetaException, in the words that AWS has for it, when the database has none.
        """
        location = self.get_database(name).locationUri
        if not location:
            raise MetaException(message=NO_PLACE)
        return f"{location.rstrip('/')}/{table.lower()}"


def _shown(database: dict[str, Any]) -> Database:
    return Database(
        name=database["Name"],
        description=database.get("Description", ""),
        # Without one Spark says that it cannot create a path from an empty string, as it does on AWS.
        locationUri=database.get("LocationUri", ""),
        parameters=dict(database.get("Parameters", {})),
    )


def _stored(database: Database) -> dict[str, Any]:
    told: dict[str, Any] = {"Name": database.name}
    if database.description:
        told["Description"] = database.description
    if database.locationUri:
        told["LocationUri"] = database.locationUri
    if database.parameters:
        told["Parameters"] = dict(database.parameters)
    return told
