"""Between our types and the type strings of the Data Catalog."""

from __future__ import annotations

import re

from awsglue._frame.nodes import Array, Choice, Map, Member, Node, Scalar, Struct

_WORDS = {
    "long": "bigint",
    "short": "smallint",
    "byte": "tinyint",
    "timestampNTZ": "timestamp",
    "null": "string",
    "decimal": "decimal(10,2)",  # Glue's default; the catalog's own would have no fraction
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


_TOKEN = re.compile(r"\s*([<>,:]|[^<>,:()]+(?:\([^)]*\))?)")


def node_of(text: str) -> Node:
    """Our type of a catalog's type string, whatever it is made of.

    Raises ValueError if it is none.
    """
    tokens = [found[1].strip() for found in _TOKEN.finditer(text)]
    node, rest = _node(tokens)
    if rest:
        raise ValueError(f"Not a type of the Data Catalog: {text!r}.")
    return node


def _node(tokens: list[str]) -> tuple[Node, list[str]]:
    if not tokens:
        raise ValueError("A type of the Data Catalog ends too soon.")
    word, rest = tokens[0].lower(), tokens[1:]
    if word == "array" and rest[:1] == ["<"]:
        element, rest = _node(rest[1:])
        return Array(element), _after(rest, ">")
    if word == "map" and rest[:1] == ["<"]:
        _, rest = _node(rest[1:])
        value, rest = _node(_after(rest, ","))
        return Map(value), _after(rest, ">")
    if word in ("struct", "row") and rest[:1] == ["<"]:
        return _struct(rest[1:])
    return scalar_of(word) or Scalar(word), rest


def _struct(tokens: list[str]) -> tuple[Node, list[str]]:
    members: list[Member] = []
    while tokens and tokens[0] != ">":
        name, rest = tokens[0], _after(tokens[1:], ":")
        node, tokens = _node(rest)
        members.append(Member(name, node))
        tokens = tokens[1:] if tokens[:1] == [","] else tokens
    return Struct(tuple(members)), _after(tokens, ">")


def _after(tokens: list[str], token: str) -> list[str]:
    if tokens[:1] != [token]:
        raise ValueError(f"A type of the Data Catalog lacks {token!r} before {tokens[:3]}.")
    return tokens[1:]
