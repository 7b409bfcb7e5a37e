"""The metadata file that a table of the catalog points at, and the snapshots in it.

https://iceberg.apache.org/spec/#table-metadata
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.iceberg.schema import Entry, Schema
from boathouse.engine.sql.source import Table, TableSource

POINTER = "metadata_location"
SUFFIX = ".metadata.json"
NEWEST = 2
"""The newest version of the format that Athena reads."""


@dataclass(frozen=True)
class Snapshot:
    """The state of a table after a commit; `schema` is the id of the schema at that time."""

    id: int
    parent: int | None
    millis: int
    schema: int | None
    manifests: str
    summary: dict[str, str]


@dataclass(frozen=True)
class PartitionField:
    """A field of a partition spec: a transform of a column; `source` is the column's id."""

    id: int
    name: str
    transform: str
    source: int


class Document:
    """What the metadata file at `uri` says."""

    def __init__(self, uri: str, members: dict[str, Any]) -> None:
        self.uri, self._members = uri, members
        self.location = str(members["location"]).rstrip("/")
        self.properties: dict[str, str] = members.get("properties", {})

    @property
    def version(self) -> str:
        """The file's name without its suffix."""
        return self.uri.rpartition("/")[2].removesuffix(SUFFIX)

    @cached_property
    def schemas(self) -> dict[int, Schema]:
        """Every schema that the table has had, by its id."""
        listed = self._members.get("schemas") or [self._members["schema"]]  # the first version had but one
        return {found.get("schema-id", 0): Schema(found["fields"]) for found in listed}

    @property
    def schema(self) -> Schema:
        """The schema of today, which may be newer than the newest snapshot."""
        return self.schemas[self._members.get("current-schema-id", 0)]

    def schema_of(self, snapshot: Snapshot) -> Schema:
        """The schema when a snapshot was made; that of today if the snapshot does not tell."""
        return self.schema if snapshot.schema is None else self.schemas[snapshot.schema]

    @cached_property
    def snapshots(self) -> dict[int, Snapshot]:
        """The snapshots that are still kept, by their ids, the oldest first."""
        found = sorted(self._members.get("snapshots") or [], key=lambda s: s["timestamp-ms"])
        return {s["snapshot-id"]: _snapshot(s) for s in found}

    @property
    def current(self) -> Snapshot | None:
        """The snapshot of today; None if nothing was ever written."""
        return self.snapshots.get(self._members.get("current-snapshot-id", -1))

    @property
    def log(self) -> Sequence[tuple[int, int]]:
        """When which snapshot became the current one: milliseconds since 1970, and its id."""
        return [(e["timestamp-ms"], e["snapshot-id"]) for e in self._members.get("snapshot-log") or []]

    @property
    def refs(self) -> dict[str, dict[str, Any]]:
        """Branches and tags by their names."""
        return dict(self._members.get("refs") or {})

    @cached_property
    def specs(self) -> dict[int, tuple[PartitionField, ...]]:
        """Every partition spec that the table has had, by its id."""
        listed = self._members.get("partition-specs")
        listed = listed or [{"spec-id": 0, "fields": self._members.get("partition-spec", [])}]
        return {spec["spec-id"]: tuple(map(_field, spec["fields"], range(1000, 2000))) for spec in listed}

    @property
    def spec(self) -> tuple[PartitionField, ...]:
        """How rows that are written today are partitioned."""
        return self.specs[self._members.get("default-spec-id", 0)]

    def entries(self) -> dict[int, Entry]:
        """The columns of today's schema by their ids, those inside of others too."""
        return {entry.id: entry for entry in self.schema.walk()}


@dataclass(frozen=True)
class Pin:
    """What a query reads of a table: a snapshot, None if there is none yet, in the columns of a schema."""

    document: Document
    snapshot: Snapshot | None
    schema: Schema
    travels: bool = False


def _snapshot(members: dict[str, Any]) -> Snapshot:
    summary = dict(members.get("summary") or {})
    return Snapshot(
        members["snapshot-id"],
        members.get("parent-snapshot-id"),
        members["timestamp-ms"],
        members.get("schema-id"),
        members.get("manifest-list", ""),
        summary,
    )


def _field(members: dict[str, Any], place: int) -> PartitionField:
    # the first version of the format counts the fields of a spec from 1000 on
    return PartitionField(
        members.get("field-id", place), members["name"], members["transform"], members["source-id"]
    )


def document(table: Table, catalog: TableSource) -> Document:
    """Read the metadata file that the table's entry in the catalog points at.

    Raises QueryError if it is not there, or is of a version of the format that Athena does not read.
    """
    name, uri = f"{table.database}.{table.name}", table.parameters.get(POINTER, "")
    if not uri:
        raise QueryError("HIVE_METASTORE_ERROR", f"Table {name} is an Iceberg table without {POINTER}")
    folder, _, file = uri.rpartition("/")
    path = catalog.folder(f"{folder}/") / file
    try:
        content = path.read_bytes()
        members = json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
        if not isinstance(members, dict) or "location" not in members:
            raise ValueError("it has no location")
    except FileNotFoundError as error:
        text = f"Metadata not found in metadata location for table {name}: {uri}"
        raise QueryError("ICEBERG_MISSING_METADATA", text) from error
    except (OSError, EOFError, ValueError) as error:
        text = f"Invalid metadata file for table {name}: {uri} ({error})"
        raise QueryError("ICEBERG_INVALID_METADATA", text) from error
    if members.get("format-version", 1) > NEWEST:
        text = f"Table {name} is of version {members['format-version']} of Iceberg's format"
        raise QueryError("NOT_SUPPORTED", f"{text}; Athena reads 1 and 2")
    return Document(uri, members)
