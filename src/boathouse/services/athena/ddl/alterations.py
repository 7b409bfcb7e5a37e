"""ALTER TABLE, partitions aside."""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.hive import statements as s
from boathouse.engine.sql.hive.stored import column
from boathouse.services.athena.catalog import table_of
from boathouse.services.athena.ddl.scene import SERVER_MEMBERS, Scene, failed
from boathouse.services.athena.output import Outcome


def set_properties(scene: Scene, statement: s.SetProperties) -> Outcome:
    """ALTER TABLE … SET TBLPROPERTIES.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/alter-table-set-tblproperties.html
    """
    document = scene.document(statement.name)
    if table_of(document).is_iceberg:
        _iceberg().set_properties(scene, document, statement.properties)
        return Outcome()
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
    document = scene.document(statement.name)
    if table_of(document).is_iceberg:
        if statement.replace:
            raise failed(10001, "REPLACE COLUMNS is not supported for Iceberg tables")
        _iceberg().add_columns(scene, document, statement.columns)
        return Outcome()
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


def drop_column(scene: Scene, statement: s.DropColumn) -> Outcome:
    """ALTER TABLE … DROP COLUMN of an Iceberg table.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-alter-table-drop-column.html
    """
    _iceberg().drop_column(scene, _iceberg_table(scene, statement.name, "DROP COLUMN"), statement)
    return Outcome()


def change_column(scene: Scene, statement: s.ChangeColumn) -> Outcome:
    """ALTER TABLE … CHANGE COLUMN of an Iceberg table: its name, type, comment and place.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-alter-table-change-column.html
    Differs: of arrays, maps and structs the type stays.
    """
    _iceberg().change_column(scene, _iceberg_table(scene, statement.name, "CHANGE COLUMN"), statement)
    return Outcome()


def unset_properties(scene: Scene, statement: s.UnsetProperties) -> Outcome:
    """ALTER TABLE … UNSET TBLPROPERTIES of an Iceberg table.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-alter-table-unset-properties.html
    """
    document = _iceberg_table(scene, statement.name, "UNSET TBLPROPERTIES")
    _iceberg().unset_properties(scene, document, statement.keys)
    return Outcome()


def rename_table(scene: Scene, statement: s.RenameTable) -> Outcome:
    """ALTER TABLE … RENAME TO of an Iceberg table; its files stay where they are.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-alter-table-rename.html
    """
    document = _iceberg_table(scene, statement.name, "RENAME TO")
    database, name = statement.to.database or document["DatabaseName"], statement.to.table
    members = {key: value for key, value in document.items() if key not in SERVER_MEMBERS}
    scene.glue.tables.create_table(database_name=database, table_input={**members, "Name": name})
    scene.glue.tables.delete_table(database_name=document["DatabaseName"], name=document["Name"])
    return Outcome()


def _iceberg_table(scene: Scene, name: s.Name, what: str) -> dict[str, Any]:
    document = scene.document(name)
    if not table_of(document).is_iceberg:
        text = f"ALTER TABLE … {what} of a table that is no Iceberg table is not emulated by Boathouse"
        raise QueryError("NOT_SUPPORTED", text)
    return document


def _iceberg() -> ModuleType:
    from boathouse.services.athena.writes.iceberg import alterations  # noqa: PLC0415 (0.5 s of PyIceberg)

    return alterations


def _touched() -> dict[str, str]:
    return {"transient_lastDdlTime": str(int(time.time()))}
