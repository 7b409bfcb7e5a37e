"""Failed queries in the words of Athena's error catalog."""

from __future__ import annotations

from boathouse.engine.sql import QueryError
from boathouse.services.athena.ledger import Record

SYSTEM, USER = 1, 2
DATA_READ, DDL, SYNTAX, DATA, REJECTED = 1001, 1003, 1006, 1007, 1008
NAMES = (
    "_NOT_FOUND",
    "_MISMATCH",
    "SYNTAX_ERROR",
    "AMBIGUOUS_NAME",
    "EXPRESSION_",
    "MISSING_",
    "MISMATCHED_",
)


def error_of(failure: QueryError, *, ddl: bool) -> Record:
    """The AthenaError of a failed query.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/error-reference.html
    Differs: ErrorType names the family of the error, not each of AWS's numbers.
    """
    return {
        "ErrorCategory": USER if failure.by_user or ddl else SYSTEM,
        "ErrorType": _type(failure.code, ddl),
        "Retryable": False,
        "ErrorMessage": failure.reason,
    }


def _type(code: str, ddl: bool) -> int:
    if code == "NOT_SUPPORTED":
        return REJECTED
    if ddl:
        return DDL
    if any(part in code for part in NAMES):
        return SYNTAX
    if code.startswith(("HIVE_", "DELTA_")):
        return DATA_READ
    return DATA if code != "GENERIC_INTERNAL_ERROR" else 200
