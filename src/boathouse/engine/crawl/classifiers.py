"""Custom classifiers and behind them the built-in ones, in AWS's order; what none of them knows is UNKNOWN.

AWS: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
Differs: there are none of BSON, XML, Ion, logs and databases; their files are UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from boathouse.engine.crawl import avro, columnar, delimited, json
from boathouse.engine.crawl.delimited import Rules
from boathouse.engine.crawl.samples import MEGABYTE, sample
from boathouse.engine.crawl.schemas import UNKNOWN, Schema

_MOST = 10 * MEGABYTE
"""AWS reads so much of a JSON file at most, to find a record that is whole."""


def classified(path: Path, size: int, custom: Sequence[Rules] = ()) -> Schema:
    """The format and the schema of a file, after its beginning or its footer.

    `custom` are the rules of custom classifiers of delimited text, which come first.
    """
    with path.open("rb") as file:
        magic = file.read(4)
    found: Schema | None = None
    if magic == avro.MAGIC:
        found = avro.read(path)
    elif magic.startswith(b"ORC"):
        found = columnar.orc(path)
    elif magic == b"PAR1":
        found = columnar.parquet(path)
    else:
        found = _text(path, size, custom)
    return found or Schema(UNKNOWN, {})


def _text(path: Path, size: int, custom: Sequence[Rules]) -> Schema | None:
    first = sample(path, size)
    if first is None:
        return None
    for rules in custom:
        if schema := delimited.read(first, rules):
            return schema
    found = json.read(first)
    if found is None and first.text.lstrip()[:1] in ("{", "["):
        more = None if first.whole else sample(path, size, _MOST)
        return json.read(more) if more else None
    return found or delimited.read(first)
