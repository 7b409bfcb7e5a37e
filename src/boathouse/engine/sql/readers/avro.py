"""Avro tables: columns by name whatever their case, missing ones NULL.

https://docs.aws.amazon.com/athena/latest/ug/avro-serde.html
"""

from __future__ import annotations

from collections.abc import Sequence

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers.typed import Schema, Typed
from boathouse.engine.sql.scope import Field
from boathouse.engine.sql.source import File, Table

SERDES = ("org.apache.hadoop.hive.serde2.avro.AvroSerDe",)


class _Avro(Typed):
    def schema(self, file: File, session: Session) -> Schema:
        try:
            return super().schema(file, session)
        except QueryError as error:
            text = f"Malformed Avro file {file.uri}: {error}"
            raise QueryError("HIVE_CANNOT_OPEN_SPLIT", text) from error


_FORMAT = _Avro("read_avro", "Avro")


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files.

    Differs: files packed by null, deflate and snappy alone; decimals that are written as bytes and not as
    fixed, unions of several types and recursive records are refused; a field that a file lacks is NULL, not
    the default of the table's avro.schema.literal.
    AWS: https://docs.aws.amazon.com/athena/latest/ug/avro-serde.html
    """
    session.extend("avro")
    return _FORMAT.relation(columns, files, session)
