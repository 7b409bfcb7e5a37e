"""The built-in classifier of delimited text.

AWS: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
Differs: how AWS chooses between delimiters, and how many rows may be shorter or longer than the others,
is not documented; here nine of ten rows must have as many fields as the first. A first line with an empty
name ahead of its last, such as pandas writes for its index, is no header: by the letter only the last may be
empty.
"""

from __future__ import annotations

import re

from boathouse.engine.crawl.kinds import BIGINT, BOOLEAN, DOUBLE, NULL, STRING, Kind, merged
from boathouse.engine.crawl.rows import Rows, rows
from boathouse.engine.crawl.samples import Sample
from boathouse.engine.crawl.schemas import Schema

DELIMITERS = (",", "|", "\t", ";", "\x01")
ROWS = 1000
_LONGEST_NAME = 150
_REGULAR = 0.9
_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NAME = re.compile(r"[\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF\t]+")


def read(sample: Sample) -> Schema | None:
    """The schema of a text, None if it is not delimited: that takes two columns and two rows."""
    found = [(delimiter, split) for delimiter in DELIMITERS if (split := _regular(sample, delimiter))]
    if not found:
        return None
    delimiter, split = max(found, key=lambda one: len(one[1].fields[0]))
    rows = split.fields
    header = _has_header(rows)
    body = rows[1:] if header else rows
    names = _names(rows[0]) if header else [f"col{i}" for i in range(len(rows[0]))]
    kinds = _kinds(body, len(names))
    used = len(sample.text[: split.used].encode())
    details = {"delimiter": delimiter} | ({"header": "true"} if header else {})
    return Schema(
        "csv",
        {name: STRING if kind == NULL else kind for name, kind in zip(names, kinds, strict=True)},
        sample.compression,
        sample.records(len(rows), used) - header,
        details,
    )


def _regular(sample: Sample, delimiter: str) -> Rows | None:
    """The rows of a text, if most have as many fields as the first.

    Quoted fields may hold line ends; where that leads nowhere, a quote that is open at a line's end is text.
    """
    for spanning in (True, False):
        split = rows(sample.text, delimiter, '"', ROWS, spanning=spanning)
        fields = list(split.fields)
        width = len(fields[0]) if fields else 0
        if not sample.whole and len(fields) < ROWS:
            fields = fields[:-1]
            while fields and len(fields[-1]) != width:
                fields.pop()  # lines of a field that is cut off
        regular = sum(1 for row in fields if len(row) == width)
        if len(fields) > 1 and width > 1 and regular >= _REGULAR * len(fields):
            return Rows(fields, split.used)
    return None


def _has_header(rows: list[list[str]]) -> bool:
    """AWS's rules: all names are text, short and present but for the last; some row below is not all text."""
    first = [_bare(field) for field in rows[0]]
    for place, name in enumerate(first):
        last = place == len(first) - 1
        if _kind(name) not in (STRING, NULL) or (not last and len(name) >= _LONGEST_NAME):
            return False
        if not _NAME.fullmatch(name) and not (last and not name):
            return False
    return any(kind not in (STRING, NULL) for kind in _kinds(rows[1:], len(first)))


def _names(first: list[str]) -> list[str]:
    names: dict[str, None] = {}
    for place, field in enumerate(first):
        name = _bare(field).lower() or f"col{place}"
        names[f"{name}_{place}" if name in names else name] = None
    return list(names)


def _kinds(rows: list[list[str]], width: int) -> list[Kind]:
    kinds = [NULL] * width
    for row in rows:
        for place, field in enumerate(row[:width]):
            if kinds[place] != STRING:
                kinds[place] = merged(kinds[place], _kind(field.strip()))
    return kinds


def _kind(text: str) -> Kind:
    if not text:
        return NULL
    if text.lower() in ("true", "false"):
        return BOOLEAN
    if _INTEGER.fullmatch(text):
        fits = len(text.lstrip("+-0")) < 20 and -(2**63) <= int(text) < 2**63
        return BIGINT if fits else STRING
    return DOUBLE if _NUMBER.fullmatch(text) else STRING


def _bare(field: str) -> str:
    """A name without the blanks and quotes around it."""
    name = field.strip()
    return name[1:-1].replace('""', '"') if len(name) > 1 and name[0] == name[-1] == '"' else name
