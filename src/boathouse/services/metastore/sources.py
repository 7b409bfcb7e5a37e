"""Tables as Spark can read them: JSON and Delta tables become Spark's own data source tables.

Spark keeps a data source table's schema in the table's parameters. pip's PySpark has no JSON SerDe, so a
table made by Athena's DDL, a crawler or a Glue sink is shown with such parameters added, and loses them
again when Spark writes it back.

Differs: Spark SQL reads a number in a timestamp column of a JSON table as seconds, where the openx SerDe
    takes one of 13 digits as milliseconds.
Differs: Spark SQL finds no class for tables of CloudTrail's logs; `from_catalog` and Athena read them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from boathouse.engine.spark import jsonformat
from boathouse.lake import Lake
from boathouse.services.metastore.schemas import Spelling, struct
from boathouse.services.metastore.spellings import spelling_of

MARK = "boathouse.serde"
"""Parameter of a shown table: the SerDe that the catalog has for it."""
_SPARKS_OWN = (
    "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"  # Hive's client wants a class that is there
)
_PREFIX = "spark.sql.sources."
_PARTITIONS_FROM_CATALOG = "spark.sql.partitionProvider"
_OVERWRITE = "partitionOverwriteMode"
_MAPPING = "mapping."
_LONGEST = 4000  # Spark cuts a longer schema into numbered parts

Record = dict[str, Any]


def shown(table: Record, lake: Lake, *, ours: bool) -> Record:
    """Return the table as Spark shall see it; the catalog's own is left as it is.

    A Spark that is not `ours` lacks the source of JSON files under other names, and sees the files' names.
    """
    parameters = table.get("Parameters", {})
    if is_source(table) or table.get("TableType") == "VIRTUAL_VIEW":
        return table
    if "delta" in (parameters.get("table_type", "").lower(), parameters.get("classification", "").lower()):
        return _as_source(table, "delta", {"type": "struct", "fields": []}, {})
    storage = table.get("StorageDescriptor", {})
    serde = storage.get("SerdeInfo") or {}
    if storage.get("InputFormat", "").endswith(".CloudTrailInputFormat"):
        return table  # to be refused: as a table of JSON it had a row of nulls for each file
    if serde.get("SerializationLibrary", "").endswith(("JsonSerDe", "JsonSerde")):
        return _as_json(table, serde, _spelling(table, serde, lake), ours=ours)
    return table


def is_source(table: Record) -> bool:
    """Whether Spark reads the table by a data source of its own, not by Hive's classes."""
    return f"{_PREFIX}provider" in table.get("Parameters", {})


def hidden(table: Record) -> Record:
    """Take back what `shown` added, from a table that Spark writes."""
    parameters = table.get("Parameters", {})
    if MARK not in parameters:
        return table
    kept = {k: v for k, v in parameters.items() if not k.startswith(_PREFIX)}
    kept = {k: v for k, v in kept.items() if k not in (MARK, _PARTITIONS_FROM_CATALOG)}
    storage = table["StorageDescriptor"]
    serde = {k: v for k, v in storage.get("SerdeInfo", {}).items() if k != "SerializationLibrary"}
    if parameters[MARK]:
        serde["SerializationLibrary"] = parameters[MARK]
    added = {"path", "mode", jsonformat.SPELLED, _OVERWRITE}
    options = {k: v for k, v in serde.get("Parameters", {}).items() if k not in added}
    return {
        **table,
        "Parameters": kept,
        "StorageDescriptor": {**storage, "SerdeInfo": {**serde, "Parameters": options}},
    }


def spelled(new: Record, old: Record) -> Record:
    """Keep the catalog's spelling of the types that Spark writes back in the spelling of a table's files."""
    known = {
        c["Name"].lower(): c.get("Type", "") for c in old.get("StorageDescriptor", {}).get("Columns", ())
    }
    columns = []
    for column in new.get("StorageDescriptor", {}).get("Columns", ()):
        before = known.get(column["Name"].lower(), "")
        columns.append(column | ({"Type": before} if before.lower() == column["Type"].lower() else {}))
    return {**new, "StorageDescriptor": {**new["StorageDescriptor"], "Columns": columns}}


def _as_source(table: Record, provider: str, schema: Record, options: Mapping[str, str]) -> Record:
    storage = table.get("StorageDescriptor", {})
    serde = storage.get("SerdeInfo") or {}
    given = {**serde.get("Parameters", {}), **options, "path": storage.get("Location", "")}
    parameters = {
        **table.get("Parameters", {}),
        MARK: serde.get("SerializationLibrary", ""),
        f"{_PREFIX}provider": provider,
        _PARTITIONS_FROM_CATALOG: "catalog",
        **_parts(json.dumps(schema)),
        **_partition_columns(table),
    }
    return {
        **table,
        "Parameters": parameters,
        "StorageDescriptor": {
            **storage,
            "SerdeInfo": {**serde, "SerializationLibrary": _SPARKS_OWN, "Parameters": given},
        },
    }


def _parts(schema: str) -> dict[str, str]:
    pieces = [schema[i : i + _LONGEST] for i in range(0, len(schema), _LONGEST)]
    numbered = {f"{_PREFIX}schema.part.{i}": piece for i, piece in enumerate(pieces)}
    return {f"{_PREFIX}schema.numParts": str(len(pieces))} | numbered


def _partition_columns(table: Record) -> dict[str, str]:
    keys = [key["Name"] for key in table.get("PartitionKeys", ())]
    if not keys:
        return {}
    numbered = {f"{_PREFIX}schema.partCol.{i}": name for i, name in enumerate(keys)}
    return {f"{_PREFIX}schema.numPartCols": str(len(keys))} | numbered


def _as_json(table: Record, serde: Record, spelling: Spelling, *, ours: bool) -> Record:
    plain, spelled = _schema(table, {}), _schema(table, spelling)
    options = _json_options(serde)
    if table.get("PartitionKeys"):
        options |= {_OVERWRITE: "dynamic"}  # as tables of Hive's are overwritten
    if not ours or plain == spelled:
        return _as_source(table, "json", spelled, options)
    keys = {key["Name"] for key in table.get("PartitionKeys", ())}
    fields = [field for field in spelled["fields"] if field["name"] not in keys]
    options |= {jsonformat.SPELLED: json.dumps({"type": "struct", "fields": fields})}
    return _as_source(table, jsonformat.NAME, plain, options)


def _schema(table: Record, spelling: Spelling) -> Record:
    columns = [(c["Name"], c.get("Type", "string")) for c in table["StorageDescriptor"].get("Columns", ())]
    keys = [(c["Name"], c.get("Type", "string")) for c in table.get("PartitionKeys", ())]
    data, partitions = struct(columns, spelling), struct(keys, {})
    return {"type": "struct", "fields": data["fields"] + partitions["fields"]}


def _spelling(table: Record, serde: Record, lake: Lake) -> Spelling:
    """How the files spell the columns: as they were seen to, or as the SerDe's mapping says."""
    storage = table["StorageDescriptor"]
    names = [column["Name"].lower() for column in storage.get("Columns", ())]
    place = storage.get("Location", "")
    spelling = spelling_of(lake, place, names) if place.startswith("s3") else {}
    for name, key in serde.get("Parameters", {}).items():
        if name.startswith(_MAPPING):
            column = name.removeprefix(_MAPPING).lower()
            spelling[column] = (key, spelling.get(key.lower(), (key, {}))[1])
    return spelling


def _json_options(serde: Record) -> dict[str, str]:
    """Make Spark as strict as the SerDe: a malformed record is an error unless the table says otherwise."""
    lenient = serde.get("Parameters", {}).get("ignore.malformed.json", "").lower() == "true"
    return {"mode": "PERMISSIVE" if lenient else "FAILFAST"}
