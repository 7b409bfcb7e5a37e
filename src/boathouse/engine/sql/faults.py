"""DuckDB's run-time errors in Trino's codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from boathouse.engine.sql.failures import QueryError

MARKED = re.compile(r"!([A-Z][A-Z_]+): (.*?)!(?=' to INT32|\s*$|\n)", re.DOTALL)
MALFORMED = re.compile(r'Malformed JSON in file "([^"]+)"[^:]*: ([^.\n]*)')


@contextmanager
def translated(lake: Path) -> Iterator[None]:
    """Turn what DuckDB raises inside into QueryError."""
    try:
        yield
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        raise _query_error(error, lake) from error


def _query_error(error: duckdb.Error, lake: Path) -> QueryError:
    text = str(error).replace(f"{lake}/", "s3://")
    marked = MARKED.search(text)
    if marked:
        return QueryError(marked[1], marked[2])
    malformed = MALFORMED.search(text)
    if malformed:
        return QueryError("HIVE_CURSOR_ERROR", f"Failed to read file: {malformed[1]} ({malformed[2]})")
    first = text.splitlines()[0]
    if isinstance(error, duckdb.ConversionException):
        return QueryError("INVALID_CAST_ARGUMENT", first.removeprefix("Conversion Error: "))
    if isinstance(error, duckdb.OutOfRangeException):
        return QueryError("NUMERIC_VALUE_OUT_OF_RANGE", first.removeprefix("Out of Range Error: "))
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryError("EXCEEDED_LOCAL_MEMORY_LIMIT", first)
    if "More than one row returned by a subquery" in text:
        return QueryError("SUBQUERY_MULTIPLE_ROWS", "Scalar sub-query has returned multiple rows")
    if isinstance(error, duckdb.IOException):
        return QueryError("HIVE_CANNOT_OPEN_SPLIT", first)
    return QueryError("GENERIC_INTERNAL_ERROR", first)
