"""The tables of make.py, unpacked into a bench's lake."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boathouse.engine.sql import Table

POINTER = "metadata_location"


class Lake:
    """A bench with the Iceberg tables in it."""

    def __init__(self, bench: Any, unpacked: Path) -> None:
        self.bench = bench
        self.rows, self.types, self.reason = bench.rows, bench.types, bench.reason
        shutil.copytree(unpacked / "lake", bench.lake / "lake", copy_function=os.link)
        for name, document in json.loads((unpacked / "tables.json").read_bytes()).items():
            location = document["StorageDescriptor"]["Location"]
            bench.known[name] = Table("db", name, (), location=location, parameters=document["Parameters"])

    def sorted(self, sql: str) -> list[tuple[str | None, ...]]:
        """The rows, by their first column."""
        found: list[tuple[str | None, ...]] = self.rows(sql)
        return sorted(found, key=lambda row: str(row[0]))

    def point(self, name: str, uri: str) -> None:
        """Let the catalog's entry point at another metadata file."""
        table = self.bench.known[name]
        self.bench.known[name] = replace(table, parameters={**table.parameters, POINTER: uri})

    def metadata(self, name: str) -> Path:
        """The metadata file of a table."""
        path: Path = self.bench.folder(self.bench.known[name].parameters[POINTER])
        return path

    def rewrite(self, name: str, old: str, new: str) -> None:
        """Let a table's metadata file say something else; the file is linked, so another takes its place."""
        path = self.metadata(name)
        content = path.read_text().replace(old, new)
        path.unlink()
        path.write_text(content)

    def snapshots(self, name: str) -> list[str]:
        """The ids of a table's snapshots, the oldest first."""
        return [str(row[0]) for row in self.rows(f'SELECT snapshot_id FROM "{name}$snapshots"')]


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("iceberg")
    with tarfile.open(Path(__file__).parent / "lake.tar.gz") as archive:
        archive.extractall(root, filter="data")
    return root


@pytest.fixture
def lake(bench: Any, unpacked: Path) -> Lake:
    return Lake(bench, unpacked)
