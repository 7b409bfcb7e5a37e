"""The landing tables, as Athena would store their DDL."""

from __future__ import annotations

from typing import Any, cast

from boathouse import ddl
from boathouse.deploy.families import Family, Fields, Found, found, pages
from boathouse.deploy.stamp import PROJECT, own

_CLOCK = "transient_lastDdlTime"


class Tables(Family):
    """A table for each CREATE EXTERNAL TABLE. They are external: no change of theirs touches data."""

    kind = "table"

    def wanted(self) -> dict[str, Fields]:
        """The tables of the pipeline's DDL."""
        return {
            name: {**_fields(table), "Parameters": _parameters(table), "Tags": self.stamp.tags}
            for name, table in ddl.tables(self.pipeline).items()
        }

    def found(self) -> dict[str, Found]:
        """The wanted ones that are there, and those that the DDL declared once."""
        database, wanted = self.pipeline.database.lower(), ddl.tables(self.pipeline)
        listed = found(
            lambda: list(pages(self.clients.glue.get_tables, "TableList", DatabaseName=database)),
            "EntityNotFoundException",
        )
        there = {}
        for table in listed or []:
            name, parameters = table["Name"], table.get("Parameters", {})
            owned = parameters.get(PROJECT) == self.stamp.project
            if owned or name in wanted:
                named = _parameters(wanted[name]) if name in wanted else {}
                shown = {key: value for key, value in parameters.items() if key in named}
                fields = {**_fields(table), "Parameters": shown, "Tags": own(parameters)}
                there[name] = Found(fields, owned, table)
        return there

    def create(self, name: str, wanted: Fields) -> None:
        """Declare it."""
        table = cast(Any, self._input(name, wanted, {}))
        self.clients.glue.create_table(DatabaseName=self.pipeline.database.lower(), TableInput=table)

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Declare it anew; parameters that crawlers or Athena have added stay, and so do its partitions."""
        table = cast(Any, self._input(name, wanted, found.raw.get("Parameters", {})))
        self.clients.glue.update_table(DatabaseName=self.pipeline.database.lower(), TableInput=table)

    def delete(self, name: str, found: Found | None = None) -> None:
        """Forget it; its files stay."""
        self.clients.glue.delete_table(DatabaseName=self.pipeline.database.lower(), Name=name)

    def told(self, wanted: Fields) -> str:
        """How wide it is, and where."""
        return f"{len(wanted['Columns'])} columns at {wanted['Location']}"

    def _input(self, name: str, wanted: Fields, parameters: dict[str, str]) -> dict[str, Any]:
        table = ddl.tables(self.pipeline)[name]
        return {**table, "Parameters": {**parameters, **table["Parameters"], **wanted["Tags"]}}


def _fields(table: Any) -> Fields:
    descriptor = table.get("StorageDescriptor", {})
    serde = descriptor.get("SerdeInfo", {})
    return {
        "TableType": table.get("TableType"),
        "Location": descriptor.get("Location"),
        "Columns": _columns(descriptor.get("Columns", [])),
        "PartitionKeys": _columns(table.get("PartitionKeys", [])),
        "InputFormat": descriptor.get("InputFormat"),
        "OutputFormat": descriptor.get("OutputFormat"),
        "SerializationLibrary": serde.get("SerializationLibrary"),
        "SerdeParameters": serde.get("Parameters", {}),
    }


def _columns(columns: Any) -> dict[str, str]:
    """Each column's type, with its comment if it has one."""
    return {c["Name"]: " -- ".join(filter(None, [c.get("Type"), c.get("Comment")])) for c in columns}


def _parameters(table: Any) -> dict[str, str]:
    return {key: value for key, value in table["Parameters"].items() if key != _CLOCK}
