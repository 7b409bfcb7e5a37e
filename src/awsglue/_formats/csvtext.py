"""CSV as Python reads it: where an escaper frees any character of its meaning, or Spark cannot unpack a file.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-csv-home.html
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from pyspark.sql import SparkSession

from awsglue._formats.faults import naming
from awsglue._formats.files import Selection
from awsglue._formats.packing import opened
from awsglue._formats.records import Trouble, read_records
from awsglue._frame.nodes import STRING, Member, Struct
from awsglue._frame.public import distinct
from awsglue._frame.state import Frame
from awsglue._paths import File, truth

_WELL_KNOWN = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Dialect:
    """How a script wants its CSV to be read."""

    separator: str = ","
    quote: str = '"'
    escaper: str = ""
    multiline: bool = False
    header: bool = False
    skip: int = 0
    """How many lines at the beginning of a file are no records, where there is no header."""
    columns: int = 0
    """How many a table has; 0 where the first line tells."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Dialect:
        """The dialect of a reader's format options, their names in lower case."""
        given = {name: value for name, value in given.items() if value is not None}
        quote = str(given.get("quotechar", '"'))
        header = truth(given.get("withheader", False))
        return cls(
            separator=str(given.get("separator") or ","),
            quote="" if quote == "-1" else quote,
            escaper=escaping(given.get("escaper"), quote),
            multiline=truth(given.get("multiline", False)),
            header=header,
            skip=0 if header else int(given.get("skiplines") or truth(given.get("skipfirst", False))),
            columns=int(given.get("columns") or 0),
        )


def escaping(escaper: Any, quote: str) -> str:
    """The character that escapes, or nothing: a doubled quote is a quote without being told.

    Differs: what Glue makes of the quote as escaper is not documented; scripts mean RFC 4180 by it.
    """
    return "" if escaper is None or str(escaper) in ("", "-1", quote) else str(escaper)


def read(session: SparkSession, selection: Selection, dialect: Dialect) -> Frame:
    """Read CSV files in Python; a column that a line lacks is absent from its record."""
    columns = _names(selection, dialect)
    schema = Struct(tuple(Member(name, STRING) for name in columns))
    return read_records(session, selection, partial(records, dialect, columns), schema)


def _names(selection: Selection, dialect: Dialect) -> list[str]:
    if selection.local is None:
        raise NotImplementedError(
            f"CSV with an escaper, or packed as zstd, is read from this machine's folders only, not from "
            f"{selection.root}."
        )
    return names(first_row(dialect, selection.files[0]), dialect)


def by_header(dialect: Dialect, selection: Selection) -> list[Selection]:
    """The files of this machine's disk that begin with the same header together; empty ones are left out."""
    groups: dict[tuple[str, ...], list[File]] = {}
    for file in selection.files:
        if header := first_row(dialect, file):
            groups.setdefault(tuple(header), []).append(file)
    if len(groups) < 2:
        return [selection]
    return [replace(selection, files=tuple(files), by_folder=False) for files in groups.values()]


def first_row(dialect: Dialect, file: File) -> list[str]:
    """The values of the first line of a file, which is on this machine's disk.

    Raises RuntimeError naming the file if it is broken.
    """
    assert file.local is not None
    with naming(file.uri), opened(file.local) as stream, closing(_rows(dialect, stream)) as rows:
        return next(rows, [])


def names(first: Sequence[str | None], dialect: Dialect) -> list[str]:
    """What the columns are called: as the first line says, or col0, col1, …"""
    if not dialect.header:
        return [f"col{position}" for position in range(max(len(first), dialect.columns))]
    return distinct([value or f"col{position}" for position, value in enumerate(first)])


def records(dialect: Dialect, columns: list[str], stream: BinaryIO) -> Iterator[dict[str, Any] | Trouble]:
    """The records of a file."""
    rows = _rows(dialect, stream)
    for row in islice(rows, 1 if dialect.header else dialect.skip, None):
        yield dict(zip(columns, row, strict=False))


def _rows(dialect: Dialect, stream: BinaryIO) -> Generator[list[str], None, None]:
    """The values of each line, or of each record where it may go over several; none for an empty line."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    lines: Iterator[str] = _marked(dialect.escaper, text) if dialect.escaper else iter(text)
    try:
        if dialect.multiline:
            yield from (row for row in _reader(dialect, lines) if row)
            return
        for line in lines:
            if line.strip("\r\n"):
                yield next(_reader(dialect, [line.rstrip("\r\n")]), [])
    finally:
        text.detach()


def _reader(dialect: Dialect, lines: Any) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.separator,
        quotechar=dialect.quote or None,
        escapechar=dialect.escaper or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
    )


def _marked(escaper: str, lines: Iterator[str] | io.TextIOWrapper) -> Iterator[str]:
    """Lines with the well-known escapes as escaped characters, for Python's reader takes any as it is."""
    pair = re.compile(re.escape(escaper) + "(.)", re.DOTALL)
    for line in lines:
        yield pair.sub(lambda match: escaper + _WELL_KNOWN.get(match[1], match[1]), line)
