"""What the catalog knows of an Iceberg table: where its metadata is, and columns that nobody relies on.

https://iceberg.apache.org/docs/latest/aws/#glue-catalog
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boathouse.engine.sql.iceberg.document import POINTER
from boathouse.engine.sql.iceberg.schema import spelled


def entry(name: str, document: Mapping[str, Any], uri: str, comment: str = "") -> dict[str, Any]:
    """A new table as Glue's CreateTable takes it; `uri` is the place of its metadata, the document."""
    members = {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"table_type": "ICEBERG", POINTER: uri},
        "StorageDescriptor": {"Columns": columns(document), "Location": document["location"]},
    }
    return {**members, "Description": comment} if comment else members


def columns(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of today's schema, then those that only older schemas have, which are marked."""
    today = document["current-schema-id"]
    schemas = sorted(document["schemas"], key=lambda schema: schema["schema-id"] != today)
    found: dict[str, dict[str, Any]] = {}
    for schema in schemas:
        for member in schema["fields"]:
            found.setdefault(member["name"], _column(member, current=schema["schema-id"] == today))
    return list(found.values())


def _column(member: Mapping[str, Any], *, current: bool) -> dict[str, Any]:
    own = {
        "iceberg.field.current": str(current).lower(),
        "iceberg.field.id": str(member["id"]),
        "iceberg.field.optional": str(not member.get("required", False)).lower(),
    }
    column = {"Name": member["name"], "Type": spelled(member["type"]), "Parameters": own}
    return {**column, "Comment": member["doc"]} if member.get("doc") else column
