"""The members of a call, JSON's or a form's, and those among them that name a thing by its ARN."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from boathouse.calls import ACCOUNT
from boathouse.errors import ServiceError

_ARN = re.compile(r"(arn:aws[a-z-]*:(?:sns|dynamodb):[a-z0-9-]+:)\d{12}(:.+)", re.DOTALL)
_SECRET = re.compile(r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:(.+)", re.DOTALL)
_SUFFIX = re.compile(r"(.+)-[A-Za-z0-9]{6}", re.DOTALL)
_NAMING = frozenset({"SecretId", "TableName", "TargetArn", "TopicArn"})
_HEADERS = ("content-type", "x-amz-target")


def kept(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that say what a body is."""
    return {name: headers[name] for name in _HEADERS if name in headers}


def read(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """A call's members.

    Raises ServiceError SerializationException for a body that is neither.
    """
    try:
        given = json.loads(body or b"{}") if "x-amz-target" in headers else _form(body)
    except (ValueError, RecursionError) as error:
        raise ServiceError("SerializationException", f"The request's body cannot be read: {error}") from None
    if not isinstance(given, dict):
        raise ServiceError("SerializationException", "The request's body is not a JSON object.")
    return given


def here(given: Mapping[str, Any], has_secret: Callable[[str], bool]) -> dict[str, str]:
    """Other values of members that name things by ARNs: the one account in them, and secrets' names.

    A secret's ARN ends in six letters that AWS makes up, so that those of another account's say nothing.
    """
    return {
        name: _here(value, has_secret)
        for name, value in given.items()
        if name in _NAMING and isinstance(value, str) and value.startswith("arn:")
    }


def written(headers: Mapping[str, str], given: Mapping[str, Any]) -> bytes:
    """The body of these members."""
    return (json.dumps(given) if "x-amz-target" in headers else urlencode(given)).encode()


def _here(arn: str, has_secret: Callable[[str], bool]) -> str:
    secret = _SECRET.fullmatch(arn)
    if secret:
        name = secret[1]
        suffixed = _SUFFIX.fullmatch(name)
        return suffixed[1] if suffixed and not has_secret(name) else name
    return _ARN.sub(rf"\g<1>{ACCOUNT}\g<2>", arn)


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
