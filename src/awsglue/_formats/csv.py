"""CSV: every value a string; the columns are called by the first line, or col0, col1, ….

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-csv-home.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from awsglue._formats import csvtext
from awsglue._formats.files import Selection, columns_beside
from awsglue._formats.packing import beyond_spark
from awsglue._frame.names import encoded, quoted
from awsglue._frame.nodes import STRING, Member, Struct
from awsglue._frame.state import Frame


def read(session: SparkSession, selection: Selection, options: Mapping[str, Any]) -> Frame:
    """Read CSV files; an empty value is an empty string.

    Spark's own reader reads, but for an escaper, which works for any character and not only for quotes.
    Differs: columns that a short line lacks are empty strings, not absent; values beyond the header's are
    dropped. optimizePerformance and strictCheckForQuoting change nothing.
    """
    given = {key.lower(): value for key, value in options.items()}
    dialect = csvtext.Dialect.of(given)
    if dialect.escaper or any(beyond_spark(file, selection.compression) for file in selection.files):
        return csvtext.read(session, selection, dialect)
    told = {
        "sep": dialect.separator,
        "quote": dialect.quote,
        "escape": '"',
        "multiLine": str(dialect.multiline).lower(),
        "encoding": str(given.get("encoding") or "UTF-8"),
        "header": str(dialect.header or dialect.skip).lower(),
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
    plain = told["encoding"].upper() == "UTF-8" and len(dialect.separator) == 1 and len(dialect.quote) < 2
    packed = selection.files[0].uri.lower().endswith((".snappy", ".lz4", ".deflate"))
    if selection.local is not None and plain and not packed:
        return [*csvtext.first_row(dialect, selection)]
    row = session.read.options(**{**told, "header": "false"}).csv(selection.files[0].uri).first()
    return list(row) if row else []
