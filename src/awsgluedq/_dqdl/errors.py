"""A ruleset that AWS refuses."""

from __future__ import annotations

from pyspark.errors import IllegalArgumentException


class RulesetError(IllegalArgumentException):
    """The ruleset is not valid DQDL; the job fails, as on AWS, whose exception has this class's name."""

    def __init__(self, message: str) -> None:
        super().__init__(message=message)


def at(text: str, position: int, message: str) -> RulesetError:
    """An error with its place in the ruleset."""
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return RulesetError(f"Parsing Error: line {line}, column {column} of the ruleset: {message}")
