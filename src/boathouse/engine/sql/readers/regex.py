"""Text taken apart by a regular expression: RegexSerDe.

https://docs.aws.amazon.com/athena/latest/ug/regex-serde.html
Differs: blank lines are skipped.
"""

from __future__ import annotations

from collections.abc import Sequence

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers import json_values
from boathouse.engine.sql.readers.files import uri
from boathouse.engine.sql.readers.lines import lines
from boathouse.engine.sql.scope import Field, quoted
from boathouse.engine.sql.source import File, Table

SERDES = ("org.apache.hadoop.hive.serde2.RegexSerDe", "org.apache.hadoop.hive.contrib.serde2.RegexSerDe")


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files: a column for each group; a line that does not match is a row of NULLs.

    A group that is no value of its column's type is NULL.
    """
    pattern = table.serde_parameters.get("input.regex", "")
    if not pattern:
        raise QueryError("HIVE_CURSOR_ERROR", 'This table does not have serde property "input.regex"!')
    if table.serde_parameters.get("input.regex.case.insensitive", "").lower() == "true":
        pattern = f"(?i){pattern}"
    place = uri(session.lake)
    heads = [
        json_values.from_text(
            f"fields[{i + 1}]", field.type, json_values.Column(str(field.name), i, place, lenient=True)
        )
        for i, field in enumerate(columns)
    ]
    split = f"SELECT trino_regexp_groups(line, {quoted(pattern)}) AS fields, filename FROM "
    named = ", ".join(f"{head} AS c{i}" for i, head in enumerate(heads))
    return f"SELECT {named}, {place} AS path FROM ({split}({lines(table, files, session)}))"
