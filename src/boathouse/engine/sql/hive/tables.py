"""CREATE EXTERNAL TABLE, and CREATE TABLE of Iceberg tables.

https://docs.aws.amazon.com/athena/latest/ug/create-table.html
https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.hive.statements import CreateIcebergTable, CreateTable, Creation, Transformed
from boathouse.engine.sql.hive.words import Words

Made = TypeVar("Made", bound=Creation)
TEXT = "org.apache.hadoop.mapred.TextInputFormat"
TEXT_OUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
FORMATS = {
    "TEXTFILE": (TEXT, TEXT_OUT, LAZY),
    "PARQUET": (
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    ),
    "ORC": (
        "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    ),
    "AVRO": (
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
        "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    ),
    "JSONFILE": (TEXT, TEXT_OUT, "org.apache.hive.hcatalog.data.JsonSerDe"),
    "ION": (
        "com.amazon.ionhiveserde.formats.IonInputFormat",
        "com.amazon.ionhiveserde.formats.IonOutputFormat",
        "com.amazon.ionhiveserde.IonHiveSerDe",
    ),
}
DELIMITERS = {
    ("FIELDS", "TERMINATED", "BY"): "field.delim",
    ("COLLECTION", "ITEMS", "TERMINATED", "BY"): "collection.delim",
    ("MAP", "KEYS", "TERMINATED", "BY"): "mapkey.delim",
    ("LINES", "TERMINATED", "BY"): "line.delim",
    ("NULL", "DEFINED", "AS"): "serialization.null.format",
    ("ESCAPED", "BY"): "escape.delim",
}


PLAIN, SIZED = ("year", "month", "day", "hour"), ("bucket", "truncate")
"""The transforms of Iceberg that Athena has, without and with a number."""


def create_table(words: Words) -> CreateTable:
    """The statement behind CREATE EXTERNAL TABLE."""
    missing = words.accept("IF", "NOT", "EXISTS")
    table = CreateTable(words.name(), if_not_exists=missing)
    if words.peek().says("("):
        table = replace(table, columns=words.columns())
    while words.peek().kind != "end":
        table = _clause(words, table)
    if not table.location:
        text = "FAILED: SemanticException [Error 10004]: LOCATION is mandatory for an external table"
        raise QueryError("INVALID_TABLE_PROPERTY", text)
    _check_location(table.location)
    return _completed(table)


def create_iceberg_table(words: Words) -> CreateIcebergTable:
    """The statement behind CREATE TABLE, which makes Iceberg tables alone."""
    missing = words.accept("IF", "NOT", "EXISTS")
    table = CreateIcebergTable(words.name(), words.columns(), if_not_exists=missing)
    while words.peek().kind != "end":
        if words.accept("PARTITIONED", "BY"):
            table = replace(table, fields=_fields(words))
        else:
            table = _common(words, table)
    if table.properties.get("table_type", "").upper() != "ICEBERG":
        text = "CREATE TABLE without EXTERNAL needs TBLPROPERTIES ('table_type' = 'ICEBERG')"
        raise QueryError("INVALID_TABLE_PROPERTY", text)
    if not table.location:
        raise QueryError("INVALID_TABLE_PROPERTY", "LOCATION is mandatory for an Iceberg table")
    _check_location(table.location)
    return table


def _fields(words: Words) -> tuple[Transformed, ...]:
    words.expect("(")
    found = [_field(words)]
    while words.accept(","):
        found.append(_field(words))
    words.expect(")")
    return tuple(found)


def _field(words: Words) -> Transformed:
    name = words.identifier().lower()
    if not words.accept("("):
        return Transformed("identity", name)
    if name not in (*PLAIN, *SIZED):
        raise QueryError("NOT_SUPPORTED", f"Unknown partition transform: {name}")
    size = ""
    if name in SIZED:
        size = f"[{words.next().value}]"
        words.expect(",")
    column = words.identifier().lower()
    words.expect(")")
    return Transformed(name + size, column)


def _check_location(location: str) -> None:
    if not location.startswith("s3://"):
        raise QueryError("INVALID_TABLE_PROPERTY", f"The location {location} is no s3:// URI")


def _common(words: Words, table: Made) -> Made:
    """A clause that every kind of table may have."""
    if words.accept("COMMENT"):
        return replace(table, comment=words.string())
    if words.accept("LOCATION"):
        return replace(table, location=words.string())
    if words.accept("TBLPROPERTIES"):
        return replace(table, properties=words.properties())
    raise words.unexpected("<EOF>")


def _clause(words: Words, table: CreateTable) -> CreateTable:
    if words.accept("PARTITIONED", "BY"):
        return replace(table, partition_keys=words.columns())
    if words.accept("CLUSTERED"):
        raise QueryError("NOT_SUPPORTED", "CLUSTERED BY is not emulated by Boathouse")
    if words.accept("ROW", "FORMAT"):
        return _row_format(words, table)
    if words.accept("WITH", "SERDEPROPERTIES"):
        return replace(table, serde_parameters={**table.serde_parameters, **words.properties()})
    if words.accept("STORED", "AS"):
        return _stored(words, table)
    return _common(words, table)


def _row_format(words: Words, table: CreateTable) -> CreateTable:
    if words.accept("SERDE"):
        return replace(table, serde=words.string())
    words.expect("DELIMITED")
    found: dict[str, str] = {}
    while True:
        clause = next((c for c in DELIMITERS if words.accept(*c)), None)
        if clause is None:
            break
        found[DELIMITERS[clause]] = words.string()
    if "field.delim" in found:
        found["serialization.format"] = found["field.delim"]
    return replace(table, serde=LAZY, serde_parameters={**table.serde_parameters, **found})


def _stored(words: Words, table: CreateTable) -> CreateTable:
    if words.accept("INPUTFORMAT"):
        inputs = words.string()
        words.expect("OUTPUTFORMAT")
        return replace(table, input_format=inputs, output_format=words.string(), stored_as="")
    word = words.peek()
    name = words.identifier().upper()
    if name not in FORMATS:
        raise QueryError("SYNTAX_ERROR", f"Unrecognized file format in STORED AS clause: '{word.value}'")
    return replace(table, stored_as=name)


def _completed(table: CreateTable) -> CreateTable:
    """Fill in what the clauses imply: the formats, the SerDe and `serialization.format`."""
    inputs, outputs, serde = FORMATS[table.stored_as or "TEXTFILE"]
    parameters = {"serialization.format": "1", **table.serde_parameters}
    return replace(
        table,
        input_format=table.input_format or inputs,
        output_format=table.output_format or outputs,
        serde=table.serde or serde,
        serde_parameters=parameters,
    )
