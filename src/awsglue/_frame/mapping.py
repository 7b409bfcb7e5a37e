"""Map and mapPartitions: records that a function of the script's makes, and the schema found in them.

One Spark job makes the records, looks at them, and leaves them in files of the run's own; whatever reads the
frame takes them from there. All of it goes in Arrow's batches between Java and Python.
"""

from __future__ import annotations

import gc
import pickle
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from typing import Any, Protocol

import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from awsglue._formats.jsonscan import HEAD
from awsglue._frame.batches import batches_of, over_batches
from awsglue._frame.discovery import Seen, as_record_schema, ordered
from awsglue._frame.errors import error_rows, record_in
from awsglue._frame.making import Made, brought, check
from awsglue._frame.names import quoted
from awsglue._frame.nodes import Choice, Member, Node, Scalar, Struct, choice, options_of
from awsglue._frame.records import folded
from awsglue._frame.sparktypes import internal_ddl
from awsglue._frame.spool import Part, Spool, folder, read
from awsglue._frame.state import Frame
from awsglue._frame.texts import text_maker
from awsglue._frame.unpacking import records

_RECORDS = 2000
"""Records of a batch: enough that its own cost is none, few enough that large ones fit the memory."""

_OBJECTS = 20_000
"""Objects that are made, and not freed, before Python looks for garbage; by default 700."""

_BAD = "msg string, input string, record string"
Bad = tuple[str, str, str | None]
"""What went wrong, the record as Python shows it, and as a text in internal names if the frame had it."""
Trouble = Callable[[int], tuple[str, str | None]]
Batch = tuple[Made, list[Bad], Trouble]


class Making(Protocol):
    """Makes records of the batches of a partition: of each some that are good, and what else went wrong."""

    def __call__(self, partition: int, batches: Iterator[Any]) -> Iterator[Batch]: ...


def mapped(frame: Frame, function: Callable[[Any], Any], site: str, info: str) -> Frame:
    """The records that the function makes of the records.

    An exception, None or an empty record makes an error record.
    """
    return _made(frame, _Each(frame.schema, frame.aliases(), function), site, info)


def mapped_partitions(
    frame: Frame, function: Callable[[int, Iterable[Any]], Iterable[Any]], site: str, info: str
) -> Frame:
    """The records that the function makes of each partition's number and records.

    What it raises ends the job; what it makes that is no record is an error record.
    """
    return _made(frame, _Whole(frame.schema, frame.aliases(), function), site, info)


def produced(session: SparkSession, partitions: int, making: Making) -> Frame:
    """The records that a function makes from nothing but the numbers of the partitions, one batch in each."""
    return _made(Frame(session.range(0, partitions, 1, partitions).toDF("_number"), Struct()), making, "", "")


class _Each:
    """One record of each."""

    def __init__(self, schema: Struct, aliases: Mapping[str, str], function: Callable[[Any], Any]) -> None:
        self._schema, self._aliases, self._function = schema, aliases, function

    def __call__(self, partition: int, batches: Iterator[Any]) -> Iterator[Batch]:
        text_of = text_maker(self._schema)
        for batch in batches:
            yield self._of(batch, text_of)

    def _of(self, batch: Any, text_of: Callable[[Mapping[str, Any]], str]) -> Batch:
        made, bad, places = Made(), [], []
        function, keep = self._function, made.keep

        def before(place: int) -> tuple[str, str | None]:
            (record,) = _records(batch.take(pa.array([place])), self._schema)
            return str(dict(record)), text_of(record)

        for place, record in enumerate(_given(batch, self._schema, self._aliases)):
            try:
                keep(function(record))
                places.append(place)
            except Exception:
                bad.append((traceback.format_exc(), *before(place)))
        return made, bad, lambda number: before(places[number])


class _Whole:
    """What a function makes of a partition's records."""

    def __init__(
        self,
        schema: Struct,
        aliases: Mapping[str, str],
        function: Callable[[int, Iterable[Any]], Iterable[Any]],
    ) -> None:
        self._schema, self._aliases, self._function = schema, aliases, function

    def __call__(self, partition: int, batches: Iterator[Any]) -> Iterator[Batch]:
        rows = chain.from_iterable(_given(batch, self._schema, self._aliases) for batch in batches)
        results = iter(self._function(partition, rows))
        while some := list(islice(results, _RECORDS)):
            yield self._of(some)

    def _of(self, some: list[Any]) -> Batch:
        made = Made()
        bad: list[Bad] = []
        for result in some:
            try:
                made.keep(result)
            except Exception:
                bad.append((traceback.format_exc(), str(result), None))
        return made, bad, lambda number: (str(made.records[number]), None)


def _records(batch: Any, schema: Struct) -> list[Any]:
    return records(batch.columns, batch.num_rows, schema)


def _given(batch: Any, schema: Struct, aliases: Mapping[str, str]) -> list[Any]:
    """What the function gets."""
    found = _records(batch, schema)
    return list(map(folded(aliases), found)) if aliases else found


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Inside, garbage is looked for seldom: a batch's records all stay until it is written."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class _Task:
    """The function of the Spark job that makes the records; of each partition one row, with its parts."""

    def __init__(self, place: str, making: Making) -> None:
        self._place, self._making = place, making

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        context = TaskContext.get()
        number = context.partitionId() if context else 0
        spool = Spool(self._place)
        try:
            with _seldom_collected():
                for made, bad, trouble in self._making(number, batches):
                    self._write(spool, made, bad, trouble)
        except BaseException:
            spool.drop()
            raise
        spool.close()
        row = pa.array([pickle.dumps((number, spool.parts))], pa.binary())
        yield pa.RecordBatch.from_arrays([row], ["_parts"])

    def _write(self, spool: Spool, made: Made, bad: list[Bad], trouble: Trouble) -> None:
        try:
            packed = made.packed() if made.records else None
        except TypeError:
            made, worse = _sifted(made, trouble)
            bad += worse
            packed = made.packed() if made.records else None
        if packed:
            spool.write(packed[1], packed[0])
        if bad:
            columns = [pa.array(texts, pa.string()) for texts in zip(*bad, strict=True)]
            spool.write(pa.RecordBatch.from_arrays(columns, ["msg", "input", "record"]), None)


def _sifted(made: Made, trouble: Trouble) -> tuple[Made, list[Bad]]:
    """The records without those that hold what no record can hold."""
    good, bad = Made(), []
    for number, record in enumerate(made.records):
        try:
            check(record)
            good.records.append(record)
        except TypeError:
            bad.append((traceback.format_exc(), *trouble(number)))
    return good, bad


class _Reading:
    """The function of the Spark jobs that read the records: each partition's parts, in the schema of all."""

    def __init__(self, parts: Sequence[Sequence[Part]], schema: Struct) -> None:
        self._parts, self._schema = parts, schema

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                for part, found in read(self._parts[number]):
                    yield brought(found, part.seen.struct(), self._schema) if part.seen else found


def _made(frame: Frame, making: Making, site: str, info: str) -> Frame:
    session = frame.df.sparkSession
    columns = [F.col(quoted(name)) for name in frame.df.columns] or [F.spark_partition_id()]
    rows = over_batches(frame.df.select(*columns), _Task(folder(), making), "_parts binary")
    with batches_of(session, _RECORDS):
        done = dict(sorted(pickle.loads(row[0]) for row in rows.collect()))  # noqa: S301 - of this run's own
    good = [[part for part in parts if part.seen] for parts in done.values()]
    bad = [[part for part in parts if not part.seen] for parts in done.values()]
    schema = _as_wide(_schema(good), frame.schema)
    stage: tuple[DataFrame, ...] = ()
    if any(bad):
        rows_of = _read(session, bad, Struct(), _BAD)
        record = record_in("record", frame.schema) if frame.schema.members else None
        stage = (error_rows(rows_of, "msg", F.col("input"), site, info, record),)
    if not schema.members:
        return frame.next(session.createDataFrame([], ""), schema, stage)
    ddl = internal_ddl(schema).removeprefix("struct<").removesuffix(">")
    rows = sum(part.seen.times for part in chain.from_iterable(good) if part.seen)
    return replace(frame.next(_read(session, good, schema, ddl), schema, stage), rows=rows)


def _read(session: SparkSession, parts: Sequence[Sequence[Part]], schema: Struct, ddl: str) -> DataFrame:
    number = max(1, len(parts)) if any(parts) else 1
    numbers = session.range(0, number if any(parts) else 0, 1, number)
    return over_batches(numbers, _Reading(parts, schema), ddl)


def _schema(good: Sequence[Sequence[Part]]) -> Struct:
    """What all the records have; fields in the order of the first records."""
    total, head, left = Seen(), Seen(), HEAD
    for part in chain.from_iterable(good):
        assert part.seen
        total.merge(part.seen)
    for part, batch in read(list(chain.from_iterable(good))):
        assert part.seen
        first = batch.slice(0, left)
        for record in _records(first, part.seen.struct()):
            head.add(record)
        left -= first.num_rows
        if left <= 0:
            break
    return as_record_schema(ordered(total.node(), head))


_INT, _LONG = Scalar("int"), Scalar("long")


def _as_wide(made: Struct, before: Struct) -> Struct:
    """The schema with long for integers of fields that were long before: Python has one class of them."""
    return Struct(tuple(replace(m, node=_wide(m.node, before.get(m.name))) for m in made.members))


def _wide(node: Node, before: Member | None) -> Node:
    if before is None:
        return node
    if isinstance(node, Struct) and isinstance(before.node, Struct):
        return _as_wide(node, before.node)
    options = options_of(node)
    if isinstance(before.node, Choice) and before.node.option("long") and not before.node.option("int"):
        return choice(list(dict.fromkeys(_LONG if option == _INT else option for option in options)))
    integers = all(option in (_INT, _LONG) for option in options)
    return _LONG if before.node == _LONG and integers else node
