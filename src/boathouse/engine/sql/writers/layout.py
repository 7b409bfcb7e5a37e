"""How the rows of a statement lie in its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.trino.statements import Property
from boathouse.engine.sql.types import Type

COMPRESSIONS = {
    "PARQUET": ("GZIP", "SNAPPY", "ZSTD", "NONE", "UNCOMPRESSED"),
    "ORC": ("ZLIB", "SNAPPY", "ZSTD", "LZ4", "NONE"),
    "JSON": ("GZIP", "ZSTD", "NONE"),
    "TEXTFILE": ("GZIP", "ZSTD", "NONE"),
}
OTHERS = ("AVRO", "ION")
"""Formats that Athena writes too."""
UNSTORABLE = (
    "timestamp with time zone",
    "time",
    "json",
    "uuid",
    "interval day to second",
    "interval year to month",
)
DEFAULT = {"ORC": "ZLIB"}
DELIMITERS = {"\\t": "\t", "\\001": "\x01", "\\u0001": "\x01"}


class Named(Protocol):
    """A column: its name and its Trino type."""

    @property
    def name(self) -> str:
        """As it is written into the files."""

    @property
    def type(self) -> Type:
        """What its values are."""


@dataclass(frozen=True)
class Layout:
    """A format with its options; the last `keys` columns are those that partition the files.

    In text `delimiter` stands between values, `inner` between the items of one and behind the key of a map.
    """

    format: str
    columns: tuple[tuple[str, Type], ...]
    keys: int = 0
    compression: str = "GZIP"
    delimiter: str = "\x01"
    inner: tuple[str, str] = ("\x02", "\x03")
    null: str = "\\N"

    @property
    def stored(self) -> tuple[tuple[str, Type], ...]:
        """The columns that are in the files."""
        return self.columns[: len(self.columns) - self.keys]

    @property
    def suffix(self) -> str:
        """How a file's name ends: text says by it how it is packed, Parquet and ORC say so inside."""
        suffixes = {"GZIP": ".gz", "ZSTD": ".zst"}
        return "" if self.format in ("PARQUET", "ORC") else suffixes.get(self.compression, "")


@dataclass(frozen=True)
class Part:
    """A file with rows: `values` are those of its partition, as the catalog has them."""

    values: tuple[str, ...]
    path: Path
    rows: int


def layout(
    columns: Sequence[Named],
    properties: Mapping[str, Property],
    *,
    format_name: str,
    compression: Iterable[str],
) -> Layout:
    """The layout that a statement's properties ask for; `compression` are those that say how it is packed.

    Raises QueryError for a format or a compression that is not written here, and for partition columns
    that are not the last ones.
    """
    kind = str(properties.get("format", format_name)).upper()
    if kind not in COMPRESSIONS:
        if kind in OTHERS:
            raise QueryError("NOT_SUPPORTED", f"Writing {kind} is not emulated by Boathouse")
        raise QueryError("INVALID_TABLE_PROPERTY", f"Invalid value for format: '{kind}'")
    packed = DEFAULT.get(kind, "GZIP")
    for name in compression:
        packed = str(properties.get(name, packed)).upper()
    if packed not in COMPRESSIONS[kind]:
        text = f"{kind} files packed by {packed} are not emulated by Boathouse"
        raise QueryError("NOT_SUPPORTED", text)
    names = [column.name.lower() for column in columns]
    keys = properties.get("partitioned_by", ())
    return Layout(
        kind,
        tuple(zip(names, (storable(c) for c in columns), strict=True)),
        _keys(names, keys if isinstance(keys, tuple) else (str(keys),)),
        packed,
        _delimiter(properties, kind),
    )


def storable(column: Named) -> Type:
    """A column's type, if a table of Hive's can hold it."""
    kind = column.type
    if kind.base == "unknown":
        raise QueryError("COLUMN_TYPE_UNKNOWN", f"Column type is unknown: {column.name}")
    _checked(kind)
    return kind


def _checked(kind: Type) -> None:
    if kind.base in UNSTORABLE:
        raise QueryError("NOT_SUPPORTED", f"Unsupported Hive type: {_spelled(kind)}")
    if kind.base == "timestamp" and kind.precision > 3:
        text = f"Incorrect timestamp precision for {kind}; the configured precision is MILLISECONDS"
        raise QueryError("NOT_SUPPORTED", text)
    if kind.base == "row" and not all(kind.names):
        text = f"Anonymous row type is not supported in Hive. Please give each field a name: {kind}"
        raise QueryError("NOT_SUPPORTED", text)
    for item in kind.items:
        _checked(item)


def _spelled(kind: Type) -> str:
    return "time(3)" if str(kind) == "time" else str(kind)


def _keys(names: Sequence[str], keys: tuple[str, ...]) -> int:
    keys = tuple(key.lower() for key in keys)
    missing = [key for key in keys if key not in names]
    if missing:
        raise QueryError("INVALID_TABLE_PROPERTY", f"Partition columns {missing} not present in schema")
    if keys and len(keys) == len(names):
        raise QueryError("INVALID_TABLE_PROPERTY", "Table contains only partition columns")
    if list(keys) != list(names[len(names) - len(keys) :]):
        text = (
            "Partition keys must be the last columns in the table and in the same order as the table "
            f"properties: [{', '.join(keys)}]"
        )
        raise QueryError("HIVE_COLUMN_ORDER_MISMATCH", text)
    return len(keys)


def _delimiter(properties: Mapping[str, Property], kind: str) -> str:
    given = properties.get("field_delimiter")
    if given is None:
        return "\x01"
    if kind != "TEXTFILE":
        text = f"field_delimiter is for text files only, not for {kind}"
        raise QueryError("INVALID_TABLE_PROPERTY", text)
    mark = DELIMITERS.get(str(given), str(given))
    if len(mark) != 1:
        raise QueryError("INVALID_TABLE_PROPERTY", f"field_delimiter must be a single character: '{given}'")
    return mark
