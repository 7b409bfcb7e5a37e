"""Tables found by what their metadata says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from operator import eq, ge, gt, le, lt
from typing import Any

from boathouse.services.glue.errors import InvalidInputError
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Record, load
from boathouse.services.glue.tables import answer
from boathouse.store import Store

_COMPARED: dict[str, Callable[[datetime, datetime], bool]] = {
    "EQUALS": eq,
    "GREATER_THAN": gt,
    "LESS_THAN": lt,
    "GREATER_THAN_EQUALS": ge,
    "LESS_THAN_EQUALS": le,
}
_TIMES = ("CreateTime", "UpdateTime", "LastAccessTime", "LastAnalyzedTime")
_TOKENS = re.compile(r"[^\W_]+")


class TableSearch:
    """Search all tables of the catalog."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search_tables(
        self,
        catalog_id: str | None = None,
        next_token: str | None = None,
        filters: list[Record] | None = None,
        search_text: str | None = None,
        sort_criteria: list[Record] | None = None,
        max_results: int | None = None,
        resource_share_type: str | None = None,
    ) -> Record:
        """Answer the tables that a text and filters fit, page by page, by database and name or as asked for.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_SearchTables.html
        Differs: AWS documents its matching by an example. Here a text fits a table if each of its words is
        part of a value of the metadata, or in quotes, if it is a whole value; a filter's value fits if its
        words stand side by side in a value; letters' case does not count. Nothing is shared between accounts,
        so FOREIGN and FEDERATED have no tables.
        """
        page = Page(next_token, max_results, key=int)
        wanted = [_filter(told) for told in filters or []]
        with self._store.read() as db:
            rows = db.execute("select * from glue_tables order by database, name").fetchall()
        tables = [answer(row["database"], load(row["document"])) for row in rows]
        if resource_share_type in ("FOREIGN", "FEDERATED"):
            tables = []
        found = [table for table in tables if _fits(table, search_text) and all(w(table) for w in wanted)]
        for criterion in sort_criteria or []:
            field = criterion.get("FieldName", "Name")
            found.sort(key=lambda table: _order(table.get(field)), reverse=criterion.get("Sort") == "DESC")
        first = page.after or 0
        taken, more = page.cut(list(enumerate(found, 1))[first:], key=lambda numbered: numbered[0])
        return {"TableList": [table for _, table in taken], **more}


def _fits(table: Record, text: str | None) -> bool:
    if text is None:
        return True
    values = [value.lower() for value in _leaves(table)]
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].lower() in values
    return all(any(word in value for value in values) for word in text.lower().split())


def _filter(told: Record) -> Callable[[Record], bool]:
    """What one PropertyPredicate asks of a table."""
    key, value = told.get("Key", ""), told.get("Value", "")
    if not key or not value:
        raise InvalidInputError("A filter needs a Key and a Value.")
    if key in _TIMES:
        compared, moment = _COMPARED[told.get("Comparator", "EQUALS")], _moment(key, value)
        return lambda table: key in table and compared(table[key], moment)
    tokens = _TOKENS.findall(value.lower())
    return lambda table: any(_within(tokens, _TOKENS.findall(v.lower())) for v in _valued(table, key))


def _moment(key: str, value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise InvalidInputError(f"The filter of {key} needs an ISO 8601 time, not '{value}'.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _within(few: list[str], many: list[str]) -> bool:
    return any(many[at : at + len(few)] == few for at in range(len(many) - len(few) + 1))


def _valued(table: Record, key: str) -> Iterator[str]:
    for holder in (table, table.get("StorageDescriptor", {}), table.get("Parameters", {})):
        for name, value in holder.items():
            if name.lower() == key.lower():
                yield from _leaves(value)


def _leaves(value: object) -> Iterator[str]:
    """The texts of a document, the names of its free parameters among them."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name == "Parameters":
                yield from member
            yield from _leaves(member)
    elif isinstance(value, list):
        for member in value:
            yield from _leaves(member)
    else:
        yield str(value)


def _order(value: object) -> tuple[bool, Any]:
    return (value is not None, value if isinstance(value, int | float | datetime) else str(value))
