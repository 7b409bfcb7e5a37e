"""XML: each element of one name is a record; its children and attributes are the fields.

A child that a record has once is a value, one that it has several times is an array, so that a field may be a
choice of both. A text is an int, long, double, boolean or string by what it says.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-xml-home.html
Differs: the type of a text is a guess, after Spark's XML source, which AWS names as the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO
from xml.parsers import expat

from pyspark.sql import SparkSession

from awsglue._formats.files import Selection
from awsglue._formats.records import Broken, Trouble, read_records
from awsglue._formats.withschema import given_schema, shaped
from awsglue._frame.state import Frame
from awsglue._paths import truth

_CHUNK = 1 << 16
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_PAGE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-xml-home.html"


@dataclass(frozen=True)
class Options:
    """How a script wants its XML to be read."""

    row: str
    encoding: str = ""
    attributes: bool = True
    nulls: bool = False
    prefix: str = "_"
    value: str = "_VALUE"
    strip: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Options:
        """Raises ValueError if no rowTag is given."""
        given = {key.lower(): value for key, value in options.items()}
        if not given.get("rowtag"):
            raise ValueError(
                f"Format xml needs format_options={{'rowTag': …}}: the element of a record. See {_PAGE}"
            )
        return cls(
            row=str(given["rowtag"]),
            encoding=str(given.get("encoding") or given.get("charset") or ""),
            attributes=not truth(given.get("excludeattribute", False)),
            nulls=truth(given.get("treatemptyvaluesasnulls", False)),
            prefix=str(given.get("attributeprefix", "_")),
            value=str(given.get("valuetag", "_VALUE")),
            strip=truth(given.get("ignoresurroundingspaces", False)),
        )


def read(session: SparkSession, selection: Selection, options: Mapping[str, Any]) -> Frame:
    """Read XML files into a frame."""
    schema = given_schema(options)
    parse = partial(records, Options.of(options))
    return read_records(session, selection, shaped(parse, schema), schema)


def records(options: Options, stream: BinaryIO) -> Iterator[dict[str, Any] | Trouble]:
    """The records of a file, as it is read.

    Raises Broken where it is not well-formed.
    """
    reader = _Reader(options)
    try:
        while chunk := stream.read(_CHUNK):
            reader.parser.Parse(chunk, False)
            yield from reader.taken()
        reader.parser.Parse(b"", True)
        yield from reader.taken()
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Broken(f"it is not well-formed XML ({error})") from error


class _Element:
    """An element that is open."""

    __slots__ = ("fields", "text")

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.text: list[str] = []


class _Many(list[Any]):
    """The values of a child that came several times; a list that is a value itself does not exist in XML."""


class _Reader:
    """Follows a parser through a file and keeps the records that have ended."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._open: list[_Element] = []
        self._done: list[dict[str, Any] | Trouble] = []
        self.parser = expat.ParserCreate(options.encoding or None)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def taken(self) -> list[dict[str, Any] | Trouble]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name != self._options.row:
            return
        element = _Element()
        if self._options.attributes:
            for key, text in attributes.items():
                element.fields[self._options.prefix + key] = self._value(text)
        self._open.append(element)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].text.append(text)

    def _end(self, name: str) -> None:
        if not self._open:
            return
        element = self._open.pop()
        value = self._made(element)
        if self._open:
            _add(self._open[-1].fields, name, value)
        elif isinstance(value, dict):
            self._done.append(value)
        else:
            self._done.append({} if value is None or value == "" else {self._options.value: value})

    def _made(self, element: _Element) -> Any:
        """What an element is worth: a struct if it has fields, its text's value otherwise."""
        text = "".join(element.text)
        if not element.fields:
            return self._value(text)
        if text.strip():
            element.fields[self._options.value] = self._value(text)
        return {key: list(v) if isinstance(v, _Many) else v for key, v in element.fields.items()}

    def _value(self, text: str) -> Any:
        bare = text.strip()
        if not bare:
            return None if self._options.nulls else ("" if self._options.strip else text)
        if _INTEGER.match(bare):
            return int(bare)
        if _NUMBER.match(bare):
            return float(bare)
        if bare in ("true", "false"):
            return bare == "true"
        return bare if self._options.strip else text


def _add(fields: dict[str, Any], name: str, value: Any) -> None:
    if name not in fields:
        fields[name] = value
        return
    before = fields[name]
    if isinstance(before, _Many):
        before.append(value)
    else:
        fields[name] = _Many([before, value])
