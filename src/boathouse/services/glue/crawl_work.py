"""What a crawl does: it looks at all targets, then changes the catalog in one transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from boathouse.errors import BoathouseError, NotEmulated
from boathouse.lake import Lake
from boathouse.services.glue.crawl_rules import rules
from boathouse.services.glue.crawl_survey import Check, Found, FoundDelta, Survey
from boathouse.services.glue.crawl_writing import Writing, keeps_a_log
from boathouse.services.glue.crawler_settings import Options, options
from boathouse.services.glue.databases import Databases
from boathouse.services.glue.errors import EntityNotFoundError
from boathouse.services.glue.partitions import Partitions
from boathouse.services.glue.records import Clock, Record
from boathouse.services.glue.tables import Tables
from boathouse.store import Store


@dataclass(frozen=True)
class Catalog:
    """What a crawl writes to."""

    store: Store
    databases: Databases
    tables: Tables
    partitions: Partitions
    clock: Clock


def crawl(
    crawler: Record, classifiers: list[Record], run: str, lake: Lake, catalog: Catalog, check: Check
) -> dict[str, int]:
    """Crawl, and count the tables by what became of them; `check` raises if the crawl is to stop.

    Raises BoathouseError if a target is not there, or the crawler's Configuration forbids so many tables.
    """
    told, targets = options(crawler.get("Configuration")), crawler["Targets"]
    survey = Survey(lake, told, list(map(rules, classifiers)), check)
    found = _found(survey, targets)
    _few_enough(found, told)
    listed = [
        (table, survey.table(table["StorageDescriptor"]["Location"])) for table in _listed(catalog, targets)
    ]
    check()
    writing = Writing(catalog.databases, catalog.tables, catalog.partitions, crawler, told)
    with catalog.store.write() as db:
        if targets.get("S3Targets") or targets.get("DeltaTargets"):
            writing.found(db, found, run)
            writing.gone(catalog.clock)
        for table, seen in listed:
            if seen is not None:
                writing.catalog_table(table, seen, run)
    return dict(writing.counts)


def _found(survey: Survey, targets: Record) -> list[Found | FoundDelta]:
    found: list[Found | FoundDelta] = []
    for target in targets.get("S3Targets", []):
        found += survey.target(target)
    for target in targets.get("DeltaTargets", []):
        found += map(survey.delta_table, target["DeltaTables"])
    return found


def _few_enough(found: list[Found | FoundDelta], told: Options) -> None:
    if told.most_tables is not None and len(found) > told.most_tables:
        raise BoathouseError(
            f"The number of tables detected by crawler: {len(found)} is greater than the table threshold "
            f"value provided: {told.most_tables}. Failing crawler without writing to Data Catalog."
        )


def _listed(catalog: Catalog, targets: Record) -> list[Record]:
    """The tables that the crawler's catalog targets name."""
    with catalog.store.read() as db:
        return [
            _table(db, catalog.tables, target["DatabaseName"], name)
            for target in targets.get("CatalogTargets", [])
            for name in target["Tables"]
        ]


def _table(db: sqlite3.Connection, tables: Tables, database: str, name: str) -> Record:
    full = f"{database}.{name}"
    try:
        table = tables.find(db, database, name)
    except EntityNotFoundError:
        raise EntityNotFoundError(f"Table {full} of a catalog target is not there.") from None
    if keeps_a_log(table):
        raise NotEmulated(f"The catalog target {full}, of a lake format,", "Leave it out.")
    if not table.get("StorageDescriptor", {}).get("Location"):
        raise BoathouseError(f"Table {full} of a catalog target has no Location.")
    return table
