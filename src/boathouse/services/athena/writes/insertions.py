"""INSERT INTO."""

from __future__ import annotations

from typing import Any

from boathouse.engine.sql import QueryError, Table
from boathouse.engine.sql.catalog_types import catalog_type
from boathouse.engine.sql.hive.tables import FORMATS, LAZY
from boathouse.engine.sql.trino.statements import Insert
from boathouse.engine.sql.writers.assignment import assigned
from boathouse.engine.sql.writers.layout import COMPRESSIONS, DEFAULT, DELIMITERS, Layout, Part
from boathouse.services.athena.catalog import table_of
from boathouse.services.athena.writes.publication import Publication, folder
from boathouse.services.athena.writes.work import Order, Written

SERDES = {
    FORMATS["PARQUET"][2]: "PARQUET",
    FORMATS["ORC"][2]: "ORC",
    FORMATS["JSONFILE"][2]: "JSON",
    "org.openx.data.jsonserde.JsonSerDe": "JSON",
    LAZY: "TEXTFILE",
}
ODD = ("escape.delim", "mapping.")
COMPRESSION = ("write.compression", "parquet.compression", "orc.compress")


def insert(order: Order, statement: Insert) -> Written:
    """INSERT INTO: new files beside the table's; partitions that are new are registered.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/insert-into.html
    Differs: tables of Parquet, ORC, JSON and delimited text without ESCAPED BY; the others and tables with
    partition projection are refused. A statement that fails leaves no files behind.
    """
    scene = order.scene
    database, name = scene.full(statement.name)
    document = scene.tables.document(database, name)
    if document is None:
        text = f"Table 'awsdatacatalog.{database}.{name}' does not exist"
        raise QueryError("TABLE_NOT_FOUND", text, line=1, column=1)
    table = table_of(document)
    if table.is_iceberg:
        from boathouse.services.athena.writes.iceberg import insertions  # noqa: PLC0415 (0.5 s of PyIceberg)

        return insertions.insert_into_iceberg(order, statement, document)
    target = _layout(table)
    plan = order.plan(statement)
    names = statement.columns or tuple(name for name, _ in target.columns)
    values = assigned(plan.values, [column.type for column in plan.columns], names, target)
    known = {p.values: p.location for p in scene.tables.partitions(table)} if target.keys else {}
    parts = scene.query.write(values, target, order.scratch)
    with Publication(scene.lake, parts, target.suffix) as publication:
        for part in parts:
            location = known.get(part.values) or _place(table, part)
            publication.put(part, location)
        _register(order, document, [p for p in parts if p.values and p.values not in known], table)
    return Written(publication.uris, publication.rows, plan.size)


def _layout(table: Table) -> Layout:
    what = SERDES.get(table.serde)
    if table.is_view:
        raise QueryError("NOT_SUPPORTED", "Inserting into views is not supported", line=1, column=1)
    if table.is_delta or table.is_hudi or table.is_linked:
        kind = "Delta Lake" if table.is_delta else "Hudi" if table.is_hudi else "SymlinkTextInputFormat"
        raise QueryError("NOT_SUPPORTED", f"Inserting into a {kind} table is not supported")
    if what is None:
        raise QueryError(
            "NOT_SUPPORTED", f"Inserting into a table of {table.serde} is not emulated by Boathouse"
        )
    serde, parameters = table.serde_parameters, table.parameters
    projected = parameters.get("projection.enabled", "").lower() == "true"
    odd = "projection.enabled" if projected else next((k for k in serde if k.startswith(ODD)), "")
    if odd:
        raise QueryError("NOT_SUPPORTED", f"Inserting into a table with {odd} is not emulated by Boathouse")
    if int(parameters.get("skip.header.line.count", "0")):
        text = "Inserting into Hive table with skip.header.line.count property not supported"
        raise QueryError("NOT_SUPPORTED", text)
    packed = next(
        (parameters[key].upper() for key in COMPRESSION if key in parameters), DEFAULT.get(what, "GZIP")
    )
    if packed not in COMPRESSIONS[what]:
        raise QueryError("NOT_SUPPORTED", f"{what} files packed by {packed} are not emulated by Boathouse")
    mark = serde.get("field.delim") or serde.get("serialization.format", "1")
    # the second spelling is Hive's own
    items = serde.get("collection.delim") or serde.get("colelction.delim", "\x02")
    pairs = serde.get("mapkey.delim", "\x03")
    columns = [
        (c.name.lower(), catalog_type(c.kind, c.name)) for c in (*table.columns, *table.partition_keys)
    ]
    return Layout(
        what,
        tuple(columns),
        len(table.partition_keys),
        packed,
        "\x01" if mark == "1" else DELIMITERS.get(mark, mark),
        (DELIMITERS.get(items, items), DELIMITERS.get(pairs, pairs)),
        serde.get("serialization.null.format", "\\N"),
    )


def _place(table: Table, part: Part) -> str:
    base = table.location if table.location.endswith("/") else f"{table.location}/"
    return base + folder([key.name for key in table.partition_keys], part.values)


def _register(order: Order, document: dict[str, Any], parts: list[Part], table: Table) -> None:
    made: list[Part] = []
    partitions = order.scene.glue.partitions
    place: dict[str, Any] = {"database_name": document["DatabaseName"], "table_name": document["Name"]}
    try:
        for part in parts:
            own = {**document["StorageDescriptor"], "Location": _place(table, part)}
            members = {"Values": list(part.values), "StorageDescriptor": own}
            partitions.create_partition(**place, partition_input=members)
            made.append(part)
    except BaseException:
        for part in made:
            partitions.delete_partition(**place, partition_values=list(part.values))
        raise
