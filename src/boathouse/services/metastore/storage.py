"""Storage descriptors and columns between Glue's JSON and Hive's Thrift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pymetastore.hive_metastore.ttypes import FieldSchema, Order, SerDeInfo, SkewedInfo, StorageDescriptor

Record = dict[str, Any]


def shown_columns(columns: Iterable[Mapping[str, Any]]) -> list[FieldSchema]:
    """Turn Glue's columns into Hive's."""
    return [
        FieldSchema(name=c["Name"], type=c.get("Type", "string"), comment=c.get("Comment")) for c in columns
    ]


def stored_columns(columns: Iterable[FieldSchema] | None) -> list[Record]:
    """Turn Hive's columns into Glue's."""
    return [
        {"Name": c.name, "Type": c.type, **({"Comment": c.comment} if c.comment else {})}
        for c in columns or ()
    ]


def shown_storage(storage: Mapping[str, Any]) -> StorageDescriptor:
    """Turn Glue's StorageDescriptor into Hive's, whose client expects every list and map to be there."""
    serde = storage.get("SerdeInfo") or {}
    return StorageDescriptor(
        cols=shown_columns(storage.get("Columns", ())),
        location=storage.get("Location") or None,  # Athena's views have an empty one
        inputFormat=storage.get("InputFormat"),
        outputFormat=storage.get("OutputFormat"),
        compressed=storage.get("Compressed", False),
        numBuckets=storage.get("NumberOfBuckets", -1) or -1,
        serdeInfo=SerDeInfo(
            name=serde.get("Name"),
            serializationLib=serde.get("SerializationLibrary"),
            parameters=dict(serde.get("Parameters", {})),
        ),
        bucketCols=list(storage.get("BucketColumns", ())),
        sortCols=[Order(col=s["Column"], order=s["SortOrder"]) for s in storage.get("SortColumns", ())],
        parameters=dict(storage.get("Parameters", {})),
        skewedInfo=SkewedInfo(skewedColNames=[], skewedColValues=[], skewedColValueLocationMaps={}),
        storedAsSubDirectories=storage.get("StoredAsSubDirectories", False),
    )


def stored_storage(storage: StorageDescriptor | None) -> Record:
    """Turn Hive's StorageDescriptor into Glue's; members that Hive left empty are left out."""
    if storage is None:
        return {}
    serde = storage.serdeInfo or SerDeInfo()
    told: Record = {
        "Columns": stored_columns(storage.cols),
        "Location": storage.location,
        "InputFormat": storage.inputFormat,
        "OutputFormat": storage.outputFormat,
        "Compressed": bool(storage.compressed),
        "NumberOfBuckets": -1 if storage.numBuckets is None else storage.numBuckets,
        "SerdeInfo": present(
            {
                "Name": serde.name,
                "SerializationLibrary": serde.serializationLib,
                "Parameters": dict(serde.parameters or {}),
            }
        ),
        "BucketColumns": list(storage.bucketCols or ()),
        "SortColumns": [{"Column": s.col, "SortOrder": s.order} for s in storage.sortCols or ()],
        "Parameters": dict(storage.parameters or {}),
        "StoredAsSubDirectories": bool(storage.storedAsSubDirectories),
    }
    return present(told)


def present(members: Mapping[str, Any]) -> Record:
    """Leave out the members that are None."""
    return {name: value for name, value in members.items() if value is not None}
