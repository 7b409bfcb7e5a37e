"""Calls about partitions."""

from __future__ import annotations

import re
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from pymetastore.hive_metastore.ttypes import (
    AddPartitionsRequest,
    AddPartitionsResult,
    NoSuchObjectException,
    Partition,
    PartitionsByExprRequest,
    PartitionsByExprResult,
)

from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.services.glue.pages import everything
from boathouse.services.metastore import data
from boathouse.services.metastore.storage import shown_storage, stored_storage

Record = dict[str, Any]
_Item = TypeVar("_Item")
_QUOTED = re.compile(r'(like )?"((?:[^"\\]|\\.)*)"')
_SAFE = "-_.~ !$&()+,;@`|<>"  # what Hive leaves as it is in `key=value`


class PartitionCalls:
    """A table's partitions as Hive's client reads and writes them."""

    def __init__(self, glue: Glue, lake: Lake) -> None:
        self._glue, self._lake = glue, lake

    def get_partition(self, database: str, table: str, values: list[str]) -> Partition:
        """Return one partition."""
        try:
            found = self._glue.partitions.get_partition(
                database_name=database, table_name=table, partition_values=values
            )
        except ServiceError as error:
            raise NoSuchObjectException(message=f"partition values={values}") from error
        return shown_partition(found["Partition"])

    def get_partition_with_auth(
        self, database: str, table: str, values: list[str], _user: str, _groups: list[str]
    ) -> Partition:
        """Return one partition; everybody may see it."""
        return self.get_partition(database, table, values)

    def get_partition_by_name(self, database: str, table: str, name: str) -> Partition:
        """Return the partition of a name such as `year=2024/month=1`."""
        return self.get_partition(database, table, _values(name))

    def get_partitions(self, database: str, table: str, limit: int) -> list[Partition]:
        """Return all partitions, or the first few."""
        return _first([shown_partition(p) for p in self._all(database, table)], limit)

    def get_partitions_with_auth(
        self, database: str, table: str, limit: int, _user: str, _groups: list[str]
    ) -> list[Partition]:
        """Return all partitions; everybody may see them."""
        return self.get_partitions(database, table, limit)

    def get_partitions_by_names(self, database: str, table: str, names: list[str]) -> list[Partition]:
        """Return those of the partitions that are there."""
        keys, wanted = self._keys(database, table), set(names)
        return [shown_partition(p) for p in self._all(database, table) if _name(keys, p["Values"]) in wanted]

    def get_partitions_ps(self, database: str, table: str, values: list[str], limit: int) -> list[Partition]:
        """Return the partitions whose values agree; an empty value agrees with any."""
        return _first([shown_partition(p) for p in self._agreeing(database, table, values)], limit)

    def get_partitions_ps_with_auth(
        self, database: str, table: str, values: list[str], limit: int, _user: str, _groups: list[str]
    ) -> list[Partition]:
        """Return the partitions whose values agree; everybody may see them."""
        return self.get_partitions_ps(database, table, values, limit)

    def get_partition_names(self, database: str, table: str, limit: int) -> list[str]:
        """Return every partition's name."""
        return self.get_partition_names_ps(database, table, [], limit)

    def get_partition_names_ps(self, database: str, table: str, values: list[str], limit: int) -> list[str]:
        """Return the names of the partitions whose values agree."""
        keys = self._keys(database, table)
        return _first(
            sorted(_name(keys, p["Values"]) for p in self._agreeing(database, table, values)), limit
        )

    def get_partitions_by_filter(
        self, database: str, table: str, expression: str, limit: int
    ) -> list[Partition]:
        """Return the partitions that a filter leaves.

        All of them if Glue does not understand the filter, and more where it finds more: Spark filters again.
        """
        wanted = _QUOTED.sub(_glues, expression)
        try:
            found = self._all(database, table, expression=wanted)
        except ServiceError as error:
            if error.code != "InvalidInputException":
                raise
            found = self._all(database, table)
        return _first([shown_partition(p) for p in found], limit)

    def get_partitions_by_expr(self, request: PartitionsByExprRequest) -> PartitionsByExprResult:
        """Return all partitions: the expression is a Java object, and the client filters again."""
        found = self.get_partitions(request.dbName, request.tblName, request.maxParts)
        return PartitionsByExprResult(partitions=found, hasUnknownPartitions=True)

    def add_partition(self, partition: Partition) -> Partition:
        """Create one partition."""
        self._glue.partitions.create_partition(
            database_name=partition.dbName,
            table_name=partition.tableName,
            partition_input=stored_partition(partition),
        )
        return partition

    def add_partition_with_environment_context(self, partition: Partition, _: object) -> Partition:
        """Create one partition; nothing in the context matters here."""
        return self.add_partition(partition)

    def add_partitions(self, partitions: list[Partition]) -> int:
        """Create several partitions."""
        for partition in partitions:
            self.add_partition(partition)
        return len(partitions)

    def add_partitions_req(self, request: AddPartitionsRequest) -> AddPartitionsResult:
        """Create several partitions; those that are there already are left alone if the client says so."""
        added = []
        for partition in request.parts:
            try:
                added.append(self.add_partition(partition))
            except ServiceError as error:
                if error.code != "AlreadyExistsException" or not request.ifNotExists:
                    raise
        return AddPartitionsResult(partitions=added)

    def alter_partition(self, database: str, table: str, partition: Partition) -> None:
        """Replace one partition's definition."""
        self.rename_partition(database, table, partition.values, partition)

    def alter_partition_with_environment_context(
        self, database: str, table: str, partition: Partition, _: object
    ) -> None:
        """Replace one partition's definition; nothing in the context matters here."""
        self.alter_partition(database, table, partition)

    def alter_partitions(self, database: str, table: str, partitions: list[Partition]) -> None:
        """Replace several partitions' definitions."""
        for partition in partitions:
            self.alter_partition(database, table, partition)

    def alter_partitions_with_environment_context(
        self, database: str, table: str, partitions: list[Partition], _: object
    ) -> None:
        """Replace several partitions' definitions; nothing in the context matters here."""
        self.alter_partitions(database, table, partitions)

    def rename_partition(self, database: str, table: str, values: list[str], partition: Partition) -> None:
        """Replace a partition's definition and its values."""
        self._glue.partitions.update_partition(
            database_name=database,
            table_name=table,
            partition_value_list=values,
            partition_input=stored_partition(partition),
        )

    def drop_partition(self, database: str, table: str, values: list[str], delete_data: bool) -> bool:
        """Drop a partition; a managed table's takes its files with it if the client says so."""
        partition = self._glue.partitions.get_partition(
            database_name=database, table_name=table, partition_values=values
        )["Partition"]
        owner = self._glue.tables.get_table(database_name=database, name=table)["Table"]
        self._glue.partitions.delete_partition(
            database_name=database, table_name=table, partition_values=values
        )
        if delete_data and owner.get("TableType") == "MANAGED_TABLE":
            data.delete(self._lake, partition.get("StorageDescriptor", {}).get("Location", ""))
        return True

    def drop_partition_with_environment_context(
        self, database: str, table: str, values: list[str], delete_data: bool, _: object
    ) -> bool:
        """Drop a partition; nothing in the context matters here."""
        return self.drop_partition(database, table, values, delete_data)

    def drop_partition_by_name(self, database: str, table: str, name: str, delete_data: bool) -> bool:
        """Drop the partition of a name, `k1=v1/k2=v2`."""
        return self.drop_partition(database, table, _values(name), delete_data)

    def drop_partition_by_name_with_environment_context(
        self, database: str, table: str, name: str, delete_data: bool, _: object
    ) -> bool:
        """Drop the partition of a name, as Hudi's synchronisation does; nothing in the context matters."""
        return self.drop_partition_by_name(database, table, name, delete_data)

    def _all(self, database: str, table: str, **more: Any) -> list[Record]:
        return everything(
            self._glue.partitions.get_partitions,
            "Partitions",
            database_name=database,
            table_name=table,
            **more,
        )

    def _agreeing(self, database: str, table: str, values: list[str]) -> list[Record]:
        return [
            partition
            for partition in self._all(database, table)
            if all(not want or want == have for want, have in zip(values, partition["Values"], strict=False))
        ]

    def _keys(self, database: str, table: str) -> list[str]:
        found = self._glue.tables.get_table(database_name=database, name=table)["Table"]
        return [key["Name"] for key in found.get("PartitionKeys", ())]


def shown_partition(partition: Record) -> Partition:
    """Turn Glue's partition into Hive's."""
    created = partition.get("CreationTime")
    return Partition(
        values=list(partition["Values"]),
        dbName=partition["DatabaseName"],
        tableName=partition["TableName"],
        createTime=int(created.timestamp()) if created else 0,
        lastAccessTime=0,
        sd=shown_storage(partition.get("StorageDescriptor", {})),
        parameters=dict(partition.get("Parameters", {})),
    )


def stored_partition(partition: Partition) -> Record:
    """Turn Hive's partition into Glue's PartitionInput."""
    return {
        "Values": list(partition.values),
        "StorageDescriptor": stored_storage(partition.sd),
        "Parameters": dict(partition.parameters or {}),
    }


def _name(keys: list[str], values: list[str]) -> str:
    return "/".join(f"{key}={quote(value, safe=_SAFE)}" for key, value in zip(keys, values, strict=False))


def _glues(text: re.Match[str]) -> str:
    """A text as Glue's filters have it, for one as Hive's do, whose LIKE takes regular expressions."""
    like, content = text.groups(default="")
    if like:
        content = content.replace(".*", "%")
    return like + "'" + content.replace("'", "''") + "'"


def _values(name: str) -> list[str]:
    return [unquote(part.partition("=")[2]) for part in name.split("/")]


def _first(items: list[_Item], limit: int) -> list[_Item]:
    return items if limit < 0 else items[:limit]
