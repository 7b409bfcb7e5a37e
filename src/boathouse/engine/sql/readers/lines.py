"""Text files line by line: what all SerDes of text begin with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.readers.files import PACKED, compression, listed
from boathouse.engine.sql.readers.packed import are_utf8, lent
from boathouse.engine.sql.scope import quoted
from boathouse.engine.sql.source import File, Table

UTF8 = "utf-8"
DELIMITER, NULL = "\ue000", "\ue001"
"""Characters that no file has: DuckDB wants some delimiter and some text for NULL."""


def lines(table: Table, files: Sequence[File], session: Session, encoding: str = UTF8) -> str:
    """SQL for the lines below the header: `line`, and the `filename` of each; blank ones are left out."""
    return raw(files, session, int(table.parameters.get("skip.header.line.count", "0")), encoding)


def raw(files: Sequence[File], session: Session, skip: int = 0, encoding: str = UTF8) -> str:
    """SQL for the lines of the files but the first of each; bytes that are no text are U+FFFD."""
    packs: dict[str, list[File]] = defaultdict(list)
    for file in files:
        packs[compression(file)].append(file)
    for packed, members in list(packs.items()):
        if packed != PACKED:  # DuckDB refuses what is not UTF-8
            fit = are_utf8(members) if encoding == UTF8 else [False] * len(members)
            packs[packed] = [file for file, fits in zip(members, fit, strict=True) if fits]
            packs[PACKED] += [file for file, fits in zip(members, fit, strict=True) if not fits]
    parts = []
    if by_python := packs.pop(PACKED, []):
        name = lent(by_python, session, encoding)
        parts.append(f"SELECT line, filename FROM {name} WHERE number > {skip} AND line <> ''")
    parts += [
        f"SELECT line, filename FROM read_csv({listed(members)}, auto_detect = false, header = false, "
        f"skip = {skip}, delim = {quoted(DELIMITER)}, quote = '', escape = '', nullstr = {quoted(NULL)}, "
        f"columns = {{'line': 'VARCHAR'}}, strict_mode = false, filename = true, "
        f"compression = {quoted(packed)})"
        for packed, members in packs.items()
        if members
    ]
    return " UNION ALL ".join(parts)
