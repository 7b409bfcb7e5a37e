"""The rows of a query as data files of an Iceberg table, one a partition unless it grows too big.

https://iceberg.apache.org/spec/#partitioning
https://iceberg.apache.org/spec/#parquet
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mmh3
import numpy as np
import pyarrow as pa
from pyarrow import parquet
from pyiceberg.io.pyarrow import (
    _ConvertToArrowSchema,
    compute_statistics_plan,
    data_file_statistics_from_parquet_metadata,
    parquet_path_to_id_mapping,
)
from pyiceberg.manifest import DataFile, DataFileContent, FileFormat
from pyiceberg.partitioning import PartitionField, PartitionKey
from pyiceberg.schema import Schema, sanitize_column_names, visit
from pyiceberg.table.locations import load_location_provider
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.transforms import BucketTransform
from pyiceberg.typedef import Record
from pyiceberg.types import IcebergType, ListType, MapType, StructType, UUIDType

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.iceberg.storage import Storage
from boathouse.engine.sql.scope import identifier

BATCH = 100_000
HELD = 256 * 2**20
"""The bytes that wait in memory for more of their partition, so that row groups do not get small."""

MOST = 100
FORMAT, COMPRESSION, LEVEL = (
    "write.format.default", "write.parquet.compression-codec", "write.parquet.compression-level",
)  # fmt: skip
CODECS = ("gzip", "lz4", "none", "snappy", "uncompressed", "zstd")
PLACES = (
    "write.data.path", "write.folder-storage.path", "write.metadata.path", "write.object-storage.path",
)  # fmt: skip
"""Properties that let files lie elsewhere than below the table's location, where they are not read."""
TARGET_SIZE = ("write_target_data_file_size_bytes", "write.target-file-size-bytes")
"""What Athena calls it, and what Iceberg."""
NUMBERS = {pa.date32(): pa.int32(), pa.time64("us"): pa.int64()}


def write(session: Session, values: str, table: TableMetadata, storage: Storage) -> list[DataFile]:
    """Run a query whose columns are the table's, c0, c1, …, and publish its rows.

    Raises QueryError for NULL in a column that must not have it, and for too many partitions.
    """
    _writable(table)
    schema = table.schema()
    heads = [f"{_stored(f'c{i}', f.field_type)} AS c{i}" for i, f in enumerate(schema.fields)]
    names = ", ".join(f"c{i}" for i in range(len(heads)))
    sql = f"SELECT {', '.join(heads)} FROM ({values}) AS q({names})"
    writers = _Writers(table, storage)
    try:
        for batch in session.arrow(sql, BATCH):
            writers.add(batch)
        return writers.finish()
    finally:
        writers.clear()


def _writable(table: TableMetadata) -> None:
    form = table.properties.get(FORMAT, "parquet").lower()
    if form != "parquet":
        text = f"Writing an Iceberg table of {form.upper()} files is not emulated by Boathouse"
        raise QueryError("NOT_SUPPORTED", text)
    for key in PLACES:
        if key in table.properties:
            text = f"Writing an Iceberg table with {key} is not emulated by Boathouse"
            raise QueryError("NOT_SUPPORTED", text)


def target_size(table: TableMetadata) -> int:
    """The bytes that a file shall have at most."""
    return int(next((table.properties[key] for key in TARGET_SIZE if key in table.properties), 512 * 2**20))


@dataclass
class _Part:
    """The rows of one partition: those in its file, and those that wait for it."""

    key: PartitionKey | None
    waiting: list[Any] = field(default_factory=list)
    size: int = 0
    path: Path | None = None
    writer: Any = None


class _Key(PartitionKey):
    """A partition whose values are already what the transforms make of the columns."""

    @classmethod
    def of(cls, values: tuple[Any, ...], table: TableMetadata) -> _Key:
        key = cls([], table.spec(), table.schema())
        object.__setattr__(key, "values", values)
        return key

    @property
    def partition(self) -> Record:
        return Record(*object.__getattribute__(self, "values"))


class _Writers:
    """The open files of a statement."""

    def __init__(self, table: TableMetadata, storage: Storage) -> None:
        self._table, self._storage = table, storage
        self._file_schema = sanitize_column_names(table.schema())
        self._schema = visit(self._file_schema, _Arrow())
        self._parts: dict[tuple[Any, ...], _Part] = {}
        self._done: list[DataFile] = []
        self._places = load_location_provider(table.location, table.properties)
        self._target = target_size(table)

    def add(self, batch: Any) -> None:
        """Take rows."""
        arrays = [_cast(column, kind.type) for column, kind in zip(batch.columns, self._schema, strict=True)]
        for column, own in zip(arrays, self._table.schema().fields, strict=True):
            if own.required and column.null_count:
                text = f"NULL value not allowed for NOT NULL column: {own.name}"
                raise QueryError("CONSTRAINT_VIOLATION", text)
        rows = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        for key, own_rows in _partitioned(rows, self._table):
            part = self._part(key)
            part.waiting.append(own_rows)
            part.size += own_rows.nbytes
        if sum(part.size for part in self._parts.values()) > HELD:
            for part in self._parts.values():
                self._flush(part)

    def finish(self) -> list[DataFile]:
        """Publish the files."""
        for part in self._parts.values():
            self._flush(part)
            self._close(part)
        return self._done

    def clear(self) -> None:
        """Remove what was not published."""
        for part in self._parts.values():
            if part.path is not None:
                part.writer.close()
                part.path.unlink(missing_ok=True)

    def _part(self, key: tuple[Any, ...]) -> _Part:
        if key not in self._parts:
            if len(self._parts) == MOST:
                text = f"Exceeded limit of {MOST} open writers for partitions"
                raise QueryError("ICEBERG_TOO_MANY_OPEN_PARTITIONS", text)
            self._parts[key] = _Part(_Key.of(key, self._table) if key else None)
        return self._parts[key]

    def _flush(self, part: _Part) -> None:
        if not part.waiting:
            return
        if part.path is None:
            part.path = self._storage.scratch / uuid.uuid4().hex
            level = self._table.properties.get(LEVEL)
            part.writer = parquet.ParquetWriter(
                part.path,
                self._schema,
                compression=_codec(self._table),
                compression_level=int(level) if level else None,
                store_decimal_as_integer=True,
            )
        part.writer.write_table(pa.Table.from_batches(part.waiting))
        part.waiting, part.size = [], 0
        if part.path.stat().st_size >= self._target:
            self._close(part)

    def _close(self, part: _Part) -> None:
        if part.path is None:
            return
        part.writer.close()
        with part.path.open("rb") as file:
            os.fsync(file.fileno())
        now = datetime.now(UTC)
        name = f"{now:%Y%m%d_%H%M%S}_{len(self._done):05}_{uuid.uuid4()}.parquet"
        uri = self._places.new_data_location(name, part.key)
        statistics = data_file_statistics_from_parquet_metadata(
            part.writer.writer.metadata,
            compute_statistics_plan(self._file_schema, self._table.properties),
            parquet_path_to_id_mapping(self._file_schema),
        )
        self._done.append(
            DataFile.from_args(
                content=DataFileContent.DATA,
                file_path=uri,
                file_format=FileFormat.PARQUET,
                partition=part.key.partition if part.key else Record(),
                file_size_in_bytes=part.path.stat().st_size,
                sort_order_id=None,
                spec_id=self._table.default_spec_id,
                equality_ids=None,
                key_metadata=None,
                **statistics.to_serialized_dict(),
            )
        )
        self._storage.publish(part.path, uri)
        part.path = part.writer = None


class _Arrow(_ConvertToArrowSchema):
    """Iceberg's types in Arrow, which has UUIDs of its own since 18."""

    def visit_uuid(self, _: UUIDType) -> Any:
        return pa.binary(16)


def _codec(table: TableMetadata) -> str:
    codec = table.properties.get(COMPRESSION, "zstd").lower()
    if codec not in CODECS:
        raise QueryError("NOT_SUPPORTED", f"Parquet files packed by {codec} are not emulated by Boathouse")
    return "none" if codec == "uncompressed" else codec


def _stored(sql: str, kind: IcebergType, depth: int = 0) -> str:
    """A value whose rows have their fields' names, inside the engine they have numbers; UUIDs are bytes."""
    if isinstance(kind, UUIDType):
        return f"unhex(replace({sql}, '-', ''))"
    x = f"x{depth}"
    if isinstance(kind, ListType):
        return f"list_transform({sql}, lambda {x}: {_stored(x, kind.element_type, depth + 1)})"
    if isinstance(kind, MapType):
        keys, values = (
            f"list_transform({part}({sql}), lambda {x}: {_stored(x, item, depth + 1)})"
            for part, item in (("map_keys", kind.key_type), ("map_values", kind.value_type))
        )
        return f"CASE WHEN {sql} IS NULL THEN NULL ELSE map({keys}, {values}) END"
    if isinstance(kind, StructType):
        fields = ", ".join(
            f"{identifier(f.name)} := {_stored(f'({sql}).f{i}', f.field_type, depth)}"
            for i, f in enumerate(kind.fields)
        )
        return f"CASE WHEN {sql} IS NULL THEN NULL ELSE struct_pack({fields}) END"
    return sql


def _cast(column: Any, kind: Any) -> Any:
    """A column in the file's own type; times that have no zone yet are in UTC."""
    return column if column.type == kind else column.cast(kind)


def _partitioned(rows: Any, table: TableMetadata) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The rows by what the transforms of today's spec make of their columns."""
    fields = table.spec().fields
    if not fields:
        yield (), rows
        return
    columns = [_transformed(rows, own, table.schema()) for own in fields]
    codes = np.zeros(rows.num_rows, dtype=np.int64)
    for places, values in columns:
        ids: dict[Any, int] = {}
        numbers = np.array([ids.setdefault(value, len(ids)) for value in values], dtype=np.int64)
        codes = np.unique(codes * len(ids) + numbers[places], return_inverse=True)[1]
    for code, first in enumerate(np.unique(codes, return_index=True)[1]):
        key = tuple(values[places[first]] for places, values in columns)
        yield key, rows.take(pa.array(np.flatnonzero(codes == code)))


def _transformed(rows: Any, own: PartitionField, schema: Schema) -> tuple[Any, list[Any]]:
    """Each row's place in a list of values, and the values."""
    index = next((i for i, f in enumerate(schema.fields) if f.field_id == own.source_id), None)
    if index is None:
        text = f"Writing an Iceberg table partitioned by {own.name}, which is no column of it"
        raise QueryError("NOT_SUPPORTED", f"{text}, is not emulated by Boathouse")
    column, kind = rows.column(index), schema.fields[index].field_type
    number = pa.int64() if pa.types.is_timestamp(column.type) else NUMBERS.get(column.type)
    encoded = (column.cast(number) if number else column).dictionary_encode()
    if isinstance(own.transform, BucketTransform) and _is_hashed(encoded.dictionary.type):
        values = [*_buckets(encoded.dictionary, own.transform.num_buckets), None]
    else:
        transform = own.transform.transform(kind)
        values = [*map(transform, encoded.dictionary.to_pylist()), transform(None)]
    return encoded.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False), values


def _is_hashed(kind: Any) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_large_string(kind))


def _buckets(values: Any, count: int) -> list[int]:
    """The buckets of numbers or texts; PyIceberg takes ten times as long, and these may be many.

    https://iceberg.apache.org/spec/#appendix-b-32-bit-hash-requirements
    """
    if pa.types.is_integer(values.type):
        raw = values.cast(pa.int64()).to_numpy().astype("<i8").tobytes()
        pieces = [raw[at : at + 8] for at in range(0, len(raw), 8)]
    else:
        pieces = [value.encode() for value in values.to_pylist()]
    return [(mmh3.hash(piece) & 0x7FFFFFFF) % count for piece in pieces]
