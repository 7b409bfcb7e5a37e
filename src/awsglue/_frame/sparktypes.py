"""Between our schema and Spark's: DDL of a type by internal or public names, and a Spark schema read back."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import types as spark

from awsglue._frame.names import MARK, encoded, quoted
from awsglue._frame.nodes import NULL, STRING, Array, Choice, Map, Member, Node, Nulls, Scalar, Struct

_DDL = {
    "long": "bigint",
    "short": "smallint",
    "byte": "tinyint",
    "null": "void",
    "timestampNTZ": "timestamp_ntz",
    "decimal": "decimal(10,2)",
}
_WORDS: dict[type[spark.DataType], str] = {
    spark.StringType: "string",
    spark.VarcharType: "string",
    spark.CharType: "string",
    spark.IntegerType: "int",
    spark.LongType: "long",
    spark.ShortType: "short",
    spark.ByteType: "byte",
    spark.FloatType: "float",
    spark.DoubleType: "double",
    spark.BooleanType: "boolean",
    spark.DateType: "date",
    spark.TimestampType: "timestamp",
    spark.TimestampNTZType: "timestampNTZ",
    spark.BinaryType: "binary",
    spark.NullType: "null",
}


def internal_ddl(node: Node) -> str:
    """Spark's type of a column inside the frame: internal names, marks beside their fields."""
    return _ddl(node, encoded, marks=True)


def public_ddl(node: Node) -> str:
    """Spark's type of a column that a script sees.

    An array without any element is one of strings, as where Spark itself finds it in JSON.
    """
    return _ddl(node, str, marks=False)


def _ddl(node: Node, name: Callable[[str], str], *, marks: bool) -> str:
    if isinstance(node, Scalar):
        return _DDL.get(node.name, node.name)
    if isinstance(node, Array):
        element = STRING if node.element == NULL and not marks else node.element
        return f"array<{_ddl(element, name, marks=marks)}>"
    if isinstance(node, Map):
        return f"map<string,{_ddl(node.value, name, marks=marks)}>"
    if isinstance(node, Choice):
        return f"struct<{','.join(f'{quoted(o.word)}: {_ddl(o, name, marks=marks)}' for o in node.options)}>"
    parts = []
    for member in node.members:
        parts.append(f"{quoted(name(member.name))}: {_ddl(member.node, name, marks=marks)}")
        if marks and member.nulls is Nulls.MARKED:
            parts.append(f"{quoted(encoded(member.name) + MARK)}: boolean")
    return f"struct<{','.join(parts)}>"


def renames(node: Node) -> bool:
    """Whether the inside of this type has names, marks or types that a script must not see."""
    if isinstance(node, Array):
        return node.element == NULL or renames(node.element)
    if isinstance(node, Map):
        return renames(node.value)
    if isinstance(node, Choice):
        return any(map(renames, node.options))
    if isinstance(node, Struct):
        return any(encoded(m.name) != m.name or renames(m.node) for m in node.members) or marked(node)
    return False


def marked(node: Node) -> bool:
    """Whether a field anywhere inside this type has a column of marks."""
    if isinstance(node, Array):
        return marked(node.element)
    if isinstance(node, Map):
        return marked(node.value)
    if isinstance(node, Choice):
        return any(map(marked, node.options))
    if isinstance(node, Struct):
        return any(m.nulls is Nulls.MARKED or marked(m.node) for m in node.members)
    return False


def suits_files(node: Node) -> bool:
    """Whether Spark's file formats take this type: no struct without fields, no names equal but for case."""
    if isinstance(node, Array):
        return suits_files(node.element)
    if isinstance(node, Map):
        return suits_files(node.value)
    if isinstance(node, Choice):
        return all(map(suits_files, node.options))
    if isinstance(node, Struct):
        names = {member.name.lower() for member in node.members}
        return 0 < len(names) == len(node.members) and all(suits_files(m.node) for m in node.members)
    return True


def node_of(kind: spark.DataType) -> Node:
    """Our schema of a Spark type, every field there in every row.

    Raises TypeError for what a DynamicFrame cannot hold: intervals, maps not keyed by strings.
    """
    if isinstance(kind, spark.StructType):
        return Struct(tuple(Member(f.name, node_of(f.dataType), Nulls.COLUMN) for f in kind.fields))
    if isinstance(kind, spark.ArrayType):
        return Array(node_of(kind.elementType))
    if isinstance(kind, spark.MapType):
        if not isinstance(kind.keyType, spark.StringType):
            raise TypeError(f"A DynamicFrame holds maps keyed by strings; this one is {kind.simpleString()}.")
        return Map(node_of(kind.valueType))
    if isinstance(kind, spark.DecimalType):
        return Scalar(f"decimal({kind.precision},{kind.scale})")
    if isinstance(kind, spark.UserDefinedType):
        return node_of(kind.sqlType())
    word = _WORDS.get(type(kind))
    if word is None:
        raise TypeError(
            f"A DynamicFrame cannot hold Spark's type {kind.simpleString()}; cast the column first."
        )
    return NULL if word == "null" else Scalar(word)
