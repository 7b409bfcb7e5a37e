"""Partition indexes: what AWS finds partitions by; here they are found as quickly without."""

from __future__ import annotations

import sqlite3

from boathouse.errors import ServiceError
from boathouse.services.glue.errors import AlreadyExistsError, EntityNotFoundError, InvalidInputError
from boathouse.services.glue.names import fold
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Record, dump, load
from boathouse.services.glue.tables import Tables
from boathouse.store import Store

_DDL = """
create table if not exists glue_partition_indexes (
  database text not null, name text not null, index_name text not null, document text not null,
  primary key (database, name, index_name),
  foreign key (database, name) references glue_tables (database, name) on delete cascade on update cascade
);
"""
_MOST = 3


class PartitionIndexes:
    """Create, read and delete the partition indexes of tables."""

    def __init__(self, store: Store, tables: Tables) -> None:
        self._store, self._tables = store, tables
        store.create(_DDL)
        tables.index = self.add

    def create_partition_index(
        self, database_name: str, table_name: str, partition_index: Record, catalog_id: str | None = None
    ) -> None:
        """Create a partition index; it is ACTIVE at once.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartitionIndex.html
        Differs: an index makes nothing faster, and no index fails for the values of a partition.
        """
        with self._store.write() as db:
            self.add(db, self._tables.find(db, database_name, table_name), partition_index)

    def get_partition_indexes(
        self,
        database_name: str,
        table_name: str,
        catalog_id: str | None = None,
        next_token: str | None = None,
    ) -> Record:
        """Answer a table's partition indexes by name.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitionIndexes.html
        """
        page = Page(next_token, None)
        with self._store.read() as db:
            table = self._tables.find(db, database_name, table_name)
            following = [i for i in _indexes(db, table) if i["IndexName"] > (page.after or "")]
        taken, more = page.cut(following, key=lambda index: index["IndexName"])
        return {
            "PartitionIndexDescriptorList": [{**index, "IndexStatus": "ACTIVE"} for index in taken],
            **more,
        }

    def delete_partition_index(
        self, database_name: str, table_name: str, index_name: str, catalog_id: str | None = None
    ) -> None:
        """Delete a partition index.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeletePartitionIndex.html
        """
        with self._store.write() as db:
            table = self._tables.find(db, database_name, table_name)
            gone = db.execute(
                "delete from glue_partition_indexes where database = ? and name = ? and index_name = ?",
                [table["DatabaseName"], table["Name"], index_name],
            )
            if not gone.rowcount:
                raise EntityNotFoundError(f"Index with the given indexName : {index_name} does not exist")

    def add(self, db: sqlite3.Connection, table: Record, index: Record) -> None:
        """Put an index on a table.

        Raises ServiceError if there is one of its name or its keys, or three, or if its keys are not among
        the table's partition keys.
        """
        types = {key["Name"]: key.get("Type", "string") for key in table["PartitionKeys"]}
        name, keys = index["IndexName"], [fold(key) for key in index["Keys"]]
        for key in keys:
            if key not in types:
                known = ", ".join(types) or "none"
                raise InvalidInputError(
                    f"{key} is not a partition key of {table['Name']}, which has {known}."
                )
        if len(set(keys)) < len(keys):
            raise InvalidInputError(f"Index {name} names a key twice: {', '.join(keys)}.")
        others = _indexes(db, table)
        if any(other["IndexName"] == name for other in others):
            raise AlreadyExistsError(f"Index with the given indexName : {name} already exists")
        if any([key["Name"] for key in other["Keys"]] == keys for other in others):
            raise AlreadyExistsError(f"An index with the keys {', '.join(keys)} already exists")
        if len(others) == _MOST:
            raise ServiceError(
                "ResourceNumberLimitExceededException", f"A table has {_MOST} partition indexes at most."
            )
        described = {"IndexName": name, "Keys": [{"Name": key, "Type": types[key]} for key in keys]}
        db.execute(
            "insert into glue_partition_indexes values (?, ?, ?, ?)",
            [table["DatabaseName"], table["Name"], name, dump(described)],
        )


def _indexes(db: sqlite3.Connection, table: Record) -> list[Record]:
    rows = db.execute(
        "select document from glue_partition_indexes where database = ? and name = ? order by index_name",
        [table["DatabaseName"], table["Name"]],
    )
    return [load(row["document"]) for row in rows]
