"""CSV: every value a string; the columns are called by the first line, or col0, col1, ….

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-csv-home.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from awsglue._formats.files import Selection
from awsglue._frame.names import encoded, quoted
from awsglue._frame.nodes import STRING, Member, Struct
from awsglue._frame.public import distinct
from awsglue._frame.state import Frame
from awsglue._paths import truth


def read(session: SparkSession, selection: Selection, options: Mapping[str, Any]) -> Frame:
    """Read CSV files; an empty value is an empty string.

    Differs: columns that a short line lacks are empty strings, not absent.
    """
    given = {key.lower(): value for key, value in options.items()}
    header = truth(given.get("withheader", False))
    skip = truth(given.get("skipfirst", False)) and not header
    dialect = _dialect(given) | {"header": str(header or skip).lower()}
    names = _names(session, selection, dialect, header=header)
    ddl = ", ".join(f"{quoted(encoded(name))} string" for name in names)
    keys = ", ".join(f"{quoted(key)} string" for key in selection.keys if key not in names)
    schema = f"{ddl}, {keys}" if keys else ddl
    df = (
        selection.reader(session)
        .options(**dialect)
        .option("enforceSchema", True)
        .schema(schema)
        .csv(selection.paths)
    )
    members = tuple(Member(name, STRING) for name in names)
    beside = selection.members(Struct(members))
    columns = [F.coalesce(F.col(quoted(encoded(m.name))), F.lit("")).alias(encoded(m.name)) for m in members]
    columns += [F.col(quoted(m.name)).alias(encoded(m.name)) for m in beside]
    return Frame(df.select(*columns), Struct(members + beside))


def _dialect(given: Mapping[str, Any]) -> dict[str, str]:
    quote = str(given.get("quotechar", '"'))
    escape = given.get("escaper")
    return {
        "sep": str(given.get("separator", ",")),
        "quote": "" if quote == "-1" else quote,
        "escape": str(escape) if escape not in (None, "", "-1") else '"',
        "multiLine": str(truth(given.get("multiline", False))).lower(),
    }


def _names(
    session: SparkSession, selection: Selection, dialect: Mapping[str, str], *, header: bool
) -> list[str]:
    first = session.read.options(**{**dialect, "header": "false"}).csv(selection.files[0].uri).first()
    values = list(first) if first else []
    if not header:
        return [f"col{position}" for position in range(len(values))]
    return distinct([value or f"col{position}" for position, value in enumerate(values)])
