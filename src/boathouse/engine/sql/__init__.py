"""Athena's SQL on DuckDB: Trino's names, types and errors, resolved before anything runs.

The engine is imported at its first use: the Hive parser below this package needs no DuckDB.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from boathouse.engine.sql.failures import CancelledError, QueryError

if TYPE_CHECKING:
    from boathouse.engine.sql.engine import Engine, Output, Plan, Query
    from boathouse.engine.sql.source import Column, File, Partition, Table, TableSource

__all__ = [
    "CancelledError",
    "Column",
    "Engine",
    "File",
    "Output",
    "Partition",
    "Plan",
    "Query",
    "QueryError",
    "Table",
    "TableSource",
]
_ENGINE = ("Engine", "Output", "Plan", "Query")


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{'engine' if name in _ENGINE else 'source'}"), name)
