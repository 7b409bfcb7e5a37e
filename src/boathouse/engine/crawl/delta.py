"""The schema of a Delta Lake table, from the newest description in its log.

AWS: https://docs.aws.amazon.com/glue/latest/dg/crawler-delta-lake.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from boathouse.engine.crawl.kinds import STRING, Kind, struct

_PLAIN = {
    "byte": "tinyint",
    "short": "smallint",
    "integer": "int",
    "long": "bigint",
    "timestamp_ntz": "timestamp",
}


@dataclass(frozen=True)
class Delta:
    """What a log says: the columns of the table, and its last commit with the milliseconds of its moment."""

    columns: dict[str, Kind]
    version: int
    moment: int


def delta(folder: Path) -> Delta | None:
    """Read the log of a table's folder; None if there is none."""
    log = folder / "_delta_log"
    commits = sorted(path for path in log.glob("*.json") if path.stem.isdigit())
    described = next(_descriptions(log, commits), None)
    if described is None:
        return None
    schema = json.loads(described["schemaString"])
    columns = {field["name"]: _kind(field["type"]) for field in schema["fields"]}
    moment = int(commits[-1].stat().st_mtime * 1000) if commits else 0
    return Delta(columns, int(commits[-1].stem) if commits else 0, moment)


def _descriptions(log: Path, commits: list[Path]) -> Iterator[dict[str, Any]]:
    """What commits and then checkpoints tell of the table, the newest first."""
    for commit in reversed(commits):
        for line in commit.read_text(encoding="utf-8").splitlines():
            if '"metaData"' in line and "metaData" in (action := json.loads(line)):
                yield action["metaData"]
    checkpoints = sorted(log.glob("*.checkpoint*.parquet"), reverse=True)
    if checkpoints:
        module = import_module("pyarrow.parquet")
        for checkpoint in checkpoints:
            for row in module.read_table(str(checkpoint), columns=["metaData"]).to_pylist():
                if row["metaData"]:
                    yield row["metaData"]


def _kind(told: Any) -> Kind:
    if isinstance(told, str):
        return Kind(_PLAIN.get(told, told))
    if told["type"] == "struct":
        return struct({field["name"]: _kind(field["type"]) for field in told["fields"]})
    if told["type"] == "array":
        return Kind("array", (_kind(told["elementType"]),))
    if told["type"] == "map":
        return Kind("map", (_kind(told["keyType"]), _kind(told["valueType"])))
    return STRING
