"""Tables as frames: Spark's tasks scan a segment each, and what they find is kept in files of the run's own.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-dynamodb-home.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

from awsglue import _reading
from awsglue._dynamodb.access import Access, explained
from awsglue._dynamodb.attributes import record
from awsglue._dynamodb.options import Export, Options, Place, export, reading
from awsglue._frame.dynamodb import unnested
from awsglue._frame.making import Made
from awsglue._frame.mapping import Batch, produced
from awsglue._frame.state import Frame
from awsglue._listing import Listing
from awsglue._paths import Storage

_EXPORTED = {"exclusions": '["**manifest-*", "**_started"]', "recurse": True}
"""What lies beside the items of an export, and is none of them."""


def read(session: SparkSession, storage: Storage, options: Options) -> Frame:
    """A frame of a table, or of an export of it.

    Raises ValueError for options that AWS would refuse, RuntimeError for what DynamoDB refuses.
    """
    if options.get("dynamodb.export"):
        return _exported(session, storage, export(options))
    wanted = reading(options)
    segments = min(wanted.splits, session.sparkContext.defaultParallelism)
    return _scanned(session, wanted.place, segments, consistent=wanted.consistent)


def _exported(session: SparkSession, storage: Storage, wanted: Export) -> Frame:
    """The records of an export: DynamoDB's JSON in a struct Item, or without the names of its types."""
    if wanted.past:
        frame = _reading.read_paths(
            session, Listing(storage), "json", {"paths": [wanted.past], **_EXPORTED}, {}
        )
    else:
        segments = session.sparkContext.defaultParallelism
        frame = _scanned(session, wanted.place, segments, raw=True)
    if wanted.unnest or wanted.simplify:
        return unnested(frame, lists=wanted.simplify)
    return frame


def _scanned(
    session: SparkSession, place: Place, segments: int, *, consistent: bool = False, raw: bool = False
) -> Frame:
    access = Access.to(place)
    access.describe(place.table)
    frame = produced(session, segments, _Scan(access, place.table, segments, consistent, raw))
    for errors in frame.stage:
        for row in errors.take(1):
            raise RuntimeError(row["msg"])
    return frame


def _told(number: int) -> tuple[str, None]:
    return str(number), None


@dataclass(frozen=True)
class _Scan:
    """The function of the Spark job that makes the records: each partition reads the segment of its number.

    `raw` records have DynamoDB's JSON in a field Item.
    """

    access: Access
    table: str
    segments: int
    consistent: bool
    raw: bool

    def __call__(self, partition: int, batches: Iterator[Any]) -> Iterator[Batch]:
        for _ in batches:
            try:
                with explained(f"Reading DynamoDB table {self.table!r}"):
                    for items in self._pages(partition):
                        yield Made(list(map(self._record, items)), longs=True), [], _told
            except RuntimeError as error:
                yield Made(), [(str(error), "", None)], _told

    def _record(self, item: dict[str, Any]) -> dict[str, Any]:
        return {"Item": item} if self.raw else record(item)

    def _pages(self, segment: int) -> Iterator[list[dict[str, Any]]]:
        request: dict[str, Any] = {"TableName": self.table, "ConsistentRead": self.consistent}
        if self.segments > 1:
            request |= {"Segment": segment, "TotalSegments": self.segments}
        while True:
            answer = self.access.client().scan(**request)
            yield answer["Items"]
            last = answer.get("LastEvaluatedKey")
            if not last:
                return
            request["ExclusiveStartKey"] = last
