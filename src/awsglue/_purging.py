"""Deleting files of a path or a table that are older than a retention period, and moving them nowhere.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import SparkSession

from awsglue._catalog import Catalog, Table
from awsglue._partitions import Partition, chosen
from awsglue._paths import File, Storage

HOURS = 168
"""Retention where a script names none: a week."""

STORAGE_CLASSES = (
    "STANDARD_IA",
    "INTELLIGENT_TIERING",
    "ONEZONE_IA",
    "GLACIER",
    "GLACIER_IR",
    "DEEP_ARCHIVE",
    "REDUCED_REDUNDANCY",
    "STANDARD",
)


@dataclass
class Purged:
    """The files that are gone, and those that would not go, each with the reason."""

    gone: list[File] = field(default_factory=list)
    kept: list[tuple[File, str]] = field(default_factory=list)


def purge_path(storage: Storage, path: str, options: Mapping[str, Any]) -> Purged:
    """Delete old files under a path; a path that is not there is no error."""
    purged = Purged()
    for file in old_files(storage, path, options):
        try:
            storage.delete(file)
            purged.gone.append(file)
        except OSError as error:
            purged.kept.append((file, str(error)))
    _manifest(storage, options, purged)
    return purged


def old_files(storage: Storage, path: str, options: Mapping[str, Any]) -> list[File]:
    """The files under a path that are older than the retention period.

    Raises ValueError if the period is no number.
    """
    given = options.get("retentionPeriod", HOURS)
    try:
        hours = float(given)
    except (TypeError, ValueError):
        raise ValueError(f"retentionPeriod is {given!r}: give a number of hours.") from None
    limit = time.time() - hours * 3600
    return [file for file in storage.files(path, hidden=True) if hours == 0 or file.modified < limit]


def purge_table(
    session: SparkSession,
    storage: Storage,
    catalog: Catalog,
    table: Table,
    options: Mapping[str, Any],
    catalog_id: str | None,
) -> None:
    """Delete old files of a table, and forget the partitions that are empty afterwards.

    With a `partitionPredicate` only the partitions that it holds for are touched.
    """
    predicate = str(options.get("partitionPredicate") or "")
    bare = {key: value for key, value in options.items() if key != "manifestFilePath"}
    purged = Purged()
    if not table.keys or not predicate:
        _add(purged, purge_path(storage, table.location, bare))
    if table.keys:
        partitions = chosen(session, catalog, table, predicate, catalog_id=catalog_id)
        for partition in partitions:
            _add(purged, purge_path(storage, partition.location, bare))
        _forget(storage, catalog, table, partitions, catalog_id)
    _manifest(storage, options, purged)


def _forget(
    storage: Storage,
    catalog: Catalog,
    table: Table,
    partitions: Iterable[Partition],
    catalog_id: str | None,
) -> None:
    empty: list[Sequence[str]] = [p.values for p in partitions if not storage.files(p.location)]
    catalog.drop_partitions(str(table.data["DatabaseName"]), table.name, empty, catalog_id)


def _add(whole: Purged, part: Purged) -> None:
    whole.gone += part.gone
    whole.kept += part.kept


def _manifest(storage: Storage, options: Mapping[str, Any], purged: Purged) -> None:
    """Write Success.csv and Failed.csv where the script wants them."""
    folder = str(options.get("manifestFilePath") or "")
    if not folder:
        return
    storage.write(f"{folder.rstrip('/')}/Success.csv", _lines([file.uri] for file in purged.gone))
    storage.write(f"{folder.rstrip('/')}/Failed.csv", _lines([f.uri, why] for f, why in purged.kept))


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def transitioned(storage: Storage, path: str, to: str, options: Mapping[str, Any]) -> int:
    """The number of files that AWS would move to a storage class; here they stay as they are.

    Raises ValueError for a class that S3 does not have, and if accountId or roleArn is missing.
    """
    if to not in STORAGE_CLASSES:
        raise ValueError(f"transition_to {to!r} is no storage class of S3: {', '.join(STORAGE_CLASSES)}.")
    missing = [name for name in ("accountId", "roleArn") if not options.get(name)]
    if missing:
        raise ValueError(f"options have no {' and no '.join(missing)}: the transition needs both on AWS.")
    return len(old_files(storage, path, options))
