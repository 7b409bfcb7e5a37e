"""What an operation may know of the call that it answers, beyond its members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import uuid4

ACCOUNT = "000000000000"
"""The one account."""


@dataclass(frozen=True)
class Call:
    """The caller's region, access key and service as its signature names them; signatures are not checked.

    `run` is the job run whose script calls, if one does: its id is the script's session token.
    """

    region: str = "us-east-1"
    access_key: str = ""
    service: str = ""
    run: str = ""
    request_id: str = field(default_factory=lambda: str(uuid4()))


current: ContextVar[Call] = ContextVar("call", default=Call())  # noqa: B039 - it is frozen
"""The call being answered in this thread."""


class Body:
    """The bytes of an object on their way in; once they are read, `trailers` holds what followed them."""

    def __init__(self, chunks: Iterable[bytes] = (), trailers: dict[str, str] | None = None) -> None:
        self._chunks = chunks
        self.trailers = {} if trailers is None else trailers

    def __iter__(self) -> Iterator[bytes]:
        """Go through the bytes, once unless they were in memory."""
        return iter(self._chunks)
