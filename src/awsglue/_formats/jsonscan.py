"""The schema of JSON files, found in one pass: by DuckDB where the files are local and tidy, else by Spark.

Both see each value's own type and give the same answer. DuckDB tells the distinct shapes of records ten
times as fast as Python; what its shapes cannot tell (a line that is no object, integers among fractions in
an array, nulls inside arrays) it leaves to the Spark pass.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

import duckdb
from pyspark.sql import DataFrame, SparkSession

from awsglue._formats.jsonlines import objects
from awsglue._formats.jsonpatterns import Pattern, patterns
from awsglue._frame.discovery import Seen, as_record_schema, ordered
from awsglue._frame.nodes import Struct

Take = Callable[[str], tuple[list[dict[str, Any]], str]]
"""What takes the records out of a text, and says what is wrong with it."""

HEAD = 200
"""Lines of the first file that decide the order of the fields."""

_SCALARS = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DOUBLE": "double",
    **{word: word for word in ("string", "boolean", "double", "int", "long")},
}
"""Types by DuckDB's names and by those of patterns."""
_INTEGERS = ("UBIGINT", "BIGINT")
_PACKED = (".bz2", ".snappy", ".zst", ".lz4", ".deflate", ".lzo")
"""Endings of compressed files that Spark unpacks and DuckDB does not, or not alike."""

_LARGEST = 64 * 1024 * 1024
"""Bytes of the largest object that DuckDB may meet; beyond it the Spark pass reads."""


class _Unsuited(Exception):  # noqa: N818 - it never leaves this module
    """DuckDB cannot tell the types of these files exactly."""


@dataclass(frozen=True)
class Scan:
    """The schema of some JSON files, and whether every line is exactly one object."""

    schema: Struct
    tidy: bool


def scan(session: SparkSession, uris: Sequence[str], local: Sequence[Path] | None) -> Scan:
    """Find the schema of JSON Lines files; `local` are the same files on this machine's disk, if they are."""
    if local:
        try:
            seen = _by_shapes([str(path) for path in local])
        except (_Unsuited, duckdb.Error):
            pass
        else:
            with _opened(local[0]) as lines:
                return Scan(_schema(seen, lines, objects), tidy=True)
    return scan_by_spark(session.read.text(list(uris)), session.read.text(uris[0]), objects)


def scan_by_spark(texts: DataFrame, first: DataFrame, take: Take) -> Scan:
    """Find the schema with a Spark job that parses in Python; the texts of `first` order the fields."""
    parts = texts.rdd.mapPartitions(partial(_observed, take))
    seen, bad = parts.fold((Seen(), 0), _both)
    return Scan(_schema(seen, (row[0] for row in first.take(HEAD)), take), tidy=not bad)


def _observed(take: Take, rows: Iterable[Sequence[str]]) -> Iterator[tuple[Seen, int]]:
    seen, bad = Seen(), 0
    for line, *_ in rows:
        found, trouble = take(line)
        bad += bool(trouble) or _untidy(line, found)
        for record in found:
            seen.add(record)
    yield seen, bad


def _untidy(line: str, found: list[dict[str, Any]]) -> bool:
    """Whether Spark's line reader would take another record out of this line, or none."""
    stripped = line.strip()
    return bool(stripped) and (len(found) != 1 or stripped[0] != "{" or stripped[-1] != "}")


def _both(left: tuple[Seen, int], right: tuple[Seen, int]) -> tuple[Seen, int]:
    return left[0].merge(right[0]), left[1] + right[1]


def _schema(seen: Seen, head: Iterable[str], take: Take) -> Struct:
    first = Seen()
    for line in islice(head, HEAD):
        for record in take(line)[0]:
            first.add(record)
    return as_record_schema(ordered(seen.node(), first))


def _opened(path: Path) -> Any:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", errors="replace")
    return path.open(encoding="utf-8", errors="replace")


def _by_shapes(paths: list[str]) -> Seen:
    if any(Path(path).suffix.lower() in _PACKED for path in paths):
        raise _Unsuited
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as db:
        db.execute("SET memory_limit = '2GB'")
        source = f"read_ndjson_objects($paths, maximum_object_size={_LARGEST})"
        known = patterns(_sample(paths))
        which = _which(known)
        rows = db.execute(
            "SELECT which, CASE WHEN which = 0 THEN json_structure(json) END, count(*), "  # noqa: S608
            "bool_or(which = 0 AND contains(json::VARCHAR, 'null')) "
            f"FROM (SELECT json, {which} AS which FROM {source}) GROUP BY ALL",
            {"paths": paths},
        )
        seen, integers = Seen(), _Integers()
        while batch := rows.fetchmany(1000):
            for pattern, shape, number, nulls in batch:
                told = known[pattern - 1].shape if pattern else shape and json.loads(shape)
                if told is not None:
                    _observe(seen, told, number, integers, (), inside_array=False, nulls=nulls)
        integers.measure(db, f"{source} WHERE {which} = 0", paths)
        return seen


def _sample(paths: list[str]) -> Iterator[str]:
    """The heads of the first file, of one in the middle, and of the last."""
    some = {paths[place] for place in (0, len(paths) // 2, -1)}
    for path in sorted(some):
        with _opened(Path(path)) as lines:
            yield from islice(lines, HEAD)


def _which(known: Sequence[Pattern]) -> str:
    """SQL of the number of the pattern, from 1, that a record matches; 0 for none."""
    tests = (
        f"WHEN regexp_full_match(json::VARCHAR, {_quoted(pattern.expression)}) THEN {number}"
        for number, pattern in enumerate(known, 1)
    )
    return " ".join(chain(["CASE"], tests, ["ELSE 0 END"])) if known else "0"


def _observe(
    seen: Seen,
    shape: Any,
    number: int,
    integers: _Integers,
    path: tuple[str | None, ...],
    *,
    inside_array: bool,
    nulls: bool,
) -> None:
    seen.times += number
    if not path and not isinstance(shape, dict):
        raise _Unsuited
    if isinstance(shape, dict):
        if inside_array and nulls:
            raise _Unsuited
        seen.structs += number
        for name, inner in shape.items():
            _observe(
                seen.field(name),
                inner,
                number,
                integers,
                (*path, name),
                inside_array=inside_array,
                nulls=nulls,
            )
    elif isinstance(shape, list):
        element = seen.elements()
        if shape[0] != "NULL":
            _observe(element, shape[0], number, integers, (*path, None), inside_array=True, nulls=nulls)
    elif shape in ("NULL", "null"):
        seen.nulls += number
    elif shape in _INTEGERS:
        integers.note(path, seen)
    elif shape in _SCALARS and not (inside_array and shape == "DOUBLE"):
        seen.scalars.add(_SCALARS[shape])
    else:
        raise _Unsuited


class _Integers:
    """Places of integers, whose range the second query measures: int, long, or beyond both."""

    def __init__(self) -> None:
        self._places: dict[tuple[str | None, ...], Seen] = {}

    def note(self, path: tuple[str | None, ...], seen: Seen) -> None:
        self._places[path] = seen

    def measure(self, db: duckdb.DuckDBPyConnection, source: str, paths: list[str]) -> None:
        if not self._places:
            return
        plain = [path for path in self._places if None not in path]
        listed = [path for path in self._places if None in path]
        columns = (
            [f"json_extract(json, [{', '.join(map(_json_path, plain))}])::VARCHAR[] AS c"] if plain else []
        )
        columns += [f"json_extract(json, {_json_path(p)})::VARCHAR[] AS l{i}" for i, p in enumerate(listed)]
        tests = [f"bit_or({_RANGE.format(f'c[{place}]')})" for place in range(1, len(plain) + 1)]
        tests += [_over(f"l{i}") for i in range(len(listed))]
        query = f"SELECT {', '.join(tests)} FROM (SELECT {', '.join(columns)} FROM {source})"  # noqa: S608
        answer = db.execute(query, {"paths": paths}).fetchone() or ()
        for path, flags in zip(plain + listed, answer, strict=True):
            seen = self._places[path]
            seen.scalars |= {word for bit, word in _WORDS.items() if flags is not None and flags & bit}


_WORDS = {1: "int", 2: "long", 4: "double"}
_RANGE = (
    "CASE WHEN {0} IS NULL OR NOT regexp_full_match({0}, '-?[0-9]+') THEN 0 WHEN length({0}) < 10 THEN 1 "
    "WHEN TRY_CAST({0} AS INTEGER) IS NOT NULL THEN 1 "
    "WHEN TRY_CAST({0} AS BIGINT) IS NOT NULL THEN 2 ELSE 4 END"
)
"""A bit for the range of an integer's text (32 bits, 64 bits, or neither), and none for anything else."""


def _over(column: str) -> str:
    """SQL of the bits of all texts in a column of lists."""
    bits = f"list_transform({column}, lambda x: {_RANGE.format('x')})"
    return f"bit_or(coalesce(list_aggregate({bits}, 'bit_or'), 0))"


def _json_path(path: tuple[str | None, ...]) -> str:
    if any(step is not None and set(step) & set('"*\\') for step in path):
        raise _Unsuited
    text = "$" + "".join("[*]" if step is None else f'."{step}"' for step in path)
    return _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
