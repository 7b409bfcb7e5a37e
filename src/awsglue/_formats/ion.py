"""Amazon Ion, text or binary: each top-level struct is a record.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-ion-home.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from amazon.ion import simpleion
from amazon.ion.core import IonType
from amazon.ion.exceptions import IonException
from amazon.ion.simple_types import IonPyNull
from amazon.ion.symbols import SymbolToken
from pyspark.sql import SparkSession

from awsglue._formats.files import Selection
from awsglue._formats.records import Broken, Trouble, read_records
from awsglue._frame.state import Frame


def read(session: SparkSession, selection: Selection, options: Mapping[str, Any]) -> Frame:
    """Read Ion files into a frame."""
    return read_records(session, selection, records)


def records(stream: BinaryIO) -> Iterator[dict[str, Any] | Trouble]:
    """The records of a file; a value that is no struct is a broken one.

    Raises Broken where the file is not Ion.
    """
    try:
        for value in simpleion.load(stream, single_value=False, parse_eagerly=False):
            if isinstance(value, Mapping):
                yield _plain(value)
            else:
                yield Trouble("is no struct", simpleion.dumps(value, binary=False))
    except (IonException, ValueError, UnicodeError) as error:
        raise Broken(f"it is not Ion ({error})") from error


def _plain(value: Any) -> Any:
    """The value in Python's own types: symbols are strings, annotations are dropped."""
    if value is None or isinstance(value, IonPyNull):
        return None
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, bytes):
        return bytes(value)
    if isinstance(value, SymbolToken):
        return value.text
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, bool) or getattr(value, "ion_type", None) is IonType.BOOL:
        return bool(value)
    if isinstance(value, datetime):
        return datetime.fromisoformat(value.isoformat())
    kind: Any = next((k for k in (int, float, Decimal) if isinstance(value, k)), str)
    return kind(value)
