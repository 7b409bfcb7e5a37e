"""Frames from paths and from tables: files are found, read by their format, and named as Glue names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from awsglue import _iceberg
from awsglue._catalog import Catalog, Table
from awsglue._formats.columnar import read_columnar, read_columnar_tree
from awsglue._formats.csvtext import escaping
from awsglue._formats.files import attached, select, selection
from awsglue._formats.readers import COLUMNAR, MODULES, Reader, reader_of
from awsglue._formats.sinks import ESCAPE
from awsglue._frame.casts import cast_sql, target_of
from awsglue._frame.hivetypes import node_of, scalar_of
from awsglue._frame.names import literal, quoted
from awsglue._frame.nodes import FRACTIONS, INTEGERS, STRING, Member, Node, Nulls, Scalar, choice, options_of
from awsglue._frame.public import public_columns
from awsglue._frame.slots import Slot
from awsglue._frame.sparktypes import internal_ddl, public_ddl
from awsglue._frame.state import Frame
from awsglue._listing import Found, Listing
from awsglue._partitioned import as_one, key_slots
from awsglue._partitions import Partition, chosen
from awsglue._paths import File, paths_of, truth
from awsglue._unbuilt import unbuilt

_SHARED = ("attachFilename", "attachTimestamp")
"""Format options of every format, which stand among the connection options too."""
_OF_GLUE = ("catalogPartitionPredicate", "useCatalogSchema", "useSparkDataSource")
_SPARKS = {"binary": "binaryFile", "glueparquet": "parquet"}
_OF_TABLES = {"cloudtrail": "json"}
"""What only a table's files can be, and the format that reads them."""
LAKES = ("delta", "hudi")
"""Lake formats that Spark reads and writes by their folder; Iceberg's go by their name."""


def read_paths(
    session: SparkSession,
    listing: Listing,
    format: str,
    options: Mapping[str, Any],
    format_options: Mapping[str, Any],
) -> Frame:
    """A frame of the files at the paths of a reader's connection options; no file, no schema.

    Differs: where there is no file, glueparquet is an empty frame like Glue's own formats, parquet and orc
    are Spark's error; AWS tells neither.
    """
    options = {**{name: format_options[name] for name in _SHARED if name in format_options}, **options}
    roots = [root for path in paths_of(options) for root in listing.storage.expanded(path)]
    found = listing.find(roots, options)
    if format.lower() in COLUMNAR:
        if format.lower() == "glueparquet" and not any(part.files for part in found):
            return Frame.empty(session)  # Spark's error is for its own reader, which is not asked on AWS
        return read_columnar(session, COLUMNAR[format.lower()], found, format_options, options)
    reader = reader_of(format)
    frames = [reader(session, files, format_options) for files in select(found, options)]
    return _parsed_whole(reduce(Frame.union, frames), options) if frames else Frame.empty(session)


def _parsed_whole(frame: Frame, options: Mapping[str, Any]) -> Frame:
    """The frame; RuntimeError for a record that cannot be parsed, if the script wants to fail fast."""
    if truth(options.get("isFailFast", False)):
        for part in frame.all_errors():
            for row in part.take(1):
                raise RuntimeError(f"{row['msg']} (isFailFast is set)")
    return frame


def read_table(
    session: SparkSession,
    listing: Listing,
    catalog: Catalog,
    table: Table,
    predicate: str = "",
    options: Mapping[str, Any] = {},
) -> Frame:
    """A frame of a catalog table: its names, and its types where the data has no others.

    `paths` among the options are read in the place of the table's location and partitions, whose keys are no
    fields then. A record of CloudTrail's files is an element of their `Records`.
    """
    format = table.format
    if format == "iceberg":
        return where(Frame.of(_iceberg.read(session, table, options)), predicate)
    if format in LAKES:
        return where(Frame.of(lake(session, format, table.location, options)), predicate)
    if format not in (*MODULES, *COLUMNAR, *_OF_TABLES):
        raise unbuilt(
            f"Reading table {table.data['DatabaseName']}.{table.name}, whose data is {format!r},",
            "aws-glue-programming-etl-format.html",
        )
    if options.get("paths"):
        named = [root for path in paths_of(options) for root in listing.storage.expanded(path)]
        roots = [Partition(root, ()) for root in named]
    else:
        roots = _roots(session, catalog, table, predicate, options)
    found = listing.find([root.location for root in roots], options)
    one = as_one(table, roots, found) if len(roots) > 1 else None
    spelled = dict(table.spellings)
    if one is not None:
        with _unless_unmergeable():
            return _finished(_tree(session, table, one, options, spelled), spelled, options)
    frames = []
    for part, root in zip(found, roots, strict=True):
        if part.files:
            frame = _part(session, table, part, options)
            slots = _named(frame, table, options, spelled)
            frames.append(_settled(frame, slots + _given_keys(table, root.values)))
    return _finished(reduce(Frame.union, frames), spelled, options) if frames else Frame.empty(session)


def _finished(frame: Frame, spelled: Mapping[str, str], options: Mapping[str, Any]) -> Frame:
    return replace(_parsed_whole(frame, options), folded=bool(spelled))


def _tree(
    session: SparkSession, table: Table, found: Found, options: Mapping[str, Any], spelled: dict[str, str]
) -> Frame:
    """The records of all partitions of a table whose folders are called as the catalog says."""
    keys = [name for name, _ in found.files[0].partition]
    if table.format in COLUMNAR:
        frame = read_columnar_tree(session, COLUMNAR[table.format], found, options)
    else:
        files = selection(found.root, found.files, options, exclude=not found.whole)
        frame = _reader(table)(session, files, format_options(table))
    slots = _named(frame, table, options, spelled, keys)
    return _settled(frame, [*slots, *((slot, None) for slot in key_slots(frame, table, keys))])


def _part(session: SparkSession, table: Table, found: Found, options: Mapping[str, Any]) -> Frame:
    """The records of a table, or of one of its partitions, with the names that the files have.

    Spark asks one file for the columns; where that lacks one of the table's, which came or went with time, it
    asks all of them.
    """
    if table.format in COLUMNAR:
        frame = read_columnar(session, COLUMNAR[table.format], [found], {}, options)
        names = {member.name.lower() for member in frame.schema.members}
        if len(found.files) > 1 and not all(name in names for name, _ in table.columns):
            merged = {"mergeSchema": "true", **options}
            with _unless_unmergeable():
                return read_columnar(session, COLUMNAR[table.format], [found], {}, merged)
        return frame
    bare = [_bare(file) for file in found.files]
    files = selection(found.root, bare, options, exclude=not found.whole)
    return _reader(table)(session, files, format_options(table))


@contextmanager
def _unless_unmergeable() -> Iterator[None]:
    """Go on behind this where Spark cannot merge what the files say of their columns."""
    try:
        yield
    except Exception as error:
        if "CANNOT_MERGE_SCHEMAS" not in str(error):
            raise


def _reader(table: Table) -> Reader:
    return reader_of(_OF_TABLES.get(table.format, table.format))


def _bare(file: File) -> File:
    """A file of a table: the catalog tells the partition, not the folder."""
    return replace(file, partition=())


def lake(session: SparkSession, format: str, location: str, options: Mapping[str, Any] = {}) -> DataFrame:
    """A DataFrame of a Delta or Hudi table."""
    return session.read.format(format).options(**{k: str(v) for k, v in options.items()}).load(location)


def by_spark(session: SparkSession, table: Table, options: Mapping[str, Any]) -> DataFrame:
    """A DataFrame of a table by Spark's own reader of its classification, whose options are the others.

    The columns are those of the data, or with useCatalogSchema those of the catalog.
    """
    given = {name: value for name, value in options.items() if name not in _OF_GLUE}
    reader = session.read.format(_SPARKS.get(table.format, table.format)).options(**given)
    if truth(options.get("useCatalogSchema", False)):
        columns = [*table.columns, *table.keys]
        reader = reader.schema(", ".join(f"{quoted(n)} {public_ddl(node_of(kind))}" for n, kind in columns))
    df = reader.load(table.location)
    condition = str(options.get("catalogPartitionPredicate") or "")
    return df.where(condition) if condition else df


def where(frame: Frame, predicate: str) -> Frame:
    """Only the records that a SQL predicate over public names holds for."""
    if not predicate or not frame.schema.members:
        return frame
    seen = frame.df.selectExpr("struct(*) AS _record", *public_columns(frame.schema))
    return replace(frame, df=seen.where(predicate).select("_record.*"), rows=None)


def _roots(
    session: SparkSession, catalog: Catalog, table: Table, predicate: str, options: Mapping[str, Any]
) -> list[Partition]:
    """Folders to read, with the partition values of each."""
    if not table.keys:
        return [Partition(table.location, ())]
    expression = str(options.get("catalogPartitionPredicate") or "")
    wanted = predicate or str(options.get("partitionPredicate") or "")
    return chosen(session, catalog, table, wanted, expression)


def format_options(table: Table) -> dict[str, Any]:
    """How a table's files are to be read, as its SerDe and its classification tell."""
    serde: Mapping[str, str] = table.serde.get("Parameters") or {}
    if table.format == "csv":
        skip = table.parameters.get("skip.header.line.count", serde.get("skip.header.line.count", "0"))
        quote = serde.get("quoteChar") or serde.get("quote.delim") or '"'
        escape = _character(serde.get("escapeChar") or serde.get("escape.delim") or "")
        return {
            "separator": _character(_separator(table, serde)),
            "quoteChar": quote,
            "escaper": escaping(escape, quote),
            "skipLines": skip,
            "columns": len(table.columns),
        }
    if table.format == "xml":
        named = {**table.parameters, **serde}
        return {"rowTag": named.get("rowTag") or named.get("xml.rowTag") or ""}
    if table.format in ("grok", "groklog"):
        named = {**table.parameters, **serde}
        return {
            "logFormat": named.get("grokPattern") or named.get("input.format") or "",
            "customPatterns": named.get("grokCustomPatterns") or named.get("input.grokCustomPatterns") or "",
        }
    if table.format == "cloudtrail":
        return {"jsonPath": "$.Records[*]", "multiline": True}
    return {"jsonPath": table.parameters["jsonPath"]} if table.parameters.get("jsonPath") else {}


def _separator(table: Table, serde: Mapping[str, str]) -> str:
    """What stands between a table's values; where nothing tells, Hive's own character or a comma."""
    told = serde.get("field.delim") or serde.get("separatorChar") or table.parameters.get("delimiter")
    hives = "classification" not in table.parameters and "OpenCSV" not in str(
        table.serde.get("SerializationLibrary")
    )
    return told or ("\x01" if hives else ",")


def written_as(table: Table) -> dict[str, Any]:
    """How a sink writes a table's files: CSV with the table's characters, with a header if it skips one."""
    if table.format != "csv":
        return {}
    told = format_options(table)
    return {
        "separator": told["separator"],
        "quoteChar": told["quoteChar"],
        ESCAPE: told["escaper"],
        "writeHeader": told["skipLines"] != "0",
    }


def _character(text: str) -> str:
    """A character as Hive writes it: `\t`, `\\`, or an octal code such as `\001`."""
    if text in ("\\t", "\\\\"):
        return "\t" if text == "\\t" else "\\"
    return chr(int(text[1:], 8)) if text[:1] == "\\" and text[1:].isdigit() else text


Chosen = tuple[Slot, Scalar | None]
"""A field, and the catalog's type where its values must be tried against it."""


def _named(
    frame: Frame,
    table: Table,
    options: Mapping[str, Any],
    spelled: dict[str, str],
    keys: Sequence[str] = (),
) -> list[Chosen]:
    """Catalog names for the data's fields, CSV's by position, then what is attached; the rest is left out.

    Fields that are `spelled` otherwise than the catalog's columns keep the files' spelling. Of JSON a crawler
    has noted it; of Parquet and ORC that of the first files is added here, for those of all partitions.
    """
    beside = {part.name for part in attached(options)}
    slots = [slot for slot in frame.slots() if slot.name not in beside and slot.name not in keys]
    positional = table.format == "csv"
    by_name = {slot.name.lower(): slot for slot in reversed(slots)}
    if table.format in COLUMNAR:
        for name, _ in table.columns:
            if name in by_name and by_name[name].name != name:
                spelled.setdefault(name, by_name[name].name)
    kept: list[Chosen] = []
    for position, (name, kind) in enumerate(table.columns):
        slot = (slots[position] if position < len(slots) else None) if positional else by_name.get(name)
        if slot is not None:
            kept.append(_typed(slot.named(spelled.get(name, name)), kind))
    return [*kept, *((slot, None) for slot in frame.slots() if slot.name in beside)]


def _typed(slot: Slot, kind: str) -> Chosen:
    """The field, and the catalog's type where values must be tried against it.

    Where the catalog's type holds all that the data has, it is the field's type.
    """
    to = scalar_of(kind)
    if to is None or slot.node == to:
        return slot, None
    if all(_holds(to, option) for option in options_of(slot.node)):
        return _as(slot, to), None
    return slot, to if slot.node == STRING else None


def _holds(to: Scalar, node: Node) -> bool:
    """Whether a type has room for every value of another."""
    if not isinstance(node, Scalar):
        return False
    if node.word in INTEGERS and to.word in INTEGERS:
        return INTEGERS.index(to.word) >= INTEGERS.index(node.word)
    if node.word in INTEGERS or node.word in FRACTIONS:
        return to.word in (*FRACTIONS, "string")
    if node.word == "timestampNTZ":
        return to.word in ("timestamp", "string")
    return node.word == "null" or to.word == "string"


def _as(slot: Slot, to: Scalar) -> Slot:
    return Slot(Member(slot.name, to, slot.member.nulls), cast_sql(slot.value, slot.node, to), slot.mark)


def _settled(frame: Frame, chosen: Sequence[Chosen]) -> Frame:
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
            slots.append(Slot(Member(slot.name, to, Nulls.VALUE), _parsed(slot, to)))
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


def _given_keys(table: Table, values: Sequence[str]) -> list[Chosen]:
    """The partition keys of one partition, as the catalog tells their values."""
    made: list[Chosen] = []
    for (name, kind), value in zip(table.keys, values, strict=False):
        to = target_of(kind) or STRING
        made.append((Slot(Member(name, to), f"CAST({literal(value)} AS {internal_ddl(to)})"), None))
    return made
