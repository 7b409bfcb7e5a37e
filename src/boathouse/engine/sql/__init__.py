"""Athena's SQL on DuckDB: Trino's names, types and errors, resolved before anything runs."""

from boathouse.engine.sql.engine import Engine, Output, Plan, Query
from boathouse.engine.sql.failures import CancelledError, QueryError
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
