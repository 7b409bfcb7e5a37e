"""Deleting files of a path or a table that are older than a retention period."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from awsglue._catalog import Catalog, Table
from awsglue._paths import File, Storage
from awsglue._unbuilt import unbuilt

HOURS = 168
"""Retention where a script names none: a week."""

_PAGE = "aws-glue-api-crawler-pyspark-extensions-glue-context.html"


def purge_path(storage: Storage, path: str, options: Mapping[str, Any]) -> list[File]:
    """Delete old files under a path; a path that is not there is no error."""
    if options.get("manifestFilePath"):
        raise unbuilt("purge with manifestFilePath", _PAGE)
    hours = float(options.get("retentionPeriod", HOURS))
    limit = time.time() - hours * 3600
    gone = []
    for file in storage.files(path, hidden=True):
        if hours == 0 or file.modified < limit:
            storage.delete(file)
            gone.append(file)
    return gone


def purge_table(
    storage: Storage, catalog: Catalog, table: Table, options: Mapping[str, Any], catalog_id: str | None
) -> None:
    """Delete old files of a table, and forget the partitions that are empty afterwards."""
    if options.get("partitionPredicate"):
        raise unbuilt("purge_table with partitionPredicate", _PAGE)
    purge_path(storage, table.location, options)
    if not table.keys:
        return
    database = str(table.data["DatabaseName"])
    empty: list[Sequence[str]] = []
    for partition in list(catalog.partitions(database, table.name, catalog_id=catalog_id)):
        location = str(partition["StorageDescriptor"]["Location"])
        purge_path(storage, location, options)
        if not storage.files(location):
            empty.append(list(partition["Values"]))
    catalog.drop_partitions(database, table.name, empty, catalog_id)
