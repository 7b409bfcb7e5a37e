"""Iceberg tables that Spark has made, in a cloud."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MADE = Path(__file__).parents[4] / "engine/sql/iceberg/lake.tar.gz"  # by make.py beside it
MEMBERS = ("Name", "StorageDescriptor", "TableType", "Parameters")


@pytest.fixture
def made(console: Any) -> Callable[[str], Any]:
    """Put one of make.py's tables into the bucket and into the catalog."""

    def put(name: str) -> Any:
        with tarfile.open(MADE) as archive:
            for member in archive:
                if member.name.startswith(f"lake/db/{name}/"):
                    content = archive.extractfile(member)
                    assert content is not None
                    key = member.name.removeprefix("lake/")
                    console.s3.put_object(Bucket="lake", Key=key, Body=content.read())
            listed = archive.extractfile("tables.json")
            assert listed is not None
            document = json.load(listed)[name]
        table = {key: document[key] for key in MEMBERS}
        console.glue.create_table(DatabaseName="db", TableInput=table)
        return console

    return put
