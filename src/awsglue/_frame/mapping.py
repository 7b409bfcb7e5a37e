"""Map and mapPartitions: records that a function of the script's makes, and the schema found in them.

One pass makes the records, writes each as text and looks at it; Spark keeps the texts (on disk where memory
is short) and reads them with the schema.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pyspark.accumulators import Accumulator
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StringType

from awsglue._formats.jsonscan import HEAD
from awsglue._formats.tagged import from_texts
from awsglue._frame.discovery import Seen, as_record_schema, ordered
from awsglue._frame.errors import error_rows
from awsglue._frame.making import PACKED, Observed, Observing, Tagger, has_choice, names_and_order
from awsglue._frame.names import quoted
from awsglue._frame.nodes import Struct
from awsglue._frame.records import record_maker
from awsglue._frame.state import Frame

_BAD = "!"
"""What the text of a record starts with that could not be made: what went wrong, and the record before."""


def mapped(frame: Frame, function: Callable[[Any], Any], site: str, info: str) -> Frame:
    """The records that the function makes of the records.

    An exception, None or an empty record makes an error record.
    """
    observed = frame.df.sparkSession.sparkContext.accumulator(Observed(), Observing())
    columns = [F.col(quoted(name)) for name in frame.df.columns] or [F.spark_partition_id()]
    making = F.udf(_Making(frame.schema, function, observed).__call__, StringType())
    return _finished(frame, frame.df.select(making(*columns).alias("_made")), observed, site, info)


def mapped_partitions(
    frame: Frame, function: Callable[[int, Iterable[Any]], Iterable[Any]], site: str, info: str
) -> Frame:
    """The records that the function makes of each partition's number and records.

    What it raises ends the job; what it makes that is no record is an error record.
    """
    session = frame.df.sparkSession
    observed = session.sparkContext.accumulator(Observed(), Observing())
    make = partial(_partition, frame.schema, function, observed)
    rows = frame.df.rdd.mapPartitionsWithIndex(make, preservesPartitioning=True)
    made = session.createDataFrame(rows, "_made string", verifySchema=False)
    return _finished(frame, made, observed, site, info)


class _Making:
    """The function of a Spark job that makes the text of one record."""

    def __init__(
        self, schema: Struct, function: Callable[[Any], Any], observed: Accumulator[Observed]
    ) -> None:
        self._schema, self._function, self._observed = schema, function, observed
        self._here: Observed | None = None
        self._make: Callable[[Sequence[Any]], Any] = record_maker(Struct())

    def __call__(self, *row: Any) -> str:
        if self._here is None:
            self._here, self._make = Observed(), record_maker(self._schema)
            self._observed.add(self._here)
        try:
            return self._here.text(_record(self._function(self._make(row))))
        except Exception:
            return _BAD + json.dumps([traceback.format_exc(), str(dict(self._make(row)))])


def _partition(
    schema: Struct,
    function: Callable[[int, Iterable[Any]], Iterable[Any]],
    observed: Accumulator[Observed],
    index: int,
    rows: Iterable[Sequence[Any]],
) -> Iterator[tuple[str]]:
    here = Observed()
    for made in function(index, map(record_maker(schema), rows)):
        try:
            text = here.text(_record(made))
        except Exception:
            text = _BAD + json.dumps([traceback.format_exc(), str(made)])
        yield (text,)
    observed.add(here)


def _record(made: Any) -> Mapping[Any, Any]:
    if not isinstance(made, Mapping) or not made:
        raise ValueError(f"The function answered {made!r}, not a record with fields.")
    return made


def _finished(frame: Frame, made: DataFrame, observed: Accumulator[Observed], site: str, info: str) -> Frame:
    kept = made.persist()
    kept.count()
    good = kept.where(f"NOT startswith(_made, '{_BAD}')")
    head = Seen()
    for (text,) in good.take(HEAD):
        head.add(names_and_order(text))
    schema = as_record_schema(ordered(observed.value.seen().node(), head))
    if has_choice(schema):
        texts = good.select(F.udf(Tagger(schema).__call__, StringType())("_made").alias("_text"))
    else:
        unpacked = f"substring(_made, locate('{PACKED}', _made, 2) + 1)"
        texts = good.selectExpr(f"IF(startswith(_made, '{PACKED}'), {unpacked}, _made) AS _text")
    parts = F.from_json(F.expr("substring(_made, 2)"), "array<string>")
    bad = kept.where(f"startswith(_made, '{_BAD}')").select(parts.alias("_parts"))
    bad = bad.selectExpr("_parts[0] AS msg", "_parts[1] AS input")
    return frame.next(
        from_texts(texts, schema), schema, (error_rows(bad, "msg", F.col("input"), site, info),)
    )
