"""CREATE and DROP."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.hive import statements as s
from boathouse.engine.sql.hive.stored import table_input
from boathouse.engine.sql.iceberg.catalogued import entry
from boathouse.engine.sql.iceberg.creation import declared, first_document
from boathouse.engine.sql.iceberg.document import SUFFIX
from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.athena.catalog import VIEW, table_of
from boathouse.services.athena.ddl.glue_types import glue_kind
from boathouse.services.athena.ddl.scene import Scene, failed
from boathouse.services.athena.output import Outcome


def create_table(scene: Scene, statement: s.CreateTable) -> Outcome:
    """CREATE EXTERNAL TABLE: what Athena stores, field by field.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/create-table.html
    """
    database, name = scene.full(statement.name)
    if _is_there(scene, statement):
        return Outcome()
    kind = statement.properties.get("table_type", "").upper()
    if kind == "ICEBERG":
        raise QueryError("NOT_SUPPORTED", "External keyword not supported for table type ICEBERG")
    delta = kind == "DELTA"
    if not statement.columns and not delta:
        raise failed(10002, "a table that is no Delta table needs columns")
    scene.glue.tables.create_table(database_name=database, table_input=table_input(statement))
    if delta:
        _take_delta_columns(scene, database, name)
    return Outcome()


def create_iceberg_table(scene: Scene, statement: s.CreateIcebergTable) -> Outcome:
    """CREATE TABLE of an Iceberg table: its first metadata file, and the catalog's entry that points at it.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html
    Differs: properties are kept under Iceberg's names where it has one, and no others are added.
    """
    database, name = scene.full(statement.name)
    if _is_there(scene, statement):
        return Outcome()
    columns = declared(statement.columns)
    document = first_document(columns, statement.fields, statement.location, statement.properties)
    uri = f"{document['location']}/metadata/00000-{uuid.uuid4()}{SUFFIX}"
    bucket, key = Lake.split(uri)
    scene.lake.write(bucket, key, [json.dumps(document).encode()])
    members = entry(name, document, uri, statement.comment)
    try:
        scene.glue.tables.create_table(database_name=database, table_input=members)
    except Exception:
        scene.lake.delete(bucket, key)
        raise
    return Outcome()


def _is_there(scene: Scene, statement: s.Creation) -> bool:
    """Whether nothing is to be done. Raises QueryError if something forbids it."""
    database, name = scene.full(statement.name)
    if database not in scene.tables.databases():
        raise failed(10072, f"Database does not exist: {database}")
    there = scene.tables.document(database, name) is not None
    if there and not statement.if_not_exists:
        raise failed(10030, f"Table {database}.{name} already exists")
    return there


def _take_delta_columns(scene: Scene, database: str, name: str) -> None:
    """A Delta table is declared without columns; they are in its log."""
    document = scene.tables.document(database, name)
    table = scene.tables.table(database, name)
    assert document is not None
    assert table is not None
    try:
        columns = scene.query.columns(table)
    except Exception:
        scene.glue.tables.delete_table(database_name=database, name=name)
        raise
    document["StorageDescriptor"]["Columns"] = [{"Name": c.name, "Type": c.kind} for c in columns]
    scene.replace(document)


def drop_table(scene: Scene, statement: s.DropTable) -> Outcome:
    """DROP TABLE: the files stay, but for those of an Iceberg table.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/drop-table.html
    """
    database, name = scene.full(statement.name)
    files = _owned(scene, database, name)
    try:
        scene.glue.tables.delete_table(database_name=database, name=name)
    except ServiceError as error:
        if error.code != "EntityNotFoundException":
            raise
        if not statement.if_exists:
            raise failed(10001, f"Table not found {database}.{name}") from error
    for uri in files:
        scene.lake.delete(*Lake.split(uri))
    return Outcome()


def _owned(scene: Scene, database: str, name: str) -> set[str]:
    """The files that go with a table."""
    document = scene.tables.document(database, name)
    if document is None or not table_of(document).is_iceberg:
        return set()
    from boathouse.services.athena.writes.iceberg import maintenance  # noqa: PLC0415 (0.5 s of PyIceberg)

    return maintenance.owned(scene, document)


def create_database(scene: Scene, statement: s.CreateDatabase) -> Outcome:
    """CREATE DATABASE.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/create-database.html
    """
    members: dict[str, Any] = {"Name": statement.name}
    if statement.comment:
        members["Description"] = statement.comment
    if statement.location:
        members["LocationUri"] = statement.location
    if statement.properties:
        members["Parameters"] = statement.properties
    try:
        scene.glue.databases.create_database(database_input=members)
    except ServiceError as error:
        if error.code != "AlreadyExistsException" or not statement.if_not_exists:
            raise
    return Outcome()


def drop_database(scene: Scene, statement: s.DropDatabase) -> Outcome:
    """DROP DATABASE: with tables in it only by CASCADE.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/drop-database.html
    """
    if statement.name not in scene.tables.databases():
        if statement.if_exists:
            return Outcome()
        raise failed(10072, f"Database does not exist: {statement.name}")
    if not statement.cascade and scene.tables.tables(statement.name):
        text = f"Database {statement.name} is not empty. One or more tables exist."
        raise failed(10073, f"InvalidOperationException(message:{text})")
    scene.glue.databases.delete_database(name=statement.name)
    return Outcome()


def create_view(scene: Scene, statement: s.CreateView) -> Outcome:
    """CREATE VIEW: stored as Athena stores it, Presto's JSON in base64.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/create-view.html
    """
    database, name = scene.full(statement.name)
    columns = scene.query.outputs(statement.sql, database)
    document = {
        "originalSql": statement.sql,
        "catalog": "awsdatacatalog",
        "schema": database,
        "columns": [{"name": c.name, "type": str(c.type)} for c in columns],
    }
    members = {
        "Name": name,
        "TableType": "VIRTUAL_VIEW",
        "Parameters": {"presto_view": "true", "comment": "Presto View"},
        "PartitionKeys": [],
        "StorageDescriptor": {
            "Columns": [{"Name": c.name.lower(), "Type": glue_kind(c.type)} for c in columns],
            "SerdeInfo": {},
            "Location": "",
        },
        "ViewOriginalText": f"{VIEW[0]}{base64.b64encode(json.dumps(document).encode()).decode()}{VIEW[1]}",
        "ViewExpandedText": "/* Presto View */",
    }
    known = scene.tables.document(database, name)
    if known is None:
        scene.glue.tables.create_table(database_name=database, table_input=members)
    elif statement.or_replace and known.get("TableType") == "VIRTUAL_VIEW":
        scene.glue.tables.update_table(database_name=database, table_input=members)
    else:
        raise failed(10030, f"View already exists: {database}.{name}")
    return Outcome()


def drop_view(scene: Scene, statement: s.DropView) -> Outcome:
    """DROP VIEW.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/drop-view.html
    """
    database, name = scene.full(statement.name)
    known = scene.tables.document(database, name)
    if known is None or known.get("TableType") != "VIRTUAL_VIEW":
        if statement.if_exists and known is None:
            return Outcome()
        raise failed(10001, f"View not found {database}.{name}")
    scene.glue.tables.delete_table(database_name=database, name=name)
    return Outcome()
