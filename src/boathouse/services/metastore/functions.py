"""Calls about functions: the catalog has none."""

from __future__ import annotations

from pymetastore.hive_metastore.ttypes import GetAllFunctionsResponse, NoSuchObjectException


class FunctionCalls:
    """Answers that there are no permanent functions."""

    def get_all_functions(self) -> GetAllFunctionsResponse:
        """Return the empty list that every Hive client asks for when it opens."""
        return GetAllFunctionsResponse(functions=[])

    def get_functions(self, database: str, pattern: str) -> list[str]:
        """Return no names."""
        return []

    def get_function(self, database: str, name: str) -> None:
        """Find nothing."""
        raise NoSuchObjectException(message=f"Function {database}.{name} does not exist")
