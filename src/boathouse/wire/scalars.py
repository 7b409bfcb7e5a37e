"""Timestamps, numbers and blobs between Python and the spellings of AWS's protocols."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from botocore.model import Shape

from boathouse.errors import ServiceError

SerializationError = "SerializationException"


def from_text(shape: Shape, text: str, where: str) -> Any:
    """Read a scalar that came as text: header, query, form field or XML.

    Raises ServiceError SerializationException.
    """
    try:
        match shape.type_name:
            case "integer" | "long":
                return int(text)
            case "float" | "double":
                return float(text)
            case "boolean":
                return {"true": True, "false": False}[text.lower()]
            case "timestamp":
                return parse_time(text)
            case "blob":
                return base64.b64decode(text, validate=True)
            case _:
                return text
    except (ValueError, KeyError, binascii.Error):
        raise wrong_type(shape, where) from None


def to_text(shape: Shape, value: Any, *, time_format: str = "iso8601") -> str:
    """Write a scalar as text."""
    match shape.type_name:
        case "boolean":
            return "true" if value else "false"
        case "timestamp":
            return str(format_time(value, shape.serialization.get("timestampFormat", time_format)))
        case "blob":
            return base64.b64encode(value).decode()
        case _:
            return str(value)


def parse_time(value: str | float) -> datetime:
    """Read epoch seconds, ISO 8601 or an HTTP date.

    Raises ValueError.
    """
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    for parse in (datetime.fromisoformat, parsedate_to_datetime, lambda text: parse_time(float(text))):
        try:
            moment = parse(value)
        except (ValueError, OverflowError, OSError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise ValueError(f"not a time: {value}")


def format_time(moment: datetime, style: str) -> str | float:
    """Write a moment as `unixTimestamp`, `rfc822` or `iso8601`, to the millisecond as AWS does."""
    moment = moment.astimezone(UTC)
    if style == "unixTimestamp":
        return round(moment.timestamp(), 3)
    if style == "rfc822":
        return format_datetime(moment, usegmt=True)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def wrong_type(shape: Shape, where: str) -> ServiceError:
    """The error for a value that is not of its member's type."""
    return ServiceError(SerializationError, f"The value at '{where}' is not a valid {shape.type_name}.")
