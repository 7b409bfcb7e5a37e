"""Comments ahead of a statement."""

from __future__ import annotations

import re

_AHEAD = re.compile(r"(?:\s+|--[^\n]*|/\*.*?\*/)*", re.DOTALL)


def beginning(text: str) -> int:
    """Where the first word of a statement stands, behind comments and blanks."""
    ahead = _AHEAD.match(text)
    return ahead.end() if ahead else 0
