"""JSON: reading lines (or whole files) of objects.

Where every line is one object and no field has two types, Spark's own reader reads with the discovered
schema. Elsewhere Python tags each value with its type and Spark reads the tagged text.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-json-home.html
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, StringType, StructType

from awsglue._formats.faults import broken
from awsglue._formats.files import Selection, columns_beside
from awsglue._formats.jsonlines import complaint, objects, values
from awsglue._formats.jsonpath import Select, selector
from awsglue._formats.jsonscan import Scan, Take, scan, scan_by_spark
from awsglue._formats.packing import beyond_spark, opened
from awsglue._formats.records import Trouble, read_records
from awsglue._formats.tagged import from_texts
from awsglue._formats.withschema import Shape, given_schema, shaper
from awsglue._frame.fence import fenced
from awsglue._frame.names import encoded, quoted
from awsglue._frame.nodes import NULL, Array, Choice, Map, Member, Node, Nulls, Struct
from awsglue._frame.slots import aligned
from awsglue._frame.sparktypes import internal_ddl, public_ddl, renames, suits_files
from awsglue._frame.state import Frame
from awsglue._frame.texts import text_maker
from awsglue._paths import truth

Taken = tuple[str, tuple[list[dict[str, Any]], str]]
"""A text, and what is taken out of it."""

_LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read value by value without multiLine, as many as a split of AWS's reader has."""


def read(session: SparkSession, selection: Selection, options: Mapping[str, Any]) -> Frame:
    """Read JSON files into a frame; lines that do not parse become error records.

    Differs: optimizePerformance changes nothing. A file of up to 64 MB that begins with a value of several
    lines is read value by value without multiLine, too, as AWS's reader seems to go; that one has been seen
    to take an array's first object wrongly.
    """
    given = {key.lower(): value for key, value in options.items()}
    whole, path = truth(given.get("multiline", False)), str(given.get("jsonpath") or "")
    schema = given_schema(options)
    take: Take = partial(_selected, selector(path)) if path else objects
    if schema is not None:
        take = partial(_shaped, take, shaper(schema))
    if any(beyond_spark(file, selection.compression) for file in selection.files):
        return read_records(session, selection, partial(_records, take, whole=whole), schema)
    texts = selection.texts(session, whole=whole)
    if schema is not None:
        found = Scan(schema, tidy=False)
    elif whole or path:
        found = scan_by_spark(texts, texts, take)
    else:
        try:
            found = scan(session, selection.paths, selection.local)
        except Exception as error:
            if named := broken(selection.files):
                raise RuntimeError(named) from error
            raise
        if _plain(found):
            return _direct(session, found.schema, selection)
    if not whole and not found.tidy and any(map(_over_lines, selection.local or ())):
        return read_records(session, selection, partial(_records, take, whole=False), schema)
    return _tagged(texts, found.schema, selection, take)


def _over_lines(file: Path) -> bool:
    """Whether a file begins with a value that its first line does not hold."""
    with opened(file) as stream:
        return _unfinished(_first_line(stream))


def _first_line(stream: BinaryIO) -> str:
    """The first line that is not blank."""
    return next((text for text in map(_decoded, stream) if text.strip()), "")


def _unfinished(line: str) -> bool:
    found, trouble = values(line)
    return bool(trouble) and not found


def _records(take: Take, stream: BinaryIO, *, whole: bool) -> Iterator[Mapping[str, Any] | Trouble]:
    """The records of a file that Python reads."""
    for text, (found, trouble) in _document(take, stream) if whole else _lines(take, stream):
        yield from found
        if trouble:
            yield Trouble(f"is {trouble}", text)


def _document(take: Take, stream: BinaryIO) -> Iterator[Taken]:
    text = _decoded(stream.read())
    yield text, take(text)


def _lines(take: Take, stream: BinaryIO) -> Iterator[Taken]:
    """The lines of a file, or all of it as one text if it begins with a value of several lines."""
    first, rest = _first_line(stream), b""
    if _unfinished(first):
        rest = stream.read(_LARGEST)
        text = first + _decoded(rest)
        if len(rest) < _LARGEST and (taken := take(text))[0]:
            yield text, taken
            return
        rest += stream.readline()
    for text in chain([first], map(_decoded, chain(io.BytesIO(rest), stream))):
        yield text, take(text)


def _decoded(text: bytes) -> str:
    return text.decode(errors="replace")


def _selected(select: Select, text: str) -> tuple[list[dict[str, Any]], str]:
    found, trouble = values(text)
    return [record for value in found for record in select(value)], trouble


def _shaped(take: Take, shape: Shape, text: str) -> tuple[list[dict[str, Any]], str]:
    found, trouble = take(text)
    return [shape(record) for record in found], trouble


def _plain(found: Scan) -> bool:
    some = bool(_without_nulls(found.schema).members)  # Spark reads no file with no column
    return found.tidy and some and suits_files(found.schema) and _readable(found.schema)


def _readable(node: Node) -> bool:
    """Whether Spark's JSON reader reads this type rightly: no choice, no marks."""
    if isinstance(node, Struct):
        return all(m.nulls is not Nulls.MARKED and _readable(m.node) for m in node.members)
    if isinstance(node, Array):
        return not _holds_null(node.element) and _readable(node.element)
    return not isinstance(node, Choice | Map)


def _holds_null(node: Node) -> bool:
    """Whether a field anywhere in it is never more than null; in arrays none is added later."""
    if isinstance(node, Array):
        return _holds_null(node.element)
    return node == NULL or (isinstance(node, Struct) and any(_holds_null(m.node) for m in node.members))


def _direct(session: SparkSession, schema: Struct, selection: Selection) -> Frame:
    """Read with Spark's own reader; fields that are never more than null are added afterwards."""
    present = _without_nulls(schema)
    beside = selection.beside(schema)
    members = tuple(member for member, _ in beside)
    ddl = [f"{quoted(m.name)} {public_ddl(m.node)}" for m in present.members]
    ddl += [f"{quoted(name)} string" for name in selection.keys if schema.get(name) is None]
    df = selection.completed(selection.reader(session).schema(", ".join(ddl)).json(selection.paths))
    rows = df.selectExpr(*map(_column, present.members), *columns_beside(beside))
    frame = Frame(rows, Struct(present.members + members))
    return (
        frame
        if present == schema
        else frame.project(aligned(frame.slots(), Struct(schema.members + members)))
    )


def _without_nulls(struct: Struct) -> Struct:
    members = []
    for member in struct.members:
        node = member.node
        if isinstance(node, Struct):
            members.append(replace(member, node=_without_nulls(node)))
        elif node != NULL:
            members.append(member)
    return Struct(tuple(members))


def _column(member: Member) -> str:
    value = quoted(member.name)
    sql = f"CAST({value} AS {internal_ddl(member.node)})" if renames(member.node) else value
    return f"{sql} AS {quoted(encoded(member.name))}"


def _tagged(texts: DataFrame, schema: Struct, selection: Selection, take: Take) -> Frame:
    kind = StructType().add("texts", ArrayType(StringType())).add("trouble", StringType())
    parse = F.udf(_Parser(take, schema).__call__, kind)
    lines = texts.withColumn("_file", F.col("_metadata.file_path"))
    # Fenced, or Spark would parse each text twice: first to see whether there is anything to explode.
    parsed = fenced(lines.withColumn("_parsed", parse(F.col("value"), F.col("_file"))))
    beside = selection.beside(schema)
    rows = parsed.select(F.explode("_parsed.texts").alias("_text"), *(quoted(place) for _, place in beside))
    good = from_texts(rows, schema, beside)
    errors = parsed.where("_parsed.trouble != ''").select(
        F.expr("_parsed.trouble").alias("msg"),
        F.col("value").alias("input"),
        F.col("_file").alias("source"),
        F.lit("").alias("site"),
        F.lit("").alias("info"),
    )
    return Frame(good, Struct((*schema.members, *(m for m, _ in beside))), stage=(errors,))


class _Parser:
    """The function of a Spark job that takes the records out of a text and tags their values.

    What makes the text is built in the process that runs it, once.
    """

    def __init__(self, take: Take, schema: Struct) -> None:
        self._take, self._schema = take, schema
        self._make: Callable[[Mapping[str, Any]], str] | None = None

    def __call__(self, text: str, file: str) -> tuple[list[str], str]:
        make = self._make = self._make or text_maker(self._schema)
        found, trouble = self._take(text)
        return [make(record) for record in found], complaint(trouble, file, text) if trouble else ""
