"""The rows of a query into files, one for each partition."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import text_of
from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.scans import DEFAULT_PARTITION
from boathouse.engine.sql.scope import quoted
from boathouse.engine.sql.writers import json, orc, parquet, text
from boathouse.engine.sql.writers.layout import Layout, Part

Writer = Callable[[Session, str, Layout, Path], None]
WRITERS: dict[str, Writer] = {
    "PARQUET": parquet.write,
    "ORC": orc.write,
    "JSON": json.write,
    "TEXTFILE": text.write,
}
MOST = 100


def write(session: Session, values: str, layout: Layout, folder: Path) -> list[Part]:
    """Write the rows of a query; without rows there is no file.

    The query runs to its end before the first file is begun, so one that fails has written nothing.
    """
    names = [f"c{i}" for i in range(len(layout.columns))]
    keys = names[len(layout.stored) :]
    texts = [f"{_key_text(name, layout, i)} AS k{i}" for i, name in enumerate(keys)]
    # rows of a partition lie together, in the query's order, so that no other's are read for it
    order = f" ORDER BY {', '.join(f'k{i}' for i in range(len(keys)))}, n" if keys else ""
    texts += ["row_number() OVER () AS n"] if keys else []
    session.all(
        f"CREATE TEMP TABLE written AS SELECT {', '.join([*names, *texts])} "
        f"FROM ({values}) AS q({', '.join(names)}){order}"
    )
    parts: list[Part] = []
    try:
        for own, rows in _partitions(session, len(keys)):
            conditions = [f"k{i} = {quoted(value)}" for i, value in enumerate(own)]
            where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
            path = folder / uuid.uuid4().hex
            parts.append(Part(own, path, rows))
            WRITERS[layout.format](session, f"SELECT * FROM written{where}", layout, path)
            _sync(path)
    except BaseException:
        for part in parts:
            part.path.unlink(missing_ok=True)
        raise
    finally:
        session.all("DROP TABLE IF EXISTS written")
    return parts


def _key_text(name: str, layout: Layout, index: int) -> str:
    column, kind = layout.columns[len(layout.stored) + index]
    if kind.items or kind == t.VARBINARY:
        text = f"Unsupported partition column type for Hive: {column} {kind}"
        raise QueryError("NOT_SUPPORTED", text)
    value = text_of(name, kind)
    if kind.base == "timestamp":  # as Java prints it: at least one digit behind the point
        value = f"regexp_replace({value}, '(\\.\\d)(\\d*?)0+$', '\\1\\2')"
    return f"coalesce(nullif({value}, ''), {quoted(DEFAULT_PARTITION)})"


def _partitions(session: Session, keys: int) -> list[tuple[tuple[str, ...], int]]:
    if not keys:
        return [((), row[0]) for row in session.all("SELECT count(*) FROM written") if row[0]]
    names = ", ".join(f"k{i}" for i in range(keys))
    found = session.all(f"SELECT {names}, count(*) FROM written GROUP BY {names} ORDER BY {names}")
    if len(found) > MOST:
        text = f"Exceeded limit of {MOST} open writers for partitions/buckets"
        raise QueryError("HIVE_TOO_MANY_OPEN_PARTITIONS", text)
    return [(row[:-1], row[-1]) for row in found]


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
