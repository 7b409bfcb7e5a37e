"""The inner equi-join of two frames, with Glue's copies of the left side's names."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import functions as F

from awsglue._frame.casts import cast_sql
from awsglue._frame.names import quoted
from awsglue._frame.nodes import NUMBERS, STRING, Choice, Node, Scalar, Struct, options_of
from awsglue._frame.slots import Slot, columns_of, struct_of
from awsglue._frame.state import Frame
from awsglue._frame.transforms import locate

_SPELLED = [{"string", kind} for kind in ("number", "date", "timestamp")]


def join(left: Frame, right: Frame, keys1: Sequence[str], keys2: Sequence[str]) -> Frame:
    """Records of both whose keys are equal, position by position; a null or absent key equals nothing.

    Raises ValueError if the numbers of keys differ or a frame with fields lacks a key.
    """
    if len(keys1) != len(keys2) or not keys1:
        raise ValueError(
            f"Join needs as many keys of one frame as of the other: {list(keys1)} and {list(keys2)}."
        )
    renamed = _dotted(left, right.schema)
    pairs = [(_key(left, a, "frame1"), _key(right, b, "frame2")) for a, b in zip(keys1, keys2, strict=True)]
    ours, theirs = _key_columns(pairs)
    lhs = left.df.selectExpr(*_select(renamed), *(f"{sql} AS _1l{i}" for i, sql in enumerate(ours)))
    rhs = right.df.selectExpr(*_select(right.slots()), *(f"{sql} AS _1r{i}" for i, sql in enumerate(theirs)))
    condition = " AND ".join(f"_1l{i} = _1r{i}" for i in range(len(pairs)))
    schema = Struct(struct_of(renamed).members + right.schema.members)
    columns = [name for name, _ in columns_of(renamed)] + [name for name, _ in columns_of(right.slots())]
    joined = lhs.join(rhs, F.expr(condition)).select(*map(quoted, columns))
    errors = tuple(dict.fromkeys(left.all_errors() + right.all_errors()))
    folded = left.folded or right.folded
    return Frame(joined, schema, errors, name=left.name + right.name, folded=folded)


def merged(source: Frame, staging: Frame, keys: Sequence[str]) -> Frame:
    """The records of the source whose keys no staged record has, and all staged records.

    Raises ValueError if a frame with fields lacks a key.
    """
    pairs = [(_key(source, key, "the frame"), _key(staging, key, "stage_dynamic_frame")) for key in keys]
    ours, theirs = _key_columns(pairs)
    columns = source.df.columns
    lhs = source.df.selectExpr(*map(quoted, columns), *(f"{sql} AS _1l{i}" for i, sql in enumerate(ours)))
    rhs = staging.df.selectExpr(*(f"{sql} AS _1r{i}" for i, sql in enumerate(theirs)))
    condition = " AND ".join(f"_1l{i} = _1r{i}" for i in range(len(pairs)))
    kept = lhs.join(rhs, F.expr(condition), "left_anti").select(*map(quoted, columns))
    return source.next(kept, source.schema).union(staging)


def _select(slots: Sequence[Slot]) -> list[str]:
    return [f"{sql} AS {quoted(name)}" for name, sql in columns_of(slots)]


def _dotted(left: Frame, other: Struct) -> list[Slot]:
    """The left side's fields; those that the right side has too get the frame's name and a dot in front."""
    slots = left.slots()
    taken = {slot.name for slot in slots} | {member.name for member in other.members}
    result = []
    for slot in slots:
        name = slot.name
        if other.get(name) is not None:
            name = f"{left.name}.{name}"
            while name in taken:
                name = "." + name
            taken.add(name)
        result.append(slot.named(name))
    return result


def _key(frame: Frame, path: str, side: str) -> Slot | None:
    """The field of a key; None in a frame without any field, which has no records either."""
    if not frame.schema.members:
        return None
    slot = locate(frame.slots(), frame.steps(path))
    if slot is None:
        have = ", ".join(member.name for member in frame.schema.members)
        raise ValueError(
            f"Join key '{path}' is no field of {side}; names are compared with their case. It has: {have}."
        )
    return slot


def _key_columns(pairs: Sequence[tuple[Slot | None, Slot | None]]) -> tuple[list[str], list[str]]:
    ours, theirs = [], []
    for one, two in pairs:
        if one is None or two is None:
            ours.append("CAST(NULL AS string)")
            theirs.append("CAST(NULL AS string)")
        elif {_kind(one.node), _kind(two.node)} in _SPELLED:
            ours.append(_read_as(one, two.node))
            theirs.append(_read_as(two, one.node))
        elif (
            isinstance(one.node, Choice) or isinstance(two.node, Choice) or _kind(one.node) != _kind(two.node)
        ):
            wide = _number(one.node, two.node)
            ours.append(_tagged(one, wide))
            theirs.append(_tagged(two, wide))
        else:
            ours.append(one.value)
            theirs.append(two.value)
    return ours, theirs


def _read_as(slot: Slot, other: Node) -> str:
    """SQL of a key beside one of another type: a string is taken for what it spells, as in Spark's SQL."""
    if slot.node == STRING and isinstance(other, Scalar):
        return cast_sql(slot.value, slot.node, other)
    return slot.value


def _kind(node: Node) -> str:
    if node.word == "timestampNTZ":
        return "timestamp"
    return "number" if node.word in NUMBERS else node.word


def _number(*nodes: Node) -> Scalar:
    words = {option.word for node in nodes for option in options_of(node)}
    return Scalar("double") if words & {"float", "double", "decimal"} else Scalar("long")


def _tagged(slot: Slot, wide: Scalar) -> str:
    """SQL that is equal for equal values of the same kind, whatever alternatives a choice has."""
    parts = []
    for option in options_of(slot.node):
        value = f"{slot.value}.{quoted(option.word)}" if isinstance(slot.node, Choice) else slot.value
        kind = _kind(option)
        text = cast_sql(value, option, Scalar("string") if kind != "number" else wide)
        parts.append(f"concat('{kind} ', CAST({text} AS string))")
    return f"coalesce({', '.join(parts)})"
