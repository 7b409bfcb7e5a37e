"""Calls about functions."""

from __future__ import annotations

from typing import Any

from pymetastore.hive_metastore.ttypes import (
    Function,
    FunctionType,
    GetAllFunctionsResponse,
    NoSuchObjectException,
    PrincipalType,
    ResourceType,
    ResourceUri,
)

from boathouse.services.glue import Glue
from boathouse.services.glue.errors import EntityNotFoundError
from boathouse.services.glue.functions import Functions
from boathouse.services.glue.pages import everything
from boathouse.services.metastore.patterns import matching


class FunctionCalls:
    """The catalog's functions, as `create function` of Spark SQL makes and finds them."""

    def __init__(self, glue: Glue) -> None:
        self._functions: Functions = glue.functions

    def get_all_functions(self) -> GetAllFunctionsResponse:
        """Return every function, which each Hive client asks for when it opens."""
        return GetAllFunctionsResponse(functions=[_shown(function) for function in self._all()])

    def get_functions(self, database: str, pattern: str) -> list[str]:
        """Return the names in a database that match."""
        return matching((function["FunctionName"] for function in self._all(database)), pattern)

    def get_function(self, database: str, name: str) -> Function:
        """Return one function.

        Raises NoSuchObjectException in Hive's words, by which Spark knows that there is none.
        """
        try:
            found = self._functions.get_user_defined_function(database, name)
        except EntityNotFoundError as error:
            raise NoSuchObjectException(message=f"Function {database}.{name} does not exist") from error
        return _shown(found["UserDefinedFunction"])

    def create_function(self, function: Function) -> None:
        """Create a function."""
        self._functions.create_user_defined_function(function.dbName, _stored(function))

    def alter_function(self, database: str, name: str, function: Function) -> None:
        """Change or rename a function."""
        self._functions.update_user_defined_function(database, name, _stored(function))

    def drop_function(self, database: str, name: str) -> None:
        """Drop a function."""
        self._functions.delete_user_defined_function(database, name)

    def _all(self, database: str | None = None) -> list[dict[str, Any]]:
        return everything(
            self._functions.get_user_defined_functions,
            "UserDefinedFunctions",
            pattern="*",
            database_name=database,
        )


def _shown(function: dict[str, Any]) -> Function:
    return Function(
        functionName=function["FunctionName"],
        dbName=function["DatabaseName"],
        className=function.get("ClassName", ""),
        ownerName=function.get("OwnerName", ""),
        ownerType=PrincipalType._NAMES_TO_VALUES[function.get("OwnerType", "USER")],
        createTime=int(function["CreateTime"].timestamp()),
        functionType=FunctionType.JAVA,
        resourceUris=[
            ResourceUri(ResourceType._NAMES_TO_VALUES[resource["ResourceType"]], resource["Uri"])
            for resource in function.get("ResourceUris", [])
        ],
    )


def _stored(function: Function) -> dict[str, Any]:
    return {
        "FunctionName": function.functionName,
        "ClassName": function.className,
        "OwnerName": function.ownerName or "root",
        "OwnerType": PrincipalType._VALUES_TO_NAMES[function.ownerType or PrincipalType.USER],
        "ResourceUris": [
            {"ResourceType": ResourceType._VALUES_TO_NAMES[resource.resourceType], "Uri": resource.uri}
            for resource in function.resourceUris or []
        ],
    }
