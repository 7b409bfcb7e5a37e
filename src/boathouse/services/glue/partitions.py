"""Partitions of tables."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator

from boathouse.calls import ACCOUNT
from boathouse.errors import ServiceError
from boathouse.services.glue.errors import AlreadyExistsError, EntityNotFoundError, InvalidInputError, detail
from boathouse.services.glue.names import folded_storage
from boathouse.services.glue.pages import Page
from boathouse.services.glue.partition_values import NULL
from boathouse.services.glue.predicates import compile_predicate
from boathouse.services.glue.records import Clock, Record, dump, load, now
from boathouse.services.glue.tables import Tables
from boathouse.store import Store

_DDL = """
create table if not exists glue_partitions (
  database text not null, name text not null, vals text not null, document text not null,
  primary key (database, name, vals),
  foreign key (database, name) references glue_tables (database, name) on delete cascade on update cascade
);
"""


class Partitions:
    """Create, read, filter, update and delete partitions by their values."""

    def __init__(self, store: Store, tables: Tables, clock: Clock = now) -> None:
        self._store, self._tables, self._clock = store, tables, clock
        store.create(_DDL)

    def create_partition(
        self, database_name: str, table_name: str, partition_input: Record, catalog_id: str | None = None
    ) -> None:
        """Create one partition.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartition.html
        """
        with self._store.write() as db:
            self._create(db, self._tables.find(db, database_name, table_name), partition_input)

    def batch_create_partition(
        self,
        database_name: str,
        table_name: str,
        partition_input_list: list[Record],
        catalog_id: str | None = None,
    ) -> Record:
        """Create several partitions; answer those that could not be.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html
        """
        errors: list[Record] = []
        with self._store.write() as db:
            table = self._tables.find(db, database_name, table_name)
            for partition in partition_input_list:
                try:
                    self._create(db, table, partition)
                except ServiceError as error:
                    errors.append(
                        {"PartitionValues": partition.get("Values", []), "ErrorDetail": detail(error)}
                    )
        return {"Errors": errors}

    def get_partition(
        self, database_name: str, table_name: str, partition_values: list[str], catalog_id: str | None = None
    ) -> Record:
        """Answer one partition.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartition.html
        """
        with self._store.read() as db:
            table = self._tables.find(db, database_name, table_name)
            return {"Partition": _answer(table, _found(db, table, partition_values))}

    def batch_get_partition(
        self,
        database_name: str,
        table_name: str,
        partitions_to_get: list[Record],
        catalog_id: str | None = None,
    ) -> Record:
        """Answer several partitions; those that are missing are left out.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetPartition.html
        """
        with self._store.read() as db:
            table = self._tables.find(db, database_name, table_name)
            stored = [_stored(db, table, wanted["Values"]) for wanted in partitions_to_get]
        return {
            "Partitions": [_answer(table, document) for document in stored if document],
            "UnprocessedKeys": [],
        }

    def get_partitions(
        self,
        database_name: str,
        table_name: str,
        expression: str | None = None,
        catalog_id: str | None = None,
        next_token: str | None = None,
        segment: dict[str, int] | None = None,
        max_results: int | None = None,
        exclude_column_schema: bool = False,
    ) -> Record:
        """Answer a table's partitions by value, page by page; an expression filters, a segment takes a share.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
        """
        page = Page(next_token, max_results, default=1000)
        with self._store.read() as db:
            table = self._tables.find(db, database_name, table_name)
            wanted = _filter(table, expression, segment)
            rows = (row for row in _rows(db, table, page.after or "") if wanted(row["vals"]))
            taken, more = page.cut(rows, key=lambda row: row["vals"])
        partitions = [_answer(table, load(row["document"])) for row in taken]
        if exclude_column_schema:
            for partition in partitions:
                partition.get("StorageDescriptor", {}).pop("Columns", None)
        return {"Partitions": partitions, **more}

    def update_partition(
        self,
        database_name: str,
        table_name: str,
        partition_value_list: list[str],
        partition_input: Record,
        catalog_id: str | None = None,
    ) -> None:
        """Replace one partition; other values in the input move it.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdatePartition.html
        """
        with self._store.write() as db:
            table = self._tables.find(db, database_name, table_name)
            self._update(db, table, partition_value_list, partition_input)

    def batch_update_partition(
        self, database_name: str, table_name: str, entries: list[Record], catalog_id: str | None = None
    ) -> Record:
        """Replace several partitions; answer those that could not be.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchUpdatePartition.html
        """
        errors: list[Record] = []
        with self._store.write() as db:
            table = self._tables.find(db, database_name, table_name)
            for entry in entries:
                try:
                    self._update(db, table, entry["PartitionValueList"], entry["PartitionInput"])
                except ServiceError as error:
                    values = entry["PartitionValueList"]
                    errors.append({"PartitionValueList": values, "ErrorDetail": detail(error)})
        return {"Errors": errors}

    def delete_partition(
        self, database_name: str, table_name: str, partition_values: list[str], catalog_id: str | None = None
    ) -> None:
        """Delete one partition; files stay.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeletePartition.html
        """
        with self._store.write() as db:
            _delete(db, self._tables.find(db, database_name, table_name), partition_values)

    def batch_delete_partition(
        self,
        database_name: str,
        table_name: str,
        partitions_to_delete: list[Record],
        catalog_id: str | None = None,
    ) -> Record:
        """Delete several partitions; answer those that could not be.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeletePartition.html
        """
        errors: list[Record] = []
        with self._store.write() as db:
            table = self._tables.find(db, database_name, table_name)
            for doomed in partitions_to_delete:
                try:
                    _delete(db, table, doomed["Values"])
                except ServiceError as error:
                    errors.append({"PartitionValues": doomed["Values"], "ErrorDetail": detail(error)})
        return {"Errors": errors}

    def _create(self, db: sqlite3.Connection, table: Record, partition_input: Record) -> None:
        values = _checked(table, partition_input.get("Values", []))
        if _stored(db, table, values) is not None:
            raise AlreadyExistsError("Partition already exists.")
        document = {**folded_storage(partition_input), "CreationTime": self._clock()}
        db.execute(
            "insert into glue_partitions values (?, ?, ?, ?)",
            [table["DatabaseName"], table["Name"], json.dumps(values), dump(document)],
        )

    def _update(
        self, db: sqlite3.Connection, table: Record, values: list[str], partition_input: Record
    ) -> None:
        old = _found(db, table, values)
        new = _checked(table, partition_input.get("Values", values))
        if new != values and _stored(db, table, new) is not None:
            raise AlreadyExistsError("Partition already exists.")
        document = {**folded_storage(partition_input), "Values": new, "CreationTime": old["CreationTime"]}
        db.execute(
            "update glue_partitions set vals = ?, document = ? where database = ? and name = ? and vals = ?",
            [json.dumps(new), dump(document), table["DatabaseName"], table["Name"], json.dumps(values)],
        )


def _checked(table: Record, values: list[str]) -> list[str]:
    if len(values) != len(table["PartitionKeys"]):
        raise InvalidInputError("The number of partition keys do not match the number of partition values")
    return values


def _stored(db: sqlite3.Connection, table: Record, values: list[str]) -> Record | None:
    row = db.execute(
        "select document from glue_partitions where database = ? and name = ? and vals = ?",
        [table["DatabaseName"], table["Name"], json.dumps(values)],
    ).fetchone()
    return load(row["document"]) if row else None


def _found(db: sqlite3.Connection, table: Record, values: list[str]) -> Record:
    document = _stored(db, table, values)
    if document is None:
        raise EntityNotFoundError("Cannot find partition.")
    return document


def _delete(db: sqlite3.Connection, table: Record, values: list[str]) -> None:
    _found(db, table, values)
    db.execute(
        "delete from glue_partitions where database = ? and name = ? and vals = ?",
        [table["DatabaseName"], table["Name"], json.dumps(values)],
    )


def _rows(db: sqlite3.Connection, table: Record, after: str) -> Iterator[sqlite3.Row]:
    yield from db.execute(
        "select vals, document from glue_partitions"
        " where database = ? and name = ? and vals > ? order by vals",
        [table["DatabaseName"], table["Name"], after],
    )


def _filter(table: Record, expression: str | None, segment: dict[str, int] | None) -> Callable[[str], bool]:
    types = {key["Name"]: key.get("Type", "string") for key in table["PartitionKeys"]}
    holds = compile_predicate(expression, types) if expression and expression.strip() else None

    def wanted(vals: str) -> bool:
        # A checksum, because the share of a partition must be the same in every process.
        if segment and zlib.crc32(vals.encode()) % segment["TotalSegments"] != segment["SegmentNumber"]:
            return False
        # UpdateTable may have added a key since the partition was made: it is null there.
        values = dict.fromkeys(types, NULL) | dict(zip(types, json.loads(vals), strict=False))
        return holds is None or holds(values)

    return wanted


def _answer(table: Record, document: Record) -> Record:
    return {
        **document,
        "DatabaseName": table["DatabaseName"],
        "TableName": table["Name"],
        "CatalogId": ACCOUNT,
    }
