"""How the Data Catalog spells names: lower case, whatever the caller sent."""

from __future__ import annotations

import re

from boathouse.calls import ACCOUNT
from boathouse.services.glue.errors import InvalidInputError
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


def name_pattern(expression: str | None) -> re.Pattern[str]:
    """What an expression for names means, or nothing for all of them; InvalidInputException if it is none."""
    # AWS takes both regular expressions ("cust.*") and the globs that Hive and awswrangler send
    # ("cust*", "*landing"): a star that follows a plain character, or nothing, is a glob.
    text = re.sub(r"(^|[\w|(-])\*", r"\1.*", expression or ".*")
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise InvalidInputError(f"Invalid expression '{expression}': {error}.") from error


def _columns(columns: list[Record]) -> list[Record]:
    return [{**column, "Name": fold(column["Name"])} for column in columns]
