"""Frames into tables: Spark's tasks put the items of their partitions, 25 in a request.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-dynamodb-home.html
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from awsglue._dynamodb.access import Access, Table, explained
from awsglue._dynamodb.attributes import Attribute, item_maker
from awsglue._dynamodb.options import Writing, writing
from awsglue._formats.plaintypes import without_times
from awsglue._frame.batches import over_batches
from awsglue._frame.nodes import Struct
from awsglue._frame.state import Frame
from awsglue._frame.unpacking import records
from awsglue.data_sink import DataSink

if TYPE_CHECKING:
    from awsglue.context import GlueContext

_ITEMS = 25
"""Items that DynamoDB takes in a request."""
_PAUSE, _LONGEST = 0.05, 5.0
"""Seconds before items are sent again: twice as many each time, and at most."""


class DynamoSink(DataSink):
    """A table of DynamoDB's, which every frame is put into; an item of the same key is replaced."""

    def __init__(self, j_sink: Mapping[str, Any], sql_ctx: GlueContext) -> None:
        super().__init__(j_sink, sql_ctx)
        self._wanted = writing(j_sink)

    def setFormat(self, format: str, **options: Any) -> None:
        """Change nothing: items have no format."""

    def _path(self) -> str:
        return self._wanted.place.table

    def _write(self, frame: Frame, path: str) -> None:
        put(frame, self._wanted)


def put(frame: Frame, wanted: Writing) -> None:
    """Put a frame's records into a table.

    Raises RuntimeError for what DynamoDB refuses: a table that is not there, a record without a key, two of
    one key in a request.
    """
    access = Access.to(wanted.place, wanted.retries + 1)
    table = access.describe(wanted.place.table)
    if not frame.schema.members:
        return
    plain = frame.project([without_times(slot) for slot in frame.slots()])
    task = _Put(access, table, plain.schema, wanted.retries)
    for row in over_batches(plain.df, task, "trouble string").collect():
        raise RuntimeError(row["trouble"])


@dataclass(frozen=True)
class _Put:
    """The function of the Spark job; of each partition a row, if it fails, that says why."""

    access: Access
    table: Table
    schema: Struct
    retries: int

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        try:
            with explained(self._what):
                for batch in batches:
                    found = records(batch.columns, batch.num_rows, self.schema)
                    for start in range(0, len(found), _ITEMS):
                        self._put([self._item(record) for record in found[start : start + _ITEMS]])
        except RuntimeError as error:
            yield pa.RecordBatch.from_arrays([pa.array([str(error)])], ["trouble"])

    @property
    def _what(self) -> str:
        return f"Writing to DynamoDB table {self.table.name!r}"

    @cached_property
    def _make(self) -> Callable[[Mapping[str, Any]], dict[str, Attribute]]:
        return item_maker(self.schema)

    def _item(self, record: Mapping[str, Any]) -> dict[str, Attribute]:
        """A record as an item that the table may have."""
        try:
            item = self._make(record)
        except ValueError as error:
            raise RuntimeError(f"{self._what}: {error} The record: {dict(record)}") from error
        for name, kind in self.table.keys.items():
            if kind not in item.get(name, ()):
                have = f"has {name!r} as {next(iter(item[name]))}" if name in item else f"has no {name!r}"
                raise RuntimeError(
                    f"{self._what}: ValidationException: The provided key element does not match the schema: "
                    f"a record {have}, which is a key of the table, of type {kind}: {dict(record)}"
                )
        return item

    def _put(self, items: Sequence[dict[str, Attribute]]) -> None:
        """Put some items, and again those that DynamoDB had no room for."""
        self._check_apart(items)
        name, left = self.table.name, [{"PutRequest": {"Item": item}} for item in items]
        for attempt in range(self.retries + 1):
            if attempt:
                time.sleep(min(_PAUSE * 2**attempt, _LONGEST))
            answer = self.access.client().batch_write_item(RequestItems={name: left})
            left = answer.get("UnprocessedItems", {}).get(name, [])
            if not left:
                return
        raise RuntimeError(
            f"{self._what}: DynamoDB took {len(left)} items in none of {self.retries} retries: raise the "
            "table's capacity or dynamodb.output.retry."
        )

    def _check_apart(self, items: Sequence[dict[str, Attribute]]) -> None:
        keys = [tuple(repr(item[name]) for name in self.table.keys) for item in items]
        twice = next((key for key, number in Counter(keys).items() if number > 1), None)
        if twice:
            raise RuntimeError(
                f"{self._what}: ValidationException: Provided list of item keys contains duplicates: "
                f"{', '.join(twice)}. Drop duplicates of {', '.join(self.table.keys)} before."
            )
