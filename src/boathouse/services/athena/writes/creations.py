"""CREATE TABLE AS."""

from __future__ import annotations

from typing import Any

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.hive.statements import ColumnDefinition, CreateTable, Name
from boathouse.engine.sql.hive.stored import table_input
from boathouse.engine.sql.hive.tables import FORMATS
from boathouse.engine.sql.trino.statements import CreateTableAs
from boathouse.engine.sql.writers.layout import Layout, Part, layout
from boathouse.services.athena.ddl.glue_types import glue_kind
from boathouse.services.athena.writes.publication import Publication, folder
from boathouse.services.athena.writes.work import Order, Written, distinct

KNOWN = frozenset(
    [
        "external_location",
        "field_delimiter",
        "format",
        "is_external",
        "orc_compression",
        "parquet_compression",
        "partitioned_by",
        "table_type",
        "write_compression",
    ]
)
REFUSED = frozenset(["bucketed_by", "bucket_count", "compression_level", "partitioning"])
COMPRESSION = {"PARQUET": "parquet.compression", "ORC": "orc.compress"}
CLASSES = {"PARQUET": "parquet", "ORC": "orc", "JSON": "json", "TEXTFILE": "csv"}


def create_table_as(order: Order, statement: CreateTableAs) -> Written:
    """CREATE TABLE AS: the rows become files, then the table is there; a failure leaves neither.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html
    Differs: PARQUET, ORC, JSON and TEXTFILE; AVRO, ION and buckets are refused. A statement that fails leaves
    no files behind.
    """
    scene = order.scene
    database, name = scene.full(statement.name)
    if database not in scene.tables.databases():
        raise QueryError("SCHEMA_NOT_FOUND", f"Schema '{database}' does not exist", line=1, column=1)
    if scene.tables.document(database, name) is not None:
        if statement.if_not_exists:
            return Written([], 0, 0)
        text = f"Table 'awsdatacatalog.{database}.{name}' already exists"
        raise QueryError("TABLE_ALREADY_EXISTS", text, line=1, column=1)
    if str(statement.properties.get("table_type", "HIVE")).upper() == "ICEBERG":
        from boathouse.services.athena.writes.iceberg import creations  # noqa: PLC0415 (0.5 s of PyIceberg)

        return creations.create_iceberg_table_as(order, statement, database, name)
    _known(statement)
    plan = order.plan(statement)
    distinct(statement, plan)
    target = layout(
        plan.columns,
        statement.properties,
        format_name="PARQUET",
        compression=("write_compression", "parquet_compression", "orc_compression"),
    )
    location = str(statement.properties.get("external_location") or "")
    location = location or f"{order.output}tables/{order.identifier}/"
    order.empty(location, f"{database}.{name}")
    document = table_input(_declared(Name(database, name), statement, target, location))
    parts = scene.query.write(plan.values, target, order.scratch) if statement.with_data else []
    with Publication(scene.lake, parts, target.suffix) as publication:
        for part in parts:
            publication.put(part, _place(target, part, location))
        scene.glue.tables.create_table(database_name=database, table_input=document)
        try:
            _register(order, database, document, target, parts)
        except BaseException:
            scene.glue.tables.delete_table(database_name=database, name=name)
            raise
    return Written(publication.uris, publication.rows, plan.size)


def _known(statement: CreateTableAs) -> None:
    given = statement.properties
    refused = sorted(REFUSED & set(given))
    if refused or str(given.get("table_type", "HIVE")).upper() != "HIVE":
        what = refused[0] if refused else f"table_type {given['table_type']}"
        raise QueryError("NOT_SUPPORTED", f"CREATE TABLE AS with {what} is not emulated by Boathouse")
    for key in given:
        if key not in KNOWN:
            text = f"Catalog 'awsdatacatalog' table property '{key}' does not exist"
            raise QueryError("INVALID_TABLE_PROPERTY", text, line=1, column=1)


def _declared(name: Name, statement: CreateTableAs, target: Layout, location: str) -> CreateTable:
    inputs, outputs, serde = FORMATS["JSONFILE" if target.format == "JSON" else target.format]
    columns = tuple(ColumnDefinition(n, glue_kind(kind)) for n, kind in target.columns)
    parameters = {"serialization.format": "1"}
    if target.delimiter != "\x01":
        parameters = {"serialization.format": target.delimiter, "field.delim": target.delimiter}
    properties = {"classification": CLASSES[target.format], "has_encrypted_data": "false"}
    properties[COMPRESSION.get(target.format, "write.compression")] = target.compression
    return CreateTable(
        name,
        columns[: len(target.stored)],
        partition_keys=columns[len(target.stored) :],
        comment=statement.comment,
        serde=serde,
        serde_parameters=parameters,
        input_format=inputs,
        output_format=outputs,
        location=location,
        properties=properties,
    )


def _place(target: Layout, part: Part, location: str) -> str:
    base = location if location.endswith("/") else f"{location}/"
    return base + folder([name for name, _ in target.columns[len(target.stored) :]], part.values)


def _register(
    order: Order, database: str, document: dict[str, Any], target: Layout, parts: list[Part]
) -> None:
    storage = document["StorageDescriptor"]
    for part in parts:
        if part.values:
            own = {**storage, "Location": _place(target, part, storage["Location"])}
            order.scene.glue.partitions.create_partition(
                database_name=database,
                table_name=document["Name"],
                partition_input={"Values": list(part.values), "StorageDescriptor": own},
            )
