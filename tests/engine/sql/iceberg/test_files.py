"""What transforms make of columns: PyIceberg's own, and ours where PyIceberg's is slow."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from pyiceberg.partitioning import PartitionField
from pyiceberg.schema import Schema
from pyiceberg.transforms import BucketTransform
from pyiceberg.types import (
    BinaryType,
    DateType,
    DecimalType,
    IntegerType,
    LongType,
    NestedField,
    StringType,
    TimestampType,
)

from boathouse.engine.sql.iceberg.files import _transformed

# https://iceberg.apache.org/spec/#appendix-b-32-bit-hash-requirements
HASHES: list[tuple[Any, Any, Any, int]] = [
    (IntegerType(), pa.int32(), 34, 2017239379),
    (LongType(), pa.int64(), 34, 2017239379),
    (DecimalType(9, 2), pa.decimal128(9, 2), Decimal("14.20"), -500754589),
    (DateType(), pa.date32(), date(2017, 11, 16), -653330422),
    (TimestampType(), pa.timestamp("us"), datetime(2017, 11, 16, 22, 31, 8), -2047944441),
    (StringType(), pa.large_string(), "iceberg", 1210000089),
    (BinaryType(), pa.large_binary(), b"\x00\x01\x02\x03", -188683207),
]


@pytest.mark.parametrize(("kind", "arrow", "value", "hashed"), HASHES, ids=[str(h[0]) for h in HASHES])
def test_a_value_is_in_the_bucket_that_the_specification_tells(
    kind: Any, arrow: Any, value: Any, hashed: int
) -> None:
    rows = pa.RecordBatch.from_arrays([pa.array([value, None, value], arrow)], names=["c"])
    field = PartitionField(1, 1000, BucketTransform(1_000_003), "c_bucket")
    places, values = _transformed(rows, field, Schema(NestedField(1, "c", kind)))
    bucket = (hashed & 0x7FFFFFFF) % 1_000_003
    assert [values[place] for place in places] == [bucket, None, bucket]
