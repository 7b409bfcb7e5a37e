"""What makes a trigger's actions and predicate valid."""

from __future__ import annotations

import re

from boathouse.errors import NotEmulated
from boathouse.services.glue.definitions import check_timeout
from boathouse.services.glue.errors import InvalidInputError
from boathouse.services.glue.records import Record

STARTING = ("ON_DEMAND", "SCHEDULED")
"""Types that may start a workflow, which has one such trigger at most."""

_SCHEDULE = re.compile(r"cron\(\S+( \S+){5}\)")
_WATCHED = ("SUCCEEDED", "STOPPED", "FAILED", "TIMEOUT")


def check_actions(actions: list[Record]) -> None:
    """Refuse actions that start no job, or something else than a job."""
    if not actions:
        raise InvalidInputError("Actions cannot be null or empty.")
    for action in actions:
        if "CrawlerName" in action:
            raise NotEmulated("A trigger that starts a crawler")
        if "JobName" not in action:
            raise InvalidInputError("Each action must name a job.")
        check_timeout(action.get("Timeout"))


def check_predicate(kind: str, predicate: Record | None) -> None:
    """Refuse a predicate that does not belong to the trigger's type, or that can never be decided."""
    if kind != "CONDITIONAL":
        if predicate:
            raise InvalidInputError(f"A predicate has no place in a trigger of type {kind}.")
        return
    conditions = (predicate or {}).get("Conditions", [])
    if not predicate or not conditions:
        raise InvalidInputError("A CONDITIONAL trigger needs a predicate with conditions.")
    if len(conditions) > 1 and "Logical" not in predicate:
        raise InvalidInputError("Logical is required when there are several conditions.")
    for condition in conditions:
        if "CrawlerName" in condition or "CrawlState" in condition:
            raise NotEmulated("A trigger that waits for a crawler")
        if "JobName" not in condition or condition.get("State") not in _WATCHED:
            raise InvalidInputError(
                f"Each condition must name a job and one of the states {', '.join(_WATCHED)}."
            )


def check_schedule(kind: str, schedule: str | None) -> None:
    """Refuse a schedule where none belongs, or one that is no cron expression of six fields."""
    if kind != "SCHEDULED":
        if schedule:
            raise InvalidInputError(f"A schedule has no place in a trigger of type {kind}.")
    elif not schedule or not _SCHEDULE.fullmatch(schedule):
        raise InvalidInputError(f"Expected a schedule such as cron(0 6 * * ? *), not {schedule}.")
