"""A schema for people and for scripts: the tree that `printSchema` prints, the types of `schema()`."""

from __future__ import annotations

from collections.abc import Iterator

from awsglue import gluetypes as glue
from awsglue._frame.nodes import Array, Choice, Map, Member, Node, Scalar, Struct, precision

_ATOMS: dict[str, type[glue.DataType]] = {
    "null": glue.NullType,
    "boolean": glue.BooleanType,
    "byte": glue.ByteType,
    "short": glue.ShortType,
    "int": glue.IntegerType,
    "long": glue.LongType,
    "float": glue.FloatType,
    "double": glue.DoubleType,
    "date": glue.DateType,
    "timestamp": glue.TimestampType,
    "timestampNTZ": glue.TimestampNTZType,
    "string": glue.StringType,
    "binary": glue.BinaryType,
}


def tree(struct: Struct) -> str:
    """The schema as an indented tree."""
    return "\n".join(["root", *_fields(struct, "")])


def _fields(struct: Struct, indent: str) -> Iterator[str]:
    for member in struct.members:
        yield from _line(member.name, member.node, indent)


def _line(name: str, node: Node, indent: str) -> Iterator[str]:
    yield f"{indent}|-- {name}: {node.word}"
    yield from _inside(node, indent + "|    ")


def _inside(node: Node, indent: str) -> Iterator[str]:
    if isinstance(node, Struct):
        yield from _fields(node, indent)
    elif isinstance(node, Array):
        yield from _line("element", node.element, indent)
    elif isinstance(node, Map):
        yield f"{indent}|-- keyType: string"
        yield from _line("valueType", node.value, indent)
    elif isinstance(node, Choice):
        for option in node.options:
            yield f"{indent}|-- {option.word}"
            yield from _inside(option, indent + "|    ")


def public_type(node: Node) -> glue.DataType:
    """The type as `schema()` answers it."""
    if isinstance(node, Struct):
        return glue.StructType([glue.Field(m.name, public_type(m.node)) for m in node.members])
    if isinstance(node, Array):
        return glue.ArrayType(public_type(node.element))
    if isinstance(node, Map):
        return glue.MapType(public_type(node.value))
    if isinstance(node, Choice):
        return glue.ChoiceType([public_type(option) for option in node.options])
    if node.word == "decimal":
        return glue.DecimalType(*precision(node))
    return _ATOMS[node.word]()


def private_node(kind: glue.DataType) -> Node:
    """Our type of a public one."""
    if isinstance(kind, glue.StructType):
        return Struct(tuple(Member(f.name, private_node(f.dataType)) for f in kind))
    if isinstance(kind, glue.ArrayType | glue.SetType):
        return Array(private_node(kind.elementType))
    if isinstance(kind, glue.MapType):
        return Map(private_node(kind.valueType))
    if isinstance(kind, glue.ChoiceType):
        return Choice(tuple(map(private_node, kind.choices.values())))
    if isinstance(kind, glue.DecimalType):
        return Scalar(f"decimal({kind.precision},{kind.scale})")
    return Scalar(kind.typeName())
