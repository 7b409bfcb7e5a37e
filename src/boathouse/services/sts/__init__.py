"""STS: who is calling, and credentials for a while."""

from boathouse.services.sts.identity import Identity
from boathouse.services.sts.sessions import Sessions

__all__ = ["Sts"]


class Sts:
    """The Security Token Service."""

    name = "sts"
    validation_error = "ValidationError"

    def __init__(self) -> None:
        self.families: tuple[object, ...] = (Identity(), Sessions())
