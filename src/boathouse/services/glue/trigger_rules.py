"""What makes a trigger's actions and predicate valid."""

from __future__ import annotations

import re

from boathouse.services.glue.definitions import check_timeout
from boathouse.services.glue.errors import InvalidInputError
from boathouse.services.glue.records import Record

STARTING = ("ON_DEMAND", "SCHEDULED")
"""Types that may start a workflow, which has one such trigger at most."""

_SCHEDULE = re.compile(r"cron\(\S+( \S+){5}\)")
_JOB_STATES = ("SUCCEEDED", "STOPPED", "FAILED", "TIMEOUT")
_CRAWL_STATES = ("SUCCEEDED", "FAILED", "CANCELLED")


def check_actions(actions: list[Record]) -> None:
    """Refuse actions that do not start one job or one crawler each."""
    if not actions:
        raise InvalidInputError("Actions cannot be null or empty.")
    for action in actions:
        if ("CrawlerName" in action) == ("JobName" in action):
            raise InvalidInputError("Each action must name either a job or a crawler.")
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
        of_a_job = "JobName" in condition and condition.get("State") in _JOB_STATES
        of_a_crawler = "CrawlerName" in condition and condition.get("CrawlState") in _CRAWL_STATES
        if of_a_job == of_a_crawler:
            raise InvalidInputError(
                f"Each condition must name a job and as its State one of {', '.join(_JOB_STATES)}, or a "
                f"crawler and as its CrawlState one of {', '.join(_CRAWL_STATES)}."
            )


def check_schedule(kind: str, schedule: str | None) -> None:
    """Refuse a schedule where none belongs, or one that is no cron expression of six fields."""
    if kind != "SCHEDULED":
        if schedule:
            raise InvalidInputError(f"A schedule has no place in a trigger of type {kind}.")
    elif not schedule or not _SCHEDULE.fullmatch(schedule):
        raise InvalidInputError(f"Expected a schedule such as cron(0 6 * * ? *), not {schedule}.")
