"""Between our types and the type strings of the Data Catalog."""

from __future__ import annotations

from awsglue._frame.nodes import Array, Choice, Map, Node, Scalar

_WORDS = {
    "long": "bigint",
    "short": "smallint",
    "byte": "tinyint",
    "timestampNTZ": "timestamp",
    "null": "string",
}
_SCALARS = {
    "bigint": "long",
    "smallint": "short",
    "tinyint": "byte",
    "integer": "int",
    "varchar": "string",
    "char": "string",
}


def hive_type(node: Node) -> str:
    """The catalog's type string; field names inside keep their case, alternatives are a struct."""
    if isinstance(node, Scalar):
        return _WORDS.get(node.name, node.name)
    if isinstance(node, Array):
        return f"array<{hive_type(node.element)}>"
    if isinstance(node, Map):
        return f"map<string,{hive_type(node.value)}>"
    if isinstance(node, Choice):
        return f"struct<{','.join(f'{option.word}:{hive_type(option)}' for option in node.options)}>"
    return f"struct<{','.join(f'{m.name}:{hive_type(m.node)}' for m in node.members)}>"


def scalar_of(text: str) -> Scalar | None:
    """Our type of a catalog's type string; None for arrays, structs, maps, whose data tells more."""
    word = text.strip().lower()
    if "<" in word:
        return None
    base = word.partition("(")[0]
    return Scalar(word.replace(" ", "")) if base == "decimal" else Scalar(_SCALARS.get(base, base))
