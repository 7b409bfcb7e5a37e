"""Paging: a token is the key of the last thing that was answered, so a change elsewhere shifts nothing."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from boathouse.services.glue.errors import InvalidInputError
from boathouse.services.glue.records import Record

T = TypeVar("T")


class Page:
    """One page of a listing that is ordered by a unique key of one type, text or number."""

    def __init__(
        self, token: str | None, limit: int | None, default: int = 100, key: type[str | int] = str
    ) -> None:
        self.after = _opened(token, key) if token else None
        self._limit = limit or default

    def cut(self, rows: Iterable[T], key: Callable[[T], Any]) -> tuple[list[T], dict[str, str]]:
        """Take a page of `rows`, which begin behind `after`; answer it and `NextToken` if more follow."""
        taken: list[T] = []
        for row in rows:
            if len(taken) == self._limit:
                return taken, {"NextToken": _sealed(key(taken[-1]))}
            taken.append(row)
        return taken, {}


def everything(operation: Callable[..., Record], member: str, **arguments: Any) -> list[Any]:
    """Call a List or Get operation until its last page and return all of `member`."""
    found: list[Any] = []
    token: str | None = None
    while True:
        page = operation(**arguments, next_token=token)
        found += page[member]
        token = page.get("NextToken")
        if not token:
            return found


def _sealed(key: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _opened(token: str, kind: type[str | int]) -> Any:
    try:
        key = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, binascii.Error):
        key = None
    if not isinstance(key, kind):
        raise InvalidInputError(f"Invalid pagination token: {token}")
    return key
