"""What makes a crawler's definition valid, and what its Configuration says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from boathouse.errors import NotEmulated
from boathouse.lake import Lake
from boathouse.services.glue.errors import InvalidInputError
from boathouse.services.glue.records import Record

_TARGETS = ("S3Targets", "DeltaTargets", "CatalogTargets")
_OPTIONS: dict[str, Any] = {
    "Version": None,
    "CrawlerOutput": {
        "Partitions": {"AddOrUpdateBehavior": ("InheritFromTable",)},
        "Tables": {"AddOrUpdateBehavior": ("MergeNewColumns",), "TableThreshold": None},
    },
    "Grouping": {"TableGroupingPolicy": ("CombineCompatibleSchemas",), "TableLevelConfiguration": None},
    "CreatePartitionIndex": None,
}
_CRON = re.compile(r"cron\(\S+( \S+){5}\)")
UPDATE, LOG, DEPRECATE = "UPDATE_IN_DATABASE", "LOG", "DEPRECATE_IN_DATABASE"


@dataclass(frozen=True)
class Options:
    """What a Configuration asks for."""

    inherit: bool = False
    merge: bool = False
    combine: bool = False
    level: int | None = None
    most_tables: int | None = None


def defined(members: Record) -> Record:
    """Check a crawler's members, and add AWS's defaults."""
    targets = _targets(members["Targets"])
    if set(targets) != {"CatalogTargets"} and not members.get("DatabaseName"):
        raise InvalidInputError("DatabaseName is required for S3 and Delta targets.")
    policy = {"UpdateBehavior": UPDATE, "DeleteBehavior": DEPRECATE, **members.get("SchemaChangePolicy", {})}
    recrawl = {"RecrawlBehavior": "CRAWL_EVERYTHING", **members.get("RecrawlPolicy", {})}
    if recrawl["RecrawlBehavior"] == "CRAWL_EVENT_MODE":
        raise NotEmulated("RecrawlBehavior CRAWL_EVENT_MODE", "Use CRAWL_EVERYTHING.")
    if recrawl["RecrawlBehavior"] == "CRAWL_NEW_FOLDERS_ONLY" and set(policy.values()) != {LOG}:
        raise InvalidInputError(
            'The SchemaChangePolicy for "Crawl new folders only" Amazon S3 target can have only LOG '
            "DeleteBehavior value and LOG UpdateBehavior value."
        )
    if targets.get("CatalogTargets") and policy["DeleteBehavior"] != LOG:
        raise InvalidInputError(
            "The SchemaChangePolicy for a Catalog target can have only the LOG DeleteBehavior value."
        )
    options(members.get("Configuration"))
    return {
        **members,
        "Targets": targets,
        "Classifiers": members.get("Classifiers") or [],
        "SchemaChangePolicy": policy,
        "RecrawlPolicy": recrawl,
        "LineageConfiguration": members.get("LineageConfiguration") or {"CrawlerLineageSettings": "DISABLE"},
    }


def options(configuration: str | None) -> Options:
    """Read a Configuration; InvalidInputException for one that is no JSON or has an unknown member."""
    if not configuration:
        return Options()
    try:
        told = json.loads(configuration)
    except ValueError:
        raise InvalidInputError(f"Configuration is not valid JSON: {configuration}") from None
    _check("", told, _OPTIONS)
    if str(told.get("Version")) != "1.0":
        raise InvalidInputError("Configuration must have the Version 1.0.")
    output, grouping = told.get("CrawlerOutput", {}), told.get("Grouping", {})
    tables = output.get("Tables", {})
    return Options(
        inherit="AddOrUpdateBehavior" in output.get("Partitions", {}),
        merge="AddOrUpdateBehavior" in tables,
        combine="TableGroupingPolicy" in grouping,
        level=_positive("TableLevelConfiguration", grouping.get("TableLevelConfiguration")),
        most_tables=_positive("TableThreshold", tables.get("TableThreshold")),
    )


def _targets(targets: Record) -> Record:
    for kind, members in targets.items():
        if members and kind not in _TARGETS:
            raise NotEmulated(f"A crawler with {kind}", f"There are {', '.join(_TARGETS)}.")
    kept = {kind: targets.get(kind) or [] for kind in _TARGETS}
    if all(not members for members in kept.values()):
        raise InvalidInputError("A crawler needs at least one target.")
    for target in (target for members in kept.values() for target in members):
        _refuse(target, ("ConnectionName", "EventQueueArn", "DlqEventQueueArn"))
    for target in kept["S3Targets"]:
        if not target.get("Path"):
            raise InvalidInputError("An S3 target needs a Path.")
        place(target["Path"])
    for target in kept["DeltaTargets"]:
        if target.get("WriteManifest") or not target.get("CreateNativeDeltaTable"):
            raise NotEmulated(
                "A Delta target with a manifest of symbolic links", "Give it CreateNativeDeltaTable alone."
            )
        if not target.get("DeltaTables"):
            raise InvalidInputError("A Delta target needs DeltaTables.")
    return {kind: members for kind, members in kept.items() if members}


def scheduled(expression: str | None) -> Record | None:
    """A schedule as GetCrawler answers it; InvalidInputException if it is no cron expression."""
    if not expression:
        return None
    if not _CRON.fullmatch(expression):
        raise InvalidInputError(f"Expected a schedule such as cron(0 6 * * ? *), not {expression}.")
    return {"ScheduleExpression": expression, "State": "SCHEDULED"}


def place(path: str) -> tuple[str, str]:
    """The bucket and the prefix of an include path, which may lack its `s3://`."""
    return Lake.split(path if "://" in path else f"s3://{path}")


def _refuse(target: Record, members: Iterable[str]) -> None:
    for member in members:
        if target.get(member):
            raise NotEmulated(f"{member} of a crawler's target", "Leave it out.")


def _check(path: str, told: Any, known: Mapping[str, Any]) -> None:
    if not isinstance(told, dict):
        raise InvalidInputError(f"Configuration {path or 'as a whole'} must be an object.")
    for name, value in told.items():
        where = f"{path}.{name}".lstrip(".")
        if name not in known:
            raise InvalidInputError(f"Configuration has the unknown member {where}.")
        if isinstance(known[name], dict):
            _check(where, value, known[name])
        elif isinstance(known[name], tuple) and value not in known[name]:
            raise InvalidInputError(f"Configuration {where} must be {' or '.join(known[name])}, not {value}.")


def _positive(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InvalidInputError(f"Configuration {name} must be a positive integer, not {value}.")
    return value
