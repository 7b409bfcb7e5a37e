"""Partitions: ADD, DROP, MSCK REPAIR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from boathouse.engine.sql.hive import statements as s
from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.athena.ddl.scene import Scene, failed
from boathouse.services.athena.output import Outcome
from boathouse.services.glue.pages import everything


def add(scene: Scene, statement: s.AddPartitions) -> Outcome:
    """ALTER TABLE … ADD PARTITION.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/alter-table-add-partition.html
    """
    document = scene.alterable(statement.name, "ALTER TABLE")
    for spec in statement.partitions:
        values = _values(document, spec.values)
        location = spec.location or f"{_base(document)}{_path(document, values)}/"
        try:
            scene.glue.partitions.create_partition(
                database_name=document["DatabaseName"],
                table_name=document["Name"],
                partition_input=_input(document, values, location),
            )
        except ServiceError as error:
            if error.code != "AlreadyExistsException" or not statement.if_not_exists:
                raise
    return Outcome()


def drop(scene: Scene, statement: s.DropPartitions) -> Outcome:
    """ALTER TABLE … DROP PARTITION: the files stay.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/alter-table-drop-partition.html
    Differs: every key must be given a value with `=`.
    """
    document = scene.alterable(statement.name, "ALTER TABLE")
    for spec in statement.partitions:
        try:
            scene.glue.partitions.delete_partition(
                database_name=document["DatabaseName"],
                table_name=document["Name"],
                partition_values=_values(document, spec.values),
            )
        except ServiceError as error:
            if error.code != "EntityNotFoundException" or not statement.if_exists:
                raise
    return Outcome()


def repair(scene: Scene, statement: s.Repair) -> Outcome:
    """MSCK REPAIR TABLE: register the folders `key=value` that are not in the catalog.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/msck-repair-table.html
    """
    document = scene.alterable(statement.name, "MSCK REPAIR TABLE")
    keys = _keys(document)
    known = {
        tuple(p["Values"])
        for p in everything(
            scene.glue.partitions.get_partitions,
            "Partitions",
            database_name=document["DatabaseName"],
            table_name=document["Name"],
        )
    }
    lines = []
    for folder, values in _folders(scene, document, keys):
        if values in known:
            continue
        known.add(values)
        location = f"{_base(document)}{folder}"
        scene.glue.partitions.create_partition(
            database_name=document["DatabaseName"],
            table_name=document["Name"],
            partition_input=_input(document, list(values), location),
        )
        lines.append(f"Repair: Added partition to metastore {document['Name']}:{folder.rstrip('/')}")
    if lines:
        missing = "\t".join(f"{document['Name']}:{line.rpartition(':')[2]}" for line in lines)
        lines.insert(0, f"Partitions not in metastore:\t{missing}")
    return Outcome([], lines)


def _keys(document: dict[str, Any]) -> list[str]:
    keys = [key["Name"] for key in document.get("PartitionKeys", [])]
    if not keys:
        raise failed(10241, f"Table {document['Name']} is not a partitioned table")
    return keys


def _values(document: dict[str, Any], spec: dict[str, str]) -> list[str]:
    keys = _keys(document)
    if set(spec) != set(keys):
        raise failed(10098, f"Partition spec {{{', '.join(spec)}}} does not name the keys {', '.join(keys)}")
    return [spec[key] for key in keys]


def _base(document: dict[str, Any]) -> str:
    location = str(document["StorageDescriptor"]["Location"])
    return location if location.endswith("/") else f"{location}/"


def _path(document: dict[str, Any], values: list[str]) -> str:
    return "/".join(f"{k}={quote(v, safe=' ')}" for k, v in zip(_keys(document), values, strict=True))


def _input(document: dict[str, Any], values: list[str], location: str) -> dict[str, Any]:
    return {"Values": values, "StorageDescriptor": {**document["StorageDescriptor"], "Location": location}}


def _folders(
    scene: Scene, document: dict[str, Any], keys: list[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    bucket, prefix = Lake.split(_base(document))
    seen: set[str] = set()
    for found in scene.lake.list(bucket, prefix):
        parts = found.key[len(prefix) :].split("/")[:-1]
        named = [part.partition("=") for part in parts[: len(keys)]]
        if len(named) < len(keys) or [name.lower() for name, _, _ in named] != keys:
            continue
        folder = "/".join(parts[: len(keys)]) + "/"
        if folder not in seen:
            seen.add(folder)
            yield folder, tuple(unquote(value) for _, _, value in named)
