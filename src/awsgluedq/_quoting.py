"""Names and texts as Spark SQL reads them literally."""

from __future__ import annotations


def quoted(name: str) -> str:
    """A name of a column or a view."""
    return "`" + name.replace("`", "``") + "`"


def literal(text: str) -> str:
    """A string."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"
