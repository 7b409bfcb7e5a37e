"""What a crawler writes into the catalog of a table: SerDe, columns, partitions and statistics."""

from __future__ import annotations

import re
from collections.abc import Mapping

from boathouse.engine.crawl import Kind, Leaf, Schema
from boathouse.services.glue.crawl_survey import Found, FoundDelta
from boathouse.services.glue.names import fold
from boathouse.services.glue.records import Record

Storage = tuple[str, str, str]
_HIVE = "org.apache.hadoop.hive.ql.io"
_TEXT = ("org.apache.hadoop.mapred.TextInputFormat", f"{_HIVE}.HiveIgnoreKeyTextOutputFormat")
_FORMATS: Mapping[str, Storage] = {
    "csv": (*_TEXT, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"),
    "json": (*_TEXT, "org.openx.data.jsonserde.JsonSerDe"),
    "parquet": (
        f"{_HIVE}.parquet.MapredParquetInputFormat",
        f"{_HIVE}.parquet.MapredParquetOutputFormat",
        f"{_HIVE}.parquet.serde.ParquetHiveSerDe",
    ),
    "orc": (f"{_HIVE}.orc.OrcInputFormat", f"{_HIVE}.orc.OrcOutputFormat", f"{_HIVE}.orc.OrcSerde"),
    "avro": (
        f"{_HIVE}.avro.AvroContainerInputFormat",
        f"{_HIVE}.avro.AvroContainerOutputFormat",
        "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    ),
}
_OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
_LONGEST = 128


def table_name(location: str, prefix: str) -> str:
    """A table's name: its folder's, its file's, or its bucket's, in lower case, other characters as `_`."""
    last = location.rstrip("/").rpartition("/")[2]
    return re.sub(r"[^a-z0-9_]", "_", f"{prefix}{last}".lower())[:_LONGEST]


def table_input(found: Found, name: str, crawler: str, run: str) -> Record:
    """The TableInput of a table that was found."""
    tree, schema = found.tree, found.tree.schema
    keys = tree.keys
    size = sum(file.size for file in tree.files)
    parameters = _parameters(schema, len(tree.files), size) | _stamp(crawler, run)
    if keys:
        parameters["partition_filtering.enabled"] = "true"
    return {
        **_external(name),
        "StorageDescriptor": _storage(schema, keys, found.location, parameters),
        "PartitionKeys": [{"Name": key, "Type": "string"} for key in keys],
        "Parameters": parameters,
    }


def delta_input(found: FoundDelta, name: str, crawler: str, run: str) -> Record:
    """The TableInput of a table of Delta Lake's, as engines that read the log want it."""
    told = {
        "EXTERNAL": "TRUE",
        "classification": "delta",
        "table_type": "delta",
        "spark.sql.sources.provider": "delta",
        "spark.sql.partitionProvider": "catalog",
        "delta.lastUpdateVersion": str(found.told.version),
        "delta.lastCommitTimestamp": str(found.told.moment),
    }
    parameters = told | _stamp(crawler, run)
    return {
        **_external(name),
        "StorageDescriptor": {
            "Columns": _columns(found.told.columns, []),
            "Location": found.location,
            "InputFormat": "org.apache.hadoop.mapred.SequenceFileInputFormat",
            "OutputFormat": f"{_HIVE}.HiveSequenceFileOutputFormat",
            "SerdeInfo": {
                "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                "Parameters": {"serialization.format": "1", "path": found.location},
            },
            "Compressed": False,
            "NumberOfBuckets": -1,
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": dict(parameters),
            "StoredAsSubDirectories": False,
        },
        "PartitionKeys": [],
        "Parameters": parameters,
    }


def partition_inputs(found: Found) -> list[Record]:
    """The PartitionInputs of a table, each with the schema of its own files."""
    return [_partition(found, leaf) for leaf in found.tree.leaves] if found.tree.depth else []


def inherited(partition: Record, table: Record) -> Record:
    """A partition with the schema and the SerDe of its table."""
    location = partition["StorageDescriptor"]["Location"]
    storage = table["StorageDescriptor"] | {"Location": location}
    storage["Parameters"] = partition["Parameters"] | {
        name: value
        for name, value in table["StorageDescriptor"].get("Parameters", {}).items()
        if name not in ("objectCount", "recordCount", "sizeKey", "averageRecordSize")
    }
    return partition | {"StorageDescriptor": storage}


def _external(name: str) -> Record:
    return {"Name": name, "Owner": "owner", "Retention": 0, "TableType": "EXTERNAL_TABLE"}


def _stamp(crawler: str, run: str) -> dict[str, str]:
    return {
        "UPDATED_BY_CRAWLER": crawler,
        "CrawlerSchemaSerializerVersion": "1.0",
        "CrawlerSchemaDeserializerVersion": "1.0",
        "CRAWL_RUN_ID": run,
    }


def _partition(found: Found, leaf: Leaf) -> Record:
    schema = leaf.schema
    location = found.location + "".join(f"{folder}/" for folder in leaf.folders)
    parameters = _parameters(schema, len(leaf.files), sum(file.size for file in leaf.files))
    return {
        "Values": found.tree.values(leaf),
        "StorageDescriptor": _storage(schema, found.tree.keys, location, parameters),
        "Parameters": parameters,
    }


def _parameters(schema: Schema, files: int, size: int) -> dict[str, str]:
    return {
        "classification": schema.classification,
        "compressionType": schema.compression,
        "typeOfData": "file",
        "objectCount": str(files),
        "recordCount": str(schema.records),
        "sizeKey": str(size),
        "averageRecordSize": str(max(1, size // max(schema.records, 1))),
        **_format_parameters(schema),
    }


def _format_parameters(schema: Schema) -> dict[str, str]:
    details = schema.details
    if schema.classification == "avro":
        return {"avro.schema.literal": details["literal"]}
    if schema.classification != "csv":
        return {}
    header = {"skip.header.line.count": "1"} if "header" in details else {}
    custom = {"customSerde": details["custom"]} if "custom" in details else {}
    return {
        "delimiter": details["delimiter"],
        "columnsOrdered": "true",
        "areColumnsQuoted": details.get("quoted", "false"),
        **custom,
        **header,
    }


def _storage(schema: Schema, keys: list[str], location: str, parameters: Mapping[str, str]) -> Record:
    formats = _FORMATS.get(schema.classification)
    storage: Record = {
        "Columns": _columns(schema.columns, keys),
        "Location": location,
        "Compressed": schema.compression != "none",
        "NumberOfBuckets": -1,
        "BucketColumns": [],
        "SortColumns": [],
        "Parameters": dict(parameters),
        "StoredAsSubDirectories": False,
    }
    if formats is None:
        return storage
    library = _OPEN_CSV if "quote" in schema.details else formats[2]
    serde = {"SerializationLibrary": library, "Parameters": _serde_parameters(schema)}
    return storage | {"InputFormat": formats[0], "OutputFormat": formats[1], "SerdeInfo": serde}


def _serde_parameters(schema: Schema) -> dict[str, str]:
    if "quote" in schema.details:
        return {"quoteChar": schema.details["quote"], "separatorChar": schema.details["delimiter"]}
    if schema.classification == "csv":
        return {"field.delim": schema.details["delimiter"]}
    if schema.classification == "json":
        return {"paths": ",".join(sorted(schema.columns))}
    literal = {"avro.schema.literal": schema.details["literal"]} if schema.classification == "avro" else {}
    return {"serialization.format": "1", **literal}


def _columns(columns: Mapping[str, Kind], keys: list[str]) -> list[Record]:
    """The columns; one that is a partition key too is the key alone, for no table may have both."""
    named = {fold(name): str(kind) for name, kind in columns.items()}
    return [{"Name": name, "Type": kind} for name, kind in named.items() if name not in keys]
