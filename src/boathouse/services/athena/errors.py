"""Athena's own errors."""

from __future__ import annotations

from boathouse.errors import ServiceError


class InvalidRequestError(ServiceError):
    """The request is wrong, or names something that is not there."""

    def __init__(self, message: str, code: str = "INVALID_INPUT") -> None:
        super().__init__("InvalidRequestException", message, AthenaErrorCode=code)
