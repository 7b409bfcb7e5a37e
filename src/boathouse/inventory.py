"""What a database holds: rows by Athena, files and bytes by S3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from boathouse import queries
from boathouse.errors import DeployError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from boathouse.deploy import Clients


@dataclass(frozen=True)
class Entry:
    """One table; `rows` is None, and `error` says why, if Athena cannot count it."""

    table: str
    rows: int | None
    files: int
    bytes: int
    location: str
    error: str = ""


def take(clients: Clients, database: str, output: str, work_group: str = "primary") -> list[Entry]:
    """Count every table of a database, all at once; in the order in which they came to be."""
    pages = clients.glue.get_paginator("get_tables").paginate(DatabaseName=database)
    found = [table for page in pages for table in page["TableList"]]
    tables = sorted(found, key=lambda table: table["CreateTime"])
    counts = [f'select count(*) from "{table["Name"]}"' for table in tables]  # noqa: S608 (the catalog's names)
    place = {"output": output, "database": database, "work_group": work_group}
    started = [queries.start(clients.athena, sql, **place) for sql in counts]
    entries = []
    for table, identifier in zip(tables, started, strict=True):
        descriptor = table.get("StorageDescriptor", {})
        # Spark registers a Delta table under a placeholder and keeps its real place beside it
        path = descriptor.get("SerdeInfo", {}).get("Parameters", {}).get("path")
        location = path or descriptor.get("Location", "")
        rows, error = _count(clients, identifier)
        files, size = _files(clients.s3, location)
        entries.append(Entry(table["Name"], rows, files, size, location, error))
    return entries


def table(entries: list[Entry]) -> Iterator[str]:
    """One line a table, as narrow as it gets: it is copied into terminals, tickets and READMEs."""
    width = max((len(entry.table) for entry in entries), default=5)
    yield f"{'table':<{width}}  {'rows':>9}  {'files':>5}  location"
    for entry in entries:
        rows = "?" if entry.rows is None else f"{entry.rows:,}"
        yield f"{entry.table:<{width}}  {rows:>9}  {entry.files:>5}  {entry.location}"
    for entry in entries:
        if entry.error:
            yield f"{entry.table} cannot be counted: {entry.error}"


def _count(clients: Clients, identifier: str) -> tuple[int | None, str]:
    try:
        queries.wait(clients.athena, identifier)
    except DeployError as error:
        return None, str(error)
    row = next(queries.result(clients.athena, identifier).rows, None)
    return (int(row[0] or 0), "") if row else (None, "the query has no result")


def _files(s3: S3Client, location: str) -> tuple[int, int]:
    """Count data files: objects that no engine skips (a leading `_` or `.`) under a location."""
    bucket, prefix = urlsplit(location).netloc, urlsplit(location).path.strip("/") + "/"
    if not bucket:
        return 0, 0
    files = size = 0
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for item in page.get("Contents", []):
            parts = item["Key"][len(prefix) :].split("/")
            if parts[-1] and not any(part.startswith(("_", ".")) for part in parts):
                files += 1
                size += item["Size"]
    return files, size
