"""How a frame's columns look to a script: public names, no marks; and how a script's DataFrame comes in."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql.types import ArrayType, DataType, MapType, StructField, StructType

from awsglue._frame.names import encoded, literal, quoted
from awsglue._frame.nodes import Array, Choice, Map, Node, Struct
from awsglue._frame.slots import each, slots_of
from awsglue._frame.sparktypes import marked, public_ddl, renames


def public_sql(value: str, node: Node) -> str:
    """SQL of a value in public names: a cast where only names differ, rebuilt where marks must go."""
    if not renames(node):
        return value
    return _rebuilt(value, node) if marked(node) else f"CAST({value} AS {public_ddl(node)})"


def _rebuilt(value: str, node: Node) -> str:
    if isinstance(node, Array):
        return each(value, lambda variable: public_sql(variable, node.element))
    if isinstance(node, Map):
        return f"transform_values({value}, (k, v) -> {public_sql('v', node.value)})"
    if isinstance(node, Choice):
        parts = [f"{literal(o.word)}, {public_sql(f'{value}.{quoted(o.word)}', o)}" for o in node.options]
        return f"IF({value} IS NULL, NULL, named_struct({', '.join(parts)}))"
    if isinstance(node, Struct):
        parts = [f"{literal(s.name)}, {public_sql(s.value, s.node)}" for s in slots_of(node, value)]
        return f"IF({value} IS NULL, NULL, named_struct({', '.join(parts)}))"
    return value


def public_columns(struct: Struct) -> list[str]:
    """The SELECT list that shows a frame to a script."""
    return [f"{public_sql(s.value, s.node)} AS {quoted(s.name)}" for s in slots_of(struct)]


def public_frame(df: DataFrame, struct: Struct) -> DataFrame:
    """What a script is given of a frame: columns and fields that may all be null, as on AWS.

    It costs nothing: Spark forgets the condition when it plans, and the casts of lists.
    """
    shown = df.selectExpr(*public_columns(struct))
    if shown.schema == _nullable(shown.schema):
        return shown
    columns = []
    for slot, field in zip(slots_of(struct), shown.schema.fields, strict=True):
        value = public_sql(slot.value, slot.node)
        inside = field.dataType == _nullable(field.dataType)
        whole = value if inside else f"CAST({value} AS {public_ddl(slot.node)})"
        loose = whole if field.nullable else f"CASE WHEN true THEN {whole} END"
        columns.append(f"{loose} AS {quoted(slot.name)}")
    return df.selectExpr(*columns)


def _nullable(kind: DataType) -> DataType:
    if isinstance(kind, ArrayType):
        return ArrayType(_nullable(kind.elementType))
    if isinstance(kind, MapType):
        return MapType(_nullable(kind.keyType), _nullable(kind.valueType))
    if isinstance(kind, StructType):
        return StructType(
            [StructField(f.name, _nullable(f.dataType), metadata=f.metadata) for f in kind.fields]
        )
    return kind


def distinct(names: list[str]) -> list[str]:
    """Names without repetition: of equal ones the last stays plain, each earlier one gets a dot more."""
    seen: set[str] = set(names)
    result: list[str] = []
    for position, name in enumerate(names):
        new = name
        if name in names[position + 1 :]:
            while new in seen or new in result:
                new = "." + new
        result.append(new)
    return result


def internal_names(names: list[str]) -> list[str]:
    return [encoded(name) for name in names]
