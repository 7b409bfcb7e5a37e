"""CSV: every value a string; the columns are called by the first line, or col0, col1, ….

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-csv-home.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from awsglue._formats import csvtext
from awsglue._formats.files import Selection, columns_beside
from awsglue._formats.packing import beyond_spark
from awsglue._frame.names import encoded, quoted
from awsglue._frame.nodes import STRING, Member, Struct
from awsglue._frame.state import Frame
from awsglue._paths import File


def read(session: SparkSession, selection: Selection, options: Mapping[str, Any]) -> Frame:
    """Read CSV files; an empty value is an empty string.

    Spark's own reader reads, but for an escaper, which works for any character and not only for quotes, and
    for several lines ahead. Each file has a header of its own; `columns` and `skipLines` among the options
    are a table's number of columns and of lines ahead.
    Differs: columns that a short line lacks are empty strings, not absent; values beyond the header's are
    dropped. optimizePerformance and strictCheckForQuoting change nothing.
    """
    given = {key.lower(): value for key, value in options.items()}
    dialect = csvtext.Dialect.of(given)
    if dialect.header and _legible(selection.files, dialect):
        frames = [_read(session, part, dialect, given) for part in csvtext.by_header(dialect, selection)]
        while len(frames) > 1:  # two by two, for each union tells Spark of all the columns so far
            frames = [reduce(Frame.union, frames[i : i + 2]) for i in range(0, len(frames), 2)]
        return frames[0]
    return _read(session, selection, dialect, given)


def _read(
    session: SparkSession, selection: Selection, dialect: csvtext.Dialect, given: Mapping[str, Any]
) -> Frame:
    """Read files that have the header of the first, if they have one."""
    if (
        dialect.escaper
        or dialect.skip > 1
        or any(beyond_spark(file, selection.compression) for file in selection.files)
    ):
        return csvtext.read(session, selection, dialect)
    told = {
        "sep": dialect.separator,
        "quote": dialect.quote,
        "escape": dialect.quote or '"',
        "multiLine": str(dialect.multiline).lower(),
        "encoding": str(given.get("encoding") or "UTF-8"),
        "header": str(dialect.header or dialect.skip > 0).lower(),
    }
    names = csvtext.names(_first(session, selection, told, dialect), dialect)
    ddl = [f"{quoted(encoded(name))} string" for name in names]
    ddl += [f"{quoted(key)} string" for key in selection.keys if key not in names]
    df = selection.reader(session).options(**told).option("enforceSchema", True).schema(", ".join(ddl))
    members = tuple(Member(name, STRING) for name in names)
    beside = selection.beside(Struct(members))
    columns = [F.coalesce(F.col(quoted(encoded(m.name))), F.lit("")).alias(encoded(m.name)) for m in members]
    columns += map(F.expr, columns_beside(beside))
    rows = selection.completed(df.csv(selection.paths)).select(*columns)
    return Frame(rows, Struct((*members, *(member for member, _ in beside))))


def _first(
    session: SparkSession, selection: Selection, told: Mapping[str, str], dialect: csvtext.Dialect
) -> list[str | None]:
    """The values of the first line: read here where the file is, for a job of Spark's costs more."""
    if told["encoding"].upper() == "UTF-8" and _legible(selection.files[:1], dialect):
        return [*csvtext.first_row(dialect, selection.files[0])]
    row = session.read.options(**{**told, "header": "false"}).csv(selection.files[0].uri).first()
    return list(row) if row else []


def _legible(files: Sequence[File], dialect: csvtext.Dialect) -> bool:
    """Whether Python finds the first line of these files, which are on this machine's disk."""
    plain = len(dialect.separator) == 1 and len(dialect.quote) < 2
    return plain and not any(
        file.local is None or file.uri.lower().endswith((".snappy", ".lz4", ".deflate")) for file in files
    )
