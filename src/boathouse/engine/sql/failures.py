"""What can be wrong with a query, in Trino's error codes and Athena's words."""

from __future__ import annotations

from boathouse.errors import BoathouseError

USER_CODES = frozenset(
    [
        "SYNTAX_ERROR",
        "COLUMN_NOT_FOUND",
        "TABLE_NOT_FOUND",
        "SCHEMA_NOT_FOUND",
        "CATALOG_NOT_FOUND",
        "TYPE_MISMATCH",
        "FUNCTION_NOT_FOUND",
        "AMBIGUOUS_NAME",
        "DIVISION_BY_ZERO",
        "INVALID_CAST_ARGUMENT",
        "INVALID_FUNCTION_ARGUMENT",
        "NUMERIC_VALUE_OUT_OF_RANGE",
        "EXPRESSION_NOT_AGGREGATE",
        "NOT_SUPPORTED",
        "HIVE_BAD_DATA",
        "HIVE_CURSOR_ERROR",
        "SUBQUERY_MULTIPLE_ROWS",
        "DUPLICATE_COLUMN_NAME",
        "INVALID_ARGUMENTS",
        "INVALID_LITERAL",
        "EXPRESSION_NOT_SCALAR",
        "NESTED_WINDOW",
        "MISMATCHED_COLUMN_ALIASES",
        "INVALID_COLUMN_REFERENCE",
        "MISSING_COLUMN_NAME",
        "EXPRESSION_NOT_IN_DISTINCT",
        "HIVE_METASTORE_ERROR",
        "HIVE_PARTITION_SCHEMA_MISMATCH",
        "VIEW_IS_STALE",
        "VIEW_IS_RECURSIVE",
        "COLUMN_TYPE_UNKNOWN",
        "EXPRESSION_NOT_CONSTANT",
        "HIVE_COLUMN_ORDER_MISMATCH",
        "HIVE_PATH_ALREADY_EXISTS",
        "HIVE_TOO_MANY_OPEN_PARTITIONS",
        "ICEBERG_TOO_MANY_OPEN_PARTITIONS",
        "CONSTRAINT_VIOLATION",
        "MERGE_TARGET_ROW_MULTIPLE_MATCHES",
        "INVALID_PARAMETER_USAGE",
        "INVALID_TABLE_PROPERTY",
        "NOT_FOUND",
        "TABLE_ALREADY_EXISTS",
    ]
)

DDL_FAILED = "DDL_FAILED"
"""The code of what Hive refuses; its own words stand alone."""


class QueryError(BoathouseError):
    """A statement that Athena would refuse or that failed while it ran.

    `code` is Trino's error name; `reason` is Athena's StateChangeReason, which starts with it.
    """

    def __init__(self, code: str, message: str, *, line: int = 0, column: int = 0) -> None:
        self.code = code
        place = f"line {line}:{column}: " if line else ""
        self.reason = message if code == DDL_FAILED else f"{code}: {place}{message}"
        super().__init__(self.reason)

    @property
    def by_user(self) -> bool:
        """Whether Athena files it under the user's errors rather than its own."""
        return self.code in USER_CODES


class CancelledError(BoathouseError):
    """The query was stopped by StopQueryExecution."""

    def __init__(self) -> None:
        super().__init__("The query was cancelled.")


class RefusedError(ValueError):
    """A value that a function cannot take; `faults.py` reads the code back."""

    def __init__(self, message: str, code: str = "INVALID_FUNCTION_ARGUMENT") -> None:
        super().__init__(f"!{code}: {message}!")


def fail(code: str, message_sql: str, duck_type: str) -> str:
    """SQL that fails with `code` when, and only when, a row reaches it.

    A failing cast and not DuckDB's error(): that one is volatile, which TRY does not take. The cast stands
    in a call: as a CASE's condition it would be worked out before any row, if its message is constant.
    """
    failing = f"CAST(('!{code}: ' || {message_sql} || '!') AS INTEGER)"
    return f"list_extract([CAST(NULL AS {duck_type})], {failing})"
