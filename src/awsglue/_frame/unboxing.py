"""Unboxing: the text of a field parsed, and what it says in the field's place."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pyspark.sql import functions as F
from pyspark.sql.types import StringType

from awsglue._frame.conforming import conformed
from awsglue._frame.describe import private_node
from awsglue._frame.discovery import Seen, as_record_schema, ordered
from awsglue._frame.errors import error_rows, record_of
from awsglue._frame.fence import fenced
from awsglue._frame.names import encoded, literal, quoted
from awsglue._frame.nodes import Member, Node, Nulls, Scalar, Struct
from awsglue._frame.slots import Slot, edited
from awsglue._frame.sparktypes import internal_ddl
from awsglue._frame.state import Frame
from awsglue._frame.texts import text_maker
from awsglue._frame.transforms import locate
from awsglue._paths import truth
from awsglue._unbuilt import unbuilt
from awsglue.gluetypes import StructType, _deserialize_json

_PAGE = "aws-glue-api-crawler-pyspark-transforms-Unbox.html"
_HEAD = 200
_TEXT, _MADE, _BOXED = "_1text", "_1made", "_1boxed"  # no field has such a code
_VALUE = "value"

Parse = Callable[[str], Any]
"""What makes a value of a text; ValueError if the text is none."""


def unboxed(frame: Frame, path: str, format: str, options: Mapping[str, Any], site: str, info: str) -> Frame:
    """The frame with the text at a path parsed; a text that does not parse makes an error record.

    Raises ValueError if there is no such field of type string, NotImplementedError for a format that is
    not built.
    """
    steps = frame.steps(path)
    slot = locate(frame.slots(), steps)
    if slot is None or slot.node not in (Scalar("string"), Scalar("null")):
        kind = "is missing" if slot is None else f"is of type {slot.node.word}"
        raise ValueError(f"unbox parses a field of type string; {path!r} {kind}.")
    given = {key.lower(): value for key, value in options.items()}
    parse, wanted = _parser(format, given), _given(given)
    df = frame.df.withColumn(_TEXT, F.expr(slot.value))
    node = _found(df.where(f"{_TEXT} IS NOT NULL").select(_TEXT).rdd, parse)
    boxed = Struct((Member(_VALUE, node, Nulls.ABSENT),))
    tagging = F.udf(_Tagging(parse, boxed).__call__, StringType())
    made = fenced(df.withColumn(_MADE, tagging(F.col(_TEXT))))  # or each text is parsed for each mention
    parsed = made.withColumn(_BOXED, F.expr(f"from_json({_MADE}, {literal(internal_ddl(boxed))})"))
    bad = parsed.where(f"startswith({_MADE}, '!')").withColumn(_MADE, F.expr(f"substring({_MADE}, 2)"))
    good = frame.next(parsed.where(f"NOT coalesce(startswith({_MADE}, '!'), false)"), frame.schema)
    value = f"{_BOXED}.{quoted(encoded(_VALUE))}"

    def replaced(old: Slot) -> list[Slot]:
        # A text that says null is an explicit null, as an explicit null before was.
        mark = f"({old.null_mark()} OR ({_TEXT} IS NOT NULL AND {value} IS NULL))"
        new = Slot(Member(old.name, node, Nulls.MARKED), value, mark)
        return [conformed(new, wanted) if wanted else new]

    result = good.project(edited(good.slots(), steps, replaced))
    error = error_rows(bad, _MADE, F.col(_TEXT), site, info, record_of(frame.schema))
    return frame.next(result.df, result.schema, (error,))


def _parser(format: str, options: Mapping[str, Any]) -> Parse:
    if format.lower() == "json":
        return json.loads
    if format.lower() == "csv":
        return partial(
            _csv,
            str(options.get("separator", ",")),
            str(options.get("quotechar", '"')),
            options.get("escaper") or None,
            truth(options.get("withheader", False)),
            truth(options.get("skipfirst", False)),
            _names(options),
        )
    raise unbuilt(f"Unboxing format {format!r}", _PAGE, "Formats json and csv are.")


def _csv(
    separator: str,
    quote: str,
    escape: str | None,
    header: bool,
    skip: bool,
    names: Sequence[str] | None,
    text: str,
) -> dict[str, str]:
    """The one record of a text in CSV; its fields are called by the header, the schema, or col0, col1, …."""
    rows = csv.reader(
        text.splitlines(),
        delimiter=separator,
        quotechar=None if quote == "-1" else quote,
        escapechar=escape if escape != quote else None,  # a doubled quote is a quote without being told
        quoting=csv.QUOTE_NONE if quote == "-1" else csv.QUOTE_MINIMAL,
    )
    lines = [line for line in rows if line]
    called = names
    if header:
        called, lines = called or lines[0], lines[1:]
    elif skip:
        lines = lines[1:]
    if len(lines) != 1:
        raise ValueError(f"the text has {len(lines)} records, not one")
    called = called or [f"col{place}" for place in range(len(lines[0]))]
    return dict(zip(called, lines[0], strict=False))


def _given(options: Mapping[str, Any]) -> Node | None:
    """The type that the option `withSchema` gives."""
    schema = options.get("withschema")
    if not schema:
        return None
    kind = schema if isinstance(schema, StructType) else _deserialize_json(json.loads(schema))
    return private_node(kind)


def _names(options: Mapping[str, Any]) -> list[str] | None:
    node = _given(options)
    return [member.name for member in node.members] if isinstance(node, Struct) else None


def _found(texts: Any, parse: Parse) -> Node:
    """The type of what the texts say."""
    seen = texts.mapPartitions(partial(_observed, parse)).fold(Seen(), _merged)
    head = Seen()
    for part in _observed(parse, texts.take(_HEAD)):
        head.merge(part)
    record = as_record_schema(ordered(seen.node(), head))
    return record.members[0].node if record.members else Scalar("null")


def _observed(parse: Parse, rows: Iterable[Sequence[str]]) -> Iterator[Seen]:
    seen = Seen()
    for (text,) in rows:
        try:
            value = parse(text)
        except (ValueError, RecursionError, csv.Error):
            continue
        seen.add({_VALUE: value})
    yield seen


def _merged(left: Seen, right: Seen) -> Seen:
    return left.merge(right)


class _Tagging:
    """The function of a Spark job that parses a text and writes it as `from_json` reads it."""

    def __init__(self, parse: Parse, schema: Struct) -> None:
        self._parse, self._schema = parse, schema
        self._make: Callable[[Mapping[str, Any]], str] | None = None

    def __call__(self, text: str | None) -> str | None:
        if text is None:
            return None
        make = self._make = self._make or text_maker(self._schema)
        try:
            return make({_VALUE: self._parse(text)})
        except (ValueError, RecursionError, csv.Error) as error:
            return f"!unbox: {error}: {text[:120]}"
