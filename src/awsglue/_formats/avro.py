"""Avro: Spark's own reader, file by file of one schema.

Version 1.7, the default, knows no logical types: a date is the int, a timestamp the long that it is stored
as, a decimal its bytes. Version 1.8 reads them as what they are.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-avro-home.html
Differs: a union of several types is a choice at the top of the record; inside structs and arrays it is
Spark's struct of members.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

from pyspark.sql import SparkSession

from awsglue._formats.files import Selection, keys_as_strings
from awsglue._frame.names import encoded, literal, quoted
from awsglue._frame.nodes import Choice, Struct, choice
from awsglue._frame.slots import Slot
from awsglue._frame.state import Frame
from awsglue._paths import File

LIBRARY = "org.apache.spark.sql.avro.AvroFileFormat"
LOGICAL = ("1.8", "1.9", "1.10", "1.11")
_PAGE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-avro-home.html"


def read(session: SparkSession, selection: Selection, options: Mapping[str, Any]) -> Frame:
    """Read Avro files into a frame.

    Raises RuntimeError naming the file that is no Avro file.
    """
    require(session)
    logical = version(options) in LOGICAL
    by_schema: dict[str, list[File]] = {}
    for file in selection.files:
        by_schema.setdefault(_schema(session, file), []).append(file)
    frames = [_part(session, selection, text, files, logical) for text, files in by_schema.items()]
    return reduce(Frame.union, frames)


def version(options: Mapping[str, Any]) -> str:
    """The version of the format that a script asks for."""
    return str(options.get("version") or "1.7")


def require(session: SparkSession) -> None:
    """Raises NotImplementedError if Spark has no Avro library."""
    jvm: Any = session._jvm
    loader = jvm.org.apache.spark.util.Utils.getContextOrSparkClassLoader()
    try:
        loader.loadClass(LIBRARY)
    except Exception:
        raise NotImplementedError(
            "Format avro needs Spark's Avro library on the class path: "
            f"--packages org.apache.spark:spark-avro_2.12:{session.version}. See {_PAGE}"
        ) from None


def _schema(session: SparkSession, file: File) -> str:
    jvm: Any = session._jvm
    path = jvm.org.apache.hadoop.fs.Path(file.uri)
    try:
        source = jvm.org.apache.avro.mapred.FsInput(path, session._jsc.hadoopConfiguration())
        reader = jvm.org.apache.avro.file.DataFileReader.openReader(
            source, jvm.org.apache.avro.generic.GenericDatumReader()
        )
    except Exception as error:
        raise RuntimeError(f"{file.uri} is broken: it is no Avro file ({str(error)[:200]})") from error
    try:
        return str(reader.getSchema().toString())
    finally:
        reader.close()


def _part(session: SparkSession, selection: Selection, text: str, files: list[File], logical: bool) -> Frame:
    schema = text if logical else json.dumps(_bare(json.loads(text)))
    reader = selection.reader(session).format("avro").option("avroSchema", schema)
    with keys_as_strings(session):
        df = reader.load([file.uri for file in files])
    frame = Frame.of(selection.shown(df))
    slots = frame.slots()
    chosen = [_chosen(slot) if _is_union(schema, slot.name) else slot for slot in slots]
    return frame if chosen == slots else frame.project(chosen)


def _is_union(schema: str, name: str) -> bool:
    """Whether a field may hold one of several types, null left aside."""
    fields = json.loads(schema).get("fields", [])
    kinds = [field["type"] for field in fields if field["name"] == name and isinstance(field["type"], list)]
    return any(len([branch for branch in kind if branch != "null"]) > 1 for kind in kinds)


def _chosen(slot: Slot) -> Slot:
    """A union, which Spark holds as a struct of its members, as a choice of them."""
    node = slot.node
    if not isinstance(node, Struct):
        return slot  # Spark has widened int and long, or float and double, into one
    made = choice([member.node for member in node.members])
    if not isinstance(made, Choice) or len(made.options) < len(node.members):
        return slot
    places = {member.node: f"{slot.value}.{quoted(encoded(member.name))}" for member in node.members}
    parts = ", ".join(f"{literal(option.word)}, {places[option]}" for option in made.options)
    value = f"IF({slot.value} IS NULL, NULL, named_struct({parts}))"
    return replace(slot, member=replace(slot.member, node=made), value=value)


def _bare(schema: Any) -> Any:
    """The same Avro schema without logical types."""
    if isinstance(schema, dict):
        return {key: _bare(value) for key, value in schema.items() if key not in _LOGICAL_KEYS}
    return [_bare(inner) for inner in schema] if isinstance(schema, list) else schema


_LOGICAL_KEYS = ("logicalType", "precision", "scale")
