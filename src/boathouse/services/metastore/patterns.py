"""Hive's name patterns: `*` for any characters, `|` between alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterable


def matching(names: Iterable[str], pattern: str | None) -> list[str]:
    """Return the names that the pattern matches, regardless of case."""
    wanted = "|".join(".*".join(map(re.escape, part.split("*"))) for part in (pattern or "*").split("|"))
    return [name for name in names if re.fullmatch(wanted, name, re.IGNORECASE)]
