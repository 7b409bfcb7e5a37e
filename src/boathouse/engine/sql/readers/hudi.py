"""Tables of Apache Hudi: of each group of files the newest slice that has been committed.

Hudi's own pages: https://hudi.apache.org/docs/timeline and https://hudi.apache.org/docs/file_layouts
AWS: https://docs.aws.amazon.com/athena/latest/ug/querying-hudi.html
Differs: a merge-on-read table is read where all its rows are in base files (its `_ro` table always is), as
    after each compaction; rows that log files alone have are refused. There are no incremental queries.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.source import File, Table, TableSource

DONE = re.compile(r"(\d+)(?:_(\d+))?\.(commit|deltacommit|replacecommit)")
"""The file of a completed instant: `<begin>.<action>`, and since Hudi 1.0 `<begin>_<end>.<action>`."""
_LOG = re.compile(r"\.(.+)_(\d+)\.log\..*")
"""A log file, `.<group>_<instant>.log.…`: the instant that wrote it; before Hudi 1.0 its base file's."""


class Timeline:
    """Which files of a table belong to what a query sees."""

    def __init__(self, table: Table, catalog: TableSource, session: Session) -> None:
        self._catalog, self._merging = catalog, "Realtime" in table.input_format
        home = catalog.folder(table.location) / ".hoodie"
        self._timed = (home / "timeline").is_dir()  # since Hudi 1.0
        folder = home / "timeline" if self._timed else home
        if not (home / "hoodie.properties").exists():
            text = f"Table {table.database}.{table.name} has no Hudi timeline at {table.location}"
            raise QueryError("HUDI_BAD_DATA", text)
        done = {name[1]: file for file in folder.iterdir() if (name := DONE.fullmatch(file.name))}
        self._done = {
            name[1]: name[2] or name[1] for file in done.values() if (name := DONE.fullmatch(file.name))
        }
        self._first = min(done, default="")
        self._replaced = {
            group
            for file in done.values()
            if file.suffix == ".replacecommit"
            for group in _gone(file, session)
        }

    def seen(self, location: str, files: Sequence[File]) -> list[File]:
        """Of the files of a partition those that a snapshot query reads."""
        newest: dict[str, tuple[str, File]] = {}
        for file in files:
            group, _, instant = file.path.stem.rsplit("_", 2)
            # what is older than the timeline has been archived, committed as it was
            if group in self._replaced or not (instant in self._done or instant < self._first):
                continue
            if group not in newest or instant > newest[group][0]:
                newest[group] = instant, file
        bases = {group: instant for group, (instant, _) in newest.items()}
        if self._merging and any(self._unmerged(log, bases) for log in self._logs(location)):
            text = f"Reading log files of Hudi, as there are at {location}, is not emulated by Boathouse"
            raise QueryError("NOT_SUPPORTED", f"{text}. The read-optimized table has the base files alone.")
        return [file for _, file in newest.values()]

    def _logs(self, location: str) -> Iterator[tuple[str, str]]:
        """The log files of a partition, each by its group and instant."""
        for file in self._catalog.folder(location).glob(".*.log.*"):
            if name := _LOG.fullmatch(file.name):
                yield name[1], name[2]

    def _unmerged(self, log: tuple[str, str], bases: Mapping[str, str]) -> bool:
        """Whether a log file has rows that the newest base file of its group lacks.

        What has been written before a compaction begins is in the base file that has the compaction's
        instant. Cleaning takes such logs away later.
        """
        group, instant = log
        if group in self._replaced:
            return False
        if not self._timed:
            return instant >= bases.get(group, "")
        if instant not in self._done and instant >= self._first:
            return False  # it was never committed
        return self._done.get(instant, instant) > bases.get(group, "")


def _gone(file: Path, session: Session) -> set[str]:
    """The groups whose files an overwrite or a clustering has replaced; Hudi 1.0 says it in Avro."""
    data = file.read_bytes()
    said = session.avro(file)[0] if data.startswith(b"Obj\x01") else json.loads(data or b"{}")
    return {group for groups in (said.get("partitionToReplaceFileIds") or {}).values() for group in groups}
