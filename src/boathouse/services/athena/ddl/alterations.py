"""ALTER TABLE, partitions aside."""

from __future__ import annotations

import time

from boathouse.engine.sql.hive import statements as s
from boathouse.engine.sql.hive.stored import column
from boathouse.services.athena.ddl.scene import Scene, failed
from boathouse.services.athena.output import Outcome


def set_properties(scene: Scene, statement: s.SetProperties) -> Outcome:
    """ALTER TABLE … SET TBLPROPERTIES.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/alter-table-set-tblproperties.html
    """
    document = scene.alterable(statement.name, "ALTER TABLE")
    document["Parameters"] = {**document.get("Parameters", {}), **statement.properties, **_touched()}
    scene.replace(document)
    return Outcome()


def set_location(scene: Scene, statement: s.SetLocation) -> Outcome:
    """ALTER TABLE … SET LOCATION.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/alter-table-set-location.html
    """
    document = scene.alterable(statement.name, "ALTER TABLE")
    document["StorageDescriptor"]["Location"] = statement.location
    document["Parameters"] = {**document.get("Parameters", {}), **_touched()}
    scene.replace(document)
    return Outcome()


def add_columns(scene: Scene, statement: s.AddColumns) -> Outcome:
    """ALTER TABLE … ADD COLUMNS, REPLACE COLUMNS.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/alter-table-add-columns.html
    """
    document = scene.alterable(statement.name, "ALTER TABLE")
    storage = document["StorageDescriptor"]
    kept = [] if statement.replace else storage.get("Columns", [])
    names = {c["Name"] for c in [*kept, *document.get("PartitionKeys", [])]}
    for definition in statement.columns:
        if definition.name in names:
            raise failed(10036, f"Duplicate column name: {definition.name}")
        names.add(definition.name)
    storage["Columns"] = [*kept, *map(column, statement.columns)]
    document["Parameters"] = {**document.get("Parameters", {}), **_touched()}
    scene.replace(document)
    return Outcome()


def _touched() -> dict[str, str]:
    return {"transient_lastDdlTime": str(int(time.time()))}
