"""The calls that have changed something, in their order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boathouse.store import Store

Entry = tuple[int, str, str, dict[str, str], bytes]
"""A call's number, service, region, headers and body."""

_DDL = """
create table if not exists companion_calls (
    number integer primary key,
    service text not null,
    region text not null,
    headers text not null,
    body blob not null
);
"""


class Journal:
    """What is to be done again by a server that starts anew; a call's number seeds what it makes up."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.create(_DDL)

    def next(self) -> int:
        """The number of the next call."""
        with self._store.read() as state:
            last: int = state.execute("select coalesce(max(number), 0) from companion_calls").fetchone()[0]
        return last + 1

    def append(self, number: int, service: str, region: str, headers: Mapping[str, str], body: bytes) -> None:
        """Write a call down for good."""
        with self._store.write() as state:
            state.execute(
                "insert into companion_calls values (?, ?, ?, ?, ?)",
                (number, service, region, json.dumps(dict(headers)), body),
            )

    def __iter__(self) -> Iterator[Entry]:
        """All calls, the oldest first."""
        with self._store.read() as state:
            for row in state.execute("select * from companion_calls order by number"):
                yield row["number"], row["service"], row["region"], json.loads(row["headers"]), row["body"]
