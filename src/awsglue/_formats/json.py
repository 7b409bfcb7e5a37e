"""JSON: reading lines (or whole files) of objects.

Where every line is one object and no field has two types, Spark's own reader reads with the discovered
schema. Elsewhere Python tags each value with its type and Spark reads the tagged text.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-json-home.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, StringType, StructType

from awsglue._formats.files import Selection
from awsglue._formats.jsonlines import complaint, objects, selector
from awsglue._formats.jsonscan import Scan, Take, scan, scan_by_spark
from awsglue._frame.names import encoded, literal, quoted
from awsglue._frame.nodes import NULL, Array, Choice, Map, Member, Node, Nulls, Struct
from awsglue._frame.slots import aligned
from awsglue._frame.sparktypes import internal_ddl, public_ddl, renames, suits_files
from awsglue._frame.state import Frame
from awsglue._frame.texts import text_maker
from awsglue._paths import truth

_KNOWN = {"jsonpath", "multiline", "optimizeperformance", "withschema"}


def read(session: SparkSession, selection: Selection, options: Mapping[str, Any]) -> Frame:
    """Read JSON files into a frame; lines that do not parse become error records."""
    given = {key.lower(): value for key, value in options.items()}
    if given.get("withschema"):
        raise NotImplementedError(
            "JSON with withSchema is not built: leave the option out, the schema is found in the data. "
            "See https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-json-home.html"
        )
    whole, path = truth(given.get("multiline", False)), str(given.get("jsonpath", ""))
    if whole or path:
        take = partial(_selected, path) if path else objects
        texts = selection.texts(session, whole=whole)
        found = scan_by_spark(texts, texts, take)
        return _tagged(texts, found.schema, selection, take)
    found = scan(session, selection.paths, selection.local)
    if _plain(found):
        return _direct(session, found.schema, selection)
    texts = selection.texts(session)
    return _tagged(texts, found.schema, selection, objects)


def _selected(path: str, text: str) -> tuple[list[dict[str, Any]], str]:
    select = selector(path)
    found, trouble = objects(text)
    return [inner for record in found for inner in select(record)], trouble


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
    keys = selection.members(schema)
    ddl = ", ".join(f"{quoted(m.name)} {public_ddl(m.node)}" for m in present.members + keys)
    df = selection.reader(session).schema(ddl).json(selection.paths)
    frame = Frame(df.selectExpr(*map(_column, present.members + keys)), Struct(present.members + keys))
    return (
        frame if present == schema else frame.project(aligned(frame.slots(), Struct(schema.members + keys)))
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
    lines = texts.withColumn("_file", F.input_file_name())
    parsed = lines.withColumn("_parsed", parse(F.col("value"), F.col("_file")))
    keys = selection.members(schema)
    rows = parsed.select(F.explode("_parsed.texts").alias("_text"), *(F.col(quoted(m.name)) for m in keys))
    good = from_texts(rows, schema, keys)
    errors = parsed.where("_parsed.trouble != ''").select(
        F.expr("_parsed.trouble").alias("msg"),
        F.col("value").alias("input"),
        F.col("_file").alias("source"),
        F.lit("").alias("site"),
        F.lit("").alias("info"),
    )
    return Frame(good, Struct(schema.members + keys), stage=(errors,))


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


def from_texts(rows: DataFrame, schema: Struct, beside: Sequence[Member] = ()) -> DataFrame:
    """Columns in internal names from the column `_text` of tagged records, and those that stand beside it."""
    others = [f"{quoted(m.name)} AS {quoted(encoded(m.name))}" for m in beside]
    if not schema.members:
        return rows.selectExpr(*others)
    parsed = rows.withColumn("_row", F.expr(f"from_json(_text, {literal(internal_ddl(schema))})"))
    return parsed.selectExpr("_row.*", *others)
