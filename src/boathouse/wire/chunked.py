"""aws-chunked: a body in pieces, each with its size and perhaps a signature, and trailers after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from boathouse.calls import Body
from boathouse.errors import ServiceError
from boathouse.wire.messages import Request

_LONGEST_LINE = 16 * 1024


def decoded(request: Request) -> Request:
    """Undo aws-chunked if the request has it; signatures of the pieces are not checked."""
    encodings = [e.strip() for e in request.headers.get("content-encoding", "").split(",") if e.strip()]
    streaming = request.headers.get("x-amz-content-sha256", "").startswith("STREAMING-")
    if not streaming and "aws-chunked" not in encodings:
        return request
    length = request.headers.get("x-amz-decoded-content-length", "")
    headers = {n: v for n, v in request.headers.items() if n not in ("content-length", "content-encoding")}
    if length.isdecimal():
        headers["content-length"] = length
    others = [e for e in encodings if e != "aws-chunked"]
    if others:
        headers["content-encoding"] = ",".join(others)
    trailers: dict[str, str] = {}
    expected = int(length) if length.isdecimal() else None
    announced = {n.strip().lower() for n in request.headers.get("x-amz-trailer", "").split(",") if n.strip()}
    pieces = _pieces(request.body, trailers, announced, expected)
    return replace(request, headers=headers, body=Body(pieces, trailers))


def _pieces(
    body: Body, trailers: dict[str, str], announced: set[str], expected: int | None
) -> Iterator[bytes]:
    source = _Source(body)
    total = 0
    while size := source.size():
        total += size
        yield from source.take(size)
        if source.line():
            raise _broken()
    while line := source.line():
        name, _, value = line.partition(b":")
        trailers[name.decode("latin-1").strip().lower()] = value.decode("latin-1").strip()
    if (expected is not None and total != expected) or not announced <= trailers.keys():
        raise _broken()


class _Source:
    """Lines and counted bytes out of a stream of arbitrary pieces."""

    def __init__(self, body: Body) -> None:
        self._pieces = iter(body)
        self._rest = b""

    def size(self) -> int:
        line = self.line().partition(b";")[0]
        try:
            return int(line, 16)
        except ValueError:
            raise _broken() from None

    def line(self) -> bytes:
        while b"\r\n" not in self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                line, self._rest = self._rest, b""
                return line
            if len(self._rest) > _LONGEST_LINE:
                raise _broken()
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\r\n")
        return line

    def take(self, size: int) -> Iterator[bytes]:
        while size:
            if not self._rest:
                piece = next(self._pieces, None)
                if piece is None:
                    raise _broken()
                self._rest = piece
            part, self._rest = self._rest[:size], self._rest[size:]
            size -= len(part)
            yield part


def _broken() -> ServiceError:
    words = "You did not provide the number of bytes specified by the Content-Length HTTP header"
    return ServiceError("IncompleteBody", words)
