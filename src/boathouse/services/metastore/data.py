"""The files of a table that Spark drops."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from boathouse.lake import Lake

_PIECE = 1 << 20
_NOT_REAL = "-__PLACEHOLDER__"  # Spark's location of a table whose place is its SerDe's `path`


def location(holder: dict[str, Any]) -> str:
    """Return where a table lies: Spark keeps a data source table's place in its SerDe's `path`."""
    storage = holder.get("StorageDescriptor", {})
    path = (storage.get("SerdeInfo") or {}).get("Parameters", {}).get("path")
    return str(path or storage.get("Location", ""))


def make_folder(lake: Lake, uri: str) -> None:
    """Make a new table's folder, as Hive does: Spark reads an empty one and stumbles over none.

    It is made in S3 and in Spark's warehouse; any other place is left alone.
    """
    if uri.endswith(_NOT_REAL):
        return
    folder = _in_warehouse(lake, uri)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    if not uri.startswith("s3"):
        return
    bucket, prefix = Lake.split(uri)
    if prefix.strip("/") and lake.exists(bucket):
        lake.make_folder(bucket, f"{prefix.rstrip('/')}/")


def move(lake: Lake, source: str, target: str) -> None:
    """Copy every object below an S3 folder to another folder, then delete it; other places are left alone."""
    if not (source.startswith("s3") and target.startswith("s3")):
        return
    (bucket, key), (new_bucket, new_key) = Lake.split(source), Lake.split(target)
    prefix, new_prefix = f"{key.rstrip('/')}/", f"{new_key.rstrip('/')}/"
    lake.make_folder(new_bucket, new_prefix)
    for found in list(lake.list(bucket, prefix)):
        with found.path.open("rb") as file:
            content = iter(partial(file.read, _PIECE), b"")
            lake.write(new_bucket, new_prefix + found.key.removeprefix(prefix), content)
    delete(lake, source)


def delete(lake: Lake, uri: str) -> None:
    """Delete every object below an S3 folder, or a folder of Spark's warehouse; any other is left alone."""
    folder = _in_warehouse(lake, uri)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    if not uri.startswith("s3"):
        return
    bucket, prefix = Lake.split(uri)
    if prefix.strip("/") and lake.exists(bucket):
        for found in list(lake.list(bucket, prefix.rstrip("/") + "/")):
            lake.delete(bucket, found.key)


def _in_warehouse(lake: Lake, uri: str) -> Path | None:
    if not uri.startswith("file:"):
        return None
    folder = Path(unquote(urlsplit(uri).path))
    return folder if lake.warehouse in folder.parents and ".." not in folder.parts else None
