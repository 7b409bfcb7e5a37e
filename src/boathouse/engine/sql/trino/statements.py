"""Statements that write what a query answers, or keep its text, as data."""

from __future__ import annotations

from dataclasses import dataclass, field

from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.hive.statements import Name, Statement

Property = str | int | bool | tuple[str, ...]


@dataclass(frozen=True)
class Write(Statement):
    """A statement that writes rows; `sql` is its query, with blanks before it so that places stay true."""

    sql: str

    def error(self, code: str, message: str) -> QueryError:
        """A QueryError that points at the query's first word."""
        before = self.sql[: len(self.sql) - len(self.sql.lstrip())]
        return QueryError(code, message, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))


@dataclass(frozen=True)
class CreateTableAs(Write):
    """CREATE TABLE … AS"""

    name: Name
    properties: dict[str, Property] = field(default_factory=dict)
    if_not_exists: bool = False
    comment: str = ""
    with_data: bool = True


@dataclass(frozen=True)
class Insert(Write):
    """INSERT INTO; without `columns` all of the table's, in their order."""

    name: Name
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unload(Write):
    """UNLOAD"""

    location: str
    properties: dict[str, Property] = field(default_factory=dict)


@dataclass(frozen=True)
class Change(Write):
    """A statement that changes rows where they are; `sql` is all of it."""


@dataclass(frozen=True)
class Delete(Change):
    """DELETE FROM"""


@dataclass(frozen=True)
class Update(Change):
    """UPDATE"""


@dataclass(frozen=True)
class Merge(Change):
    """MERGE INTO"""


@dataclass(frozen=True)
class Optimize(Change):
    """OPTIMIZE … REWRITE DATA; `sql` is a DELETE of the rows whose files shall be written anew."""


@dataclass(frozen=True)
class Vacuum(Change):
    """VACUUM; `sql` is a DELETE, which says no more than which table it is."""


@dataclass(frozen=True)
class Prepare(Statement):
    """PREPARE"""

    name: str
    sql: str


@dataclass(frozen=True)
class Execute(Statement):
    """EXECUTE … USING; the parameters are expressions as typed."""

    name: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deallocate(Statement):
    """DEALLOCATE PREPARE"""

    name: str
