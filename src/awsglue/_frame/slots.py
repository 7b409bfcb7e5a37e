"""Slots: a field on its way through a transform, with the SQL that gives its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from awsglue._frame.names import MARK, encoded, literal, quoted
from awsglue._frame.nodes import NULL, Array, Choice, Map, Member, Node, Nulls, Struct, options_of
from awsglue._frame.sparktypes import internal_ddl

_variables = count()


@dataclass(frozen=True)
class Slot:
    """A field, the SQL of its value, and, where its nulls are marked, the SQL of the mark."""

    member: Member
    value: str
    mark: str = "false"

    @property
    def name(self) -> str:
        return self.member.name

    @property
    def node(self) -> Node:
        return self.member.node

    def null_mark(self) -> str:
        """SQL that is true where the record holds an explicit null here."""
        if self.member.nulls is Nulls.MARKED:
            return self.mark
        return "false" if self.member.nulls is Nulls.ABSENT else f"({self.value} IS NULL)"

    def missing(self) -> str:
        """SQL that is true where the record does not have the field at all."""
        nulls = self.member.nulls
        if nulls in (Nulls.VALUE, Nulls.COLUMN):
            return "false"
        if nulls is Nulls.MARKED:
            return f"({self.value} IS NULL AND NOT coalesce({self.mark}, false))"
        return f"({self.value} IS NULL)"

    def named(self, name: str) -> Slot:
        return replace(self, member=replace(self.member, name=name))


Edit = Callable[[Slot], Sequence[Slot]]


def slots_of(struct: Struct, inside: str = "") -> list[Slot]:
    """The fields of the record, or of the struct that the SQL `inside` gives."""
    prefix = f"{inside}." if inside else ""
    return [
        Slot(member, prefix + quoted(encoded(member.name)), prefix + quoted(encoded(member.name) + MARK))
        for member in struct.members
    ]


def struct_of(slots: Sequence[Slot]) -> Struct:
    return Struct(tuple(slot.member for slot in slots))


def columns_of(slots: Sequence[Slot]) -> list[tuple[str, str]]:
    """Internal name and SQL of every column that these slots need, marks among them."""
    columns = []
    for slot in slots:
        columns.append((encoded(slot.name), slot.value))
        if slot.member.nulls is Nulls.MARKED:
            columns.append((encoded(slot.name) + MARK, slot.mark))
    return columns


def packed(slots: Sequence[Slot], unless: str) -> str:
    """SQL of a struct with these fields; null where the SQL `unless` is true."""
    if not slots:
        return f"IF({unless}, NULL, named_struct())"
    inside = ", ".join(f"{literal(name)}, {value}" for name, value in columns_of(slots))
    return f"IF({unless}, NULL, named_struct({inside}))"


def each(array: str, body: Callable[[str], str]) -> str:
    """SQL that rebuilds every element of an array; the variable's name is new, for lambdas nest."""
    variable = f"e{next(_variables)}"
    return f"transform({array}, {variable} -> {body(variable)})"


def edited(slots: Sequence[Slot], path: Sequence[str], edit: Edit) -> list[Slot]:
    """Replace the field at a path by what `edit` makes of it; a path that leads nowhere changes nothing.

    The path goes through structs, arrays of structs, and the structs of a choice.
    """
    result: list[Slot] = []
    for slot in slots:
        if slot.name != path[0]:
            result.append(slot)
        elif len(path) == 1:
            result.extend(edit(slot))
        else:
            node, value = _edited_inside(slot.node, slot.value, path[1:], edit)
            result.append(replace(slot, member=replace(slot.member, node=node), value=value))
    return result


def _edited_inside(node: Node, value: str, path: Sequence[str], edit: Edit) -> tuple[Node, str]:
    if isinstance(node, Struct):
        inner = edited(slots_of(node, value), path, edit)
        return struct_of(inner), packed(inner, f"{value} IS NULL")
    if isinstance(node, Array):
        element: list[Node] = []

        def body(variable: str) -> str:
            inside, sql = _edited_inside(node.element, variable, path, edit)
            element.append(inside)
            return sql

        sql = each(value, body)
        return Array(element[0]), sql
    if isinstance(node, Choice):
        parts = [
            (option, *_edited_inside(option, f"{value}.{quoted(option.word)}", path, edit))
            for option in node.options
        ]
        fields = ", ".join(f"{literal(option.word)}, {sql}" for option, _, sql in parts)
        return Choice(tuple(new for _, new, _ in parts)), f"IF({value} IS NULL, NULL, named_struct({fields}))"
    return node, value


def reshaped(slot: Slot, to: Member) -> Slot:
    """The same field, held as another type that has room for it (what `merged` answers, or a part of it)."""
    return Slot(to, _reshaped(slot.value, slot.node, to.node), slot.null_mark())


def absent(member: Member) -> Slot:
    """A field that none of the records has."""
    return Slot(member, f"CAST(NULL AS {internal_ddl(member.node)})")


def aligned(slots: Sequence[Slot], to: Struct) -> list[Slot]:
    """These slots as the fields of a wider schema."""
    have = {slot.name: slot for slot in slots}
    return [reshaped(have[m.name], m) if m.name in have else absent(m) for m in to.members]


def _reshaped(value: str, old: Node, new: Node) -> str:
    if old == new:
        return value
    if old == NULL:
        return f"CAST(NULL AS {internal_ddl(new)})"
    if isinstance(new, Choice):
        return _chosen(value, old, new)
    if isinstance(old, Struct) and isinstance(new, Struct):
        return packed(aligned(slots_of(old, value), new), f"{value} IS NULL")
    if isinstance(old, Array) and isinstance(new, Array):
        return each(value, lambda variable: _reshaped(variable, old.element, new.element))
    if isinstance(old, Map) and isinstance(new, Map):
        variable = f"e{next(_variables)}"
        return f"transform_values({value}, (k, {variable}) -> {_reshaped(variable, old.value, new.value)})"
    return f"CAST({value} AS {internal_ddl(new)})"


def _chosen(value: str, old: Node, new: Choice) -> str:
    have = {option.word: option for option in options_of(old)}
    fields = []
    for option in new.options:
        inner = f"{value}.{quoted(option.word)}" if isinstance(old, Choice) else value
        known = have.get(option.word)
        sql = _reshaped(inner, known, option) if known else f"CAST(NULL AS {internal_ddl(option)})"
        fields.append(f"{literal(option.word)}, {sql}")
    return f"IF({value} IS NULL, NULL, named_struct({', '.join(fields)}))"
