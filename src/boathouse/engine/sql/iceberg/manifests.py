"""Manifests: which files a snapshot has, and what is known of each.

https://iceberg.apache.org/spec/#manifests
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from boathouse.engine.sql.context import Context
from boathouse.engine.sql.iceberg.document import Document

Row = dict[str, Any]
DATA, DELETED = 0, 2


def manifests(context: Context, found: Document) -> list[Row]:
    """The manifests of the snapshot of today, as the manifest list has them."""
    snapshot = found.current
    return context.avro(_local(context, snapshot.manifests)) if snapshot else []


def data_files(context: Context, found: Document) -> Iterator[tuple[int, Row]]:
    """The data files of the snapshot of today, each with the number of its partition spec."""
    for manifest in manifests(context, found):
        if manifest.get("content", DATA) == DATA:
            for entry in context.avro(_local(context, manifest["manifest_path"])):
                if entry["status"] != DELETED:
                    yield manifest["partition_spec_id"], entry["data_file"]


def _local(context: Context, uri: str) -> Path:
    folder, _, name = uri.rpartition("/")
    return context.catalog.folder(f"{folder}/") / name
