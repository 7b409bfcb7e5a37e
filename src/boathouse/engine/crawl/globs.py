"""Exclude patterns: globs that are relative to the include path.

AWS: https://docs.aws.amazon.com/glue/latest/dg/define-crawler-choose-data-sources.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def excluded(key: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns fits a key below the include path."""
    return any(re.fullmatch(_expression(pattern), key, re.DOTALL) for pattern in patterns)


def _expression(pattern: str) -> str:
    """A glob as a regular expression: `*` and `?` stop at slashes, `**` does not, `{a,b}` are choices."""
    parts: list[str] = []
    place, depth = 0, 0
    while place < len(pattern):
        character = pattern[place]
        place += 1
        if character == "*":
            deep = pattern.startswith("*", place)
            parts.append(".*" if deep else "[^/]*")
            place += deep
        elif character == "?":
            parts.append("[^/]")
        elif character == "[" and (end := pattern.find("]", place + 1)) > 0:
            inside = pattern[place:end].replace("\\", "\\\\")
            parts.append(f"(?!/)[{'^' + inside[1:] if inside[0] == '!' else inside}]")
            place = end + 1
        elif character == "\\" and place < len(pattern):
            parts.append(re.escape(pattern[place]))
            place += 1
        elif character == "{":
            parts.append("(?:")
            depth += 1
        elif character == "}" and depth:
            parts.append(")")
            depth -= 1
        else:
            parts.append("|" if character == "," and depth else re.escape(character))
    return "".join(parts) + ")" * depth
