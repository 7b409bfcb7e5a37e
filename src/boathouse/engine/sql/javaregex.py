"""Java's regular expressions on Python's engine, which has look-around too.

https://trino.io/docs/current/functions/regexp.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

from boathouse.engine.sql.failures import RefusedError


@lru_cache(256)
def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(re.sub(r"\(\?<(?![=!])", "(?P<", text))
    except re.error as error:
        raise RefusedError(f"pattern {text}: {error}") from error


def like(text: str, pattern: str) -> bool:
    """Whether the pattern occurs."""
    return _pattern(pattern).search(text) is not None


def extract(text: str, pattern: str, group: int) -> str | None:
    """The first match's group."""
    found = _pattern(pattern).search(text)
    return _group(found, pattern, group) if found else None


def _group(found: re.Match[str], pattern: str, group: int) -> str | None:
    if group > _pattern(pattern).groups or group < 0:
        raise RefusedError(f"Pattern has {_pattern(pattern).groups} groups. Cannot access group {group}")
    return cast("str | None", found[group])


def groups(text: str, pattern: str) -> list[str | None] | None:
    """The groups of a pattern that matches all of the text."""
    found = _pattern(pattern).fullmatch(text)
    return list(found.groups()) if found else None


def extract_all(text: str, pattern: str, group: int) -> list[str | None]:
    """Every match's group."""
    return [_group(found, pattern, group) for found in _pattern(pattern).finditer(text)]


def position(text: str, pattern: str, start: int, occurrence: int) -> int:
    """Where the pattern occurs for that time, from `start` on; -1 if it does not."""
    if start < 1 or occurrence < 1:
        raise RefusedError("start position and occurrence must be at least 1")
    found = list(_pattern(pattern).finditer(text, start - 1))
    return found[occurrence - 1].start() + 1 if len(found) >= occurrence else -1


def split(text: str, pattern: str) -> list[str]:
    """The text between the matches."""
    parts, at = [], 0
    for found in _pattern(pattern).finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
    return [*parts, text[at:]]


def count(text: str, pattern: str) -> int:
    """How often the pattern occurs."""
    return sum(1 for _ in _pattern(pattern).finditer(text))


@lru_cache(256)
def _replacement(text: str) -> str:
    plain = text.replace("\\$", "\0").replace("\\", "\\\\")
    return re.sub(r"\$\{(\w+)\}|\$(\d)", lambda m: f"\\g<{m[1] or m[2]}>", plain).replace("\0", "$")


def replace(text: str, pattern: str, new: str) -> str:
    """Every match replaced; `$1` and `${name}` stand for groups."""
    return _pattern(pattern).sub(_replacement(new), text)
