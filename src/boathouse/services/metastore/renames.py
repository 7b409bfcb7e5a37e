"""A table under another name: its definition, its partitions, and a managed table's files."""

from __future__ import annotations

from typing import Any

from pymetastore.hive_metastore.ttypes import MetaException

from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.services.glue.pages import everything
from boathouse.services.metastore import data
from boathouse.services.metastore.databases import DatabaseCalls

Record = dict[str, Any]


def rename(
    glue: Glue, lake: Lake, databases: DatabaseCalls, old: Record, new_database: str, new: Record
) -> None:
    """Give a table another name.

    Spark takes it for granted that a managed table in its default place moves with its name, as Hive has it.

    AWS: https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-glue.html
    Differs: AWS refuses to rename a table of the Data Catalog.
    """
    database, name = old["DatabaseName"], old["Name"]
    partitions = everything(
        glue.partitions.get_partitions, "Partitions", database_name=database, table_name=name
    )
    before, after = _places(databases, old, new_database, new)
    glue.tables.create_table(database_name=new_database, table_input=_placed(new, before, after))
    for partition in partitions:
        told = {k: partition[k] for k in ("Values", "StorageDescriptor", "Parameters") if k in partition}
        glue.partitions.create_partition(
            database_name=new_database, table_name=new["Name"], partition_input=_placed(told, before, after)
        )
    if before != after:
        data.move(lake, before, after)
    glue.tables.delete_table(database_name=database, name=name)


def _places(databases: DatabaseCalls, old: Record, new_database: str, new: Record) -> tuple[str, str]:
    """Return where the table's files are and where they go; the same place for one that does not move."""
    before = data.location(old).rstrip("/")
    try:
        default = databases.place(old["DatabaseName"], old["Name"])
        after = databases.place(new_database, new["Name"])
    except MetaException:
        return before, before
    moves = old.get("TableType") == "MANAGED_TABLE" and before == default
    return before, after if moves else before


def _placed(holder: Record, before: str, after: str) -> Record:
    """Put the new place where a table or a partition names the old one."""
    storage = dict(holder.get("StorageDescriptor", {}))
    serde = dict(storage.get("SerdeInfo") or {})
    parameters = dict(serde.get("Parameters", {}))
    if "path" in parameters and before != after:
        parameters["path"] = after
        storage["SerdeInfo"] = serde | {"Parameters": parameters}
    place = storage.get("Location", "")
    if place == before or place.startswith(f"{before}/"):
        storage["Location"] = after + place[len(before) :]
    return {**holder, "StorageDescriptor": storage}
