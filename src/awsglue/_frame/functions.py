"""Filter and map: where a script hands in a Python function, records cross over, in Spark's batches.

A filter's DataFrame stays as it is; Python only answers a verdict on each row.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pyspark.accumulators import Accumulator, AccumulatorParam
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import Row, StringType

from awsglue._formats.jsonscan import HEAD
from awsglue._formats.tagged import from_texts
from awsglue._frame.discovery import Seen, as_record_schema, ordered
from awsglue._frame.names import quoted
from awsglue._frame.nodes import Struct
from awsglue._frame.public import public_columns
from awsglue._frame.records import record_maker
from awsglue._frame.state import Frame
from awsglue._frame.texts import text_maker

Predicate = Callable[[Any], Any]


class _Lazy:
    """Builds what turns rows into records in the process that uses it, once."""

    def __init__(self, schema: Struct) -> None:
        self._schema = schema
        self._make: Callable[[Sequence[Any]], Any] | None = None

    def record(self, row: Sequence[Any]) -> Any:
        self._make = self._make or record_maker(self._schema)
        return self._make(row)


class _Verdict(_Lazy):
    """ "" keeps a record, None drops it, other text is its error."""

    def __init__(self, schema: Struct, predicate: Predicate) -> None:
        super().__init__(schema)
        self._predicate = predicate

    def __call__(self, row: Row) -> str | None:
        try:
            return "" if self._predicate(self.record(row)) else None
        except (KeyError, ValueError, TypeError):
            return None
        except Exception:
            return traceback.format_exc()


def filtered(frame: Frame, predicate: Predicate, site: str, info: str) -> Frame:
    """The records that the predicate holds for.

    A KeyError, ValueError or TypeError in the predicate drops the record, another exception makes it an
    error record.
    """
    if not frame.schema.members:
        return frame
    verdict = F.udf(_Verdict(frame.schema, predicate).__call__, StringType())(_row(frame))
    good = frame.df.where(verdict == F.lit(""))
    bad = frame.df.withColumn("_verdict", verdict).where(F.col("_verdict") != F.lit(""))
    return frame.next(good, frame.schema, (_errors(bad, "_verdict", _shown(frame), site, info),))


def _row(frame: Frame) -> Column:
    return F.struct(*(F.col(quoted(name)) for name in frame.df.columns))


def _shown(frame: Frame) -> Column:
    return F.to_json(F.struct(*(F.expr(column) for column in public_columns(frame.schema))))


def _errors(rows: DataFrame, message: str, record: Column, site: str, info: str) -> DataFrame:
    return rows.select(
        F.col(message).alias("msg"),
        record.alias("input"),
        F.lit("").alias("source"),
        F.lit(site).alias("site"),
        F.lit(info).alias("info"),
    )


class _Seeing(AccumulatorParam[Seen]):
    """Merges what the processes saw of the records that they made."""

    def zero(self, value: Seen) -> Seen:
        return Seen()

    def addInPlace(self, value1: Seen, value2: Seen) -> Seen:
        return value1.merge(value2)


class _Mapped(_Lazy):
    """What the function makes of a partition's records, pickled; or what it raised, beside the record."""

    def __init__(self, schema: Struct, function: Callable[[Any], Any], seen: Accumulator[Seen]) -> None:
        super().__init__(schema)
        self._function, self._seen = function, seen

    def __call__(self, rows: Iterable[Row]) -> Iterator[tuple[bytes | None, str | None, str | None]]:
        seen = Seen()
        for row in rows:
            record = self.record(row)
            shown = str(dict(record))
            try:
                made = self._function(record)
                if not isinstance(made, Mapping) or not made:
                    raise ValueError(f"The function answered {made!r}, not a record with fields.")
                bare = _bare(made)
                one = Seen()
                one.add(bare)
            except Exception:
                yield None, traceback.format_exc(), shown
            else:
                seen.merge(one)
                yield pickle.dumps(bare, protocol=5), None, None
        self._seen.add(seen)


def mapped(frame: Frame, function: Callable[[Any], Any], site: str, info: str) -> Frame:
    """The records that the function makes; its schema is found in them, in the same pass.

    An exception, None or an empty record makes an error record. The pass runs now, and its records are kept
    by Spark (on disk where memory is short).
    """
    session = frame.df.sparkSession
    seen = session.sparkContext.accumulator(Seen(), _Seeing())
    made = frame.df.rdd.mapPartitions(_Mapped(frame.schema, function, seen))
    kept = session.createDataFrame(
        made, "record binary, msg string, input string", verifySchema=False
    ).persist()
    kept.count()
    head = Seen()
    for (record,) in kept.where("record IS NOT NULL").select("record").take(HEAD):
        head.add(pickle.loads(record))  # noqa: S301 - pickled by this run
    schema = as_record_schema(ordered(seen.value.node(), head))
    texts = kept.where("record IS NOT NULL").select(
        F.udf(_Text(schema).__call__, StringType())("record").alias("_text")
    )
    bad = kept.where("msg IS NOT NULL")
    return frame.next(from_texts(texts, schema), schema, (_errors(bad, "msg", F.col("input"), site, info),))


class _Text:
    """Pickled records as the text that Spark reads with the schema."""

    def __init__(self, schema: Struct) -> None:
        self._schema = schema
        self._make: Callable[[Mapping[str, Any]], str] | None = None

    def __call__(self, record: bytes) -> str:
        self._make = self._make or text_maker(self._schema)
        return self._make(pickle.loads(record))  # noqa: S301 - pickled by this run


def _bare(value: Any) -> Any:
    """Plain dicts and lists, which any process can unpickle fast."""
    if isinstance(value, Mapping):
        return {str(key): _bare(inner) for key, inner in value.items()}
    return [_bare(inner) for inner in value] if isinstance(value, list | tuple | set | frozenset) else value
