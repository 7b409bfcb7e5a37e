"""Glue's paged operations read to the end, as Hive's clients expect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def everything(
    operation: Callable[..., dict[str, Any]], member: str, **arguments: Any
) -> list[dict[str, Any]]:
    """Call a List or Get operation until its last page and return all of `member`."""
    found: list[dict[str, Any]] = []
    token: str | None = None
    while True:
        page = operation(**arguments, next_token=token)
        found += page[member]
        token = page.get("NextToken")
        if not token:
            return found
