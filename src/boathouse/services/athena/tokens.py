"""Paging tokens: where the last page ended."""

from __future__ import annotations

import base64
import binascii

from boathouse.services.athena.errors import InvalidRequestError


def sealed(place: int) -> str:
    """A token for a place."""
    return base64.urlsafe_b64encode(str(place).encode()).decode()


def opened(token: str | None) -> int | None:
    """The place in a token, or None without one."""
    if token is None:
        return None
    try:
        return int(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, binascii.Error) as error:
        raise InvalidRequestError("The pagination token is invalid") from error
