"""How the Data Catalog spells names: lower case, whatever the caller sent."""

from __future__ import annotations

from boathouse.calls import ACCOUNT
from boathouse.services.glue.records import Record

CREATOR = f"arn:aws:iam::{ACCOUNT}:root"


def fold(name: str) -> str:
    """Spell a database's, table's or column's name as the catalog does."""
    return name.lower()


def folded_table(table_input: Record) -> Record:
    """Copy a TableInput with every name folded, and the members that AWS always answers."""
    table = {"Retention": 0, "PartitionKeys": [], **table_input, "Name": fold(table_input["Name"])}
    table["PartitionKeys"] = _columns(table["PartitionKeys"])
    return folded_storage(table)


def folded_storage(holder: Record) -> Record:
    """Copy a TableInput or PartitionInput with the columns of its StorageDescriptor folded."""
    if "StorageDescriptor" not in holder:
        return dict(holder)
    storage = {
        "Columns": [],
        "Compressed": False,
        "NumberOfBuckets": 0,
        "SortColumns": [],
        "StoredAsSubDirectories": False,
        **holder["StorageDescriptor"],
    }
    storage["Columns"] = _columns(storage["Columns"])
    return {**holder, "StorageDescriptor": storage}


def _columns(columns: list[Record]) -> list[Record]:
    return [{**column, "Name": fold(column["Name"])} for column in columns]
