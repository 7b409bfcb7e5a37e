"""Two lakehouses side by side: which tables they have, with which columns and how many rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boathouse import inventory, queries
from boathouse.errors import DeployError

if TYPE_CHECKING:
    from boathouse.deploy import Clients

Columns = Mapping[str, str]
_NONE: Columns = {}


@dataclass(frozen=True)
class Side:
    """A table in one of the two: its rows (None if Athena cannot count them), and Athena's types."""

    rows: int | None
    columns: Columns

    def __str__(self) -> str:
        return "?" if self.rows is None else f"{self.rows:,}"


@dataclass(frozen=True)
class Pair:
    """A table in both; a side that has no such table is None."""

    table: str
    here: Side | None
    there: Side | None

    @property
    def same(self) -> bool:
        """Tell whether both have it, with the same columns and as many rows."""
        return self.here == self.there and self.here is not None and self.here.rows is not None

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Columns whose types differ, each with both types."""
        here, there = (side.columns if side else _NONE for side in (self.here, self.there))
        names = dict.fromkeys([*here, *there])
        return [
            (name, here.get(name, "(none)"), there.get(name, "(none)"))
            for name in names
            if here.get(name) != there.get(name)
        ]


def look(clients: Clients, database: str, output: str, work_group: str = "primary") -> dict[str, Side]:
    """Every table of a database, as Athena sees it."""
    place = {"output": output, "database": database, "work_group": work_group}
    entries = inventory.take(clients, database, output, work_group)
    started = {
        entry.table: queries.start(clients.athena, f'select * from "{entry.table}" limit 0', **place)  # noqa: S608
        for entry in entries
    }
    return {entry.table: Side(entry.rows, _columns(clients, started[entry.table])) for entry in entries}


def pairs(here: Mapping[str, Side], there: Mapping[str, Side]) -> list[Pair]:
    """The tables of both sides, those of this one first."""
    return [Pair(name, here.get(name), there.get(name)) for name in dict.fromkeys([*here, *there])]


def lines(compared: list[Pair]) -> Iterator[str]:
    """One line a table, and one for each column that differs."""
    width = max((len(pair.table) for pair in compared), default=5)
    yield f"  {'table':<{width}}  {'local rows':>12}  {'AWS rows':>12}  columns"
    for pair in compared:
        here, there = (str(side) if side else "no table" for side in (pair.here, pair.there))
        words = f"{len(pair.differences)} differ" if pair.differences else "same"
        if not (pair.here and pair.there):
            words = ""
        sign = "=" if pair.same else "≠"
        yield f"{sign} {pair.table:<{width}}  {here:>12}  {there:>12}  {words}".rstrip()
        if pair.here and pair.there:
            yield from (
                f"    {name}: {ours} here, {theirs} on AWS" for name, ours, theirs in pair.differences
            )


def _columns(clients: Clients, identifier: str) -> Columns:
    try:
        queries.wait(clients.athena, identifier)
    except DeployError:
        return _NONE  # why is the count's to say
    return {column.name: column.type for column in queries.result(clients.athena, identifier).columns}
