"""CloudTrail's log files: a file is one JSON object, whose rows are the elements of its `Records`.

The input format takes the elements out, so that a table with it is read alike by either SerDe.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError, fail
from boathouse.engine.sql.readers import json_values
from boathouse.engine.sql.readers.files import compression, uri
from boathouse.engine.sql.readers.packed import unpacked
from boathouse.engine.sql.scope import Field
from boathouse.engine.sql.source import File, Table

SERDES = ("com.amazon.emr.hive.serde.CloudTrailSerde",)
INPUT_FORMAT = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files: a column is the member of its name, whatever its case.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html
    Differs: a file without `Records`, such as a digest, has no rows; AWS does not say what it makes of one.
    """
    place = uri(session.lake)
    heads = [f"{_value(field, i, place)} AS c{i}" for i, field in enumerate(columns)]
    bad = fail("HIVE_CURSOR_ERROR", f"'Row is not a valid JSON Object in file ' || {place}", "JSON")
    whole = f"coalesce(TRY_CAST(text AS JSON), {bad})"
    records = f"from_json({whole}->'$.Records', '[\"JSON\"]')"
    lists = f"SELECT {records} AS events, filename FROM {_lent(files, session)}"
    events = f"SELECT unnest(events) AS event, filename FROM ({lists})"
    return f"SELECT {', '.join([*heads, f'{place} AS path'])} FROM ({events})"


def _value(field: Field, i: int, place: str) -> str:
    name = str(field.name)
    return json_values.from_json(
        json_values.member("event", name), field.type, json_values.Column(name, i, place)
    )


def _lent(files: Sequence[File], session: Session) -> str:
    """The name of a table with the `text` and the `filename` of each file.

    DuckDB's own readers of JSON set aside room for the longest object beforehand, and here that is a file.
    """
    numpy: Any = import_module("numpy")
    words = {"text": [_text(file) for file in files], "filename": [str(file.path) for file in files]}
    return session.lend({name: numpy.array(values, dtype=object) for name, values in words.items()})


def _text(file: File) -> str:
    packed = compression(file)
    if packed == "zstd":
        text = f"Reading CloudTrail's logs from {file.path.suffix} is not emulated by Boathouse: {file.uri}"
        raise QueryError("NOT_SUPPORTED", text)
    content = file.path.read_bytes() if packed == "uncompressed" else unpacked(file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError("HIVE_CURSOR_ERROR", f"Failed to read file: {file.uri} ({error})") from error
