"""What a name means where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from boathouse.engine.sql.types import Type


@dataclass(frozen=True)
class Value:
    """A compiled expression: DuckDB's text for it and its Trino type. `constant` if it is a literal."""

    sql: str
    type: Type
    constant: str | int | None = None


@dataclass(frozen=True)
class Field:
    """A column that can be named: `qualifier` is what may stand before its name."""

    name: str | None
    type: Type
    sql: str
    qualifier: tuple[str, ...] = ()
    hidden: bool = False

    def answers(self, parts: tuple[str, ...]) -> bool:
        """Whether `parts` (qualifiers and a name, lower case) mean this column."""
        *qualifier, name = parts
        if self.name is None or self.name.lower() != name:
            return False
        return not qualifier or tuple(qualifier) == self.qualifier[len(self.qualifier) - len(qualifier) :]


@dataclass
class Scope:
    """The columns of one query level, the parameters of its lambdas, and the level around it."""

    fields: list[Field] = field(default_factory=list)
    parent: Scope | None = None
    parameters: dict[str, Value] = field(default_factory=dict)

    def find(self, parts: tuple[str, ...]) -> list[Field]:
        """Columns of this level that the name means."""
        return [column for column in self.fields if column.answers(parts)]

    def within(self, parameters: dict[str, Value]) -> Scope:
        """The same level inside a lambda."""
        return replace(self, parameters={**self.parameters, **parameters})


def quoted(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name in double quotes."""
    return '"' + name.replace('"', '""') + '"'
