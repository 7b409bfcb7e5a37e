"""Glue's errors as the Thrift exceptions that a call declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymetastore.hive_metastore.ttypes import (
    AlreadyExistsException,
    InvalidObjectException,
    InvalidOperationException,
    MetaException,
    NoSuchObjectException,
)

from boathouse.errors import ServiceError

_BY_CODE = {
    "AlreadyExistsException": AlreadyExistsException,
    "EntityNotFoundException": NoSuchObjectException,
    "InvalidInputException": InvalidObjectException,
}


def refusal(error: Exception, declared: Sequence[type]) -> Exception:
    """Return the declared exception that says best what `error` says."""
    wanted = _BY_CODE.get(error.code) if isinstance(error, ServiceError) else None
    words = str(error) if isinstance(error, ServiceError) else f"{type(error).__name__}: {error}"
    for kind in (wanted, InvalidOperationException if wanted else None, MetaException):
        if kind in declared:
            made: Any = kind
            return made(message=words)  # type: ignore[no-any-return]
    return error
