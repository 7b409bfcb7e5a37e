"""Parquet tables: columns by name whatever their case, missing ones NULL.

https://docs.aws.amazon.com/athena/latest/ug/parquet-serde.html
"""

from __future__ import annotations

from collections.abc import Sequence

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.readers.files import listed
from boathouse.engine.sql.readers.typed import Own, Schema, Typed
from boathouse.engine.sql.scope import Field
from boathouse.engine.sql.source import File, Table

SERDES = ("org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",)
UNITS = """
    CASE WHEN logical_type LIKE '%NANOS=Nano%' THEN 'epoch_ns'
         WHEN converted_type = 'TIMESTAMP_MILLIS' OR logical_type LIKE '%MILLIS=Milli%' THEN 'epoch_ms'
         WHEN converted_type = 'TIMESTAMP_MICROS' OR logical_type LIKE '%MICROS=Micro%' THEN 'epoch_us'
         ELSE '' END
"""
"""The function that gives a timestamp of 64 bits back as the number in the file, in the file's unit."""


class _Parquet(Typed):
    def schema(self, file: File, session: Session) -> Schema:
        found = super().schema(file, session)
        if not any(own.kind.startswith("TIMESTAMP") for own in found):
            return found
        notes = _top(session.all(f"SELECT num_children, {UNITS} FROM parquet_schema({listed([file])})"))
        return tuple(Own(own.name, own.kind, note) for own, note in zip(found, notes, strict=True))

    def value(self, sql: str, own: Own, field: Field, file: str) -> str:
        if field.type.base == "bigint" and own.note:  # so do Hudi's tables have it
            return f"{own.note}({sql})"
        return super().value(sql, own, field, file)


def _top(nodes: Sequence[tuple[int | None, str]]) -> list[str]:
    """What is said of the columns at the top of a tree that is told root first, each with its children."""
    notes, at = [], 1
    while at < len(nodes):
        notes.append(nodes[at][1])
        left = 1
        while left:
            left += (nodes[at][0] or 0) - 1
            at += 1
    return notes


_FORMAT = _Parquet("read_parquet", "parquet")


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files."""
    return _FORMAT.relation(columns, files, session)
