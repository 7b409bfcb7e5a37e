"""Frames from paths and from tables: files are found, read by their format, and named as Glue names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from awsglue._catalog import Catalog, Table
from awsglue._formats.columnar import read_columnar
from awsglue._formats.files import select, selection
from awsglue._formats.readers import COLUMNAR, reader_of
from awsglue._frame.casts import cast_sql, target_of
from awsglue._frame.hivetypes import scalar_of
from awsglue._frame.names import literal, quoted
from awsglue._frame.nodes import STRING, Member, Scalar, choice
from awsglue._frame.slots import Slot
from awsglue._frame.sparktypes import internal_ddl
from awsglue._frame.state import Frame
from awsglue._listing import Found, Listing
from awsglue._paths import File, paths_of

_INTEGERS = ("byte", "short", "int", "long")


def read_paths(
    session: SparkSession,
    listing: Listing,
    format: str,
    options: Mapping[str, Any],
    format_options: Mapping[str, Any],
) -> Frame:
    """A frame of the files at the paths of a reader's connection options; no file, no schema."""
    found = listing.find(paths_of(options), options)
    if format.lower() in COLUMNAR:
        return read_columnar(session, COLUMNAR[format.lower()], found, format_options)
    reader = reader_of(format)
    frames = [reader(session, chosen, format_options) for part in found for chosen in select(part)]
    return reduce(Frame.union, frames) if frames else Frame.empty(session)


def read_table(
    session: SparkSession,
    listing: Listing,
    catalog: Catalog,
    table: Table,
    predicate: str = "",
    options: Mapping[str, Any] = {},
) -> Frame:
    """A frame of a catalog table: its names, and its types where the data has no others."""
    format = table.format
    if format == "delta":
        return where(Frame.of(delta(session, table.location, options)), predicate)
    roots = _roots(session, catalog, table, predicate, options)
    found = listing.find([root for root, _ in roots], options, recurse=True)
    frames = []
    for part, (_, values) in zip(found, roots, strict=True):
        if part.files:
            frames.append(_with_keys(_named(_part(session, table, part), table), table, values))
    return reduce(Frame.union, frames) if frames else Frame.empty(session)


def _part(session: SparkSession, table: Table, found: Found) -> Frame:
    """The records of a table, or of one of its partitions, with the names that the files have."""
    if table.format in COLUMNAR:
        return read_columnar(session, COLUMNAR[table.format], [found], {})
    chosen = selection(found.root, [_bare(file) for file in found.files], exclude=not found.whole)
    return reader_of(table.format)(session, chosen, _format_options(table))


def _bare(file: File) -> File:
    """A file of a table: the catalog tells the partition, not the folder."""
    return replace(file, partition=())


def delta(session: SparkSession, location: str, options: Mapping[str, Any] = {}) -> DataFrame:
    """A DataFrame of a Delta table."""
    return session.read.format("delta").options(**{k: str(v) for k, v in options.items()}).load(location)


def where(frame: Frame, predicate: str) -> Frame:
    """Only the records that a SQL predicate over public names holds for."""
    if not predicate:
        return frame
    return Frame.of(frame.public().where(predicate))


def _roots(
    session: SparkSession, catalog: Catalog, table: Table, predicate: str, options: Mapping[str, Any]
) -> list[tuple[str, tuple[str, ...]]]:
    """Folders to read, with the partition values of each."""
    if not table.keys:
        return [(table.location, ())]
    expression = str(options.get("catalogPartitionPredicate") or "")
    found = [
        (str(p["StorageDescriptor"]["Location"]), tuple(p["Values"]))
        for p in catalog.partitions(str(table.data["DatabaseName"]), table.name, expression)
    ]
    if not predicate or not found:
        return found
    names = [name for name, _ in table.keys]
    ddl = ", ".join(f"{quoted(name)} string" for name in ("_root", *names))
    rows = session.createDataFrame([(root, *values) for root, values in found], ddl)
    typed = rows.selectExpr("_root", *(f"CAST({quoted(n)} AS {t}) AS {quoted(n)}" for n, t in table.keys))
    kept = {row[0] for row in typed.where(predicate).select("_root").collect()}
    return [(root, values) for root, values in found if root in kept]


def _format_options(table: Table) -> dict[str, Any]:
    if table.format != "csv":
        return {}
    serde: Mapping[str, str] = table.serde.get("Parameters") or {}
    skip = table.parameters.get("skip.header.line.count", serde.get("skip.header.line.count", "0"))
    return {
        "separator": serde.get("field.delim") or serde.get("separatorChar") or ",",
        "quoteChar": serde.get("quoteChar") or '"',
        "skipFirst": skip != "0",
    }


def _named(frame: Frame, table: Table) -> Frame:
    """Catalog names for the data's fields, CSV's by position; other fields are left out."""
    positional = table.format == "csv"
    slots = frame.slots()
    by_name = {slot.name.lower(): slot for slot in reversed(slots)}
    chosen = []
    for position, (name, kind) in enumerate(table.columns):
        slot = (slots[position] if position < len(slots) else None) if positional else by_name.get(name)
        if slot is not None:
            chosen.append(_typed(slot.named(name), kind, text=positional))
    return _settled(frame, chosen)


def _typed(slot: Slot, kind: str, *, text: bool) -> tuple[Slot, Scalar | None]:
    """The field, and the catalog's type where values must be tried against it."""
    to = scalar_of(kind)
    if to is None or slot.node == to or not isinstance(slot.node, Scalar):
        return slot, None
    if slot.node.word in _INTEGERS and to.word in (*_INTEGERS, "float", "double", "decimal"):
        wider = to.word not in _INTEGERS or _INTEGERS.index(to.word) >= _INTEGERS.index(slot.node.word)
        return (_as(slot, to) if wider else slot), None
    if (
        slot.node.word == "null"
        or to.word == "string"
        or {slot.node.word, to.word} <= {"float", "double", "decimal"}
    ):
        return _as(slot, to), None
    return slot, to if slot.node == STRING else None


def _as(slot: Slot, to: Scalar) -> Slot:
    return Slot(Member(slot.name, to, slot.member.nulls), cast_sql(slot.value, slot.node, to), slot.mark)


def _settled(frame: Frame, chosen: Sequence[tuple[Slot, Scalar | None]]) -> Frame:
    """Strings that the catalog types otherwise: typed if all parse, a choice of both if some do not."""
    trials = [(slot, to) for slot, to in chosen if to is not None]
    misfit: dict[str, bool] = {}
    if trials:
        tests = [f"coalesce(max({_filled(s)} AND {_parsed(s, t)} IS NULL), false)" for s, t in trials]
        row = frame.df.selectExpr(*tests).first()
        misfit = {slot.name: bool(bad) for (slot, _), bad in zip(trials, row or (), strict=True)}
    slots = []
    for slot, to in chosen:
        if to is None:
            slots.append(slot)
        elif not misfit[slot.name]:
            slots.append(Slot(Member(slot.name, to, slot.member.nulls), _parsed(slot, to), slot.mark))
        else:
            slots.append(_either(slot, to))
    return frame.project(slots)


def _filled(slot: Slot) -> str:
    return f"(trim({slot.value}) != '')"


def _parsed(slot: Slot, to: Scalar) -> str:
    return f"CAST({slot.value} AS {internal_ddl(to)})"


def _either(slot: Slot, to: Scalar) -> Slot:
    node = choice([to, STRING])
    parsed = _parsed(slot, to)
    typed, text = (
        f"named_struct('{to.word}', {parsed}",
        f"IF({parsed} IS NULL AND {_filled(slot)}, {slot.value}, NULL)",
    )
    value = f"IF({parsed} IS NULL AND NOT {_filled(slot)}, NULL, {typed}, 'string', {text}))"
    return Slot(Member(slot.name, node, slot.member.nulls), value, slot.mark)


def _with_keys(frame: Frame, table: Table, values: Sequence[str]) -> Frame:
    slots = frame.slots()
    for (name, kind), value in zip(table.keys, values, strict=False):
        to = target_of(kind) or STRING
        text = literal(value)
        slots.append(Slot(Member(name, to), f"CAST({text} AS {internal_ddl(to)})"))
    return frame.project(slots)
