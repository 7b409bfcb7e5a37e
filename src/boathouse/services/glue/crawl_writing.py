"""How a crawl changes the catalog, after the crawler's policies.

AWS: https://docs.aws.amazon.com/glue/latest/dg/crawler-schema-changes-prevent.html
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Sequence

from boathouse.services.glue.crawl_survey import Found, FoundDelta
from boathouse.services.glue.crawl_tables import (
    delta_input,
    inherited,
    partition_inputs,
    table_input,
    table_name,
)
from boathouse.services.glue.crawler_settings import DEPRECATE, UPDATE, Options
from boathouse.services.glue.databases import Databases
from boathouse.services.glue.errors import EntityNotFoundError
from boathouse.services.glue.pages import everything
from boathouse.services.glue.partitions import Partitions
from boathouse.services.glue.records import Clock, Record
from boathouse.services.glue.tables import Tables

_DEPRECATED = "DEPRECATED_BY_CRAWLER"
_INPUT = (
    "Name",
    "Description",
    "Owner",
    "Retention",
    "StorageDescriptor",
    "PartitionKeys",
    "ViewOriginalText",
    "ViewExpandedText",
    "TableType",
    "Parameters",
)
"""The members of a table that an update takes."""


class Writing:
    """The catalog's changes by one crawl; all in the caller's transaction."""

    def __init__(
        self, databases: Databases, tables: Tables, partitions: Partitions, crawler: Record, options: Options
    ) -> None:
        self._databases, self._tables, self._partitions = databases, tables, partitions
        self._crawler, self._options = crawler, options
        self._policy = crawler["SchemaChangePolicy"]
        self._written: set[tuple[str, str]] = set()
        self.counts: Counter[str] = Counter()
        """Tables by what became of them: ADD, UPDATE, DELETE."""

    def found(self, db: sqlite3.Connection, found: Sequence[Found | FoundDelta], run: str) -> None:
        """Write tables of S3 and Delta targets into the crawler's database; make it if it is missing."""
        database = self._crawler["DatabaseName"]
        try:
            self._databases.find(db, database)
        except EntityNotFoundError:
            self._databases.create_database({"Name": database})
        known = {table["Name"]: table for table in self._listed(database)}
        places = {_place(table): table for table in known.values() if _place(table)}
        # targets may lie one in the other: what is found twice is written once
        for one in {one.location: one for one in found}.values():
            there = places.get(one.location.rstrip("/"))
            name = there["Name"] if there else self._free(one.location, known)
            if isinstance(one, FoundDelta):
                known[name] = delta_input(one, name, self._crawler["Name"], run)
                self._write(database, there, known[name], [])
                continue
            known[name] = table_input(one, name, self._crawler["Name"], run)
            if there and (keeps_a_log(there) or not one.tree.schema.known):
                # files alone would tell less than the catalog does
                self._written.add((database, name))
            else:
                self._write(database, there, known[name], partition_inputs(one))

    def catalog_table(self, table: Record, found: Found, run: str) -> None:
        """Bring a table of the catalog up to date with its files."""
        wanted = table_input(found, table["Name"], self._crawler["Name"], run)
        self._write(table["DatabaseName"], table, wanted, partition_inputs(found))

    def gone(self, clock: Clock) -> None:
        """Do as the DeleteBehavior says with tables that this crawler made, and that it found no more."""
        database, behaviour = self._crawler["DatabaseName"], self._policy["DeleteBehavior"]
        for table in self._listed(database):
            parameters = table.get("Parameters", {})
            mine = parameters.get("UPDATED_BY_CRAWLER") == self._crawler["Name"]
            if not mine or (database, table["Name"]) in self._written or behaviour == "LOG":
                continue
            if behaviour != DEPRECATE:
                self._tables.delete_table(database, table["Name"])
                self.counts["DELETE"] += 1
            elif _DEPRECATED not in parameters:
                moment = str(round(clock().timestamp() * 1000))
                marked = _input(table) | {"Parameters": parameters | {_DEPRECATED: moment}}
                self._tables.update_table(database, marked)
                self.counts["DELETE"] += 1

    def _write(self, database: str, there: Record | None, wanted: Record, partitions: list[Record]) -> None:
        self._written.add((database, wanted["Name"]))
        table = wanted
        if there is None:
            self._tables.create_table(database, wanted)
            self.counts["ADD"] += 1
        elif self._policy["UpdateBehavior"] == UPDATE:
            table = self._updated(there, wanted)
            if _told(table) != _told(_input(there)):
                if _keys(table) != _keys(there):
                    self._drop_partitions(database, there)
                self._tables.update_table(database, table)
                self.counts["UPDATE"] += 1
        else:
            table = there
        if _keys(table) != _keys(wanted):
            return  # the catalog's keys stay, and these folders do not fit them
        if self._options.inherit:
            partitions = [inherited(partition, table) for partition in partitions]
        self._write_partitions(database, table["Name"], partitions)

    def _updated(self, there: Record, wanted: Record) -> Record:
        """The definition of a table that is known, with what the catalog alone knows kept."""
        old = {column["Name"]: column for column in there["StorageDescriptor"]["Columns"]}
        storage = dict(wanted["StorageDescriptor"])
        fresh = {column["Name"]: column for column in storage["Columns"]}
        if self._options.merge:
            storage["Columns"] = [*old.values(), *(c for name, c in fresh.items() if name not in old)]
            for member in ("InputFormat", "OutputFormat", "SerdeInfo"):
                if member in there["StorageDescriptor"]:
                    storage[member] = there["StorageDescriptor"][member]
        else:
            storage["Columns"] = [_commented(column, old.get(name)) for name, column in fresh.items()]
        kept = {k: v for k, v in there.get("Parameters", {}).items() if k != _DEPRECATED}
        for name in ("skip.header.line.count", "customSerde"):
            if name not in wanted["Parameters"]:
                kept.pop(name, None)
        return (
            _input(there) | wanted | {"StorageDescriptor": storage, "Parameters": kept | wanted["Parameters"]}
        )

    def _write_partitions(self, database: str, name: str, wanted: list[Record]) -> None:
        known = {tuple(p["Values"]): p for p in self._known_partitions(database, name)}
        fresh = [partition for partition in wanted if tuple(partition["Values"]) not in known]
        if fresh:
            self._partitions.batch_create_partition(database, name, fresh)
        for partition in wanted:
            there = known.pop(tuple(partition["Values"]), None)
            changed = there and any(there.get(k) != partition[k] for k in ("StorageDescriptor", "Parameters"))
            if changed and self._policy["UpdateBehavior"] == UPDATE:
                self._partitions.update_partition(database, name, partition["Values"], partition)
        if self._policy["DeleteBehavior"] == "DELETE_FROM_DATABASE":
            for values in known:
                self._partitions.delete_partition(database, name, list(values))

    def _drop_partitions(self, database: str, table: Record) -> None:
        for partition in self._known_partitions(database, table["Name"]):
            self._partitions.delete_partition(database, table["Name"], partition["Values"])

    def _free(self, location: str, known: dict[str, Record]) -> str:
        """A name that no table of another place has; AWS puts a hash behind one that is taken."""
        name = table_name(location, self._crawler.get("TablePrefix", ""))
        if name not in known:
            return name
        return f"{name}_{hashlib.md5(location.encode(), usedforsecurity=False).hexdigest()}"

    def _listed(self, database: str) -> list[Record]:
        return everything(self._tables.get_tables, "TableList", database_name=database)

    def _known_partitions(self, database: str, name: str) -> list[Record]:
        operation = self._partitions.get_partitions
        return everything(operation, "Partitions", database_name=database, table_name=name)


def _place(table: Record) -> str:
    return str(table.get("StorageDescriptor", {}).get("Location", "")).rstrip("/")


def keeps_a_log(table: Record) -> bool:
    """Whether a table is Delta's, Iceberg's or Hudi's, which its files alone do not tell."""
    parameters = table.get("Parameters", {})
    kinds = (
        parameters.get(name, "") for name in ("table_type", "spark.sql.sources.provider", "classification")
    )
    return any(kind.lower() in ("delta", "iceberg", "hudi") for kind in kinds)


def _input(table: Record) -> Record:
    return {name: table[name] for name in _INPUT if name in table}


def _told(table: Record) -> Record:
    """What a table says, without the run that said it."""
    run = ("CRAWL_RUN_ID",)
    storage = table["StorageDescriptor"]
    parameters = {k: v for k, v in table.get("Parameters", {}).items() if k not in run}
    inner = {k: v for k, v in storage.get("Parameters", {}).items() if k not in run}
    return table | {"Parameters": parameters, "StorageDescriptor": storage | {"Parameters": inner}}


def _keys(table: Record) -> list[str]:
    return [key["Name"] for key in table.get("PartitionKeys", [])]


def _commented(column: Record, old: Record | None) -> Record:
    return column | ({"Comment": old["Comment"]} if old and "Comment" in old else {})
