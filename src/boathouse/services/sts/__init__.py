"""STS: who is calling."""

from boathouse.services.sts.identity import Identity

__all__ = ["Sts"]


class Sts:
    """The Security Token Service."""

    name = "sts"
    validation_error = "ValidationError"

    def __init__(self) -> None:
        self.families: tuple[object, ...] = (Identity(),)
