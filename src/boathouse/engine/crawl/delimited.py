"""The classifiers of delimited text: the built-in one, and custom ones.

AWS: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
Differs: how AWS chooses between delimiters, and how many rows may be shorter or longer than the others,
is not documented; here nine of ten rows must have as many fields as the first. A first line with an empty
name ahead of its last, such as pandas writes for its index, is no header: by the letter only the last may be
empty.
Differs: AWS does not tell what a custom classifier without a SerDe takes; here that is OpenCSVSerDe if values
stand in its quote symbol, and types are those of what is inside. Nor does AWS tell of rows that have more or
fewer fields than the names or types in a classifier: here it does not know their file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_OPEN, _LAZY = "OpenCSVSerDe", "LazySimpleSerDe"


@dataclass(frozen=True)
class Rules:
    """What a classifier goes by; by default it is the built-in one.

    `header` is None where it is to be found out, and so is `serde`; `names` and `types` are the columns'.
    """

    delimiters: tuple[str, ...] = DELIMITERS
    quote: str = '"'
    header: bool | None = None
    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    trimming: bool = True
    narrowest: int = 2
    fewest: int = 2
    serde: str | None = _LAZY


_BUILT_IN = Rules()


def read(sample: Sample, rules: Rules = _BUILT_IN) -> Schema | None:
    """The schema of a text, None if it is not delimited: that takes two columns and two rows by default."""
    found = [
        (delimiter, split) for delimiter in rules.delimiters if (split := _regular(sample, delimiter, rules))
    ]
    if not found:
        return None
    delimiter, split = max(found, key=lambda one: len(one[1].fields[0]))
    first = split.fields[0]
    if any(told and len(told) != len(first) for told in (rules.names, rules.types)):
        return None
    quoted = any(_bare(field, rules.quote) != field.strip() for row in split.fields for field in row)
    serde = rules.serde or (_OPEN if quoted else _LAZY)
    values = [[_value(field, rules, serde) for field in row] for row in split.fields]
    header = _has_header(first, values, rules)
    kinds = [Kind(kind) for kind in rules.types] or _kinds(values[1:] if header else values, len(first))
    used = len(sample.text[: split.used].encode())
    details = {"delimiter": delimiter} | ({"header": "true"} if header else {})
    if rules is not _BUILT_IN:
        details |= ({"quoted": "true"} if quoted else {}) | ({"custom": rules.serde} if rules.serde else {})
    if serde == _OPEN:
        details["quote"] = rules.quote
    return Schema(
        "csv",
        {
            name: STRING if kind == NULL else kind
            for name, kind in zip(_names(first, header, rules), kinds, strict=True)
        },
        sample.compression,
        sample.records(len(values), used) - header,
        details,
    )


def _regular(sample: Sample, delimiter: str, rules: Rules) -> Rows | None:
    """The rows of a text, if most have as many fields as the first.

    Quoted fields may hold line ends; where that leads nowhere, a quote that is open at a line's end is text.
    """
    for spanning in (True, False):
        split = rows(sample.text, delimiter, rules.quote, ROWS, spanning=spanning)
        fields = list(split.fields)
        width = len(fields[0]) if fields else 0
        if not sample.whole and len(fields) < ROWS:
            fields = fields[:-1]
            while fields and len(fields[-1]) != width:
                fields.pop()  # lines of a field that is cut off
        regular = sum(1 for row in fields if len(row) == width)
        enough = len(fields) >= rules.fewest + bool(rules.header) and width >= rules.narrowest
        if enough and regular >= _REGULAR * len(fields):
            return Rows(fields, split.used)
    return None


def _value(field: str, rules: Rules, serde: str) -> str:
    """What a type is found for: with OpenCSVSerDe that is what stands inside quotes."""
    if serde == _OPEN and (bare := _bare(field, rules.quote)) != field.strip():
        field = bare
    return field.strip() if rules.trimming else field


def _has_header(first: list[str], values: list[list[str]], rules: Rules) -> bool:
    """AWS's rules: all names are text, short and present but for the last; some row below is not all text."""
    if rules.header is not None:
        return rules.header
    names = [_bare(field, rules.quote) for field in first]
    if rules.names and [name.lower() for name in names] == [name.lower() for name in rules.names]:
        return True
    for place, name in enumerate(names):
        last = place == len(names) - 1
        if _kind(name) not in (STRING, NULL) or (not last and len(name) >= _LONGEST_NAME):
            return False
        if not _NAME.fullmatch(name) and not (last and not name):
            return False
    return any(kind not in (STRING, NULL) for kind in _kinds(values[1:], len(names)))


def _names(first: list[str], header: bool, rules: Rules) -> list[str]:
    if not header and not rules.names:
        return [f"col{place}" for place in range(len(first))]
    names: dict[str, None] = {}
    for place, field in enumerate(rules.names or [_bare(field, rules.quote) for field in first]):
        name = field.lower() or f"col{place}"
        names[f"{name}_{place}" if name in names else name] = None
    return list(names)


def _kinds(rows: list[list[str]], width: int) -> list[Kind]:
    kinds = [NULL] * width
    for row in rows:
        for place, field in enumerate(row[:width]):
            if kinds[place] != STRING:
                kinds[place] = merged(kinds[place], _kind(field))
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


def _bare(field: str, quote: str) -> str:
    """A value without the blanks and quotes around it."""
    value = field.strip()
    if len(value) > 1 and value[0] == value[-1] == quote:
        return value[1:-1].replace(quote * 2, quote)
    return value
