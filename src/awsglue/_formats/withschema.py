"""`withSchema`: a schema that the script says, so that none is looked for in the data.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-json-home.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, BinaryIO

from awsglue import gluetypes as glue
from awsglue._formats.records import Parse, Trouble
from awsglue._frame.describe import private_node
from awsglue._frame.nodes import Array, Choice, Map, Member, Node, Nulls, Scalar, Struct, options_of
from awsglue._frame.texts import word_of

Shape = Callable[[Mapping[str, Any]], dict[str, Any]]

_WIDER = {
    "byte": ("int",),
    "short": ("int",),
    "long": ("int",),
    "float": ("int", "long", "double"),
    "double": ("int", "long", "decimal"),
    "decimal": ("int", "long", "double"),
    "date": ("string",),
    "timestamp": ("string",),
    "timestampNTZ": ("string",),
    "binary": ("string",),
}
"""Types of values, beside its own, that a type of the schema takes."""


def given_schema(options: Mapping[str, Any]) -> Struct | None:
    """The schema among a reader's format options.

    Raises ValueError if it is no JSON of a Glue StructType.
    """
    text = next((value for key, value in options.items() if key.lower() == "withschema"), None)
    if not text:
        return None
    try:
        kind = glue.StructType.fromJsonValue(json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"withSchema is not the JSON of a StructType ({error!r}): "
            "give json.dumps(StructType([Field(…), …]).jsonValue())."
        ) from error
    node = _marked(private_node(kind))
    assert isinstance(node, Struct)
    return node


def _marked(node: Node) -> Node:
    """The same type, each field of it possibly absent and possibly null."""
    if isinstance(node, Struct):
        return Struct(tuple(Member(m.name, _marked(m.node), Nulls.MARKED) for m in node.members))
    if isinstance(node, Array):
        return Array(_marked(node.element))
    if isinstance(node, Map):
        return Map(_marked(node.value))
    return Choice(tuple(map(_marked, node.options))) if isinstance(node, Choice) else node


def shaped(parse: Parse, schema: Struct | None) -> Parse:
    """A parser whose records hold what the schema says, and nothing else."""
    return partial(_shaped, parse, shaper(schema)) if schema is not None else parse


def _shaped(parse: Parse, shape: Shape, stream: BinaryIO) -> Iterator[Mapping[str, Any] | Trouble]:
    for record in parse(stream):
        yield record if isinstance(record, Trouble) else shape(record)


def shaper(schema: Struct) -> Shape:
    """A function that leaves out what the schema does not know, and makes null what is of another type."""
    return partial(_struct, schema)


def _struct(node: Struct, record: Mapping[str, Any]) -> dict[str, Any]:
    return {m.name: _value(m.node, record[m.name]) for m in node.members if m.name in record}


def _value(node: Node, value: Any) -> Any:
    """The value as its type says; a single value where an array stands is an array of it."""
    if value is None:
        return None
    word = word_of(value)
    if isinstance(node, Array) and word != "array":
        value, word = [value], "array"
    for option in options_of(node):
        if option.word == word or (option.word == "map" and word == "struct"):
            return _inside(option, value)
    return next((made for o in options_of(node) if (made := _converted(o, word, value)) is not None), None)


def _inside(node: Node, value: Any) -> Any:
    if isinstance(node, Struct):
        return _struct(node, value)
    if isinstance(node, Array):
        return [_value(node.element, inner) for inner in value]
    if isinstance(node, Map):
        return {str(key): _value(node.value, inner) for key, inner in value.items()}
    return value


def _converted(node: Node, word: str, value: Any) -> Any:
    if not isinstance(node, Scalar):
        return None
    if node.word == "string":
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if word not in _WIDER.get(node.word, ()):
        return None
    if node.word in ("float", "double"):
        return float(value)
    return Decimal(str(value)) if node.word == "decimal" else value
