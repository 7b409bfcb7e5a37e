"""Formats that Spark has no reader for: Python takes the records out of each file, one task for some files.

The files are parsed twice, once for the schema and once when the frame is used, unless the script says the
schema: nothing of them stays in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from pyspark import RDD
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from awsglue._formats.faults import FAULTS
from awsglue._formats.files import Selection
from awsglue._formats.jsonlines import BEGINNING
from awsglue._formats.jsonscan import HEAD
from awsglue._formats.packing import opened
from awsglue._formats.tagged import from_texts
from awsglue._frame.discovery import Seen, as_record_schema, ordered
from awsglue._frame.names import quoted
from awsglue._frame.nodes import Struct
from awsglue._frame.state import Frame
from awsglue._frame.texts import text_maker


@dataclass(frozen=True)
class Trouble:
    """A broken record: what is wrong with it, and its text."""

    what: str
    text: str


class Broken(Exception):  # noqa: N818 - the file is broken, and its message says how
    """The rest of a file cannot be read."""


Parse = Callable[[BinaryIO], Iterator[Mapping[str, Any] | Trouble]]
"""What takes the records out of a file, unpacked; raises Broken where it cannot go on."""

Item = tuple[str, "Path | bytes", tuple[Any, ...]]
"""A file: its URI, its local path or else its bytes, and the values that stand beside each of its records."""


def read_records(
    session: SparkSession, selection: Selection, parse: Parse, schema: Struct | None = None
) -> Frame:
    """Read files with a parser into a frame; broken records become error records.

    Raises RuntimeError naming the file if one is broken.
    """
    items = _items(session, selection)
    if schema is None:
        schema = _found(items, parse)
    made = items.mapPartitions(partial(_texts, parse, schema))
    columns = [(f"_beside{i}", "bigint" if isinstance(v, int) else "string") for i, v in _values(selection)]
    ddl = ", ".join(f"{name} {kind}" for name, kind in [*_COLUMNS, *columns])
    rows = session.createDataFrame(made, ddl, verifySchema=False)
    places = {column: f"_beside{i}" for i, column in enumerate(_names(selection))}
    beside = [(member, places[column]) for member, column in selection.beside(schema)]
    kept = rows.where("_text IS NOT NULL").select("_text", *(quoted(place) for _, place in beside))
    errors = rows.where("msg IS NOT NULL").select(
        "msg", "input", "source", F.lit("").alias("site"), F.lit("").alias("info")
    )
    whole = Struct((*schema.members, *(member for member, _ in beside)))
    return Frame(from_texts(kept, schema, beside), whole, stage=(errors,))


_COLUMNS = [("_text", "string"), ("msg", "string"), ("input", "string"), ("source", "string")]


def _names(selection: Selection) -> list[str]:
    return [*selection.keys, *(part.column for part in selection.attached)]


def _values(selection: Selection) -> Iterator[tuple[int, Any]]:
    return enumerate(_beside(selection)[0])


def _beside(selection: Selection) -> list[tuple[Any, ...]]:
    """For each file the values of its folders' keys, then those that are attached."""
    return [
        (*(value for _, value in file.partition), *(part.value(file) for part in selection.attached))
        for file in selection.files
    ]


def _items(session: SparkSession, selection: Selection) -> RDD[Item]:
    context = session.sparkContext
    beside = _beside(selection)
    if selection.local is not None:
        named = zip(selection.files, selection.local, beside, strict=True)
        items: list[Item] = [(file.uri, path, values) for file, path, values in named]
        return context.parallelize(items, min(len(items), 3 * context.defaultParallelism))
    known = {file.uri: values for file, values in zip(selection.files, beside, strict=True)}
    return context.binaryFiles(",".join(known)).map(lambda pair: (pair[0], pair[1], known[pair[0]]))


def _found(items: RDD[Item], parse: Parse) -> Struct:
    seen, trouble = items.mapPartitions(partial(_observed, parse)).fold((Seen(), ""), _both)
    if trouble:
        raise RuntimeError(trouble)
    context = items.context
    first = context.parallelize(items.take(1), 1).mapPartitions(partial(_head, parse)).collect()
    return as_record_schema(ordered(seen.node(), first[0] if first else None))


def _both(left: tuple[Seen, str], right: tuple[Seen, str]) -> tuple[Seen, str]:
    return left[0].merge(right[0]), left[1] or right[1]


def _observed(parse: Parse, items: Iterable[Item]) -> Iterator[tuple[Seen, str]]:
    seen, trouble = Seen(), ""
    for uri, content, _ in items:
        try:
            with opened(content) as stream:
                for record in parse(stream):
                    if not isinstance(record, Trouble):
                        seen.add(record)
        except (Broken, *FAULTS) as error:
            trouble = trouble or f"{uri} is broken: {error}"
    yield seen, trouble


def _head(parse: Parse, items: Iterable[Item]) -> Iterator[Seen]:
    seen = Seen()
    for _, content, _ in items:
        with opened(content) as stream:
            for record in islice(parse(stream), HEAD):
                if not isinstance(record, Trouble):
                    seen.add(record)
    yield seen


def _texts(parse: Parse, schema: Struct, items: Iterable[Item]) -> Iterator[tuple[Any, ...]]:
    make = text_maker(schema)
    for uri, content, values in items:
        try:
            with opened(content) as stream:
                for record in parse(stream):
                    if isinstance(record, Trouble):
                        shown = record.text.strip()[:BEGINNING]
                        yield None, f"{uri}: the record {record.what}: {shown}", record.text, uri, *values
                    else:
                        yield make(record), None, None, uri, *values
        except (Broken, *FAULTS) as error:
            raise RuntimeError(f"{uri} is broken: {error}") from error
